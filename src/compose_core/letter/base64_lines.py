"""Any octets in the ASCII of a body (RFC 2045 section 6.8), a block at a time."""

import binascii
import struct
from collections.abc import Iterable, Iterator

_LINES = 1024
_BLOCK = 57 * _LINES
_COLUMNS = 76
_cut_block = struct.Struct(f"{_COLUMNS}s" * _LINES).unpack


def base64_size(octets: int) -> int:
    """How many octets `base64_lines` makes of so many."""
    encoded = (octets + 2) // 3 * 4
    return encoded + max(encoded - 1, 0) // _COLUMNS * 2


def base64_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The octets as base64 in lines of 76 columns, CRLF between them and none at the end.

    Args:
        chunks: pieces of any length; no more than one of them and a block of 57 KiB are held.
    """
    before: tuple[bytes, ...] = ()
    for block in _blocks(chunks):
        yield b"\r\n".join((*before, *_lines(block)))
        before = (b"",)


def _lines(block: bytearray | memoryview) -> Iterable[bytes]:
    encoded = binascii.b2a_base64(block, newline=False)
    if len(block) == _BLOCK:
        lines: tuple[bytes, ...] = _cut_block(encoded)
        return lines
    return [encoded[at : at + _COLUMNS] for at in range(0, len(encoded), _COLUMNS)]


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytearray | memoryview]:
    rest = bytearray()
    for chunk in chunks:
        view = memoryview(chunk)
        start = -len(rest) % _BLOCK
        rest += view[:start]
        if len(rest) == _BLOCK:
            yield rest
            rest.clear()
        end = start + max(len(view) - start, 0) // _BLOCK * _BLOCK
        for at in range(start, end, _BLOCK):
            yield view[at : at + _BLOCK]
        rest += view[end:]
    if rest:
        yield rest
