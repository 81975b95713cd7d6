"""Every status and code, in both formats and in two languages."""

from collections.abc import Callable
from datetime import timedelta

import attrs
import httpx
import pytest

from bodies import root_of, told
from calls import JSON, SESSION, XML, Caller
from compose_adapters.http import application
from compose_adapters.wire import encode_request
from compose_core.errors import OutcomeUnknown, Unavailable
from compose_core.model.user import LICENCE
from compose_core.queries import QueryService
from compose_core.records import ActivityRecord
from compose_core.sessions import LoginRules
from compose_core.testing import builders
from host import Host

pytestmark = pytest.mark.rule("H5", "H7")

ACTIVITY = "/ws/v12/interaction/activity"
SEND = f"{ACTIVITY}/send"
LOGIN = "/ws/v12/authentication/user/login"
LOGOUT = "/ws/v12/authentication/user/logout"

Wishes = dict[str, str]


def path_unknown(wishes: Wishes) -> httpx.Response:
    return Host().agent().get("/ws/v12/interaction/activities", **wishes)


def method_not_allowed(wishes: Wishes) -> httpx.Response:
    return Host().agent().get(SEND, **wishes)


def no_session(wishes: Wishes) -> httpx.Response:
    return Host().caller().get(f"{ACTIVITY}/1", **wishes)


def activity_unknown(wishes: Wishes) -> httpx.Response:
    return Host().agent().get(f"{ACTIVITY}/1", **wishes)


def type_unsupported(wishes: Wishes) -> httpx.Response:
    return Host().agent().post(SEND, b"Good morning", "text/plain", **wishes)


def key_reused(wishes: Wishes) -> httpx.Response:
    agent = Host().agent()
    first, other = (encode_request(builders.request(subject=each), JSON) for each in ("a", "b"))
    agent.post(SEND, first, Idempotency_Key="one")
    return agent.post(SEND, other, Idempotency_Key="one", **wishes)


class Broken(QueryService):
    """Meets a fault that nobody foresaw."""

    def activities(self, *_: object) -> tuple[ActivityRecord, ...]:
        raise KeyError("something secret")


class Busy(QueryService):
    """Finds the database away."""

    def activities(self, *_: object) -> tuple[ActivityRecord, ...]:
        raise Unavailable("the database at 192.0.2.7 is away")


def read_by(reading: type[QueryService], wishes: Wishes) -> httpx.Response:
    host = Host()
    given = host.services.reading
    service = reading(given.records, given.directory)
    agent = host.agent()
    agent.app = application(attrs.evolve(host.services, reading=service))
    return agent.get(f"{ACTIVITY}/1", **wishes)


class Lost(QueryService):
    """Loses the connection at a commit."""

    def activities(self, *_: object) -> tuple[ActivityRecord, ...]:
        raise OutcomeUnknown(7)


def fault_of_ours(wishes: Wishes) -> httpx.Response:
    return read_by(Broken, wishes)


def busy(wishes: Wishes) -> httpx.Response:
    return read_by(Busy, wishes)


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_an_unknown_outcome_is_told_as_such_and_asks_nobody_to_repeat_it_blindly(
    media_type: str,
) -> None:
    answer = read_by(Lost, {"Accept": media_type, "X_egain_error_message": "yes"})
    english = (
        "It is not known whether this was stored. Repeat it under the same idempotency key, or "
        "look it up before you try again."
    )
    assert answer.status_code == 503
    assert "retry-after" not in answer.headers
    assert told(answer) == {
        "code": "503-100",
        "developerMessage": f"{english} Activity id, if it was: 7.",
        "userMessage": english,
    }


