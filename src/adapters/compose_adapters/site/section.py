"""A table of the site file, read member by member; a member that is never read is a fault."""

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar, cast

from compose_adapters.site.faults import FaultList
from compose_adapters.site.positions import child_of, item_of
from compose_core.errors.exceptions import NotAnAddress
from compose_core.model.address import Address
from compose_core.rules.request_alone import NOT_XML

MAX_NAME = 255
_CONTROLS = frozenset({"Cc", "Zl", "Zp"})
_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number with a fraction"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a table"),
)
_NONE = Address("", "")


def nearest(word: str, known: Iterable[str]) -> str:
    """Ask whether the known word most like a word was meant; empty if none is like it."""
    found = get_close_matches(word[:MAX_NAME], list(known), n=1)
    return f"; did you mean '{found[0]}'?" if found else ""


class Section:
    """One table.

    Every method that reads gives a value of the right type. For a wrong or missing one it notes
    the fault and gives an empty value or the default, so that all faults are found at once.

    Args:
        values: the table as the parser gives it.
        path: its path in the file.
        faults: takes its faults.
    """

    def __init__(self, values: dict[str, object], path: str, faults: FaultList) -> None:
        self.path = path
        self.faults = faults
        self._values = values
        self._read: dict[str, None] = {}

    def fault(self, key: str, message: str) -> None:
        """Note a fault of a member."""
        self.faults.add(child_of(self.path, key), message)

    def has(self, key: str) -> bool:
        """Whether the member is there."""
        self._read[key] = None
        return key in self._values

    def optional_text(self, key: str) -> str | None:
        """Read a text that may be left out."""
        value = self._value(key, str)
        if found := NOT_XML.search(value or ""):
            self.fault(
                key, f"holds U+{ord(found.group()):04X}, which no message can carry; remove it"
            )
        return value

    def text(self, key: str) -> str:
        """Read a text that must be there and hold something else than white space."""
        return self._given(key, self.optional_text(key))

    def _given(self, key: str, value: str | None) -> str:
        if value is None:
            self._require(key)
        elif not value.strip():
            self.fault(key, "must not be empty; give a text")
        return value or ""

    def name(self, key: str) -> str:
        """Read a name that must be there, in NFC."""
        given = self._given(key, self._value(key, str))
        return self._as_name(child_of(self.path, key), given)

    def flag(self, key: str, default: bool) -> bool:
        """Read true or false."""
        value = self._value(key, bool)
        return default if value is None else value

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Read a whole number within bounds."""
        value = self._value(key, int)
        if value is not None and not least <= value <= most:
            self.fault(key, f"is {value}; it must be from {least} to {most}")
            value = None
        return default if value is None else value

    def choice(self, key: str, default: _Choice) -> _Choice:
        """Read one of the values of an enumeration of texts."""
        value = self._value(key, str)
        members = {str(member.value): member for member in type(default)}
        if value is None or value in members:
            return members[value] if value is not None else default
        allowed = " or ".join(f'"{each}"' for each in members)
        self.fault(key, f'is "{value}"; it must be {allowed}')
        return default

    def required_choice(self, key: str, fallback: _Choice) -> _Choice:
        """Read one of the values of an enumeration of texts, which must be there."""
        self._require(key)
        return self.choice(key, fallback)

    def names(self, key: str) -> tuple[str, ...]:
        """Read a list of names, each once, in NFC; empty if it is left out."""
        path = child_of(self.path, key)
        found: dict[str, None] = {}
        for place, value in self._texts(key, path):
            name = self._as_name(place, value)
            if name in found:
                self.faults.add(place, f"'{name}' is there more than once; remove one")
            found[name] = None
        return tuple(name for name in found if name)

    def tables(self, key: str) -> Iterator["Section"]:
        """Read the tables of a list; none if it is left out."""
        path = child_of(self.path, key)
        for index, value in enumerate(self._value(key, list) or ()):
            place = item_of(path, index)
            if isinstance(value, dict):
                yield Section(cast("dict[str, object]", value), place, self.faults)
            else:
                self.faults.add(place, f"must be a table, not {_kind_of(value)}")

    def table(self, key: str) -> "Section | None":
        """Read a table that may be left out."""
        value = self._value(key, dict)
        if value is None:
            return None
        return Section(cast("dict[str, object]", value), child_of(self.path, key), self.faults)

    def close(self) -> None:
        """Note a fault for every member that was never read."""
        for key in self._values:
            if key not in self._read:
                known = nearest(key, tuple(self._read))
                self.fault(key, f"is not known here; remove it{known}")

    def _texts(self, key: str, path: str) -> Iterator[tuple[str, str]]:
        for index, value in enumerate(self._value(key, list) or ()):
            place = item_of(path, index)
            if not isinstance(value, str):
                self.faults.add(place, f"must be a text, not {_kind_of(value)}")
            elif not value.strip():
                self.faults.add(place, "must not be empty; give a text or remove it")
            else:
                yield place, value

    def _value(self, key: str, kind: type[_Value]) -> "_Value | None":
        if not self.has(key):
            return None
        value = self._values[key]
        # True is an int to Python, and not to TOML.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self.fault(key, f"must be {_name_of(kind)}, not {_kind_of(value)}")
        return None

    def _require(self, key: str) -> None:
        if key not in self._values:
            self.fault(key, "is missing; it is required")

    def _as_name(self, place: str, value: str) -> str:
        name = unicodedata.normalize("NFC", value)
        if name.strip() and name != name.strip():
            self.faults.add(place, "begins or ends with white space; remove it")
        if len(name) > MAX_NAME:
            self.faults.add(place, f"has {len(name)} characters; at most {MAX_NAME} are allowed")
        if any(unicodedata.category(each) in _CONTROLS for each in name):
            self.faults.add(place, "holds a line break or a control character; remove it")
        return name


def _kind_of(value: object) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "a date or time")


def _name_of(kind: type) -> str:
    return dict(_KINDS)[kind]


class UniqueNames:
    """The names of a list, of which each may occur once.

    Args:
        thing: what the names are of, with its article, such as ``a department``.
    """

    def __init__(self, thing: str) -> None:
        self._thing = thing
        self._seen: set[str] = set()

    def name(self, section: Section, key: str = "name") -> str:
        """Read a name and check it."""
        return self.check(section, key, section.name(key))

    def check(self, section: Section, key: str, value: str) -> str:
        """Note a fault if the value of a member occurred before; give the value back."""
        if value and value in self._seen:
            section.fault(
                key, f"'{value}' is already the name of {self._thing}; rename or remove one"
            )
        self._seen.add(value)
        return value


def reference(section: Section, key: str, known: Iterable[str], thing: str) -> str:
    """Read a name of something that must be in the file.

    Args:
        section: the table that names it.
        key: the member.
        known: all such names.
        thing: the kind of thing, such as ``article of this department``.
    """
    names = tuple(known)
    name = section.name(key)
    if name.strip() and name not in names:
        section.fault(key, absent(name, names, thing))
    return name


def absent(name: str, known: tuple[str, ...], thing: str) -> str:
    """Write the sentence for a name that does not exist."""
    return f"there is no {thing} '{name}'" + (nearest(name, known) or "; add it or name another")


def address_of(section: Section, key: str, *, special_use: bool) -> Address:
    """Read an address: F1, and special use as the setting says.

    Args:
        section: the table that holds it.
        key: the member.
        special_use: whether domains such as ``.test`` are allowed.
    """
    text = section.text(key)
    if not text.strip():
        return _NONE
    try:
        address = Address.parse(text)
    except NotAnAddress as refusal:
        section.fault(key, f"'{text}' is not an email address: {refusal}")
        return _NONE
    if address.is_special_use and not special_use:
        section.fault(key, _special_use(address))
    return address


def _special_use(address: Address) -> str:
    return (
        f"the domain of '{address.text}' is reserved for special use; take another, or set "
        "allow_special_use_domains = true in [partition]"
    )
