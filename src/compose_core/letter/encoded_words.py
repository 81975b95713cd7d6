"""Text of any script in the ASCII of a header (RFC 2047)."""

import binascii
from collections.abc import Callable, Iterator

import attrs

LINE = 76
"""Columns of a line that holds an encoded word (RFC 2047 section 2)."""

_FRAME = len("=?utf-8?q??=")
_ROOM = 75 - _FRAME
_LEAST_ROOM = 12  # one character of four octets in the Q encoding
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")


@attrs.frozen
class _Encoding:
    letter: str
    width: Callable[[str], int]
    room: Callable[[int], int]
    encode: Callable[[str], str]


def encoded_words(text: str, column: int) -> str:
    """The text as encoded words, a line each, in the shorter of the two encodings.

    The characters that stand for themselves are those that a phrase allows (section 5), so the
    words may stand in any header. No character is divided between two words.

    Args:
        text: without control characters and surrogates; not empty.
        column: how many columns of the first line are taken.
    """
    encoding = _Q if sum(map(_q_width, text)) <= (len(text.encode()) + 2) // 3 * 4 else _B
    first = max(LINE - column - _FRAME, _LEAST_ROOM)
    pieces = _pieces(text, encoding.width, encoding.room(first), encoding.room(_ROOM))
    return "\r\n ".join(f"=?utf-8?{encoding.letter}?{encoding.encode(each)}?=" for each in pieces)


def _pieces(text: str, width: Callable[[str], int], first: int, room: int) -> Iterator[str]:
    start, used, limit = 0, 0, first
    for index, character in enumerate(text):
        needed = width(character)
        if used + needed > limit:
            yield text[start:index]
            start, used, limit = index, 0, room
        used += needed
    yield text[start:]


def _q_width(character: str) -> int:
    return 1 if character in _LITERAL or character == " " else 3 * len(character.encode())


def _q_columns(columns: int) -> int:
    return columns


def _q(text: str) -> str:
    return "".join(map(_q_character, text))


def _q_character(character: str) -> str:
    if character in _LITERAL:
        return character
    return "_" if character == " " else "".join(f"={octet:02X}" for octet in character.encode())


def _b_width(character: str) -> int:
    return len(character.encode())


def _b_octets(columns: int) -> int:
    return columns // 4 * 3


def _b(text: str) -> str:
    return binascii.b2a_base64(text.encode(), newline=False).decode()


_Q = _Encoding("q", _q_width, _q_columns, _q)
_B = _Encoding("b", _b_width, _b_octets, _b)
