"""Mostly readable text in the ASCII of a body (RFC 2045 section 6.7)."""

import binascii
import re

_LITERAL = bytes(octet for octet in range(32, 127) if octet != ord("=")) + b"\t\n"
# The standard encoder escapes white space at the end of a line without looking at its length.
_OVERLONG = re.compile(rb"^(.{74,75})(=20|=09)$", re.MULTILINE)


def octets_to_escape(text: bytes) -> bytes:
    """Those octets of a text that the encoding escapes; the fewer, the better it suits."""
    return text.translate(None, _LITERAL)


def quoted_printable(text: bytes) -> bytes:
    """The text in quoted-printable, in lines of at most 76 columns, CRLF between them.

    No line is a single dot or begins with ``From``, and none ends with white space, so neither a
    careless relay nor a mailbox file changes it.

    Args:
        text: its line breaks are LF, and it has no CR.
    """
    encoded = binascii.b2a_qp(text)
    # A single octet is found ten times as fast as a phrase, so it is sought first.
    if b"=20\n" in encoded or (b"\t" in text and b"=09\n" in encoded):
        encoded = _OVERLONG.sub(rb"\1=\n\2", encoded)
    if b"F" in encoded:
        # The line break after the escape keeps the line within its columns.
        encoded = (b"\n" + encoded).replace(b"\nFrom ", b"\n=46=\nrom ")[1:]
    return encoded.replace(b"\n", b"\r\n")
