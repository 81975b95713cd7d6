"""Names and addresses in headers: what is shown never becomes an address (RFC 5322, 6532)."""

import re

from compose_core.errors.exceptions import NotAnAddress, Unrenderable
from compose_core.letter.characters import is_plain, one_line
from compose_core.letter.encoded_words import LINE, encoded_words
from compose_core.letter.values import Mailbox
from compose_core.model.address import Address

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ATOMS = re.compile(rf"{_ATOM}(?: {_ATOM})*")
# A dot-atom of any script, so that no address needs quoting; F1 is stricter still.
_PART = r'[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff()<>\[\]:;@\\,."\s]+'
_ADDRESS = re.compile(rf"{_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})*")
_LONGEST_NAME = 60
_COLUMNS = 78
_MOST_OCTETS = 320


def mailbox(header: str, box: Mailbox, field: str, *, utf8: bool) -> str:
    """The header of one mailbox, such as From.

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
    room = LINE - len(line) + line.rfind("\n")
    return f"{line} <{address}>" if len(address) + 3 <= room else f"{line}\r\n <{address}>"


def mailboxes(header: str, addresses: tuple[str, ...], field: str, *, utf8: bool) -> str:
    """The header of several addresses; on one line, or on a line each.

    Raises:
        Unrenderable: one of them is no address.
    """
    mail = [mailed(each, f"{field}[{i}]", utf8=utf8) for i, each in enumerate(addresses)]
    line = f"{header}: {', '.join(mail)}"
    return line if len(line) <= _COLUMNS else f"{header}: " + ",\r\n ".join(mail)


def mailed(address: str, field: str = "address", *, utf8: bool = False) -> str:
    """The address as it is written into a header or a command of SMTP.

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
    except NotAnAddress as refusal:
        raise Unrenderable(field, "its domain has no A-labels") from refusal


def _phrase(name: str, column: int) -> str:
    if not is_plain(name) or len(name) > _LONGEST_NAME:
        return encoded_words(name, column)
    if _ATOMS.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
