"""A claim reads the mails that it takes and no more, however many are due at one time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bare_driver import Note
from compose_adapters.sql import Database, SqlOutbox
from compose_adapters.sql.tables import deliveries, mails
from compose_core.testing.builders import NOON
from compose_core.testing.contracts.outbox import UNTIL, claim_due
from filled import fill
from postgresql import Server

MAILS = 3000


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which all mails are due at noon."""
    if request.param == "sqlite":
        yield from due_at_noon(f"sqlite:///{tmp_path}/filled.db")
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database() as url:
        yield from due_at_noon(url)


def due_at_noon(url: str) -> Iterator[Database]:
    fill(url, MAILS)
    database = Database(url)
    with database.write() as connection:
        connection.execute(sa.update(mails).values(due=NOON))
        connection.execute(sa.update(deliveries).values(state="queued"))
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE mails")
    yield database
    database.close()


def test_the_first_of_many_that_are_due_at_one_time_are_found_without_sorting(
    filled: Database,
) -> None:
    filled.close()
    note = Note(filled.engine)
    changes = claim_due(SqlOutbox(filled), NOON, UNTIL, ["a", "b", "c"])
    assert [change.after.activity_id for change in changes] == [1, 2, 3]
    looks = [each for each in note.take() if "ORDER BY mails.due" in each[0]]
    assert len(looks) == 3
    explain = "EXPLAIN QUERY PLAN " if filled.is_sqlite else "EXPLAIN "
    for sql, parameters, _ in looks:
        with filled.read() as connection:
            given = parameters if isinstance(parameters, dict) else tuple(parameters)
            plan = str(connection.exec_driver_sql(explain + sql, given).all())
        assert "ix_mails_lane_due" in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan
