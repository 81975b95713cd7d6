"""Canaries: words that occur once, in every text of a value; and where they are found again."""

import base64
import logging
import traceback
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from itertools import count
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from compose_core.errors import Phrase

MARK = "kanarien"
_DEEPEST = 4
Word = Callable[[str], str]
"""A word for the field of a class that is named."""


class Opaque:
    """Stands for what is no text: a port, a function, a lock."""


class Canaries:
    """Gives words that occur nowhere else, and finds them again.

    A word has ASCII letters and digits alone: NFC, quoted-printable, URLs, JSON, XML and the
    escapes of a `repr` leave it as it is, and letter case is not looked at. What hides it is
    Base64, where it is looked for at each of the three places that it can begin at, and
    hexadecimal.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._given: dict[str, str] = {}

    def __len__(self) -> int:
        """How many were given."""
        return len(self._given)

    def word(self, of: str) -> str:
        """A new word.

        Args:
            of: where it is put; told where the word is found.
        """
        word = f"{MARK}{next(self._numbers):06}x"
        self._given[word] = of
        return word

    def address(self, of: str) -> str:
        """An address with a word before the ``@`` and another behind."""
        return f"{self.word(of)}@{self.word(of)}.example.com"

    def know(self, secret: str, of: str) -> None:
        """Find also a secret that the software gave."""
        self._given[secret.casefold()] = of

    def found_in(self, text: str) -> set[str]:
        """Of what the words are that a text shows, in clear or encoded."""
        lowered = text.casefold()
        found = {of for word, of in self._given.items() if word in lowered}
        return found | {f"encoded: {form}" for form in _ENCODED if form in text}


_ENCODED = {MARK.encode().hex(), "=".join(["", *(f"{ord(each):X}" for each in MARK)])} | {
    base64.b64encode(b"\0" * before + MARK.encode()).decode()[4 if before else 0 :][:8]
    for before in range(3)
}


class Heard(logging.Handler):
    """Keeps all that is logged at INFO and above, with tracebacks, as a log file would show it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


@contextmanager
def heard() -> Iterator[Heard]:
    """Hear all loggers, also those that pass nothing on."""
    handler = Heard()
    known = [logging.getLogger(name) for name in ("compose_core", "uvicorn", "sqlalchemy")]
    before = [(each, each.level, each.propagate) for each in known]
    root = logging.getLogger()
    root.addHandler(handler)
    for each in known:
        each.setLevel(logging.INFO if each.name == "compose_core" else logging.WARNING)
        each.propagate = True
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        for each, level, propagate in before:
            each.setLevel(level)
            each.propagate = propagate


def told(error: BaseException) -> str:
    """An error as a log or a debugger shows it: text, `repr`, traceback and chain."""
    return "".join([repr(error), str(error), *traceback.format_exception(error)])


def build(kind: type[Any], word: Word, depth: int = 0) -> Any:
    """A value of an attrs class with a word in every text; its rules are not asked."""
    made = object.__new__(kind)
    hints = get_type_hints(kind, localns={"Phrase": Phrase})
    for field in attrs.fields(kind):
        name = f"{kind.__qualname__}.{field.name}"
        object.__setattr__(made, field.name, _filled(hints.get(field.name), word, name, depth))
    return made


def _filled(kind: Any, word: Word, name: str, depth: int) -> Any:  # noqa: PLR0911 - one a kind
    """A value of a type, a word wherever it may hold a text."""
    origin, within = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        options = [each for each in within if each is not type(None)]
        return _filled(str if str in options else options[0], word, name, depth)
    if isinstance(origin, type) and issubclass(origin, Collection):
        made = [_filled(each, word, name, depth) for each in within if each is not Ellipsis]
        return _collection(origin, made)
    if kind in {bytes, bytearray}:
        return kind(word(name).encode())
    if kind in {str, object, Any, None}:
        return word(name)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and attrs.has(kind) and depth < _DEEPEST:
        return build(kind, word, depth + 1)
    if isinstance(kind, type) and issubclass(kind, (dict, list, tuple)):
        return kind({word(name): word(name)})
    # What a type variable stands for hides its own texts.
    assert isinstance(kind, (type, TypeVar)) or origin or callable(kind), kind
    return Opaque()


def _collection(origin: type[Any], made: list[Any]) -> Any:
    if issubclass(origin, Mapping):
        return dict([made])
    return origin(made) if issubclass(origin, (tuple, frozenset, set)) else made
