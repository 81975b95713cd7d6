"""Mostly readable text in the ASCII of a body (RFC 2045 section 6.7), in a few passes in bulk."""

import re

_LINE = 76
_LITERAL = bytes(octet for octet in range(32, 127) if octet != ord("=")) + b"\t\n"
# An escape is never cut, and two columns stay free for a piece that begins with a risk.
_PIECE = re.compile(rb".{1,73}(?<!=)(?<!=.)", re.DOTALL)
_RISKS_AT_START = (b".", b"From ")


def octets_to_escape(text: bytes) -> bytes:
    """Those octets of a text that the encoding escapes; the fewer, the better it suits."""
    return text.translate(None, _LITERAL)


def quoted_printable(text: bytes) -> bytes:
    """The text in quoted-printable, in lines of at most 76 columns, CRLF between them.

    No line begins with a dot or with ``From``, so neither a careless relay nor a mailbox file
    changes it, and none ends with white space.

    Args:
        text: its line breaks are LF.
    """
    lines = _guarded(_escaped(text)).split(b"\n")
    return b"\r\n".join([line if len(line) <= _LINE else _wrapped(line) for line in lines])


def _escaped(text: bytes) -> bytes:
    # A pass over the whole text for each octet that occurs costs less than a step for each
    # occurrence; a text with many different ones is mailed as base64.
    octets = set(octets_to_escape(text))
    if ord("=") in octets:
        text = text.replace(b"=", b"=3D")
    for octet in octets - {ord("=")}:
        text = text.replace(bytes((octet,)), b"=%02X" % octet)
    return text


def _guarded(text: bytes) -> bytes:
    text = b"\n" + text + b"\n"
    text = text.replace(b" \n", b"=20\n").replace(b"\t\n", b"=09\n")
    return text.replace(b"\n.", b"\n=2E").replace(b"\nFrom ", b"\n=46rom ")[1:-1]


def _wrapped(line: bytes) -> bytes:
    pieces = _PIECE.findall(line)
    return b"=\r\n".join([_safe_start(each) for each in pieces])


def _safe_start(piece: bytes) -> bytes:
    return b"=%02X" % piece[0] + piece[1:] if piece.startswith(_RISKS_AT_START) else piece
