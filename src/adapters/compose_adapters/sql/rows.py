"""Values of the core as rows of the tables, and back; `customer_rows` has those of customers."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import attrs
import sqlalchemy as sa
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter

from compose_adapters.sql.compiled_statements import CompiledStatement, ResultRow
from compose_adapters.sql.tables import SHARED, departments
from compose_core.decision import OutboundMessage
from compose_core.errors.exceptions import StaleDecision
from compose_core.letter import Letter, MimeAttachment
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, Content
from compose_core.model.case import Case, CaseStatus
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.delivery import Delivery, DeliveryState, Visibility

T = TypeVar("T")
Row = dict[str, Any]
ATTRIBUTE_VALUES = tuple[AttributeValue, ...]

# Dates become texts and enumerations their values, by the types that the values' classes declare.
_CONVERTER = make_converter(forbid_extra_keys=True)

# A letter's bodies have columns of their own, and what it encloses stands with the files.
_OMITTED = override(omit=True)
_CONVERTER.register_unstructure_hook(
    Letter,
    make_dict_unstructure_fn(
        Letter,
        _CONVERTER,
        text=_OMITTED,
        html=_OMITTED,
        enclosures=_OMITTED,
        # Only notifications have one.
        link_token=override(omit_if_default=True),
    ),
)
_CONVERTER.register_structure_hook(
    Letter, make_dict_structure_fn(Letter, _CONVERTER, enclosures=_OMITTED)
)


def to_json_column(value: object) -> Any:
    """What JSON carries of a value, or of a tuple of values."""
    if value == ():
        # Most tuples of a send are empty, and the converter takes its time for them too.
        return []
    return _CONVERTER.unstructure(value)


def from_json_column(members: object, kind: type[T]) -> T:
    """The value of a kind that such members tell."""
    return _CONVERTER.structure(members, kind)


_ALL = CompiledStatement(sa.select(departments.c.id, departments.c.name))


class Departments:
    """Names and ids of departments; both are for ever, so what was read once is known."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}

    def id(self, connection: sa.Connection, name: str) -> int:
        """The id of the department of that name.

        Raises:
            StaleDecision: there is none.
        """
        number = self.find(connection, name)
        if number is None:
            raise StaleDecision("the department is not stored")
        return number

    def find(self, connection: sa.Connection, name: str) -> int | None:
        """The id of the department of that name; ``None`` if there is none."""
        if name not in self._ids:
            self._read(connection)
        return self._ids.get(name)

    def ids(self, connection: sa.Connection, names: Iterable[str]) -> list[int]:
        """The ids of departments, in order; a name that none has is left out."""
        found = (self.find(connection, name) for name in names)
        return sorted(number for number in found if number is not None)

    def scope(self, connection: sa.Connection, name: str | None) -> int:
        """Whose customers: the id of a department, or that of all (C1)."""
        return SHARED if name is None else self.id(connection, name)

    def name(self, connection: sa.Connection, number: int) -> str:
        """The name of the department with that id."""
        if number not in self._names:
            self._read(connection)
        return self._names[number]

    def _read(self, connection: sa.Connection) -> None:
        for row in _ALL.rows(connection, {}):
            self._ids[row.name] = row.id
            self._names[row.id] = row.name


_ADDRESSES = tuple[Address, ...]


def case_row(case: Case, department_id: int) -> Row:
    """The row of a case."""
    return {
        "id": case.id,
        "department_id": department_id,
        "customer_id": case.customer_id,
        "status": case.status.value,
        "created": case.created,
        "version": case.version,
    }


def case_of(row: ResultRow, department: str) -> Case:
    """The case of a row."""
    status = CaseStatus(row.status)
    return Case(row.id, department, row.customer_id, status, row.created, row.version)


def activity_row(activity: Activity, department_id: int) -> Row:
    """The row of an activity."""
    return {
        "id": activity.id,
        "department_id": department_id,
        "case_id": activity.case_id,
        "customer_id": activity.customer_id,
        "status": activity.status.value,
        "created": activity.created,
        "created_by": activity.created_by,
        "subject": activity.subject,
        "text": activity.text,
        "html": activity.html,
        "sender": to_json_column(activity.sender),
        "recipients_to": to_json_column(activity.to),
        "recipients_cc": to_json_column(activity.cc),
        "recipients_bcc": to_json_column(activity.bcc),
        "queue": activity.queue,
        "priority": activity.priority,
        "due_date": activity.due_date,
        "custom_attributes": to_json_column(activity.custom_attributes),
        "secure": activity.secure,
        "message_id": activity.message_id,
        "safe_html": activity.safe_html,
    }


def activity_of(row: ResultRow, department: str, attachments: tuple[Attachment, ...]) -> Activity:
    """The activity of a row."""
    return Activity(
        id=row.id,
        department=department,
        case_id=row.case_id,
        customer_id=row.customer_id,
        status=ActivityStatus(row.status),
        created=row.created,
        created_by=row.created_by,
        subject=row.subject,
        text=row.text,
        html=row.html,
        sender=from_json_column(row.sender, Address) if row.sender else None,
        to=from_json_column(row.recipients_to, Address),
        cc=from_json_column(row.recipients_cc, _ADDRESSES),
        bcc=from_json_column(row.recipients_bcc, _ADDRESSES),
        queue=row.queue,
        priority=row.priority,
        due_date=row.due_date,
        custom_attributes=from_json_column(row.custom_attributes, ATTRIBUTE_VALUES),
        attachments=attachments,
        secure=row.secure,
        message_id=row.message_id,
        safe_html=row.safe_html,
    )


def delivery_of(row: ResultRow) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        address=row.address,
        visibility=Visibility(row.visibility),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_attempt=row.next_attempt,
        reply=row.reply,
    )


_ENCLOSURES = "enclosures"


def letter_row(message: OutboundMessage, files: Sequence[Attachment]) -> Row:
    """The row of a mail's letter.

    Args:
        message: the mail.
        files: of its activity, those that the letter encloses among them.
    """
    letter = message.letter
    enclosures = [_enclosure_members(each, files) for each in letter.enclosures]
    return {
        "sender": message.sender,
        "message_id": letter.message_id,
        "letter": to_json_column(letter) | {_ENCLOSURES: enclosures},
        "text": letter.text,
        "html": letter.html,
    }


def letter_of(row: ResultRow, files: Sequence[Attachment]) -> Letter:
    """The letter of a row."""
    members = {**row.letter, "text": row.text, "html": row.html}
    enclosures = tuple(_enclosure(each, files) for each in members.pop(_ENCLOSURES))
    return attrs.evolve(from_json_column(members, Letter), enclosures=enclosures)


def _enclosure_members(enclosure: MimeAttachment, files: Sequence[Attachment]) -> list[Any]:
    return [enclosure.file_name, enclosure.content_type, place_of(enclosure.content, files)]


def place_of(content: Content, files: Sequence[Attachment]) -> int:
    """Which of the files a content is; -1 for none."""
    return next((n for n, file in enumerate(files) if file.content is content), -1)


def _enclosure(members: Sequence[Any], files: Sequence[Attachment]) -> MimeAttachment:
    file_name, content_type, place = members
    return MimeAttachment(file_name, content_type, files[place].content)
