"""A file that goes with the mail."""

from collections.abc import Iterator
from typing import Protocol

import attrs

from compose_core.model.personal import hide_texts, show_essence

CHUNK_OCTETS = 256 * 1024


class Content(Protocol):
    """The octets of a file, read in pieces, never held as a whole."""

    @property
    def size(self) -> int:
        """The number of octets."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Read the octets from the first to the last; a second call gives the same."""
        ...


@attrs.frozen(field_transformer=hide_texts())
class InMemory:
    """Octets that are held in memory."""

    data: bytes = attrs.field(repr=False)

    @property
    def size(self) -> int:
        """The number of octets."""
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        """Cut the octets into pieces of 256 KiB."""
        for start in range(0, len(self.data), CHUNK_OCTETS):
            yield self.data[start : start + CHUNK_OCTETS]


@attrs.frozen(field_transformer=hide_texts())
class Attachment:
    """A file as the agent gave it (E12).

    Args:
        content_type: the declared media type, at most 255 characters.
        file_name: as given, at most 255 characters; the mailed name is a cleaned one.
        content: the decoded octets, possibly none.
    """

    content_type: str = attrs.field(repr=show_essence)
    file_name: str
    content: Content