Provoke = Callable[[Wishes], httpx.Response]
TABLE: list[tuple[Provoke, int, str, str]] = [
    (path_unknown, 404, "404-101", "This path is unknown."),
    (method_not_allowed, 405, "405-100", "This path does not serve this method."),
    (
        no_session,
        401,
        "401-101",
        "Invalid or expired 'X-egain-session' header provided. New login is required.",
    ),
    (activity_unknown, 404, "404-100", "What was asked for was not found."),
    (
        type_unsupported,
        415,
        "415-100",
        (
            "The 'Content-Type' header must be application/json, application/xml "
            "or multipart/form-data, in UTF-8."
        ),
    ),
    (
        key_reused,
        409,
        "409-100",
        (
            "The idempotency key was used for another command or request; take a new one. "
            "Nothing was stored."
        ),
    ),
    (busy, 503, "503-100", "The service is busy; nothing was stored. Please try again."),
    (
        fault_of_ours,
        500,
        "500-100",
        "System is unable to process this request. Please contact your administrator.",
    ),
]
GERMAN = {
    "404-101": "Dieser Pfad ist unbekannt.",
    "405-100": "Dieser Pfad bedient diese Methode nicht.",
    "401-101": (
        "Die Kopfzeile 'X-egain-session' ist ungültig oder abgelaufen. "
        "Eine neue Anmeldung ist erforderlich."
    ),
    "404-100": "Das Angefragte wurde nicht gefunden.",
    "415-100": (
        "Die Kopfzeile 'Content-Type' muss application/json, application/xml oder "
        "multipart/form-data in UTF-8 nennen."
    ),
    "409-100": (
        "Der Idempotenzschlüssel wurde für einen anderen Befehl oder eine andere Anfrage "
        "verwendet; nehmen Sie einen neuen. Nichts wurde gespeichert."
    ),
    "503-100": (
        "Der Dienst ist ausgelastet; nichts wurde gespeichert. Bitte versuchen Sie es noch einmal."
    ),
    "500-100": (
        "Das System kann diese Anfrage nicht bearbeiten. "
        "Bitte wenden Sie sich an Ihren Administrator."
    ),
}


@pytest.mark.parametrize("media_type", [JSON, XML])
@pytest.mark.parametrize("language", ["en-US", "de-DE"])
@pytest.mark.parametrize(("provoke", "status", "code", "english"), TABLE)
def test_what_stops_a_call_is_told_in_the_callers_format_and_language(
    provoke: Provoke,
    status: int,
    code: str,
    english: str,
    language: str,
    media_type: str,
) -> None:
    answer = provoke(
        {"Accept": media_type, "Accept_Language": language, "X_egain_error_message": "yes"}
    )
    identified = f" Request id: {answer.headers['x-request-id']}." if status == 500 else ""
    assert answer.status_code == status
    assert answer.headers["content-type"] == media_type
    assert told(answer) == {
        "code": code,
        "developerMessage": english + identified,
        "userMessage": {"en-US": english, "de-DE": GERMAN[code]}[language],
    }


@pytest.mark.parametrize("media_type", [JSON, XML])
@pytest.mark.parametrize(
    ("wish", "refused", "code", "english"),
    [
        (
            "Accept",
            "text/html",
            "406-101",
            "The 'Accept' header must allow application/json or application/xml.",
        ),
        ("Accept_Language", "tlh", "406-100", "The 'Accept-Language' header value is invalid."),
    ],
)
def test_what_cannot_be_negotiated_is_told_in_the_format_that_can(
    wish: str, refused: str, code: str, english: str, media_type: str
) -> None:
    other = {"Accept": media_type} if wish != "Accept" else {"Content_Type": media_type}
    answer = Host().agent().get(f"{ACTIVITY}/1", **{wish: refused}, **other)
    assert answer.status_code == 406
    assert answer.headers["content-type"] == media_type
    assert told(answer) == {"code": code, "developerMessage": english}


