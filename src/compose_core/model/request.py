"""The request to compose an email activity (section 1)."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import attrs

from compose_core.model import paths
from compose_core.model.attachment import Attachment
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import CustomerDetails


class Command(Enum):
    """What to do with the activity (A2)."""

    SAVE = "save"
    SEND = "send"
    SEND_AND_COMPLETE = "sendcomplete"


@attrs.frozen
class BodyContent:
    """One form of the message's body (E14).

    Args:
        type: ``text`` or ``html``, as given.
        value: the body with its macros, line breaks as LF.
    """

    type: str | None
    value: str | None


def contents(*, text: str | None = None, html: str | None = None) -> tuple[BodyContent, ...]:
    """The contents of a request, from a text, an HTML form or both."""
    forms = (("text", text), ("html", html))
    return tuple(BodyContent(kind, value) for kind, value in forms if value is not None)


@attrs.frozen
class ComposeRequest:
    """One request, as given; `compose_core.rules` judges it.

    Args:
        department: the name of the department that sends (E1).
        to: the customer's address (E4).
        type: must be ``email`` (E2).
        subtype: must be ``compose`` (E3).
        subject: at most 245 characters, with macros (E11).
        contents: at most one text and one HTML (E14); see `contents`.
        sender: the alias to send from, ``from`` on the wire (E6).
        cc: addresses of open copies (E15).
        bcc: addresses of blind copies (E15).
        case_id: the case that the activity joins; ``None`` makes a new one (E7).
        queue: a queue's name (E8).
        priority: 1 to 7 (E9).
        due_date: aware, in UTC, in the future (E10).
        attachments: at most what the settings allow (E12, S5, S7).
        custom_attributes: values of the activity's attributes (E13).
        customer: the new customer, used when none has the ``to`` address (E16).
        positions: where the elements stood in the document, by path, so that findings
            come in its order (H6). Not part of the request's value.
    """

    department: str | None = None
    to: str | None = None
    type: str | None = "email"
    subtype: str | None = "compose"
    subject: str | None = None
    contents: tuple[BodyContent, ...] = ()
    sender: str | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    case_id: int | None = None
    queue: str | None = None
    priority: int | None = None
    due_date: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    custom_attributes: tuple[AttributeValue, ...] = ()
    customer: CustomerDetails | None = None
    positions: Mapping[str, int] = attrs.field(factory=dict, eq=False, repr=False)

    def body(self, kind: str) -> str | None:
        """The content of a kind, ``text`` or ``html``; white space only is absent."""
        for content in self.contents:
            value = content.value
            if content.type == kind and value and not value.isspace():
                return value
        return None

    def body_path(self, kind: str) -> str:
        """The path of the value of the content of a kind."""
        index = next((n for n, c in enumerate(self.contents) if c.type == kind), 0)
        return paths.content(index, "value")

    @property
    def subject_line(self) -> str | None:
        """The subject; white space only is absent."""
        return self.subject if self.subject and not self.subject.isspace() else None


LONGEST_NAME = 255
"""How many characters a name may have, and every other text for which no bound is given."""


def in_nfc(name: str) -> str:
    """Bring a name into the form in which names are compared.

    A text beyond `LONGEST_NAME` is no name and stays as it is: NFC costs the square of the
    length where many combining marks follow each other, and holds the interpreter meanwhile.
    """
    return name if len(name) > LONGEST_NAME else unicodedata.normalize("NFC", name)


@attrs.frozen
class CommandOptions:
    """A command with its options.

    Args:
        command: save, send, or send and complete.
        expand_macros: for a draft; what is sent is always expanded (A2).
        automatic_text: whether an HTML-only message gets a text alternative (M9).
    """

    command: Command
    expand_macros: bool = False
    automatic_text: bool = False

    @property
    def expands(self) -> bool:
        """Whether the macros are expanded."""
        return self.expand_macros or self.command is not Command.SAVE
