"""The elements of a request, as section 1 lists them: all that is accepted."""

from compose_adapters.wire import spaces
from compose_adapters.wire.customer_shape import CUSTOMER, custom_attributes
from compose_adapters.wire.scalars import BASE64, BODY_TEXT, DATE, ID, INTEGER, SUBJECT, TEXT
from compose_adapters.wire.shapes import Group, Holder, Listing, Member, Record
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import BodyContent, ComposeRequest

ROOT = "activity"

_TYPE = Group(
    (
        Member("value", TEXT, "type"),
        Member(
            "subtype",
            Holder(Member("value", TEXT, space=spaces.COMMON, is_required=True)),
            "subtype",
        ),
    )
)
_CASE = Holder(Member("id", ID, is_attribute=True, is_required=True))
_QUEUE = Holder(Member("name", TEXT, is_required=True))
_DUE_DATE = Holder(Member("date", DATE, is_attribute=True, is_required=True), is_bare=True)
_ATTACHMENTS = Listing(
    Member(
        "attachment",
        Record(
            Attachment,
            (
                Member("contentType", TEXT, "content_type", is_required=True, default=""),
                Member("fileName", TEXT, "file_name", is_required=True, default=""),
                Member("content", BASE64, "content", is_required=True, default=InMemory(b"")),
            ),
        ),
        space=spaces.ATTACHMENT,
    )
)
_CONTENTS = Listing(
    Member(
        "content",
        Record(
            BodyContent,
            (
                Member("type", TEXT, "type", space=spaces.COMMON),
                Member("value", BODY_TEXT, "value", space=spaces.COMMON),
            ),
        ),
    )
)
_ADDRESS = Member("address", TEXT, default="")
_ADDRESSES = Group(
    (
        Member("from", TEXT, "sender"),
        Member("to", Listing(_ADDRESS, is_bare=True, is_single=True), "to"),
        Member("cc", Listing(_ADDRESS, is_bare=True), "cc", default=()),
        Member("bcc", Listing(_ADDRESS, is_bare=True), "bcc", default=()),
    )
)
_EMAIL = Group(
    (
        Member("contents", _CONTENTS, "contents", default=()),
        Member("emailAddresses", _ADDRESSES),
    )
)

ACTIVITY = Record(
    ComposeRequest,
    (
        Member("department", Holder(Member("name", TEXT, space=spaces.PLATFORM)), "department"),
        Member("type", _TYPE),
        Member("case", _CASE, "case_id"),
        Member("queue", _QUEUE, "queue"),
        Member("priority", INTEGER, "priority"),
        Member("dueDate", _DUE_DATE, "due_date"),
        Member("subject", SUBJECT, "subject"),
        Member("payload", Group((Member("email", _EMAIL),))),
        Member("attachments", _ATTACHMENTS, "attachments", default=()),
        Member(
            "customAttributes",
            custom_attributes(are_judged=True),
            "custom_attributes",
            default=(),
        ),
        Member("customer", CUSTOMER, "customer", space_within=spaces.CUSTOMER),
    ),
)