TWO_FINDINGS = encode_request(builders.request(subject="x" * 246, sender="nobody"), JSON)


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_findings_are_told_one_by_one_in_the_callers_language(media_type: str) -> None:
    answer = (
        Host()
        .agent()
        .post(
            SEND, TWO_FINDINGS, Accept=media_type, Accept_Language="en", X_egain_error_message="yes"
        )
    )
    too_long = "The subject has 246 characters; at most 245 are allowed."
    no_address = "'nobody' is not an email address: it must look like name@domain.example."
    assert answer.status_code == 400
    assert told(answer) == {
        "code": "400-152",
        "developerMessage": (
            "Invalid value is provided in the request body for the following attribute(s): "
            "'subject, payload.email.emailAddresses.from'."
        ),
        "details": [
            {"key": "subject", "value": too_long, "name": "subject.too_long"},
            {
                "key": "payload.email.emailAddresses.from",
                "value": no_address,
                "name": "address.malformed",
            },
        ],
        "userMessage": f"{too_long} {no_address}",
    }


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_the_developers_message_stays_english_and_the_details_do_not(media_type: str) -> None:
    answer = Host().agent().post(SEND, TWO_FINDINGS, Accept=media_type, Accept_Language="de")
    members = told(answer)
    assert members["developerMessage"].startswith("Invalid value is provided")
    assert members["details"][0]["name"] == "subject.too_long"
    assert (
        members["details"][0]["value"] != "The subject has 246 characters; at most 245 are allowed."
    )
    assert "246" in members["details"][0]["value"]
    assert "userMessage" not in members


def test_a_single_finding_is_the_developers_message() -> None:
    body = encode_request(builders.request(subject="x" * 246), JSON)
    members = told(Host().agent().post(SEND, body))
    assert members["developerMessage"] == "The subject has 246 characters; at most 245 are allowed."


def test_denials_are_all_listed_with_what_is_missing() -> None:
    user = attrs.evolve(builders.agent(), licences=frozenset(), actions=frozenset())
    host = Host(builders.site(user=user))
    body = encode_request(builders.request(), JSON)
    answer = host.agent().post(SEND, body)
    members = told(answer)
    assert answer.status_code == 403
    assert (members["code"], members["developerMessage"]) == (
        "403-105",
        "User is not allowed to perform this action.",
    )
    assert [each["name"] for each in members["details"]] == [
        "permission.create_activity",
        "permission.licence",
    ]
    assert LICENCE in members["details"][1]["value"]


@pytest.mark.rule("H6")
def test_a_hundred_findings_are_listed_and_the_rest_are_counted() -> None:
    query = "&".join(f"x{number}=1" for number in range(130))
    answer = Host().agent().post(f"{SEND}?{query}", encode_request(builders.request(), JSON))
    members = told(answer)
    assert members["code"] == "400-101"
    assert [each["key"] for each in members["details"]] == [f"?x{n}" for n in range(100)]
    assert members["developerMessage"].endswith(" 30 more findings are not listed.")


@pytest.mark.rule("H6")
def test_findings_of_query_key_and_body_come_together() -> None:
    body = encode_request(builders.request(subject="x" * 246), JSON)
    answer = Host().agent().post(f"{SEND}?x=1", body, Idempotency_Key="k" * 256)
    members = told(answer)
    assert members["code"] == "400-152"
    assert [each["name"] for each in members["details"]] == [
        "query.unsupported",
        "idempotency_key.malformed",
        "subject.too_long",
    ]
    assert members["developerMessage"] == (
        "Invalid value is provided in the request for the following attribute(s): "
        "'?x, Idempotency-Key, subject'."
    )


def test_errors_of_the_interaction_calls_have_the_products_root() -> None:
    answer = Host().caller().get(f"{ACTIVITY}/1", Accept=XML)
    assert root_of(answer) == "{http://bindings.egain.com/ws/model/v12/gen/common}error"


