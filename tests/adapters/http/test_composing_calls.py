"""The calls that take a request: what they answer, and in which formats they take it."""

import json

import attrs
import pytest

from bodies import told
from calls import JSON, SESSION, XML
from compose_adapters.wire import encode_request
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import ComposeRequest, contents
from compose_core.testing import builders
from forms import MULTIPART, field, file, request_form
from host import Host

ACTIVITY = "/ws/v12/interaction/activity"
SEND = f"{ACTIVITY}/send"
SYSTEM = "/system"


def body_of(media_type: str = JSON, **members: object) -> bytes:
    return encode_request(builders.request(**members), media_type)


def activities(host: Host) -> list[Activity]:
    return list(host.world.tables.activities.values())


@pytest.mark.rule("H2")
@pytest.mark.parametrize("prefix", ["", SYSTEM])
@pytest.mark.parametrize("media_type", [JSON, XML])
def test_a_send_is_answered_with_the_place_of_the_activity_and_no_body(
    media_type: str, prefix: str
) -> None:
    host = Host()
    agent = host.agent()
    answer = agent.post(f"{prefix}{SEND}", body_of(media_type), media_type)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["location"] == f"{SYSTEM}{ACTIVITY}/1"
    assert answer.headers[SESSION] == agent.session
    assert [each.status for each in activities(host)] == [ActivityStatus.ASSIGNED]
    assert agent.get(answer.headers["location"]).status_code == 200


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/send", ActivityStatus.ASSIGNED),
        ("/sendcomplete", ActivityStatus.COMPLETED),
        ("", ActivityStatus.DRAFT),
    ],
)
def test_each_command_has_a_path(path: str, status: ActivityStatus) -> None:
    host = Host()
    answer = host.agent().post(ACTIVITY + path, body_of())
    assert answer.status_code == 201
    assert [each.status for each in activities(host)] == [status]


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("query", "subject"), [("", "Dear ``first_name"), ("?expandMacros=yes", "Dear Pat")]
)
def test_a_draft_keeps_its_macros_unless_asked(query: str, subject: str) -> None:
    host = Host()
    answer = host.agent().post(ACTIVITY + query, body_of(subject="Dear ``first_name"))
    assert answer.status_code == 201
    assert [each.subject for each in activities(host)] == [subject]


@pytest.mark.rule("H1")
def test_only_save_knows_how_to_expand_on_wish() -> None:
    host = Host()
    answer = host.agent().post(f"{SEND}?expandMacros=yes", body_of())
    assert (answer.status_code, told(answer)["code"]) == (400, "400-101")
    assert activities(host) == []


@pytest.mark.rule("H2", "A1")
@pytest.mark.parametrize("media_type", [JSON, XML])
@pytest.mark.parametrize(
    "prefer", ["return=representation", "respond-async, Return=Representation; x=y"]
)
def test_the_receipt_is_the_body_for_those_who_prefer_it(prefer: str, media_type: str) -> None:
    answer = Host().agent().post(SEND, body_of(), Prefer=prefer, Accept=media_type)
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "return=representation"
    assert answer.headers["content-type"] == media_type
    if media_type == JSON:
        assert answer.json() == {
            "id": "1",
            "case": {"id": "1", "found": False},
            "customer": {"id": "1", "found": False},
            "delivery": [{"address": "pat@example.com", "state": "queued"}],
        }


@pytest.mark.rule("H2")
def test_the_place_has_the_prefix_that_the_application_is_mounted_at() -> None:
    agent = attrs.evolve(Host().agent(), mount="/mail")
    answer = agent.post(f"/mail{SEND}", body_of())
    assert answer.headers["location"] == f"/mail{SYSTEM}{ACTIVITY}/1"


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    ("content_type", "accept", "answered"),
    [
        (JSON, None, JSON),
        (XML, None, XML),
        (XML, "*/*", XML),
        (XML, JSON, JSON),
        (JSON, "application/xml, application/json;q=0.5", XML),
        (MULTIPART, None, JSON),
        (MULTIPART, XML, XML),
    ],
)
def test_the_answer_has_the_format_that_is_wished_or_the_requests_own(
    content_type: str, accept: str | None, answered: str
) -> None:
    body = body_of(content_type) if content_type != MULTIPART else request_form(body_of(), JSON)
    wish = {"Accept": accept} if accept else {}
    answer = Host().agent().post(SEND, body, content_type, **wish)
    assert (answer.status_code, answer.headers["content-type"]) == (201, answered)


@pytest.mark.rule("H3")
@pytest.mark.parametrize(
    "content_type",
    ["", "text/xml", "application/json; charset=latin-1", "application", "application/*"],
)
def test_a_body_of_another_type_or_none_is_not_taken(content_type: str) -> None:
    answer = Host().agent().call("POST", SEND, body_of(), {"Content-Type": content_type})
    assert (answer.status_code, told(answer)["code"]) == (415, "415-100")


