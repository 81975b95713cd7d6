"""Whether a file may be mailed: its name, its declared type and its content are all judged (S7)."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain

import attrs

from compose_core.letter.attachments.blocked_types import (
    BLOCKED_CONTENT_TYPES,
    BLOCKED_EXTENSIONS,
    EXTENSIONS_OF_KIND,
)
from compose_core.letter.attachments.names import extensions_seen

BUILT_IN = (*sorted(BLOCKED_EXTENSIONS), *sorted(BLOCKED_CONTENT_TYPES))
"""The built-in list, as a list that an administrator could give."""

_COMMENT = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"""name[^=;"]*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


class FileEvidence(Enum):
    """Where a blocked file type was seen."""

    EXTENSION = "extension"
    CONTENT_TYPE = "content type"
    CONTENT = "content"


@attrs.frozen
class BlockedType:
    """One reason not to mail a file.

    Args:
        sight: where it was seen.
        seen: the extension, the content type or the kind of content.
    """

    sight: FileEvidence
    seen: str


def blocked_types_of(
    file_name: str, content_type: str, kind: str | None, blocked: Iterable[str] | None = None
) -> tuple[BlockedType, ...]:
    """Every reason not to mail a file; none if it may be mailed.

    Args:
        file_name: as given.
        content_type: as declared; the names in its parameters are judged too.
        kind: what its first octets begin as, by `sniff`.
        blocked: the administrator's list, which replaces the built-in one: an entry with ``/``
            is a content type, any other an extension. It blocks a kind of content by any of the
            extensions that such a content would rightly have.
    """
    entries = frozenset(map(_entry, BUILT_IN if blocked is None else blocked))
    return tuple(
        BlockedType(*reason)
        for reason in dict.fromkeys(_sights(file_name, content_type, kind, entries))
    )


def is_blocked(
    file_name: str, content_type: str, kind: str | None, blocked: Iterable[str] | None = None
) -> bool:
    """Whether there is any reason not to mail a file; the arguments are `blocked_types_of`'s."""
    return bool(blocked_types_of(file_name, content_type, kind, blocked))


def _sights(
    file_name: str, content_type: str, kind: str | None, entries: frozenset[str]
) -> Iterator[tuple[FileEvidence, str]]:
    names = (file_name, *_declared_names(content_type))
    for extension in chain.from_iterable(map(extensions_seen, names)):
        if extension in entries:
            yield FileEvidence.EXTENSION, extension
    for essence in _essences(content_type):
        if essence in entries:
            yield FileEvidence.CONTENT_TYPE, essence
    if kind and not entries.isdisjoint(EXTENSIONS_OF_KIND.get(kind, ())):
        yield FileEvidence.CONTENT, kind


def _essences(content_type: str) -> Iterator[str]:
    for text in _readings(content_type):
        yield re.sub(r"\s", "", text.partition(";")[0]).lower()


def _declared_names(content_type: str) -> Iterator[str]:
    # A reader may take the file's name from here: one parameter, or several pieces (RFC 2231).
    for text in _readings(content_type):
        names = [_ESCAPED.sub(r"\1", each.strip().strip('"')) for each in _NAME.findall(text)]
        yield from names
        yield "".join(names)


def _readings(content_type: str) -> Iterator[str]:
    """The declared type as it stands, and as a reader of comments reads it (RFC 822)."""
    yield content_type
    without = content_type
    while (shorter := _COMMENT.sub("", without)) != without:
        without = shorter
    if without != content_type:
        yield without


def _entry(text: str) -> str:
    return text.strip().lstrip(".").casefold()
