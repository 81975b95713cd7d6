"""JSON Schema (2020-12) of all bodies, made of the shapes by which they are read and written.

- An element that is read may be null where it may be absent, alone where a list of one is allowed,
  and bare where its shape allows it.
- An element that is written has one form.

The examples can be sent as they are, to a site that has their names.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import TypeVar

from compose_adapters.http import health, secure
from compose_adapters.wire import encode_request, required_elements
from compose_adapters.wire.answer_shapes import ERROR, LOGIN_ERROR, OPTIONS, PREVIEW, RECEIPT
from compose_adapters.wire.login import LOGIN
from compose_adapters.wire.media import JSON, XML
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.shapes import Field, Kind, List, Object, Scalar, Wrapper
from compose_adapters.wire.views import ACTIVITY_VIEW
from compose_core.model.customer import ContactPerson, CustomerDetails
from compose_core.model.request import ComposeRequest, contents

Schema = dict[str, object]
Built = TypeVar("Built")

_NULL = "null"


def schema_of_input(shape: Object[Built], required: frozenset[str] = frozenset()) -> Schema:
    """Make the schema of an element that is read.

    Args:
        shape: of the whole body.
        required: paths that are required besides those of the shapes, such as
            ``department.name``.
    """
    return _Input(required).members(shape.members, "")


def schema_of_output(shape: Object[Built]) -> Schema:
    """Make the schema of an element that is written."""
    return _Output().members(shape.members, "")


class _Output:
    """The schema of an element that has one form."""

    def kind(self, kind: Kind, path: str) -> Schema:
        if isinstance(kind, Scalar):
            return dict(kind.schema)
        if isinstance(kind, Wrapper):
            return self.members((kind.member,), path)
        if isinstance(kind, List):
            return self.list_of(kind, path)
        return self.members(kind.members, path)

    def list_of(self, shape: List, path: str) -> Schema:
        items: Schema = {"type": "array", "items": self.kind(shape.item.kind, f"{path}[]")}
        return items if shape.is_array else _object({shape.item.name: items})

    def members(self, members: tuple[Field, ...], path: str) -> Schema:
        return _object({each.name: self.kind(each.kind, _below(path, each)) for each in members})


class _Input(_Output):
    """The schema of an element that may be given in several forms."""

    def __init__(self, required: frozenset[str]) -> None:
        self._required = required

    def kind(self, kind: Kind, path: str) -> Schema:
        whole = super().kind(kind, path)
        if isinstance(kind, Wrapper) and kind.is_bare:
            return _any_of(whole, self.kind(kind.member.kind, path))
        return whole

    def list_of(self, shape: List, path: str) -> Schema:
        item = self.kind(shape.item.kind, f"{path}[]")
        items: Schema = {"type": "array", "items": item}
        if shape.is_single:
            items |= {"maxItems": 1}
        whole = _object({shape.item.name: _any_of(items, item)})
        return _any_of(whole, items, item) if shape.is_bare else whole

    def members(self, members: tuple[Field, ...], path: str) -> Schema:
        needed = [each.name for each in members if self._is_needed(each, path)]
        properties = {
            each.name: self._member(each, path, is_needed=each.name in needed) for each in members
        }
        schema = _object(properties)
        if needed:
            schema["required"] = needed
        if apart := list(_alternatives(members)):
            schema["allOf"] = apart
        return schema

    def _member(self, member: Field, path: str, *, is_needed: bool) -> Schema:
        schema = self.kind(member.kind, _below(path, member))
        return schema if is_needed else _or_null(schema)

    def _is_needed(self, member: Field, path: str) -> bool:
        below = _below(path, member)
        return member.is_required or any(
            each == below or each.startswith(f"{below}.") for each in self._required
        )


def _below(path: str, member: Field) -> str:
    return f"{path}.{member.name}" if path else member.name


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _or_null(schema: Schema) -> Schema:
    given = schema.get("type")
    if isinstance(given, str) and "const" not in schema and "enum" not in schema:
        return schema | {"type": [given, _NULL]}
    return _any_of(schema, {"type": _NULL})


def _alternatives(members: tuple[Field, ...]) -> Iterator[Schema]:
    """Make a schema against two members that go into the same attribute, for each such two."""
    for first, other in combinations((each for each in members if each.into), 2):
        if first.into == other.into:
            yield {"not": {"required": [first.name, other.name]}}


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
    """Return all schemas by name."""
    return {
        REQUEST: schema_of_input(ACTIVITY, required_elements()),
        FORM: _form(),
        LOGIN_NAME: schema_of_input(LOGIN, frozenset({"password"})),
        "Receipt": schema_of_output(RECEIPT),
        "Activities": _activities(),
        "Preview": schema_of_output(PREVIEW) | {"description": _DENIED},
        "Options": schema_of_output(OPTIONS),
        ERROR_NAME: schema_of_output(ERROR) | {"required": ["code", "developerMessage"]},
        LOGIN_ERROR_NAME: schema_of_output(LOGIN_ERROR) | {"required": ["message"]},
        "SecureMessage": secure.SCHEMA,
        "Health": health.SCHEMA,
        "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
        "File": {"type": "string", "contentMediaType": "application/octet-stream"},
    }


def _activities() -> Schema:
    listed = {"type": "array", "items": schema_of_output(ACTIVITY_VIEW)}
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


EXAMPLE = ComposeRequest(
    department="service",
    to="pat@example.com",
    sender="support@example.com",
    subject="Your question, ``contact_person_first_name",
    contents=contents(
        text="Dear ``contact_person_first_name,\n\nthank you for asking.\n",
        html="<p>Dear ``contact_person_first_name,</p><p>thank you for asking.</p>",
    ),
    customer=CustomerDetails("individual", (ContactPerson("Pat", last_name="Example"),)),
)
EXAMPLE_LOGIN = {"userName": "agent", "password": "agent-demo"}
EXAMPLE_LOGIN_XML = (
    '<login xmlns="http://bindings.egain.com/ws/model/v12/gen/platform">'
    "<userName>agent</userName><password>agent-demo</password></login>"
)


@cache
def example_json() -> object:
    """Return the example as a value of JSON."""
    return json.loads(encode_request(EXAMPLE, JSON))


@cache
def example_xml() -> str:
    """Return the example in XML."""
    return encode_request(EXAMPLE, XML).decode()


@cache
def example_form() -> dict[str, str]:
    """Return the example in the fields of a form."""
    return {"data": encode_request(EXAMPLE, JSON).decode(), "data-type": JSON}
