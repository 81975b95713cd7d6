"""Parameters of a part's headers, in any script and length (RFC 2231)."""

from collections.abc import Iterator
from urllib.parse import quote

from compose_core.letter.characters import is_plain, one_line

_COLUMNS = 76
# Cut only where it must be: every reader knows a long line, not every one the pieces.
_LONGEST_LITERAL = 900
# Readers differ on a backslash in a quoted string, some end it at a semicolon, some decode more.
_MISREAD = frozenset("\"\\;%*'")


def parameter(name: str, value: str, field: str) -> str:
    """A parameter, on lines of its own where it is long; a reader gives back exactly the value.

    Args:
        name: the parameter's name, a token.
        value: in any script, possibly empty.
        field: where the value comes from, for the error.

    Raises:
        Unrenderable: the value holds control characters or half a surrogate pair.
    """
    one_line(value, field)
    return f'{name}="{value}"' if _is_literal(value) else _extended(name, value)


def _is_literal(value: str) -> bool:
    return len(value) <= _LONGEST_LITERAL and is_plain(value) and _MISREAD.isdisjoint(value)


def _extended(name: str, value: str) -> str:
    encoded = quote(value, safe="")
    if len(f" {name}*=utf-8''{encoded}") < _COLUMNS:
        return f"{name}*=utf-8''{encoded}"
    return ";\r\n ".join(
        f"{name}*{number}*={piece}" for number, piece in enumerate(_pieces(name, value))
    )


def _pieces(name: str, value: str) -> Iterator[str]:
    piece, room = "utf-8''", _COLUMNS - len(f" {name}*999*=;")
    for character in value:
        octets = quote(character, safe="")
        if len(piece) + len(octets) > room:
            yield piece
            piece = ""
        piece += octets
    yield piece
