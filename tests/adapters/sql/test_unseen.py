"""What is not to be seen costs a database what a missing thing costs: statements and rows (P9)."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database
from compose_core.model.attachment import Attachment, InMemory
from compose_core.ports import ReadScope
from compose_core.testing import builders, decisions
from compose_core.testing.contracts import Storage
from compose_core.testing.contracts.store import again, commit, customer_of, several_departments
from statements import watched
from storages import sql_storage

pytestmark = pytest.mark.rule("P9")
FOREIGN, MISSING = 1, 99
HERE = frozenset({builders.DEPARTMENT, "billing"})
SCOPE = ReadScope(HERE, all_customers=False)
LOOK_UPS: dict[str, Callable[[Storage, int], object]] = {
    "an activity": lambda storage, number: storage.records.activities([number], SCOPE),
    "a case": lambda storage, number: storage.records.case(number, SCOPE),
    "a customer": lambda storage, number: storage.records.customer(number, SCOPE),
    "the facts": lambda storage, number: storage.store.facts(
        decisions.query("kim@example.com", case_id=number, departments=HERE)
    ),
}


def with_foreign_things(database: Database) -> Storage:
    """Stores with an activity of another department, its file, case and customer."""
    storage = sql_storage(database)
    storage.site.apply(several_departments())
    file = Attachment("text/plain", "a.txt", InMemory(b"x" * 1_000))
    away = again(FOREIGN, department="sales", text="x" * 100_000, attachments=(file,))
    commit(storage, away, customer=customer_of("sales", FOREIGN))
    return storage


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_a_foreign_id_takes_the_statements_and_rows_of_a_missing_one(
    database: Database, look_up: Callable[[Storage, int], object]
) -> None:
    storage = with_foreign_things(database)
    # The names of departments are read once.
    look_up(storage, MISSING)
    work = {}
    for number in (FOREIGN, MISSING):
        with watched(database) as watch:
            found = look_up(storage, number)
            work[number] = (found, tuple(watch.seen), watch.rows)
    assert work[FOREIGN] == work[MISSING]
    assert work[FOREIGN][2] == 0


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_a_foreign_id_takes_sqlite_a_handful_of_steps_more_than_a_missing_one(
    sqlite: Database, look_up: Callable[[Storage, int], object]
) -> None:
    storage = with_foreign_things(sqlite)
    look_up(storage, MISSING)
    foreign = steps_of(sqlite, partial(look_up, storage, FOREIGN))
    missing = steps_of(sqlite, partial(look_up, storage, MISSING))
    # The row's department is looked at where it was found: one column, nothing of its contents.
    assert 0 <= foreign - missing < 10 < missing


def steps_of(database: Database, act: Callable[[], object]) -> int:
    """How many instructions SQLite carries out in an act."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    def count(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_progress_handler(step, 1)

    database.close()
    sa.event.listen(database.engine, "connect", count)
    try:
        with database.read():
            pass
        steps = 0
        act()
        return steps
    finally:
        sa.event.remove(database.engine, "connect", count)
        database.close()
