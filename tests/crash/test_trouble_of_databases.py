"""A database in trouble refuses in one sentence and keeps no half; the next call works."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import attrs
import pytest

from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.delivery import DeliveryService
from compose_core.errors import Unavailable
from compose_core.letter import Envelope, Letter
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Allowance, Result
from compose_core.ports import Mailer
from compose_core.testing import builders
from counting import rows_of
from crash_lab import Lab, laboratory
from crash_trouble import Trouble, busy, full, mounted, read_only
from postgresql import server_of_the_run

TOLD = {
    "full": "the disk .*is full: free space",
    "read-only": "read-only: ",
    "busy": "busy or away; the same call may succeed later",
}
CASES = [f"{database}-{kind}" for database in ("sqlite", "postgresql") for kind in TOLD]
# A claim changes rows where they are, and PostgreSQL finds room for that on a full disk.
CLAIMS = [case for case in CASES if case != "postgresql-full"]


@attrs.frozen
class Case:
    """A lab, and the trouble that its database can have."""

    lab: Lab
    world: Container
    trouble: Trouble
    told: str

    def send(self, number: int) -> None:
        file = Attachment("text/plain", "order.txt", InMemory(os.urandom(100_000)))
        request = builders.request(to=f"customer.{number}@example.com", attachments=(file,))
        self.world.compose.send(request, builders.AGENT)

    def deliver(self, mailer: Mailer, pause: Callable[[timedelta], None]) -> int:
        service = DeliveryService(
            outbox=self.world.outbox,
            mailer=mailer,
            clock=self.world.clock,
            random=self.world.random,
            events=MemoryEvents(),
            pause=pause,
        )
        return service.deliver_due().mails


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    database, _, kind = request.param.partition("-")
    with ExitStack() as stack:
        trouble: Trouble = busy if kind == "busy" else read_only
        folder = tmp_path
        if kind == "full":
            disk = stack.enter_context(mounted(megabytes=8))
            trouble, folder = full(disk), disk.folder
        url = f"sqlite:///{folder / 'compose.db'}"
        if database == "postgresql":
            url = stack.enter_context(server_of_the_run().database())
        lab = stack.enter_context(laboratory(tmp_path, url))
        world = Container(Configuration(database=url, smtp=lab.sink.url("worker")))
        world.database = Database(url, patience=1)
        stack.callback(world.close)
        yield Case(lab, world, trouble, TOLD[kind])


@attrs.frozen
class Troubling:
    """A mailer after whose hand-over something else begins."""

    mailer: Mailer
    begin: Callable[[], object]

    def allowance(self) -> Allowance:
        return self.mailer.allowance()

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        results = self.mailer.send(letter, envelope, within)
        self.begin()
        return results


def must_not_wait(_wait: timedelta) -> None:
    raise AssertionError("nothing was handed over, so nobody waits")


@pytest.mark.rule("A2")
def test_a_send_is_refused_whole_and_the_next_one_is_taken(case: Case) -> None:
    case.send(1)
    before = rows_of(case.lab.database)
    with case.trouble(case.world.database), pytest.raises(Unavailable, match=case.told):
        case.send(2)
    assert rows_of(case.lab.database) == before
    case.send(2)
    assert case.lab.activities() == 2


@pytest.mark.rule("A3")
@pytest.mark.parametrize("case", CLAIMS, indirect=True)
def test_a_worker_leaves_the_mails_as_they_were_and_delivers_them_later(case: Case) -> None:
    case.send(1)
    before = case.lab.open_mails()
    with case.trouble(case.world.database), pytest.raises(Unavailable, match=case.told):
        case.deliver(case.world.mailer, must_not_wait)
    assert case.lab.open_mails() == before
    assert case.deliver(case.world.mailer, must_not_wait) == 1
    assert case.lab.states() == {DeliveryState.ACCEPTED: 1}


@pytest.mark.rule("A3")
def test_results_wait_for_the_database_as_long_as_the_lease_lasts(case: Case) -> None:
    case.send(1)
    with ExitStack() as stack:
        begin = partial(stack.enter_context, case.trouble(case.world.database))
        mailer = Troubling(case.world.mailer, begin)
        assert case.deliver(mailer, lambda _: stack.close()) == 1
    assert case.lab.states() == {DeliveryState.ACCEPTED: 1}
    report = case.lab.report()
    assert (report.lost, report.duplicated, report.recovered) == (0, 0, 0)
