"""The files that may be mailed, and the names under which they are (S7).

`file_names` cleans a name and finds the extensions that a receiver may see in it; `blocked_types`
judges a file by those, by its declared type and by its first octets.
"""

from compose_core.letter.attachments.blocked_types import (
    BLOCKED_CONTENT_TYPES,
    BLOCKED_EXTENSIONS,
    BUILT_IN,
    EXTENSIONS_OF_KIND,
    OCTETS_TO_SNIFF,
    BlockedType,
    FileEvidence,
    blocked_types_of,
    is_blocked,
    sniff,
)
from compose_core.letter.attachments.file_names import NAMELESS, clean_file_name, find_extensions
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
    "find_extensions",
    "is_blocked",
    "is_media_type",
    "sniff",
]
