"""The request to compose an email activity (section 1): as it is given, and as values."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import attrs

from compose_core.errors import Finding, Phrase
from compose_core.errors.exceptions import NotAnAddress
from compose_core.model import paths
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import CustomerDetails
from compose_core.model.personal import hide_texts


class Command(Enum):
    """The command for an activity (A2)."""

    SAVE = "save"
    SEND = "send"
    SEND_AND_COMPLETE = "sendcomplete"


@attrs.frozen(field_transformer=hide_texts("type"))
class BodyContent:
    """One form of the message's body (E14).

    Args:
        type: ``text`` or ``html``, as given.
        value: the body with its macros, line breaks as LF.
    """

    type: str | None
    value: str | None


def contents(*, text: str | None = None, html: str | None = None) -> tuple[BodyContent, ...]:
    """Make the contents of a request from a text, an HTML form or both."""
    forms = (("text", text), ("html", html))
    return tuple(BodyContent(kind, value) for kind, value in forms if value is not None)


@attrs.frozen(field_transformer=hide_texts("department", "type", "subtype", "queue"))
class ComposeRequest:
    """One request, as given; `compose_core.compose.check` makes a `CheckedRequest` of it.

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
        form_findings: what is wrong with the form of the document, whose elements are left out
            of the request; it is rejected with them. Not part of the request's value.
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
    form_findings: tuple[Finding, ...] = attrs.field(default=(), eq=False, repr=False)

    def body(self, kind: str) -> str | None:
        """Find the content of a kind, ``text`` or ``html``; white space only is absent."""
        values = (content.value for content in self.contents if content.type == kind)
        return next((value for value in values if value and not value.isspace()), None)

    def body_path(self, kind: str) -> str:
        """Give the path of the value of the content of a kind."""
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


@attrs.frozen(field_transformer=hide_texts("department", "queue"))
class CheckedRequest:
    """A request that is right by itself, its texts made values; nothing of it is parsed again.

    Args:
        department: the name of the department that sends, in NFC.
        to: the customer's address.
        sender: the address to send from.
        cc: addresses of open copies.
        bcc: addresses of blind copies.
        subject: ``None`` where it is missing or white space only.
        text: likewise, the body's text form.
        html: likewise, its HTML form.
        case_id: the case that the activity joins; ``None`` makes a new one.
        queue: a queue's name, in NFC.
        priority: 1 to 7; ``None`` for the department's default.
        due_date: aware, in UTC.
        attachments: in the order given.
        custom_attributes: of the activity, their names in NFC.
        customer: the new customer, the names of its attributes in NFC.
        customer_addresses: of the email contact points of the new customer, by their texts; of a
            text that is none, the reason (C4, which counts only where the customer is needed).
        given: the request as it was given, for the paths and the texts of findings.
    """

    department: str
    to: Address
    sender: Address | None
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str | None
    text: str | None
    html: str | None
    case_id: int | None
    queue: str | None
    priority: int | None
    due_date: datetime | None
    attachments: tuple[Attachment, ...]
    custom_attributes: tuple[AttributeValue, ...]
    customer: CustomerDetails | None
    customer_addresses: Mapping[str, Address | Phrase]
    given: ComposeRequest = attrs.field(repr=False)

    @classmethod
    def parse(cls, given: ComposeRequest) -> "CheckedRequest":
        """Make values of the texts of a request that obeys the rules of the request alone.

        Raises:
            ValueError: the department or the customer's address is missing, or a text is no
                address.
        """
        if given.department is None or given.to is None:
            raise ValueError("a request without department or customer's address was not checked")
        customer = given.customer
        return cls(
            department=in_nfc(given.department),
            to=Address.parse(given.to),
            sender=None if given.sender is None else Address.parse(given.sender),
            cc=tuple(map(Address.parse, given.cc)),
            bcc=tuple(map(Address.parse, given.bcc)),
            subject=given.subject_line,
            text=given.body("text"),
            html=given.body("html"),
            case_id=given.case_id,
            queue=None if given.queue is None else in_nfc(given.queue),
            priority=given.priority,
            due_date=given.due_date,
            attachments=given.attachments,
            custom_attributes=_named_in_nfc(given.custom_attributes),
            customer=customer and _customer_in_nfc(customer),
            customer_addresses=_addresses_of(customer) if customer else {},
            given=given,
        )

    @property
    def addresses(self) -> tuple[Address, ...]:
        """All addresses of the activity: sender, customer, copies."""
        first = () if self.sender is None else (self.sender,)
        return (*first, self.to, *self.cc, *self.bcc)


def _named_in_nfc(attributes: tuple[AttributeValue, ...]) -> tuple[AttributeValue, ...]:
    return tuple(AttributeValue(in_nfc(each.name), each.value) for each in attributes)


def _customer_in_nfc(details: CustomerDetails) -> CustomerDetails:
    if not details.custom_attributes:
        return details
    return attrs.evolve(details, custom_attributes=_named_in_nfc(details.custom_attributes))


def _addresses_of(details: CustomerDetails) -> dict[str, Address | Phrase]:
    emails = (email for person in details.contact_persons for email in person.emails)
    return {email: _address_or_reason(email) for email in emails}


def _address_or_reason(text: str) -> Address | Phrase:
    try:
        return Address.parse(text)
    except NotAnAddress as error:
        return error.reason
