"""A database that is only looked at is not written to."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from compose_adapters.sql import Database, SqlComingIds, SqlIds, SqlSite, SqlStore
from compose_core.ports.ids import IdKind
from compose_core.testing import builders, decisions
from counting import rows_of


def address_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


WRITES: dict[str, Callable[[Database], object]] = {
    "ids": lambda database: SqlIds(database).next(IdKind.CASE),
    "site": lambda database: SqlSite(database).apply(builders.site()),
    "store": lambda database: SqlStore(database).commit(decisions.decision(version="1")),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_is_refused(database: Database, write: str) -> None:
    SqlSite(database).apply(builders.site())
    before = rows_of(database)
    looking = Database(address_of(database), only_reads=True)
    with pytest.raises(Exception, match=r"read-?only"):
        WRITES[write](looking)
    looking.close()
    assert rows_of(database) == before


def test_coming_ids_are_those_that_are_given_next_and_none_is_taken(database: Database) -> None:
    ids = SqlIds(database)
    for kind in IdKind:
        first = ids.next(kind)
        looking = Database(address_of(database), only_reads=True)
        coming = SqlComingIds(looking)
        assert [coming.next(kind), coming.next(kind)] == [first + 1, first + 2]
        assert SqlComingIds(looking).next(kind) == first + 1
        looking.close()
        assert SqlIds(database).next(kind) == first + 1


def test_reading_goes_on_as_ever(database: Database) -> None:
    SqlSite(database).apply(builders.site())
    looking = Database(address_of(database), only_reads=True)
    site = SqlSite(looking)
    assert site.snapshot().user(builders.AGENT) == builders.agent()
    assert len(site.history(5)) == 1
    with looking.read() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    looking.close()
