"""The schemas of all bodies, by the names that the description refers to them by."""

from compose_adapters.http import health, secure
from compose_adapters.http.openapi.schemas import Schema, schema_of_given, schema_of_written
from compose_adapters.wire import required_elements
from compose_adapters.wire.answer_shapes import ERROR, LOGIN_ERROR, OPTIONS, PREVIEW, RECEIPT
from compose_adapters.wire.login import LOGIN
from compose_adapters.wire.media import JSON, XML
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.views import ACTIVITY_VIEW

REQUEST = "Request"
FORM = "Form"
LOGIN_NAME = "Login"
ERROR_NAME = "Error"
LOGIN_ERROR_NAME = "LoginError"


_DENIED = (
    "To a user who lacks a permission: the denials, and the findings with … for each value in "
    "their sentences. Parts, sizes, recipients and places are left out or empty then."
)


def components() -> dict[str, Schema]:
    """All schemas."""
    return {
        REQUEST: schema_of_given(ACTIVITY, required_elements()),
        FORM: _form(),
        LOGIN_NAME: schema_of_given(LOGIN, frozenset({"password"})),
        "Receipt": schema_of_written(RECEIPT),
        "Activities": _activities(),
        "Preview": schema_of_written(PREVIEW) | {"description": _DENIED},
        "Options": schema_of_written(OPTIONS),
        ERROR_NAME: schema_of_written(ERROR) | {"required": ["code", "developerMessage"]},
        LOGIN_ERROR_NAME: schema_of_written(LOGIN_ERROR) | {"required": ["message"]},
        "SecureMessage": secure.SCHEMA,
        "Health": health.SCHEMA,
        "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
        "File": {"type": "string", "contentMediaType": "application/octet-stream"},
    }


def _activities() -> Schema:
    listed = {"type": "array", "items": schema_of_written(ACTIVITY_VIEW)}
    return {
        "type": "object",
        "properties": {"activity": listed},
        "required": ["activity"],
        "additionalProperties": False,
    }


def _form() -> Schema:
    return {
        "type": "object",
        "description": "Every further part is an attachment, with the name of its file.",
        "properties": {
            "data": {"type": "string", "description": "The request, without its attachments."},
            "data-type": {"type": "string", "enum": [JSON, XML]},
        },
        "required": ["data", "data-type"],
        "additionalProperties": {"type": "string", "contentMediaType": "application/octet-stream"},
    }
