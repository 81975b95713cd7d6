"""Sessions, login attempts and credentials, in memory and in SQL."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from compose_adapters.memory import MemoryLoginAttempts, MemorySessions, MemorySite
from compose_adapters.sql import (
    Database,
    SqlCredentials,
    SqlLoginAttempts,
    SqlSessions,
    SqlSite,
    migrate,
)
from compose_core.model.site import Site
from compose_core.ports import Credentials, LoginAttempts, Sessions
from compose_core.testing import builders
from compose_core.testing.contracts.sessions import (
    CredentialsContract,
    LoginAttemptsContract,
    SessionsContract,
)

pytestmark = pytest.mark.rule("S8")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'sessions.db'}")
    migrate(opened)
    yield opened
    opened.close()


def site_with_a_password() -> Site:
    site = builders.site()
    users = tuple(
        attrs.evolve(each, password_hash=CredentialsContract.HASH)
        if each.user.login == builders.AGENT
        else attrs.evolve(each, password_hash=None)
        for each in site.users
    )
    return attrs.evolve(site, users=users)


class TestMemorySessions(SessionsContract):
    @pytest.fixture
    def sessions(self) -> Sessions:
        return MemorySessions()


class TestMemoryLoginAttempts(LoginAttemptsContract):
    @pytest.fixture
    def attempts(self) -> LoginAttempts:
        return MemoryLoginAttempts()


class TestMemoryCredentials(CredentialsContract):
    @pytest.fixture
    def credentials(self) -> Credentials:
        return MemorySite(site_with_a_password())


class TestSqliteSessions(SessionsContract):
    @pytest.fixture
    def sessions(self, database: Database) -> Sessions:
        return SqlSessions(database)


class TestSqliteLoginAttempts(LoginAttemptsContract):
    @pytest.fixture
    def attempts(self, database: Database) -> LoginAttempts:
        return SqlLoginAttempts(database)


class TestSqliteCredentials(CredentialsContract):
    @pytest.fixture
    def credentials(self, database: Database) -> Credentials:
        SqlSite(database).apply(site_with_a_password())
        return SqlCredentials(database)
