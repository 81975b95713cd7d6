"""Files that are held as they came, equal to whatever has the same octets."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator

import attrs

from compose_core.model.attachment import Content, InMemory


class SameOctets(ABC):
    """A content that equals every other with the same octets, however each holds them.

    So the same request is the same value in whatever format it came (A5).
    """

    __slots__ = ()
    size: int

    @abstractmethod
    def chunks(self) -> Iterator[bytes]:
        """The octets from the first to the last."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameOctets | InMemory):
            return NotImplemented
        return self.size == other.size and _digest(self) == _digest(other)

    def __hash__(self) -> int:
        return hash(InMemory(b"".join(self.chunks())))


@attrs.frozen(eq=False)
class Pieces(SameOctets):
    """A file in the pieces in which it arrived."""

    parts: tuple[bytes, ...] = attrs.field(repr=False)
    size: int

    def chunks(self) -> Iterator[bytes]:
        """The octets in those pieces."""
        yield from self.parts


def _digest(content: Content) -> bytes:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    return digest.digest()
