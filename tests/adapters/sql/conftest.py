"""An empty, migrated database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from compose_adapters.sql import Database, migrate
from postgresql import Server, server_of_the_run


@pytest.fixture(scope="session")
def postgresql() -> Server:
    return server_of_the_run()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "compose.db"


@pytest.fixture
def sqlite(file: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{file}", patience=1)
    migrate(made)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "sqlite":
        made: Database = request.getfixturevalue("sqlite")
        yield made
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database() as url:
        made = Database(url, patience=1)
        yield made
        made.close()