@pytest.mark.rule("H3")
def test_an_empty_header_is_an_absent_one() -> None:
    empty = {"Accept": "", "Accept_Language": " ", "Idempotency_Key": "", "Prefer": ""}
    assert Host().agent().post(SEND, body_of(), **empty).status_code == 201


@pytest.mark.rule("H4")
@pytest.mark.parametrize("piece", [1, 7, 64, 100_000])
def test_a_multipart_request_is_taken_in_whatever_pieces_it_comes(piece: int) -> None:
    host = Host()
    files = [file("a.txt", b"one"), file("b.txt", b"two\r\n--" * 50)]
    body = request_form(body_of(), JSON, files)
    pieces = [body[at : at + piece] for at in range(0, len(body), piece)]
    agent = host.agent()
    answer = agent.call("POST", SEND, pieces, {"Content-Type": MULTIPART})
    assert answer.status_code == 201, answer.text
    [activity] = activities(host)
    kept = [(each.file_name, b"".join(each.content.chunks())) for each in activity.attachments]
    assert kept == [("a.txt", b"one"), ("b.txt", b"two\r\n--" * 50)]


def same_but_for_ids(activity: Activity) -> Activity:
    return attrs.evolve(activity, id=0, case_id=0, customer_id=0, message_id="")


@pytest.mark.rule("H3", "H4")
def test_the_same_request_in_three_formats_is_the_same_activity_but_for_ids_and_times() -> None:
    host = Host()
    agent = host.agent()
    given = full_request()
    without_files = attrs.evolve(given, attachments=())
    form = request_form(
        encode_request(without_files, XML),
        XML,
        [file(each.file_name, octets(each), each.content_type) for each in given.attachments],
    )
    bodies = [
        (encode_request(given, JSON), JSON),
        (encode_request(given, XML), XML),
        (form, MULTIPART),
    ]
    for body, content_type in bodies:
        answer = agent.post(SEND, body, content_type)
        assert answer.status_code == 201, answer.text
    first, second, third = map(same_but_for_ids, activities(host))
    assert first == second == third
    assert first.subject == "Grüße <&> Pat"


def octets(attachment: Attachment) -> bytes:
    return b"".join(attachment.content.chunks())


def full_request() -> ComposeRequest:
    return builders.request(
        subject="Grüße <&> ``contact_person_first_name",
        contents=contents(text="a\n\n b ", html="<p>a &amp; b</p>\n"),
        cc=("kim@example.com",),
        bcc=("lee@example.com",),
        priority=3,
        queue="outbound",
        attachments=(
            Attachment("text/plain", "a.txt", InMemory(b"one\r\n")),
            Attachment("application/octet-stream", "b.dat", InMemory(bytes(range(256)))),
        ),
    )


