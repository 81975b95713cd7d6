"""What may be mailed as a file, and under which name (S7)."""

from compose_core.letter.attachments.blocked_types import (
    BLOCKED_CONTENT_TYPES,
    BLOCKED_EXTENSIONS,
    EXTENSIONS_OF_KIND,
)
from compose_core.letter.attachments.contents import OCTETS_TO_SNIFF, sniff
from compose_core.letter.attachments.names import NAMELESS, clean_file_name, extensions_seen
from compose_core.letter.attachments.policy import (
    BUILT_IN,
    BlockedType,
    FileEvidence,
    blocked_types_of,
    is_blocked,
)
from compose_core.letter.media_types import is_media_type

__all__ = [
    "BLOCKED_CONTENT_TYPES",
    "BLOCKED_EXTENSIONS",
    "BUILT_IN",
    "EXTENSIONS_OF_KIND",
    "NAMELESS",
    "OCTETS_TO_SNIFF",
    "BlockedType",
    "FileEvidence",
    "blocked_types_of",
    "clean_file_name",
    "extensions_seen",
    "is_blocked",
    "is_media_type",
    "sniff",
]
