"""Who wishes no language is told the partition's, whatever the answer is (F5)."""

import threading

import attrs
import httpx
import pytest

from bodies import told
from calls import SESSION, Caller
from compose_adapters.http import Services, application
from compose_core.errors import Unavailable
from compose_core.model.language import LANGUAGES
from compose_core.model.site import SiteSnapshot
from compose_core.testing import builders
from host import Host

pytestmark = pytest.mark.rule("F5")

WS = "/ws/v12"
GERMAN = attrs.evolve(
    builders.site(), partition=attrs.evolve(builders.site().partition, language="de-DE")
)
USER_MESSAGE = {"X_egain_error_message": "yes"}

# Every path of the application, and some that are none, by every method.
PATHS = (
    "/nowhere",
    "/system/nowhere",
    f"{WS}/interaction/activity/send",
    f"{WS}/interaction/activity/save",
    f"{WS}/interaction/activity/preview",
    f"{WS}/interaction/activity/1",
    f"/system{WS}/interaction/activity/1",
    f"{WS}/authentication/user/login",
    f"{WS}/authentication/user/logout",
    "/healthz",
    "/openapi.json",
    "/secure/unknown",
    "/secure/unknown/attachments/0",
)


def message(answer: httpx.Response) -> str:
    if answer.headers["content-type"].startswith("text/html"):
        return answer.text
    body = told(answer)
    return str(body.get("userMessage") or body.get("message"))


def sentences(site_language: str, caller_language: str | None) -> list[tuple[int, str]]:
    partition = attrs.evolve(builders.site().partition, language=site_language)
    host = Host(attrs.evolve(builders.site(), partition=partition))
    headers = USER_MESSAGE | ({"Accept_Language": caller_language} if caller_language else {})
    found = []
    for path in PATHS:
        for method in ("GET", "POST", "DELETE", "PUT"):
            spelt = {name.replace("_", "-"): value for name, value in headers.items()}
            answer = host.caller().call(method, path, b"", spelt)
            if answer.status_code >= 400:
                found.append((answer.status_code, message(answer)))
    return found


def test_every_refusal_without_a_wish_is_in_the_language_of_the_partition() -> None:
    german = sentences("en-US", "de-DE")
    assert {status for status, _ in german} >= {401, 404, 405, 415}
    assert sentences("de-DE", None) == german
    assert german != sentences("en-US", None)


@pytest.mark.parametrize("wish", ["en-US", "en", "fr-FR;q=0, en"])
def test_a_wish_wins(wish: str) -> None:
    assert sentences("de-DE", wish) == sentences("en-US", None)


def test_a_wish_that_cannot_be_kept_is_refused_in_the_language_of_the_partition() -> None:
    caller = Host(GERMAN).agent()
    for wish in ("xx", ";;"):
        answer = caller.get(f"{WS}/interaction/activity/1", Accept_Language=wish, **USER_MESSAGE)
        assert answer.status_code == 406
        assert "ungültig" in told(answer)["userMessage"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_secure_page_names_the_language_of_the_partition(language: str) -> None:
    partition = attrs.evolve(builders.site().partition, language=language)
    host = Host(attrs.evolve(builders.site(), partition=partition))
    for path in ("/secure/unknown", "/secure/unknown/attachments/0"):
        assert f'<html lang="{language}">' in host.caller().get(path, Accept="text/html").text


def test_a_session_is_shown_in_the_answer_to_an_unknown_path_all_the_same() -> None:
    agent = Host(GERMAN).agent()
    answer = agent.get("/nowhere", **USER_MESSAGE)
    assert answer.headers[SESSION] == agent.session


@attrs.frozen
class Silent:
    """The directory of a database that does not answer."""

    released: threading.Event
    fails: bool

    def snapshot(self) -> SiteSnapshot:
        if self.fails:
            raise Unavailable("away")
        self.released.wait(20)
        return SiteSnapshot("1")


@pytest.mark.parametrize("fails", [True, False])
def test_an_unknown_path_is_answered_though_the_settings_cannot_be_read(fails: bool) -> None:
    released = threading.Event()
    services: Services = attrs.evolve(
        Host(GERMAN).services,
        directory=Silent(released, fails),
    )
    answer = Caller(application(services)).get("/nowhere", Accept_Language="de", **USER_MESSAGE)
    released.set()
    assert answer.status_code == 404
    assert told(answer)["userMessage"]
