"""What people read over HTTP is in the language that they ask for, in each that there is (F5)."""

import re
from html import escape

import pytest

from bodies import told
from calls import JSON, XML
from compose_adapters.http.secure_page import ATTACHMENTS, OCTETS, UNAVAILABLE
from compose_adapters.http.statuses import ANSWERS
from compose_adapters.language import shipped
from compose_adapters.wire import encode_request
from compose_core.errors.catalogue.phrases import ADDRESS_SHAPE
from compose_core.errors.catalogue.request import ADDRESS_MALFORMED, SUBJECT_TOO_LONG
from compose_core.errors.exceptions import LoginFailed, NoSession, TooManyLogins, TooManySessions
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.settings import DepartmentSettings, Notification, SecureMessageCenter
from compose_core.testing import builders
from host import Host
from letters_delivered import delivered

pytestmark = [
    pytest.mark.rule("F5", "A6", "H7"),
    pytest.mark.parametrize("language", sorted(shipped().texts)),
]

ACTIVITY = "/ws/v12/interaction/activity"
LOGIN = "/ws/v12/authentication/user/login"
MOST_LOGINS = 30
BOTH = pytest.mark.parametrize("media_type", [JSON, XML])
CENTER = SecureMessageCenter(
    "https://secure.example.com/secure/{token}",
    notification=Notification(
        Address.parse("noreply@example.com"), "A secure message", "Read it: ``secure_message_url"
    ),
)


def translated(language: str, english: str) -> str:
    """The translation, which is not the English text."""
    found = shipped().texts[language][english]
    assert found != english
    return found


@BOTH
def test_findings_and_the_message_for_the_user(language: str, media_type: str) -> None:
    body = encode_request(builders.request(subject="x" * 246, sender="nobody"), JSON)
    answer = (
        Host()
        .agent()
        .post(
            f"{ACTIVITY}/send",
            body,
            Accept=media_type,
            Accept_Language=language,
            X_egain_error_message="yes",
        )
    )
    reason = translated(language, ADDRESS_SHAPE.text)
    sentences = [
        translated(language, SUBJECT_TOO_LONG.text).format(length=246, limit=245),
        translated(language, ADDRESS_MALFORMED.text).format(value="nobody", reason=reason),
    ]
    members = told(answer)
    assert answer.status_code == 400
    assert [each["value"] for each in members["details"]] == sentences
    assert members["userMessage"] == " ".join(sentences)
    assert members["developerMessage"].startswith("Invalid value is provided")


@BOTH
def test_the_message_for_the_user_where_nothing_is_found(language: str, media_type: str) -> None:
    answer = (
        Host()
        .caller()
        .get(
            f"{ACTIVITY}/1",
            Accept=media_type,
            Accept_Language=language,
            X_egain_error_message="yes",
        )
    )
    assert answer.status_code == 401
    assert told(answer)["userMessage"] == translated(language, ANSWERS[NoSession].text)


def refused_logins(host: Host, password: str, wishes: dict[str, str]) -> list[tuple[int, str]]:
    """How each kind of refusal is told, in the order in which logins without end meet them."""
    body = f'{{"userName": "{builders.AGENT}", "password": "{password}"}}'.encode()
    met: dict[tuple[int, str], None] = {}
    for _ in range(MOST_LOGINS):
        answer = host.caller().post(LOGIN, body, **wishes)
        if answer.status_code >= 400:
            met[answer.status_code, told(answer)["message"]] = None
    return list(met)


@BOTH
def test_errors_of_the_login(language: str, media_type: str) -> None:
    wishes = {"Accept": media_type, "Accept_Language": language}
    assert refused_logins(Host(), "wrong", wishes) == [
        (401, translated(language, ANSWERS[LoginFailed].text)),
        (429, translated(language, ANSWERS[TooManyLogins].text)),
    ]
    assert refused_logins(Host(), "secret", wishes) == [
        (401, translated(language, ANSWERS[TooManySessions].text)),
    ]


def test_the_page_of_a_secure_message(language: str) -> None:
    settings = DepartmentSettings(secure_messaging=True, secure_message_center=CENTER)
    host = Host(builders.site(settings=settings))
    file = Attachment("text/plain", "a.txt", InMemory(b"nine more"))
    host.world.service.send(builders.request(sender=None, attachments=(file,)), builders.AGENT)
    [letter] = delivered(host.world)
    found = re.search(r"/secure/(\S+)", letter.text or "")
    assert found
    page = host.caller().get(f"/secure/{found[1]}", Accept_Language=language).text
    assert f'<html lang="{language}">' in page
    assert f"<h2>{translated(language, ATTACHMENTS)}</h2>" in page
    assert f"({translated(language, OCTETS).format(size=9)})" in page


def test_the_page_where_there_is_no_secure_message(language: str) -> None:
    answer = Host().caller().get("/secure/unknown", Accept_Language=language)
    assert answer.status_code == 404
    assert f"<p>{escape(translated(language, UNAVAILABLE))}</p>" in answer.text
