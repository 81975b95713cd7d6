"""What the machine gives, and what tests take instead, keep the contracts."""

from pathlib import Path

import pytest

from compose_adapters.html import ReadableText, SafeHtml
from compose_adapters.maildir import MaildirMailer
from compose_adapters.system import (
    FirstOctetsScanner,
    GuardedEvents,
    LoggedEvents,
    SystemClock,
    SystemRandom,
)
from compose_core.events import Event
from compose_core.ports import Events, HtmlSanitiser, Mailer, Scanner, TextFromHtml
from compose_core.ports.clock import Clock
from compose_core.ports.ids import Ids
from compose_core.ports.random import Random
from compose_core.testing.clock import StoppedClock
from compose_core.testing.contracts import (
    ClockContract,
    EventsContract,
    HtmlSanitiserContract,
    IdsContract,
    MailerContract,
    RandomContract,
    ScannerContract,
    TextFromHtmlContract,
)
from compose_core.testing.ids import CountingIds
from compose_core.testing.random import CountedTokens


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestStoppedClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return StoppedClock()


class TestSystemRandom(RandomContract):
    @pytest.fixture
    def random(self) -> Random:
        return SystemRandom()


class TestCountedTokens(RandomContract):
    @pytest.fixture
    def random(self) -> Random:
        return CountedTokens()


class TestCountingIds(IdsContract):
    @pytest.fixture
    def ids(self) -> Ids:
        return CountingIds()


class TestScanner(ScannerContract):
    @pytest.fixture
    def scanner(self) -> Scanner:
        return FirstOctetsScanner()


class TestLoggedEvents(EventsContract):
    @pytest.fixture
    def events(self) -> Events:
        return LoggedEvents()


class Failing:
    """Hears of nothing."""

    def happened(self, event: Event) -> None:
        raise RuntimeError(event)


class TestGuardedEvents(EventsContract):
    @pytest.fixture
    def events(self) -> Events:
        return GuardedEvents(Failing())


class TestReadableText(TextFromHtmlContract):
    @pytest.fixture
    def text_from_html(self) -> TextFromHtml:
        return ReadableText()


class TestSafeHtml(HtmlSanitiserContract):
    @pytest.fixture
    def sanitiser(self) -> HtmlSanitiser:
        return SafeHtml()


class TestMaildir(MailerContract):
    @pytest.fixture
    def mailer(self, tmp_path: Path) -> Mailer:
        return MaildirMailer(tmp_path)
