"""The finding that a body is not well-formed, with its place (SPEC 9)."""

from compose_core.errors import Phrase, Rejected
from compose_core.errors.catalogue import body as body_findings

# The octets of a character after its first: to leave them out counts characters without making
# a text of what may be most of the body.
_FURTHER = bytes(range(0x80, 0xC0))


def malformed_at(body: bytes, offset: int, form: str, reason: Phrase) -> Rejected:
    """The refusal of a body that is not well-formed at an octet.

    Args:
        body: in UTF-8, as far as that octet.
        offset: of the octet.
        form: the format, as people call it.
        reason: what is wrong there.
    """
    start = body.rfind(b"\n", 0, offset) + 1
    column = len(body[start:offset].translate(None, _FURTHER)) + 1
    return malformed(form, body.count(b"\n", 0, offset) + 1, column, reason)


def malformed(form: str, line: int, column: int, reason: Phrase) -> Rejected:
    """The refusal of a body that is not well-formed at a line and column, both from 1."""
    finding = body_findings.MALFORMED.at("", format=form, line=line, column=column, reason=reason)
    return Rejected([finding])
