"""Two sends to the same new address at once make one customer (C1, C6)."""

import attrs
import pytest

from compose_adapters.memory import MemoryStore
from compose_core.decision import Decision
from compose_core.testing import builders
from world import World


class Beaten(MemoryStore):
    """A store in which a colleague's send always comes just before the first commit."""

    colleague: World

    def commit(self, decision: Decision) -> None:
        if not self.tables.activities:
            self.colleague.service.send(builders.request(), builders.AGENT)
        super().commit(decision)


@pytest.mark.rule("C1", "C6")
def test_who_comes_second_finds_the_customer_that_the_first_made() -> None:
    world = World()
    store = Beaten(world.site, world.tables)
    store.colleague = world
    receipt = attrs.evolve(world.service, store=store).send(builders.request(), builders.AGENT)
    assert receipt.customer_found
    assert len(world.tables.customers) == 1
    assert len(world.tables.activities) == 2
