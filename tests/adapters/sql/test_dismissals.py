"""Whose sessions a change of the site ends."""

import logging
import threading
from datetime import timedelta

import attrs
import pytest

from compose_adapters.sql import Database, SqlCredentials, SqlSessions, SqlSite
from compose_core.model.session import Session, SessionTerms
from compose_core.model.site import Site, SiteUser
from compose_core.testing import builders

TERMS = SessionTerms(idle=timedelta(minutes=30), life=timedelta(hours=12), most=5)
KIM = attrs.evolve(builders.agent(), login="kim")
OLD, NEW = "$argon2id$old", "$argon2id$new"


def site(*users: SiteUser) -> Site:
    return attrs.evolve(builders.site(), users=users)


AGENT = SiteUser(builders.agent(), OLD)
BEFORE = site(AGENT, SiteUser(KIM, OLD))


def logged_in(database: Database) -> SqlSessions:
    """Sessions of both users, two each."""
    SqlSite(database).apply(BEFORE)
    sessions = SqlSessions(database)
    for login in (builders.AGENT, "kim"):
        for number in range(2):
            token_hash = f"{login}{number}"
            session = Session(token_hash, login, builders.NOON, builders.NOON)
            assert sessions.open(session, TERMS, force=False)
    return sessions


@pytest.mark.parametrize(
    ("changed", "act"),
    [
        ([attrs.evolve(AGENT, user=attrs.evolve(AGENT.user, active=False))], "dismissed"),
        ([], "dismissed"),
        ([attrs.evolve(AGENT, password_hash=NEW)], "password changed"),
        ([attrs.evolve(AGENT, password_hash=None)], "password changed"),
        ([attrs.evolve(AGENT, user=attrs.evolve(AGENT.user, first_name="Sam"))], None),
    ],
    ids=["inactive", "left out", "another password", "no password", "another name"],
)
def test_who_is_dismissed_and_whose_password_changes_has_no_session_afterwards(
    database: Database,
    caplog: pytest.LogCaptureFixture,
    changed: list[SiteUser],
    act: str | None,
) -> None:
    caplog.set_level(logging.INFO, logger="compose_core.security")
    sessions = logged_in(database)
    SqlSite(database).apply(site(*changed, SiteUser(KIM, OLD)))
    assert len(sessions.of(builders.AGENT)) == (0 if act else 2)
    assert len(sessions.of("kim")) == 2
    audited = [(each.act, each.actor, each.detail) for each in sessions.audit(builders.AGENT)]
    assert audited == ([(act, "site", "2")] if act else [])
    told = [each.getMessage() for each in caplog.records if each.name == "compose_core.security"]
    line = f'event=sessions outcome=ended actor="site" source="" user="agent" why="{act}" number=2'
    assert told == ([line] if act else [])


def test_a_change_that_is_undone_ends_no_session(
    database: Database,
) -> None:
    sessions = logged_in(database)
    broken = attrs.evolve(AGENT, user=attrs.evolve(AGENT.user, home_department="nowhere"))
    with pytest.raises(KeyError):
        SqlSite(database).apply(site(broken))
    assert len(sessions.of("kim")) == 2


def test_an_inactive_user_has_no_password(database: Database) -> None:
    SqlSite(database).apply(BEFORE)
    SqlSite(database).apply(site(AGENT))
    credentials = SqlCredentials(database)
    assert [credentials.password_hash(each) for each in (builders.AGENT, "kim")] == [OLD, None]


def test_a_login_beside_a_change_ends_with_no_session_of_the_old_password(
    database: Database,
) -> None:
    """Whatever comes first: a login that does not see the change afterwards is ended by it."""
    SqlSite(database).apply(BEFORE)
    sessions, credentials = SqlSessions(database), SqlCredentials(database)
    for number in range(20):
        old, new = f"$argon2id${number}", f"$argon2id${number + 1}"
        SqlSite(database).apply(site(SiteUser(builders.agent(), old)))
        together = threading.Barrier(2)

        def change(new: str = new, together: threading.Barrier = together) -> None:
            together.wait()
            SqlSite(database).apply(site(SiteUser(builders.agent(), new)))

        thread = threading.Thread(target=change)
        thread.start()
        together.wait()
        session = Session(str(number), builders.AGENT, builders.NOON, builders.NOON)
        sessions.open(session, TERMS, force=True)
        saw = credentials.password_hash(builders.AGENT)
        thread.join()
        assert saw == new or sessions.find(str(number)) is None
