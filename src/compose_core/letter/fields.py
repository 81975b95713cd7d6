"""The values of header fields, in any script: a reader gives back exactly the text.

Free text is literal where every reader gives it back, else encoded words (RFC 2047); a shown name
never becomes an address (RFC 5322, 6532); parameters are literal or extended (RFC 2231).
"""

import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from compose_core.errors.exceptions import NotAnAddress, Unrenderable
from compose_core.letter.values import Mailbox
from compose_core.model.address import Address

_COLUMNS = 78
"""Columns that a line should have at most (RFC 5322 section 2.1.1)."""

_LONGEST_LITERAL_WORD = 66
# Cut only where it must be: every reader knows a long line, not every one the pieces.
LONGEST_LITERAL = 900

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ATOMS = re.compile(rf"{_ATOM}(?: {_ATOM})*")
# A dot-atom of any script, so that no address needs quoting; F1 is stricter still.
_PART = r'[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff()<>\[\]:;@\\,."\s]+'
_ADDRESS = re.compile(rf"{_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})*")
_LONGEST_NAME = 60
_MOST_OCTETS = 320

# Readers differ on a backslash in a quoted string, some end it at a semicolon, some decode more.
_MISREAD = frozenset("\"\\;%*'")

_ENCODED_COLUMNS = 76
"""Columns of a line that holds an encoded word (RFC 2047 section 2)."""

_FRAME = len("=?utf-8?q??=")
_ROOM = 75 - _FRAME
_LEAST_ROOM = 12  # one character of four octets in the Q encoding
_LITERAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def unstructured(
    name: str, value: str, field: str, longest_word: int = _LONGEST_LITERAL_WORD
) -> str:
    """Write the header of a free text; a reader gives back exactly that text.

    Args:
        name: the header's name.
        value: one line in any script; what looks like an encoded word stays literal.
        field: where the value comes from, for the error.
        longest_word: words beyond this many characters are encoded, so that they can be folded.

    Raises:
        Unrenderable: the value is not one line of whole characters.
    """
    if not one_line(value, field):
        return f"{name}:"
    if not _is_literal(value, longest_word):
        return f"{name}: {encoded_words(value, len(name) + 2)}"
    line = f"{name}: {value}"
    return line if len(line) <= _COLUMNS else _folded(line)


def _is_literal(value: str, longest_word: int) -> bool:
    if not is_plain(value):
        return False
    return len(value) <= longest_word or max(map(len, value.split(" "))) <= longest_word


