"""JSON Schema (2020-12) of the shapes by which bodies are read and written.

- What is read may be null where it may be absent, stand alone where a list of one may, and bare
  where its shape says so.
- What is written has one form.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TypeVar

from compose_adapters.wire.shapes import Field, Kind, List, Object, Scalar, Wrapper

Schema = dict[str, object]
Built = TypeVar("Built")

_NULL = "null"


def schema_of_given(record: Object[Built], required: frozenset[str] = frozenset()) -> Schema:
    """What may be sent.

    Args:
        record: the shape of the whole.
        required: paths that must be there, whatever their shapes say, such as
            ``department.name``.
    """
    return _Given(required).members(record.members, "")


def schema_of_written(record: Object[Built]) -> Schema:
    """What is answered."""
    return _Written().members(record.members, "")


class _Written:
    """The schema of what has one form."""

    def kind(self, kind: Kind, path: str) -> Schema:
        if isinstance(kind, Scalar):
            return dict(kind.schema)
        if isinstance(kind, Wrapper):
            return self.members((kind.member,), path)
        if isinstance(kind, List):
            return self.listing(kind, path)
        return self.members(kind.members, path)

    def listing(self, listing: List, path: str) -> Schema:
        items: Schema = {"type": "array", "items": self.kind(listing.item.kind, f"{path}[]")}
        return items if listing.is_array else _object({listing.item.name: items})

    def members(self, members: tuple[Field, ...], path: str) -> Schema:
        return _object({each.name: self.kind(each.kind, _below(path, each)) for each in members})


class _Given(_Written):
    """The schema of what may be given in several forms."""

    def __init__(self, required: frozenset[str]) -> None:
        self._required = required

    def kind(self, kind: Kind, path: str) -> Schema:
        whole = super().kind(kind, path)
        if isinstance(kind, Wrapper) and kind.is_bare:
            return _any_of(whole, self.kind(kind.member.kind, path))
        return whole

    def listing(self, listing: List, path: str) -> Schema:
        item = self.kind(listing.item.kind, f"{path}[]")
        items: Schema = {"type": "array", "items": item}
        if listing.is_single:
            items |= {"maxItems": 1}
        whole = _object({listing.item.name: _any_of(items, item)})
        return _any_of(whole, items, item) if listing.is_bare else whole

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
    """Members that go into the same attribute stand for each other, never beside each other."""
    for first, other in combinations((each for each in members if each.into), 2):
        if first.into == other.into:
            yield {"not": {"required": [first.name, other.name]}}
