"""What differs between two sites, so that nobody changes one without having seen it.

Both sites are walked together. A thing with a name (a department, an alias, a user) is compared
with the one of that name; one that the new site leaves out becomes inactive, which is a difference
only where it was active. Of a set, such as a user's actions, each member is a difference by itself.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import singledispatch
from types import NoneType
from typing import TypeGuard

import attrs

from compose_core.model.address import Address
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias, Department
from compose_core.model.macro import MacroSet
from compose_core.model.personal import hide_texts
from compose_core.model.settings import DepartmentSettings
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import Scoped, User


class ChangeKind(Enum):
    """What becomes of a part of the site."""

    ADDED = "added"
    INACTIVE = "becomes inactive"
    GRANTED = "granted"
    TAKEN_AWAY = "taken away"
    CHANGED = "changed"
    REORDERED = "reordered"


@attrs.frozen(field_transformer=hide_texts("path"))
class SiteChange:
    """One difference between two sites.

    Args:
        path: the part of the site, such as ``users[agent].actions[Activity.Create]``.
        kind: what becomes of it.
        before: its value as text, where it is changed; never a password's hash.
        after: likewise.
    """

    path: str
    kind: ChangeKind
    before: str | None = None
    after: str | None = None


@attrs.frozen
class SiteEntry:
    """That a site was applied, for the audit.

    Args:
        version: of the site since then.
        at: when.
        actor: who applied it.
        digest: of the file that it was read from.
        changes: everything that differed.
    """

    version: int
    at: datetime
    actor: str
    digest: str
    changes: tuple[SiteChange, ...]


_SECRETS = frozenset({"password_hash"})
# Of the file and not of the site: it is another after a change of a comment.
_LEFT_OUT = frozenset({"digest"})
# Values that only hold others together; the site file does not know them.
_TRANSPARENT = (Department, DepartmentSettings, MacroSet, User)


def changes_between(before: Site, after: Site) -> tuple[SiteChange, ...]:
    """Everything that is another once the second site is applied over the first.

    Args:
        before: what is applied, inactive parts included.
        after: what would be applied.
    """
    return tuple(_of_members("", before, after))


def _of_values(path: str, before: object, after: object) -> Iterator[SiteChange]:
    if before == after:
        return
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        yield from _of_sets(path, before, after)
    elif isinstance(before, tuple) and isinstance(after, tuple) and _are_named(before + after):
        yield from _of_named(path, before, after)
    elif _is_whole(before) and _is_whole(after) and type(before) is type(after):
        yield from _of_members(path, before, after)
    elif path.rpartition(".")[2] in _SECRETS:
        yield SiteChange(path, ChangeKind.CHANGED)
    else:
        yield SiteChange(path, ChangeKind.CHANGED, _text(before), _text(after))


def _of_members(
    path: str, before: attrs.AttrsInstance, after: attrs.AttrsInstance
) -> Iterator[SiteChange]:
    names = (field.name for field in attrs.fields(type(before)))
    for name in (each for each in names if each not in _LEFT_OUT):
        old, new = getattr(before, name), getattr(after, name)
        inner = path if isinstance(old, _TRANSPARENT) else f"{path}.{name}".lstrip(".")
        yield from _of_values(inner, old, new)


def _of_sets(
    path: str, before: frozenset[object], after: frozenset[object]
) -> Iterator[SiteChange]:
    for kind, members in (
        (ChangeKind.TAKEN_AWAY, before - after),
        (ChangeKind.GRANTED, after - before),
    ):
        for member in sorted(map(_text, members)):
            yield SiteChange(f"{path}[{member}]", kind)


def _of_named(
    path: str, before: tuple[object, ...], after: tuple[object, ...]
) -> Iterator[SiteChange]:
    old, new = _by_name(before), _by_name(after)
    for name, each in old.items():
        if name not in new and _is_active(each):
            yield SiteChange(f"{path}[{name}]", ChangeKind.INACTIVE)
    for name, each in new.items():
        if name in old:
            yield from _of_values(f"{path}[{name}]", old[name], each)
        else:
            yield SiteChange(f"{path}[{name}]", ChangeKind.ADDED)
    if [name for name in old if name in new] != [name for name in new if name in old]:
        yield SiteChange(path, ChangeKind.REORDERED)


def _by_name(things: tuple[object, ...]) -> Mapping[str, object]:
    return {_name(each): each for each in things}


def _name(thing: object) -> str:
    match thing:
        case SiteDepartment():
            return thing.department.name
        case SiteUser():
            return thing.user.login
        case CustomAttribute():
            return f"{thing.of.value} {thing.name}"
        case Alias():
            return thing.address.key
        case _:
            return str(getattr(thing, "name", ""))


def _is_active(thing: object) -> bool:
    owner = getattr(thing, "department", None) or getattr(thing, "user", None) or thing
    return bool(getattr(owner, "active", True))


def _are_named(things: tuple[object, ...]) -> bool:
    return all(_is_whole(each) for each in things)


def _is_whole(value: object) -> TypeGuard[attrs.AttrsInstance]:
    return attrs.has(type(value)) and not isinstance(value, (Address, Scoped))


@singledispatch
def _text(value: object) -> str:
    if _is_whole(value):
        members = attrs.asdict(value, recurse=False)
        return "; ".join(f"{name} {_text(each)}" for name, each in members.items())
    return str(value)


_text.register(Enum, lambda value: str(value.value))
_text.register(Address, lambda value: value.text)
_text.register(Scoped, lambda value: f"{value.department}/{value.name}")
_text.register(tuple, lambda value: ", ".join(map(_text, value)) or "nothing")
_text.register(timedelta, lambda value: f"{value // timedelta(seconds=1)} seconds")
_text.register(bool, lambda value: "yes" if value else "no")
_text.register(NoneType, lambda _: "nothing")
