"""Many agents write to the same new customer at once, each over a connection of their own (C6)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import attrs
import pytest
import sqlalchemy as sa

from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.decision import Receipt
from compose_core.model.request import contents
from compose_core.testing import builders

AGENTS = 16
COUNTED = ("customers", "customer_addresses", "cases", "activities", "mails", "audit")


@pytest.mark.rule("C6")
def test_sixteen_sends_to_one_new_address_make_one_customer(root: Path, tmp_path: Path) -> None:
    site = root / "examples" / "site.toml"
    world = Container(Configuration(site, f"sqlite:///{tmp_path / 'race.db'}", "maildir:mails"))
    world.make_ready()
    request = attrs.evolve(builders.request(), contents=contents(text="Customer ``customer_id"))
    together = Barrier(AGENTS)

    def send(_: int) -> Receipt:
        together.wait()
        return world.compose.send(request, "agent")

    with ThreadPoolExecutor(AGENTS) as agents:
        receipts = list(agents.map(send, range(AGENTS)))
    with world.database.read() as connection:
        counts = {
            name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar()
            for name in COUNTED
        }
        texts = connection.execute(sa.text("SELECT DISTINCT text FROM activities")).scalars().all()
    world.close()
    assert len({receipt.activity_id for receipt in receipts}) == AGENTS
    assert [receipt.customer_found for receipt in receipts].count(False) == 1
    assert counts == dict.fromkeys(COUNTED, AGENTS) | {"customers": 1, "customer_addresses": 1}
    assert texts == [f"Customer {receipts[0].customer_id}"]
