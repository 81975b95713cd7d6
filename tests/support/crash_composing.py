"""Programs that compose and deliver, as the processes of a service do."""

import os

from compose_adapters.cli.program import program
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.model.request import ComposeRequest
from compose_core.testing import builders

_CUSTOMERS = 1_000


def request_of(number: int) -> ComposeRequest:
    """The request of a number; the customers come back, and every third mail has a copy."""
    copies = ("colleague@example.com",) if number % 3 == 0 else ()
    to = f"customer.{number % _CUSTOMERS}@example.com"
    return builders.request(to=to, cc=copies, subject=f"Request {number}")


def key_of(number: int) -> str:
    """The idempotency key of a number's request."""
    return f"request {number}"


def compose(database: str, numbers: list[int], answers: str) -> None:
    """Send the requests of these numbers; a line of the file tells of each that was answered."""
    world = Container(Configuration(database=database))
    file = os.open(answers, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in numbers:
        receipt = world.compose.send(
            request_of(number), builders.AGENT, idempotency_key=key_of(number)
        )
        os.write(file, f"{number} {receipt.activity_id}\n".encode())


def command(environment: dict[str, str], *arguments: str) -> None:
    """Run the command line's program."""
    os.environ.update(environment)
    program(list(arguments))