@pytest.mark.rule("A5")
def test_the_same_key_gives_the_first_answer_again() -> None:
    host = Host()
    agent = host.agent()
    first, second = (agent.post(SEND, body_of(), Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["location"] == second.headers["location"]
    assert len(activities(host)) == 1


@pytest.mark.rule("A5")
def test_the_same_key_for_another_command_is_a_conflict() -> None:
    agent = Host().agent()
    agent.post(SEND, body_of(), Idempotency_Key="one")
    assert agent.post(ACTIVITY, body_of(), Idempotency_Key="one").status_code == 409


@pytest.mark.rule("A7")
@pytest.mark.parametrize("media_type", [JSON, XML])
def test_a_preview_stores_nothing_and_shows_everything(media_type: str) -> None:
    host = Host()
    hostile = "<p onclick='x()'>Dear ``first_name<script>x()</script></p>"
    body = body_of(subject="Dear ``first_name", contents=contents(html=hostile))
    answer = host.agent().post(f"{ACTIVITY}/preview", body, Accept=media_type)
    assert answer.status_code == 200
    assert activities(host) == []
    if media_type == JSON:
        shown = answer.json()
        assert shown["subject"] == "Dear Pat"
        assert shown["html"] == "<p onclick='x()'>Dear Pat<script>x()</script></p>"
        assert shown["safeHtml"] == "<p>Dear Pat</p>"
        assert shown["sendable"] is True
        assert [each["part"] for each in shown["macros"]] == ["subject", "html"]


@pytest.mark.rule("A7")
def test_a_preview_tells_denials_and_findings_together_in_the_callers_language() -> None:
    host = Host(builders.site(user=attrs.evolve(builders.agent(), licences=frozenset())))
    answer = host.agent().post(f"{ACTIVITY}/preview", body_of(case_id=99), Accept_Language="de")
    shown = answer.json()
    assert answer.status_code == 200
    assert [each["name"] for each in shown["denials"]] == ["permission.licence"]
    assert [each["name"] for each in shown["findings"]] == ["case.not_found"]
    assert shown["denials"][0]["value"] != "You need the licence 'ECE MailPlus' to do this."
    assert shown["sendable"] is False


@pytest.mark.rule("A7", "H5")
def test_a_preview_of_a_malformed_request_is_refused() -> None:
    answer = Host().agent().post(f"{ACTIVITY}/preview", b"{}")
    assert (answer.status_code, told(answer)["code"]) == (400, "400-152")


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    ("faults", "status", "code"),
    [
        (
            {"method": 1, "session": 1, "language": 1, "accept": 1, "type": 1, "body": 1},
            405,
            "405-100",
        ),
        ({"session": 1, "language": 1, "accept": 1, "type": 1, "body": 1}, 401, "401-101"),
        ({"language": 1, "accept": 1, "type": 1, "body": 1}, 406, "406-100"),
        ({"accept": 1, "type": 1, "body": 1}, 406, "406-101"),
        ({"type": 1, "body": 1}, 415, "415-100"),
        ({"body": 1, "permission": 1, "facts": 1}, 400, "400-152"),
        ({"permission": 1, "facts": 1}, 403, "403-105"),
        ({"facts": 1}, 400, "400-152"),
        ({}, 201, None),
    ],
)
def test_the_first_stage_that_finds_something_ends_the_judgement(
    faults: dict[str, int], status: int, code: str | None
) -> None:
    user = builders.agent()
    host = Host(
        builders.site(
            user=attrs.evolve(user, licences=frozenset()) if "permission" in faults else user
        )
    )
    agent = host.caller() if "session" in faults else host.agent()
    headers = {
        "Content-Type": "text/plain" if "type" in faults else JSON,
        "Accept": "text/html" if "accept" in faults else JSON,
        "Accept-Language": "tlh" if "language" in faults else "en",
    }
    body = body_of(
        subject="x" * 246 if "body" in faults else "x",
        case_id=99 if "facts" in faults else None,
    )
    answer = agent.call("PUT" if "method" in faults else "POST", SEND, body, headers)
    assert answer.status_code == status
    assert (told(answer)["code"] if code else None) == code


@pytest.mark.rule("H2")
@pytest.mark.parametrize(
    ("prefer", "has_receipt"),
    [
        ('return="representation"', True),
        ("respond-async, return=representation; x=1", True),
        ("return=representation, return=minimal", True),
        ("return=minimal, return=representation", False),
        ("return=representations", False),
    ],
)
def test_the_first_preference_about_the_answer_counts(prefer: str, has_receipt: bool) -> None:
    answer = Host().agent().post(SEND, encode_request(builders.request(), JSON), Prefer=prefer)
    assert answer.status_code == 201
    assert bool(answer.content) is has_receipt
    assert ("preference-applied" in answer.headers) is has_receipt


@pytest.mark.rule("A5")
def test_two_keys_that_differ_are_refused_and_one_that_is_repeated_is_one() -> None:
    agent = Host().agent()
    body = encode_request(builders.request(), JSON)
    kind, session = ("Content-Type", JSON), (SESSION, agent.session or "")
    keys = [[("Idempotency-Key", each) for each in pair] for pair in ("ab", "aa")]
    answers = [agent.call("POST", SEND, body, [kind, session, *each]) for each in keys]
    assert [each.status_code for each in answers] == [400, 201]
    assert told(answers[0])["details"][0]["name"] == "idempotency_key.malformed"
    assert "2 differing ones are given" in told(answers[0])["developerMessage"]


@pytest.mark.rule("H4")
def test_a_field_that_is_no_file_is_told_with_its_parts_name() -> None:
    body = request_form(encode_request(builders.request(), JSON), JSON, [field("note", b"x")])
    answer = Host().agent().post(SEND, body, MULTIPART)
    assert told(answer)["details"] == [
        {
            "key": "attachments.attachment[0].fileName",
            "value": "'attachments.attachment[0].fileName of the part note' is required.",
            "name": "element.missing",
        }
    ]


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"to": "nobody"}, "payload.email.emailAddresses.to"),
        ({"to": {"address": ["nobody"]}}, "payload.email.emailAddresses.to.address[0]"),
        ({"to": {"address": "nobody"}}, "payload.email.emailAddresses.to.address[0]"),
        ({"dueDate": "2020-01-01T00:00:00Z"}, "dueDate"),
        ({"dueDate": {"date": "2020-01-01T00:00:00Z"}}, "dueDate.date"),
        ({"dueDate": {"date": "x"}}, "dueDate.date"),
    ],
)
def test_a_finding_has_the_path_at_which_the_value_was_given(
    members: dict[str, object], path: str
) -> None:
    request = json.loads(encode_request(builders.request(), JSON))
    addresses = request["payload"]["email"]["emailAddresses"]
    addresses |= {"to": members.pop("to", "pat@example.com")}
    answer = Host().agent().post(SEND, json.dumps(request | members).encode())
    assert [each["key"] for each in told(answer)["details"]] == [path]