def _folded(line: str) -> str:
    # The space after the name is no place to fold: a first line without content confuses readers.
    name, first, *words = line.split(" ")
    lines = [f"{name} {first}"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _COLUMNS:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


def mailbox(header: str, box: Mailbox, field: str, *, utf8: bool) -> str:
    """Write the header of one mailbox, such as From.

    Args:
        header: its name.
        box: the name and the address.
        field: where the mailbox comes from, for the error.
        utf8: whether the letter's headers are UTF-8 (RFC 6532).

    Raises:
        Unrenderable: the name is not one line, or the address is none.
    """
    address = mailed(box.address, f"{field}.address", utf8=utf8)
    if not one_line(box.name, f"{field}.name"):
        return f"{header}: {address}"
    line = f"{header}: {_phrase(box.name, len(header) + 2)}"
    room = _ENCODED_COLUMNS - len(line) + line.rfind("\n")
    return f"{line} <{address}>" if len(address) + 3 <= room else f"{line}\r\n <{address}>"


def mailboxes(header: str, addresses: tuple[str, ...], field: str, *, utf8: bool) -> str:
    """Write the header of several addresses; on one line, or on a line each.

    Raises:
        Unrenderable: one of them is no address.
    """
    mail = [mailed(each, f"{field}[{i}]", utf8=utf8) for i, each in enumerate(addresses)]
    line = f"{header}: {', '.join(mail)}"
    return line if len(line) <= _COLUMNS else f"{header}: " + ",\r\n ".join(mail)


def mailed(address: str, field: str = "address", *, utf8: bool = False) -> str:
    """Write an address for a header or a command of SMTP.

    Args:
        address: in normal form.
        field: where the address comes from, for the error.
        utf8: whether UTF-8 is understood there; otherwise the domain is written in A-labels.

    Raises:
        Unrenderable: it is no address, or its local part needs UTF-8.
    """
    if "=?" in address or not _ADDRESS.fullmatch(address) or _is_too_long(address):
        raise Unrenderable(field, "it is no address that a header can hold")
    if utf8 or address.isascii():
        return address
    if needs_utf8(address):
        raise Unrenderable(field, "its local part needs UTF-8")
    return f"{address.partition('@')[0]}@{_a_labels(address, field)}"


def needs_utf8(address: str) -> bool:
    """Whether only a server with SMTPUTF8 takes the address: its local part is not ASCII (F1)."""
    return not address.isascii() and not address.partition("@")[0].isascii()


def _is_too_long(address: str) -> bool:
    return len(address.encode()) > _MOST_OCTETS


def _a_labels(address: str, field: str) -> str:
    try:
        return Address.parse(address).domain
    except NotAnAddress as error:
        raise Unrenderable(field, "its domain has no A-labels") from error


def _phrase(name: str, column: int) -> str:
    if not is_plain(name) or len(name) > _LONGEST_NAME:
        return encoded_words(name, column)
    if _ATOMS.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parameter(name: str, value: str, field: str) -> str:
    """Write a parameter, on several lines where it is long; a reader gives back exactly the value.

    Args:
        name: the parameter's name, a token.
        value: in any script, possibly empty.
        field: where the value comes from, for the error.

    Raises:
        Unrenderable: the value holds control characters or half a surrogate pair.
    """
    one_line(value, field)
    return f'{name}="{value}"' if _is_literal_parameter(value) else _extended(name, value)


def _is_literal_parameter(value: str) -> bool:
    return len(value) <= LONGEST_LITERAL and is_plain(value) and _MISREAD.isdisjoint(value)


def _extended(name: str, value: str) -> str:
    encoded = quote(value, safe="")
    if len(f" {name}*=utf-8''{encoded}") < _ENCODED_COLUMNS:
        return f"{name}*=utf-8''{encoded}"
    return ";\r\n ".join(
        f"{name}*{number}*={piece}" for number, piece in enumerate(_parameter_pieces(name, value))
    )


def _parameter_pieces(name: str, value: str) -> Iterator[str]:
    piece, room = "utf-8''", _ENCODED_COLUMNS - len(f" {name}*999*=;")
    for character in value:
        octets = quote(character, safe="")
        if len(piece) + len(octets) > room:
            yield piece
            piece = ""
        piece += octets
    yield piece


def encoded_words(text: str, column: int) -> str:
    """Write a text as encoded words, a line each, in the shorter of the two encodings.

    The characters that stand for themselves are those that a phrase allows (section 5), so the
    words may stand in any header. No character is divided between two words.

    Args:
        text: without control characters and surrogates; not empty.
        column: how many columns of the first line are taken.
    """
    first = max(_ENCODED_COLUMNS - column - _FRAME, _LEAST_ROOM)
    if sum(map(_q_width, text)) <= (len(text.encode()) + 2) // 3 * 4:
        letter, encode = "q", _q
        pieces = _words(text, _q_width, first, _ROOM)
    else:
        letter, encode = "b", _b
        pieces = _words(text, _octets, first // 4 * 3, _ROOM // 4 * 3)
    return "\r\n ".join(f"=?utf-8?{letter}?{encode(each)}?=" for each in pieces)


def _words(text: str, width: Callable[[str], int], first: int, room: int) -> Iterator[str]:
    start, used, limit = 0, 0, first
    for index, character in enumerate(text):
        needed = width(character)
        if used + needed > limit:
            yield text[start:index]
            start, used, limit = index, 0, room
        used += needed
    yield text[start:]


def _octets(character: str) -> int:
    return len(character.encode())


def _q_width(character: str) -> int:
    return 1 if character in _LITERAL or character == " " else 3 * _octets(character)


def _q(text: str) -> str:
    return "".join(map(_q_character, text))


def _q_character(character: str) -> str:
    if character in _LITERAL:
        return character
    return "_" if character == " " else "".join(f"={octet:02X}" for octet in character.encode())


def _b(text: str) -> str:
    return binascii.b2a_base64(text.encode(), newline=False).decode()


def one_line(text: str, field: str) -> str:
    """Return a text that is one line which every mail program shows.

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
    """Return a text that UTF-8 can carry.

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
