"""A thread that answers a call asks for the site's version once, and again when it must."""

import threading

import attrs
import pytest

from compose_adapters.sql import Database, SqlSite
from compose_core.testing import builders
from statements import watched

POWERLESS = attrs.evolve(builders.agent(), actions=frozenset())


@pytest.fixture
def site(database: Database) -> SqlSite:
    made = SqlSite(database)
    made.apply(builders.site())
    return made


@pytest.fixture
def elsewhere(database: Database) -> SqlSite:
    """The same site as another process has it."""
    return SqlSite(database)


def take_the_permission_away(elsewhere: SqlSite) -> None:
    elsewhere.apply(builders.site(user=POWERLESS))


def test_within_a_moment_one_look_tells_of_all(site: SqlSite, database: Database) -> None:
    site.directory.user(builders.AGENT)
    with watched(database) as watch, site.moment():
        site.directory.user(builders.AGENT)
        site.directory.version()
        site.directory.user(builders.AGENT)
    assert len(watch.seen) == 1


def test_a_version_that_is_asked_for_again_is_looked_up(site: SqlSite, elsewhere: SqlSite) -> None:
    with site.moment():
        assert site.directory.user(builders.AGENT) == builders.agent()
        version = site.directory.version()
        take_the_permission_away(elsewhere)
        assert site.directory.user(builders.AGENT) == builders.agent()
        assert site.directory.version() != version
        assert site.directory.user(builders.AGENT) == POWERLESS


def test_the_next_moment_looks_anew(site: SqlSite, elsewhere: SqlSite) -> None:
    with site.moment():
        assert site.directory.user(builders.AGENT) == builders.agent()
    take_the_permission_away(elsewhere)
    with site.moment():
        assert site.directory.user(builders.AGENT) == POWERLESS


def test_a_moment_is_one_thread_s_own(site: SqlSite, elsewhere: SqlSite) -> None:
    told: list[object] = []
    with site.moment():
        site.directory.user(builders.AGENT)
        take_the_permission_away(elsewhere)
        other = threading.Thread(target=lambda: told.append(site.directory.user(builders.AGENT)))
        other.start()
        other.join()
    assert told == [POWERLESS]
