"""Pieces of sentences that are translated with the sentence they stand in (F5)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Self, Union

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
        """The phrase with its fields filled, if anything is given for them."""
        made = super().__new__(cls, filled(text, params, english) if params else text)
        made.text = text
        made.params = params
        return made

    @classmethod
    def joined(cls, phrases: Iterable["Phrase"]) -> "Phrase":
        """Several phrases in a row, with commas between."""
        named: dict[str, Param] = {f"phrase{at}": each for at, each in enumerate(phrases)}
        return cls(", ".join(f"{{{name}}}" for name in named), **named)

    def of(self, **params: Param) -> "Phrase":
        """The phrase with its fields filled otherwise."""
        return Phrase(self.text, **params)

    def told(self, translate: Translate) -> str:
        """The phrase in another language."""
        return filled(translate(self.text), self.params, translate)


def filled(text: str, params: Mapping[str, Param], translate: Translate) -> str:
    """A text with its fields filled; what is long is cut.

    Args:
        text: in the language that ``translate`` translates into.
        params: what its fields stand for.
        translate: for the phrases among them.
    """
    return text.format_map({name: _shown(each, translate) for name, each in params.items()})


def english(text: str) -> str:
    """The translation into English."""
    return text


def _shown(value: Param, translate: Translate) -> str | int:
    told = value.told(translate) if isinstance(value, Phrase) else value
    is_long = isinstance(told, str) and len(told) > _LONGEST_SHOWN
    return f"{str(told)[: _LONGEST_SHOWN - 1]}…" if is_long else told
