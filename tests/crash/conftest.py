"""A laboratory on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crash_lab import Lab, laboratory
from postgresql import server_of_the_run


@pytest.fixture(params=["sqlite", "postgresql"])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    if request.param == "sqlite":
        with laboratory(tmp_path, f"sqlite:///{tmp_path / 'compose.db'}") as made:
            yield made
        return
    with server_of_the_run().database() as url, laboratory(tmp_path, url) as made:
        yield made
