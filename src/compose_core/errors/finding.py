"""Findings as data: each names its rule, its place and its mend, in any language (F5, H6)."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Self, Union

import attrs

Param = Union[str, int, "Phrase"]
"""What a field of a sentence stands for; a `Phrase` is translated, all else is data."""

Translate = Callable[[str], str]
"""The translation of an English text, or the text where there is none."""

_LONGEST_SHOWN = 1_000


class Phrase(str):
    """A piece of a sentence; as a string, it is the English one.

    Args:
        text: in English, with ``{parameter}`` fields; also the key of its translations.
        params: what the fields stand for.
    """

    __slots__ = ("params", "text")
    text: str
    params: Mapping[str, Param]

    def __new__(cls, text: str, /, **params: Param) -> Self:
        """Fill the fields of the phrase, if anything is given for them."""
        phrase = super().__new__(cls, fill(text, params, _english) if params else text)
        phrase.text = text
        phrase.params = params
        return phrase

    @classmethod
    def joined(cls, phrases: Iterable["Phrase"]) -> "Phrase":
        """Join phrases with commas."""
        named: dict[str, Param] = {f"phrase{at}": each for at, each in enumerate(phrases)}
        return cls(", ".join(f"{{{name}}}" for name in named), **named)

    def of(self, **params: Param) -> "Phrase":
        """Fill the fields of the phrase anew."""
        return Phrase(self.text, **params)

    def in_language(self, translation: Translate) -> str:
        """Say the phrase in another language."""
        return fill(translation(self.text), self.params, translation)


def fill(text: str, params: Mapping[str, Param], translation: Translate) -> str:
    """Fill the fields of a text; long values are cut.

    Args:
        text: in the language of the translation.
        params: the values of its fields.
        translation: for the phrases among them.
    """
    return text.format_map({name: _show(each, translation) for name, each in params.items()})


def _english(text: str) -> str:
    return text


def _show(value: Param, translation: Translate) -> str | int:
    shown = value.in_language(translation) if isinstance(value, Phrase) else value
    if isinstance(shown, int):
        return shown
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[: _LONGEST_SHOWN - 1]}…"
    if isinstance(value, Phrase) or shown.isprintable():
        return shown
    # What cannot be seen is shown by its code, and steers no terminal.
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown)


class Stage(Enum):
    """The stage of a check that a finding belongs to; a stage with findings is the last (H5)."""

    REQUEST = "request"
    PERMISSION = "permission"
    FACTS = "facts"


@attrs.frozen
class Definition:
    """A kind of finding: its stable name, the rule that it guards and its sentence.

    Args:
        name: dotted and stable; programs match on it.
        rule: the rule's number in the reference of rules, such as ``E11``.
        text: an English sentence that says what is wrong and how to mend it, with
            ``{parameter}`` fields. It is also the key of its translations.
        stage: at which it is found.
    """

    name: str
    rule: str
    text: str
    stage: Stage

    def at(self, path: str = "", **params: Param) -> "Finding":
        """Make a finding of this kind at a path, with the parameters that its text names."""
        return Finding(self, path, params)


@attrs.frozen
class Finding:
    """One thing that is wrong with a request, or that its user lacks.

    Args:
        definition: what kind of finding this is.
        path: the JSON path of the element, lists counted from zero; empty for the whole request.
        params: what the text's fields stand for.
    """

    definition: Definition
    path: str
    params: Mapping[str, Param] = attrs.field(factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The stable name that code matches on."""
        return self.definition.name

    @property
    def message(self) -> str:
        """The finding as an English sentence."""
        return self.in_language(_english)

    def without_values(self) -> "Finding":
        """Hide every value in the sentence behind ``…``."""
        return Finding(self.definition, self.path, dict.fromkeys(self.params, "…"))

    def without_texts(self) -> "Finding":
        """Hide every text in the sentence behind ``…`` but the program's own."""
        shown = {name: each if _is_own(each) else "…" for name, each in self.params.items()}
        return Finding(self.definition, self.path, shown)

    def in_language(self, translation: Translate) -> str:
        """Say the finding in another language."""
        return fill(translation(self.definition.text), self.params, translation)


def _is_own(param: Param) -> bool:
    return isinstance(param, int) or (isinstance(param, Phrase) and not param.params)


def in_document_order(
    findings: Iterable[Finding], positions: Mapping[str, int]
) -> tuple[Finding, ...]:
    """Sort findings by the positions of their elements, by the offsets in one text, then by name.

    An element that is not in the document has the position of the nearest element above it (H6).

    Args:
        findings: of one request.
        positions: of the elements, by path; the whole document is ``""``.
    """

    def place(finding: Finding) -> tuple[int, int, str]:
        # Offsets of two texts can be compared only where it is known that it is one text.
        offset = finding.params.get("offset") if finding.path in positions else None
        within = offset if isinstance(offset, int) else 0
        return position_of(finding.path, positions), within, finding.name

    return tuple(sorted(findings, key=place))


def position_of(path: str, positions: Mapping[str, int]) -> int:
    """Find the position of the element of a path, or of the nearest above it in the document."""
    while path not in positions and path:
        path = parent_of(path)
    return positions.get(path, 0)


def parent_of(path: str) -> str:
    """Cut a path to that of the element above: ``to.address[1]``, ``to.address``, ``to``."""
    return path[: max(path.rfind("."), path.rfind("["), 0)]
