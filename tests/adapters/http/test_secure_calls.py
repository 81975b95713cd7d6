"""Secure messages in the browsers of those who got a link (section 7)."""

import re
from datetime import timedelta

import attrs
import httpx
import pytest

from bodies import told
from calls import JSON, XML, Caller
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import contents
from compose_core.model.settings import DepartmentSettings, Notification, SecureMessageCenter
from compose_core.testing import builders
from host import Host
from letters_delivered import delivered

pytestmark = pytest.mark.rule("A6")

CENTER = SecureMessageCenter(
    "https://secure.example.com/secure/{token}",
    notification=Notification(
        Address.parse("noreply@example.com"), "A secure message", "Read it: ``secure_message_url"
    ),
)
HOSTILE = "<p onclick='x()'>Dear Pat</p><script>x()</script><img src='https://t.example/'>"


def secured(**members: object) -> tuple[Host, str]:
    """A host with a secure message, and the token of its recipient's link."""
    settings = DepartmentSettings(secure_messaging=True, secure_message_center=CENTER)
    host = Host(builders.site(settings=settings))
    host.world.service.send(builders.request(sender=None, **members), builders.AGENT)
    [letter] = delivered(host.world)
    found = re.search(r"/secure/(\S+)", letter.text or "")
    assert found
    return host, found[1]


def opened(host: Host, token: str, **headers: str) -> httpx.Response:
    return host.caller().get(f"/secure/{token}", **headers)


def test_the_message_is_a_page_that_neither_runs_nor_loads_anything() -> None:
    host, token = secured(subject="For <you> only", contents=contents(html=HOSTILE))
    answer = opened(host, token, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>For &lt;you&gt; only</h1>" in answer.text
    assert "<main><p>Dear Pat</p><img></main>" in answer.text
    assert "script" not in answer.text
    assert "t.example" not in answer.text


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    answer = opened(*secured())
    policy = answer.headers["content-security-policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; "
        r"form-action 'none'; frame-ancestors 'none'",
        policy,
    )
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_message_without_html_shows_its_text_as_it_is() -> None:
    answer = opened(*secured(contents=contents(text="a <b>\n  c")))
    assert '<div class="text">a &lt;b&gt;\n  c</div>' in answer.text


def test_the_message_is_json_for_those_who_ask_for_it() -> None:
    host, token = secured(contents=contents(html=HOSTILE, text="Dear Pat"), attachments=FILES)
    answer = opened(host, token, Accept=JSON)
    assert answer.json() == {
        "subject": "Your question",
        "html": "<p>Dear Pat</p><img>",
        "text": "Dear Pat",
        "attachments": [
            {
                "fileName": "naïve report.txt",
                "contentType": "text/html",
                "size": 9,
                "url": f"/secure/{token}/attachments/0",
            }
        ],
    }


FILES = (Attachment("text/html", "../naïve report.txt", InMemory(b"<b>hi</b>")),)


def test_attachments_are_downloads_and_never_shown() -> None:
    host, token = secured(attachments=FILES)
    page = opened(host, token).text
    link = f"/secure/{token}/attachments/0"
    assert f'<a href="{link}" download>naïve report.txt</a> (9 octets)' in page
    answer = host.caller().get(link)
    assert (answer.status_code, answer.content) == (200, b"<b>hi</b>")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''na%C3%AFve%20report.txt"
    )
    assert answer.headers["content-length"] == "9"


@pytest.mark.parametrize("number", ["1", "-1", "x", "00", "9" * 5000])
def test_an_attachment_that_is_not_there_is_not_found(number: str) -> None:
    host, token = secured(attachments=FILES)
    assert host.caller().get(f"/secure/{token}/attachments/{number}").status_code == 404


def test_links_to_attachments_know_where_the_application_is_mounted() -> None:
    host, token = secured(attachments=FILES)
    answer = Caller(host.app, mount="/mail").get(f"/mail/secure/{token}")
    assert f'href="/mail/secure/{token}/attachments/0"' in answer.text


@pytest.mark.parametrize("accept", ["*/*", JSON])
def test_unknown_expired_and_withdrawn_links_are_one_404(accept: str) -> None:
    host, token = secured()
    other, withdrawn = secured()
    other.services.secure.withdraw(1, "operator")
    unknown = opened(host, "made-up", Accept=accept)
    host.world.clock.time += timedelta(days=90)
    answers = [unknown, opened(host, token, Accept=accept), opened(other, withdrawn, Accept=accept)]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert {each.content for each in answers} == {unknown.content}
    if accept == JSON:
        assert told(unknown)["code"] == "404-100"
    else:
        assert "This message is not available, or no longer." in unknown.text


def test_the_page_speaks_the_readers_language() -> None:
    answer = opened(secured()[0], "made-up", Accept_Language="de")
    assert '<html lang="de-DE">' in answer.text
    assert "Diese Nachricht ist nicht oder nicht mehr verfügbar." in answer.text


def test_neither_page_nor_json_is_not_acceptable() -> None:
    answer = opened(*secured(), Accept=XML)
    assert (answer.status_code, told(answer)["code"]) == (406, "406-101")
    assert "text/html or application/json" in told(answer)["developerMessage"]


def test_opening_leaves_an_audit_entry() -> None:
    host, token = secured()
    opened(host, token)
    acts = [each.act for each in host.world.tables.audit[1]]
    assert acts == ["send", "open"]


def test_the_token_is_in_no_log_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="compose_core")
    host, token = secured()
    opened(host, token)
    assert token not in caplog.text
    assert "GET /secure/{token} 200" in caplog.text


def test_a_hostile_token_breaks_nothing() -> None:
    host, _ = secured()
    for token in ("%00", "%ff%fe", "a" * 10_000, "..", "%3Cscript%3E", "é"):
        assert opened(host, token).status_code == 404


def test_several_recipients_have_a_link_of_their_own() -> None:
    settings = DepartmentSettings(secure_messaging=True, secure_message_center=CENTER)
    host = Host(builders.site(settings=settings))
    request = attrs.evolve(builders.request(sender=None), cc=("kim@example.com",))
    host.world.service.send(request, builders.AGENT)
    texts = [letter.text or "" for letter in delivered(host.world)]
    tokens = {text.rpartition("/secure/")[2].strip() for text in texts}
    assert [opened(host, token).status_code for token in tokens] == [200, 200]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("rest", "status", "code"),
    [
        ("?utm=1", 400, "400-101"),
        ("/attachments/7", 404, "404-100"),
        ("/attachments/0?x=1", 400, "400-101"),
    ],
)
def test_a_browser_is_shown_a_page_whatever_is_wrong_and_a_program_is_told(
    rest: str, status: int, code: str
) -> None:
    host, token = secured(attachments=FILES)
    page = opened(host, token + rest, Accept=BROWSER, Accept_Language="de")
    told_of = opened(host, token + rest, Accept=JSON)
    assert (page.status_code, told_of.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Diese Nachricht ist nicht oder nicht mehr verfügbar." in page.text
    assert told(told_of)["code"] == code


def test_a_file_is_served_to_those_who_accept_files_alone() -> None:
    host, token = secured(attachments=FILES)
    accept = "application/octet-stream"
    assert opened(host, f"{token}/attachments/0", Accept=accept).status_code == 200
    missing = opened(host, f"{token}/attachments/1", Accept=accept)
    assert (missing.status_code, told(missing)["code"]) == (404, "404-100")
