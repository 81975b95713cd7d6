"""The content of a mail as it goes over the wire (RFC 5321, section 4.5.2)."""

from collections.abc import Iterable, Iterator

END = b".\r\n"
"""The final dot; what stands before it has ended its line."""


class BareLineBreak(ValueError):
    """A CR without LF, or an LF without CR: servers differ in whether it ends a line."""


def dot_stuffed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks with every dot that begins a line doubled, and the last line ended.

    Lines may be cut anywhere, between CR and LF too.

    Raises:
        BareLineBreak: the content could be read as two by some server, so it is not sent.
    """
    tail = b"\r\n"
    for chunk in chunks:
        if chunk:
            yield _stuffed(tail, chunk)
            tail = (tail + chunk)[-2:]
    if tail[-1:] == b"\r":
        raise BareLineBreak("the content ends with a CR")
    if tail != b"\r\n":
        yield b"\r\n"


def _stuffed(tail: bytes, chunk: bytes) -> bytes:
    _check(tail, chunk)
    # What a line break needs of the piece before is put in front, and taken off again.
    joined = tail + chunk
    return joined.replace(b"\r\n.", b"\r\n..")[len(tail) :] if b"\n." in joined else chunk


def _check(tail: bytes, chunk: bytes) -> None:
    begins = tail[-1:] == b"\r"
    feeds, returns = chunk.count(b"\n"), chunk.count(b"\r")
    pairs = chunk.count(b"\r\n") + (begins and chunk[:1] == b"\n")
    returns_here = returns - (chunk[-1:] == b"\r")
    if feeds != pairs or returns_here + begins != pairs:
        raise BareLineBreak("the content has a CR or LF that stands alone")
