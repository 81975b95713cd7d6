"""The PostgreSQL of the run."""

import pytest

from postgresql import Server, server_of_the_run


@pytest.fixture(scope="session")
def postgresql() -> Server:
    return server_of_the_run()
