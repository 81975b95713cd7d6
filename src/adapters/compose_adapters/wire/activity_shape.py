"""The elements of a request, as section 1 lists them: all that is accepted."""

from compose_adapters.wire import namespaces
from compose_adapters.wire.customer_shape import CUSTOMER, custom_attributes
from compose_adapters.wire.scalars import BASE64, BODY_TEXT, DATE, ID, INTEGER, SUBJECT, TEXT
from compose_adapters.wire.shapes import Field, Inline, List, Object, Wrapper
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import BodyContent, ComposeRequest

ROOT = "activity"

_TYPE = Inline(
    (
        Field("value", TEXT, "type"),
        Field(
            "subtype",
            Wrapper(Field("value", TEXT, space=namespaces.COMMON, is_required=True)),
            "subtype",
        ),
    )
)
_CASE = Wrapper(Field("id", ID, is_attribute=True, is_required=True))
_QUEUE = Wrapper(Field("name", TEXT, is_required=True))
_DUE_DATE = Wrapper(Field("date", DATE, is_attribute=True, is_required=True), is_bare=True)
_ATTACHMENTS = List(
    Field(
        "attachment",
        Object(
            Attachment,
            (
                Field("contentType", TEXT, "content_type", is_required=True, default=""),
                Field("fileName", TEXT, "file_name", is_required=True, default=""),
                Field("content", BASE64, "content", is_required=True, default=InMemory(b"")),
            ),
        ),
        space=namespaces.ATTACHMENT,
    )
)
_CONTENTS = List(
    Field(
        "content",
        Object(
            BodyContent,
            (
                Field("type", TEXT, "type", space=namespaces.COMMON),
                Field("value", BODY_TEXT, "value", space=namespaces.COMMON),
            ),
        ),
    )
)
_ADDRESS = Field("address", TEXT, default="")
_ADDRESSES = Inline(
    (
        Field("from", TEXT, "sender"),
        Field("to", List(_ADDRESS, is_bare=True, is_single=True), "to"),
        Field("cc", List(_ADDRESS, is_bare=True), "cc", default=()),
        Field("bcc", List(_ADDRESS, is_bare=True), "bcc", default=()),
    )
)
_EMAIL = Inline(
    (
        Field("contents", _CONTENTS, "contents", default=()),
        Field("emailAddresses", _ADDRESSES),
    )
)

ACTIVITY = Object(
    ComposeRequest,
    (
        Field("department", Wrapper(Field("name", TEXT, space=namespaces.PLATFORM)), "department"),
        Field("type", _TYPE),
        Field("case", _CASE, "case_id"),
        Field("queue", _QUEUE, "queue"),
        Field("priority", INTEGER, "priority"),
        Field("dueDate", _DUE_DATE, "due_date"),
        Field("subject", SUBJECT, "subject"),
        Field("payload", Inline((Field("email", _EMAIL),))),
        Field("attachments", _ATTACHMENTS, "attachments", default=()),
        Field(
            "customAttributes",
            custom_attributes(are_judged=True),
            "custom_attributes",
            default=(),
        ),
        Field("customer", CUSTOMER, "customer", space_within=namespaces.CUSTOMER),
    ),
)
