"""The power fails at any moment of sends and deliveries on SQLite; what the disk holds is whole."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import attrs
import pytest
import sqlalchemy as sa

from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database, SqlOutbox, SqlSite, migrate
from compose_adapters.sql.tables import activities, cases, customers, deliveries, letters
from compose_adapters.system import SystemRandom
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.delivery import DeliveryService
from compose_core.letter import Envelope, Letter
from compose_core.outbox import Allowance, Result, Verdict
from compose_core.testing import builders
from compose_core.testing.clock import StoppedClock
from crash_composing import key_of, request_of
from power import (
    Disk,
    Mark,
    Step,
    Sync,
    can_record,
    recording,
    with_part_of_the_tail,
    without_unsynced_tail,
)

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(not can_record(), reason="this Python's SQLite cannot be recorded"),
]

MAILS = {"short": 4, "full": 12}
EVERY = {"short": 2, "full": 1}
"""Every how manieth step the power fails; it always fails after a mark."""

_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_WHOLE = sa.select(
    activities.c.id, cases.c.id, customers.c.id, letters.c.message_id, deliveries.c.address
).select_from(
    activities.outerjoin(cases, activities.c.case_id == cases.c.id)
    .outerjoin(customers, activities.c.customer_id == customers.c.id)
    .outerjoin(letters, activities.c.id == letters.c.activity_id)
    .outerjoin(
        deliveries,
        sa.and_(
            letters.c.activity_id == deliveries.c.activity_id,
            letters.c.mail == deliveries.c.mail,
        ),
    )
)


@attrs.frozen
class Taking:
    """A mail server that takes everything, and tells whose mail it was.

    Args:
        taken: is called with the activity of each mail.
    """

    taken: Callable[[int], None]

    def allowance(self) -> Allowance:
        return Allowance(1_000)

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        del within
        self.taken(int(letter.message_id[1:].partition(".")[0]))
        return (Result(Verdict.ACCEPTED, "250 taken"),) * len(envelope.recipients)


@attrs.frozen
class Run:
    """What was written, and what the world was told meanwhile."""

    disk: Disk
    steps: tuple[Step, ...]


@attrs.frozen
class Outcome:
    """What became of the mails after a power loss, in total over all of them."""

    lost: int
    unexpected: int
    duplicated: int


def deliver(database: Database, taken: Callable[[int], None], now: datetime) -> None:
    service = DeliveryService(
        outbox=SqlOutbox(database),
        mailer=Taking(taken),
        clock=StoppedClock(now),
        random=SystemRandom(),
        events=MemoryEvents(),
        pause=lambda wait: time.sleep(wait.total_seconds()),
    )
    assert service.deliver_due(stopping=lambda: False).is_done


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Run:
    """Sends, each followed by a delivery but for the first two, which are delivered together."""
    scale: Literal["short", "full"] = request.getfixturevalue("scale")
    folder = tmp_path_factory.mktemp("power")
    url = f"sqlite:///{folder / 'compose.db'}"
    database = Database(url)
    migrate(database)
    SqlSite(database).apply(builders.site())
    database.close()
    disk = Disk.of(folder)
    with recording(folder) as recorder:
        world = Container(Configuration(database=url))
        for number in range(MAILS[scale]):
            key = key_of(number)
            receipt = world.compose.send(request_of(number), builders.AGENT, idempotency_key=key)
            recorder.mark("answered", receipt.activity_id)
            if number > 0:
                fresh: list[int] = []

                def taken(activity: int, fresh: list[int] = fresh) -> None:
                    recorder.mark("taken", activity)
                    fresh.append(activity)

                deliver(world.database, taken, datetime.now(UTC))
                for activity in fresh:
                    recorder.mark("recorded", activity)
        world.close()
    return Run(disk, tuple(recorder.steps))


def failing_after(steps: Sequence[Step], every: int) -> list[int]:
    """The numbers of steps after which the power fails."""
    return [
        number
        for number in range(len(steps) + 1)
        if number % every == 0 or (number and isinstance(steps[number - 1], Mark))
    ]


def outcome_of(files: dict[str, bytes], told: Sequence[Mark], folder: Path) -> Outcome:
    """What becomes of the mails when a machine starts with these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, octets in files.items():
        (folder / Path(path).name).write_bytes(octets)
    database = Database(f"sqlite:///{folder / 'compose.db'}")
    try:
        stored = _whole_activities(database)
        answered = {each.of for each in told if each.what == "answered"}
        recorded = {each.of for each in told if each.what == "recorded"}
        copies = Counter(each.of for each in told if each.what == "taken")
        before = set(copies)
        deliver(database, lambda activity: copies.update([activity]), _later())
    finally:
        database.close()
    return Outcome(
        lost=len(answered - stored) + len(stored - set(copies)),
        unexpected=len(before - stored),
        duplicated=sum(
            number - 1 > (0 if activity in recorded else 1) for activity, number in copies.items()
        ),
    )


def _whole_activities(database: Database) -> set[int]:
    with database.read() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert not connection.execute(sa.text("PRAGMA foreign_key_check")).all()
        rows = connection.execute(_WHOLE).all()
    assert all(None not in row for row in rows), "an activity is stored in part"
    return {row[0] for row in rows}


def _later() -> datetime:
    """When every lease has run out."""
    return datetime.now(UTC) + timedelta(hours=1)


Kept = Callable[[Sequence[Step], int], Sequence[Step]]
KEPT: dict[str, Kept] = {
    "every write": lambda steps, _: steps,
    "only what was synced": lambda steps, _: without_unsynced_tail(steps),
    "some of the rest, torn": with_part_of_the_tail,
}


@pytest.mark.rule("A3")
@pytest.mark.parametrize("kept", KEPT)
def test_after_a_power_loss_at_any_step_nothing_is_lost_or_unexpected(
    run: Run, kept: str, tmp_path: Path, scale: Literal["short", "full"]
) -> None:
    losses = 0
    for number in failing_after(run.steps, EVERY[scale]):
        steps = run.steps[:number]
        told = [each for each in steps if isinstance(each, Mark)]
        files = run.disk.after(KEPT[kept](steps, number))
        outcome = outcome_of(files, told, tmp_path / "disk")
        assert outcome == Outcome(lost=0, unexpected=0, duplicated=0), f"after step {number}"
        losses += 1
    print(f"{kept}: {losses} power losses, lost 0, unexpected 0")  # noqa: T201 - what `make crash` reports


@pytest.mark.rule("A3")
def test_a_program_that_syncs_nothing_is_found(run: Run, tmp_path: Path) -> None:
    # Otherwise the test above would not see a commit that is answered before it is on the disk.
    careless = [each for each in run.steps if not isinstance(each, Sync)]
    told = [each for each in careless if isinstance(each, Mark)]
    files = run.disk.after(without_unsynced_tail(careless))
    outcome = outcome_of(files, told, tmp_path / "disk")
    assert outcome.lost > 0
    assert outcome.unexpected > 0