def wrong_password(caller: Caller, wishes: Wishes) -> httpx.Response:
    return caller.post(LOGIN, b'{"userName": "agent", "password": "x"}', **wishes)


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_errors_of_login_have_a_shape_of_their_own(media_type: str) -> None:
    answer = wrong_password(Host().caller(), {"Accept": media_type})
    assert answer.status_code == 401
    assert told(answer) == {"message": "User could not be authenticated."}
    if media_type == XML:
        assert root_of(answer) == "{http://bindings.egain.com/ws/model/v12/gen/platform}Error"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{}", "'userName' is required. 'password' is required."),
        (b'{"userName": "agent"}', "'password' is required."),
        (
            b'{"userName": "agent", "password": "x", "pin": 1}',
            "'pin' is not an element of this request; remove it.",
        ),
        (
            b"",
            "The body is not well-formed JSON: line 1, column 1: a value is expected here.",
        ),
    ],
)
def test_a_malformed_login_is_told_once_what_is_wrong_with_it(body: bytes, message: str) -> None:
    answer = Host().caller().post(LOGIN, body)
    assert answer.status_code == 400
    assert told(answer) == {"message": message}


def test_a_logout_without_a_session_has_the_shape_of_login() -> None:
    answer = Host().caller().delete(LOGOUT)
    assert answer.status_code == 401
    assert told(answer) == {
        "message": ("Invalid or expired 'X-egain-session' header provided. New login is required.")
    }


@pytest.mark.rule("H3")
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=b"])
def test_a_login_of_another_type_is_told_of_the_two_that_are_read(content_type: str) -> None:
    answer = Host().caller().post(LOGIN, b"x" * 20, content_type)
    assert answer.status_code == 415
    assert told(answer) == {
        "message": (
            "The 'Content-Type' header must be application/json or application/xml, in UTF-8."
        )
    }


@pytest.mark.rule("F5")
def test_errors_of_login_and_logout_are_in_the_callers_language() -> None:
    caller = Host().caller()
    failed = wrong_password(caller, {"Accept_Language": "de"})
    unknown = caller.delete(LOGOUT, Accept_Language="de-DE")
    assert [told(each)["message"] for each in (failed, unknown)] == [
        "Der Benutzer konnte nicht angemeldet werden.",
        (
            "Die Kopfzeile 'X-egain-session' ist ungültig oder abgelaufen. "
            "Eine neue Anmeldung ist erforderlich."
        ),
    ]


def test_too_many_logins_are_told_when_to_try_again() -> None:
    rules = LoginRules(most_of_user_at_address=1, window=timedelta(minutes=10))
    host = Host(rules=rules)
    caller = host.caller()
    statuses = [wrong_password(caller, {}).status_code for _ in range(2)]
    host.world.clock.time += timedelta(minutes=4)
    answer = caller.log_in()
    assert [*statuses, answer.status_code] == [401, 429, 429]
    assert answer.headers["retry-after"] == "360"
    assert told(answer) == {"message": "Too many logins failed; try again later."}


def test_one_session_too_many_is_told_how_to_end_one() -> None:
    caller = Host().caller()
    answers = [caller.log_in() for _ in range(6)]
    assert [each.status_code for each in answers] == [204] * 5 + [401]
    assert "forceLogin=yes" in told(answers[-1])["message"]
    forced = caller.post(f"{LOGIN}?forceLogin=yes", b'{"username": "agent", "password": "secret"}')
    assert forced.status_code == 204


def test_a_fault_of_ours_shows_nothing_of_the_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = fault_of_ours({})
    assert "secret" not in answer.text
    assert "secret" not in caplog.text
    identified = answer.headers["x-request-id"]
    assert f"KeyError id={identified}" in caplog.text


@pytest.mark.rule("H2")
def test_even_a_fault_of_ours_carries_the_session() -> None:
    assert fault_of_ours({}).headers[SESSION]


def test_what_the_database_says_of_itself_is_not_told() -> None:
    answer = busy({})
    assert "192.0.2.7" not in answer.text
    assert answer.headers["retry-after"] == "2"


def test_a_method_that_is_not_served_is_told_which_are() -> None:
    agent = Host().agent()
    assert agent.get(SEND).headers["allow"] == "POST"
    assert agent.delete(f"{ACTIVITY}/1").headers["allow"] == "GET, HEAD"
