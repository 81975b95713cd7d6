"""Which characters may stand in a header."""

import re

from compose_core.errors.exceptions import Unrenderable

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def one_line(text: str, field: str) -> str:
    """The text itself, which is one line that every mail program shows.

    Args:
        text: what goes into a header.
        field: where it comes from, for the error.

    Raises:
        Unrenderable: it holds a line break, another control character or half a surrogate pair.
    """
    if text.isascii() and text.isprintable():
        return text
    if found := _CONTROL.search(text):
        raise Unrenderable(field, f"U+{ord(found.group()):04X} may not stand in a header")
    return whole(text, field)


def whole(text: str, field: str) -> str:
    """The text itself, which UTF-8 can carry.

    Raises:
        Unrenderable: it holds half a surrogate pair.
    """
    if found := _SURROGATE.search(text):
        raise Unrenderable(field, f"U+{ord(found.group()):04X} is half of a character")
    return text


def is_plain(text: str) -> bool:
    """Whether a header can hold the text literally and every reader gives it back as it was.

    It is printable ASCII, without anything that looks like an encoded word, and without the white
    space that readers trim or fold together.
    """
    return (
        text.isascii()
        and text.isprintable()
        and "=?" not in text
        and "  " not in text
        and text.strip(" ") == text
    )
