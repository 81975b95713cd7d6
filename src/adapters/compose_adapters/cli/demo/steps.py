"""What the demo does, and what came of it."""

from collections.abc import Iterator

import attrs

from compose_adapters.cli.demo.examples import Example
from compose_adapters.cli.demo.rejected import RejectedExample
from compose_adapters.wiring import request_of
from compose_adapters.wiring.embedded import Container
from compose_core.decision import Receipt
from compose_core.errors import Rejected
from compose_core.model.request import ComposeRequest
from compose_core.records import ActivityRecord

AGENT = "agent"
JSON = "application/json"


@attrs.frozen
class Sent:
    """An example that was sent, as it stands after delivery."""

    example: Example
    receipt: Receipt
    record: ActivityRecord


@attrs.frozen
class Refused:
    """A request that was refused.

    Args:
        hopeless: what was asked.
        error: the findings.
        request: as far as it could be read.
    """

    hopeless: RejectedExample
    error: Rejected
    request: ComposeRequest | None


def send(world: Container, example: Example) -> Receipt:
    """Send an example as the agent."""
    octets = example.file.read_bytes()
    request = request_of(octets, example.file.name, None)
    return world.compose.send(request, AGENT)


def as_delivered(world: Container, sent: tuple[tuple[Example, Receipt], ...]) -> Iterator[Sent]:
    """What was sent, with how its delivery stands."""
    records = world.records.activities(receipt.activity_id for _, receipt in sent)
    by_id = {record.activity.id: record for record in records}
    for example, receipt in sent:
        yield Sent(example, receipt, by_id[receipt.activity_id])


def try_rejected(world: Container, hopeless: RejectedExample) -> Refused:
    """What a hopeless request is answered."""
    request = None
    try:
        request = request_of(hopeless.body.encode(), "", JSON)
        world.compose.send(request, hopeless.login)
    except Rejected as error:
        return Refused(hopeless, error, request)
    raise AssertionError(f"this should have been refused: {hopeless.about}")
