"""The example requests: those that are sent, and those that are rejected."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import attrs

from compose_adapters.wiring import Misconfigured, request_of
from compose_adapters.wiring.embedded import Container
from compose_core.decision import Receipt
from compose_core.errors import Rejected
from compose_core.model.request import ComposeRequest
from compose_core.records import ActivityRecord

# The second makes the case and the customer that the first one needs.
_NAMES = (
    ("2.multipart", "macros, a new case"),
    ("1.json", "macros, an existing case, a secure message"),
    ("1.xml", "the same in XML"),
    ("3.json", "an alias and attachments"),
    ("3.xml", "the same in XML"),
    ("4.multipart", "an alias, a new case, a subject alone"),
    ("5.json", "a new customer with all elements"),
    ("5.xml", "the same in XML"),
    ("6.multipart", "the same in multipart"),
)
AGENT = "agent"
JSON = "application/json"


@attrs.frozen
class Example:
    """An example request.

    Args:
        file: where it is.
        about: what it shows.
    """

    file: Path
    about: str


def examples_folder() -> Path:
    """Find the folder of the examples: of the installed package, or of the checkout.

    Raises:
        Misconfigured: there is neither.
    """
    shipped = Path(str(files("compose_adapters.cli.demo"))) / "examples"
    checkout = (parent / "examples" for parent in Path(__file__).parents[5:6])
    for folder in (shipped, *checkout):
        if (folder / "site.toml").is_file():
            return folder
    raise Misconfigured("the examples are missing; install the package again")


def examples_in(folder: Path) -> tuple[Example, ...]:
    """List the examples of a folder."""
    return tuple(Example(folder / "requests" / name, about) for name, about in _NAMES)


@attrs.frozen
class RejectedExample:
    """A request that will be refused.

    Args:
        about: what is wrong with it.
        login: who asks.
        body: in JSON.
    """

    about: str
    login: str
    body: str


REJECTED_EXAMPLES = (
    RejectedExample(
        "Wrong by itself: nothing is looked up",
        "agent",
        """{
  "department": {"nam": "service"},
  "type": {"value": "email", "subtype": {"value": "reply"}},
  "subject": "One\\nBcc: everybody@example.com",
  "priority": 9,
  "payload": {"email": {"emailAddresses": {
    "to": {"address": ["pat@example.com", "lee@example.com"]}, "from": "support@@example.com"
  }}}
}""",
    ),
    RejectedExample(
        "Not allowed: the trainee has neither the article's folder nor the blind copies",
        "trainee",
        """{
  "department": {"name": "service"},
  "type": {"value": "email", "subtype": {"value": "compose"}},
  "subject": "Your order",
  "payload": {"email": {
    "emailAddresses": {"to": ["pat@example.com"], "bcc": ["boss@example.com"],
                       "from": "support@example.com"},
    "contents": {"content": [{"type": "text", "value": "``greeting,\\n\\n``liability"}]}
  }}
}""",
    ),
    RejectedExample(
        "Cannot be sent: macros, an alias and a file",
        "agent",
        """{
  "department": {"name": "service"},
  "type": {"value": "email", "subtype": {"value": "compose"}},
  "subject": "Case ``case_id of ``contact_person_frist_name",
  "payload": {"email": {
    "emailAddresses": {"to": ["pat@example.com"], "from": "help@example.com"},
    "contents": {"content": [
      {"type": "html", "value": "<p>``greeting</p>\\n<a href=``order_page>your order</a> `` "}
    ]}
  }},
  "attachments": {"attachment": [
    {"contentType": "image/png", "fileName": "picture.png.exe", "content": "TVqQAAMAAAA="}
  ]}
}""",
    ),
)


@attrs.frozen
class Sent:
    """An example that was sent, with its record after delivery."""

    example: Example
    receipt: Receipt
    record: ActivityRecord


@attrs.frozen
class RejectedRequest:
    """A request that was refused.

    Args:
        example: the request in JSON.
        error: the findings.
        request: as far as it could be read.
    """

    example: RejectedExample
    error: Rejected
    request: ComposeRequest | None


def send(app: Container, example: Example) -> Receipt:
    """Send an example as the agent."""
    octets = example.file.read_bytes()
    request = request_of(octets, example.file.name, None)
    return app.compose.send(request, AGENT)


def find_sent(app: Container, sent: Sequence[tuple[Example, Receipt]]) -> Iterator[Sent]:
    """Find the records of the examples that were sent."""
    records = app.records.activities(receipt.activity_id for _, receipt in sent)
    by_id = {record.activity.id: record for record in records}
    for example, receipt in sent:
        yield Sent(example, receipt, by_id[receipt.activity_id])


def try_rejected(app: Container, example: RejectedExample) -> RejectedRequest:
    """Send a request that will be refused, and keep the findings."""
    request = None
    try:
        request = request_of(example.body.encode(), "", JSON)
        app.compose.send(request, example.login)
    except Rejected as error:
        return RejectedRequest(example, error, request)
    raise AssertionError(f"this should have been refused: {example.about}")
