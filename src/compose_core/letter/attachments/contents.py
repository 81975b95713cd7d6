"""What a file is by its first octets, whatever it is called (SPEC section 6)."""

import codecs

PE = "PE"
ELF = "ELF"
MACH_O = "Mach-O"
JAVA_CLASS = "Java class"
SHORTCUT = "shortcut"
SCRIPT = "script"

OCTETS_TO_SNIFF = 4096
"""How many octets from the start `sniff` looks at."""

_MAGIC = (
    (b"MZ", PE),
    (b"\x7fELF", ELF),
    (b"\xfe\xed\xfa\xce", MACH_O),
    (b"\xfe\xed\xfa\xcf", MACH_O),
    (b"\xce\xfa\xed\xfe", MACH_O),
    (b"\xcf\xfa\xed\xfe", MACH_O),
    (b"\xca\xfe\xba\xbf", MACH_O),
    (b"\xbe\xba\xfe\xca", MACH_O),
    (b"\xbf\xba\xfe\xca", MACH_O),
    (b"L\x00\x00\x00\x01\x14\x02\x00", SHORTCUT),
)
_CLASS_OR_FAT = b"\xca\xfe\xba\xbe"
# Where a class file has its version, at least 45, a Mach-O archive has the number of its parts.
_OLDEST_CLASS = 45
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def sniff(first_octets: bytes) -> str | None:
    """The kind of executable that a content begins as; ``None`` if it is none that is known.

    Args:
        first_octets: the content, or at least its first 4,096 octets.
    """
    for magic, kind in _MAGIC:
        if first_octets.startswith(magic):
            return kind
    if first_octets.startswith(_CLASS_OR_FAT):
        number = int.from_bytes(first_octets[4:8], "big")
        return MACH_O if 0 < number < _OLDEST_CLASS else JAVA_CLASS
    return _script(first_octets[:OCTETS_TO_SNIFF])


def _script(octets: bytes) -> str | None:
    # Editors write a byte order mark and people white space before the first line.
    text = _decoded(octets).lstrip().casefold()
    if text.startswith("#!"):
        return SCRIPT
    return SHORTCUT if text.startswith("[internetshortcut]") else None


def _decoded(octets: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if octets.startswith(mark):
            return octets[len(mark) :].decode(encoding, "replace")
    return octets.decode("latin-1")
