"""The file types that are blocked: by name, declared type and first octets (S7).

`BLOCKED_EXTENSIONS` and `BLOCKED_CONTENT_TYPES` are the built-in list, for an administrator who
gives none. A file may not be mailed if one of the three shows a blocked type.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain
from types import MappingProxyType

import attrs

from compose_core.letter.attachments.file_names import find_extensions

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

BLOCKED_EXTENSIONS = frozenset(
    "exe com bat cmd scr pif msi msp mst cpl dll sys drv ocx jar js jse vb vbs vbe ws wsf wsh wsc"
    " hta ps1 psm1 ps1xml msh lnk url scf reg inf chm hlp gadget application appref-ms"
    " settingcontent-ms msc jnlp library-ms search-ms iqy xbap diagcab sh bash csh ksh zsh run elf"
    " app command pkg dmg apk deb rpm iso img vhd vhdx xll wll".split()
)
"""The built-in list: extensions, in lower case."""

BLOCKED_CONTENT_TYPES = frozenset(
    {
        # exe, com, scr, dll, sys, drv, cpl, pif
        "application/exe",
        "application/vnd.microsoft.portable-executable",
        "application/x-dosexec",
        "application/x-exe",
        "application/x-ms-dos-executable",
        "application/x-msdos-program",
        "application/x-msdownload",
        "application/x-winexe",
        # bat, cmd, ps1
        "application/bat",
        "application/x-bat",
        "application/x-powershell",
        "text/x-msdos-batch",
        "text/x-powershell",
        # msi, msp, mst, application, appref-ms, gadget, msc, library-ms, search-ms, iqy, xbap,
        # diagcab
        "application/vnd.ms-search+xml",
        "application/windows-library+xml",
        "application/windows-search-connector+xml",
        "application/x-ms-application",
        "application/x-ms-installer",
        "application/x-msi",
        "application/x-ms-xbap",
        "application/x-windows-gadget",
        "text/x-ms-iqy",
        # jar, and the classes in it; jnlp
        "application/java-archive",
        "application/java-vm",
        "application/x-java-applet",
        "application/x-java-archive",
        "application/x-java-class",
        "application/x-java-jnlp-file",
        "application/x-java-vm",
        # js, jse, vbs, vbe, wsf, wsc, hta
        "application/ecmascript",
        "application/hta",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "application/x-vbs",
        "text/ecmascript",
        "text/javascript",
        "text/jscript",
        "text/livescript",
        "text/scriptlet",
        "text/vbs",
        "text/vbscript",
        "text/x-ecmascript",
        "text/x-javascript",
        # lnk, url, reg, inf
        "application/internet-shortcut",
        "application/x-ms-shortcut",
        "application/x-mswinurl",
        "application/x-setupscript",
        "application/x-url",
        "text/x-ms-regedit",
        # chm, hlp
        "application/vnd.ms-htmlhelp",
        "application/winhlp",
        "application/x-chm",
        "application/x-winhelp",
        # sh, bash, csh, ksh, zsh
        "application/x-bsh",
        "application/x-csh",
        "application/x-ksh",
        "application/x-sh",
        "application/x-shar",
        "application/x-shellscript",
        "application/x-zsh",
        "text/x-csh",
        "text/x-script.sh",
        "text/x-sh",
        "text/x-shellscript",
        # elf, run
        "application/x-elf",
        "application/x-executable",
        "application/x-object",
        "application/x-pie-executable",
        "application/x-sharedlib",
        # app, command, pkg, dmg
        "application/vnd.apple.installer+xml",
        "application/x-apple-diskimage",
        "application/x-mach-binary",
        "application/x-mach-o-executable",
        "application/x-newton-compatible-pkg",
        # apk, deb, rpm
        "application/vnd.android.package-archive",
        "application/vnd.debian.binary-package",
        "application/x-deb",
        "application/x-debian-package",
        "application/x-redhat-package-manager",
        "application/x-rpm",
        # iso, img, vhd, vhdx
        "application/vnd.efi.img",
        "application/vnd.efi.iso",
        "application/x-cd-image",
        "application/x-iso9660-image",
        "application/x-raw-disk-image",
        "application/x-vhd",
        "application/x-vhd-disk",
        "application/x-vhdx-disk",
    }
)
"""The built-in list: content types, in lower case, without parameters."""

EXTENSIONS_OF_KIND: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PE: frozenset("exe com scr pif cpl dll sys drv ocx xll wll".split()),
        ELF: frozenset("elf bin run".split()),
        MACH_O: frozenset("app command bin".split()),
        JAVA_CLASS: frozenset("class jar".split()),
        SHORTCUT: frozenset("lnk url".split()),
        SCRIPT: frozenset("sh bash csh ksh zsh run command".split()),
    }
)
"""The extensions that a content of a kind would rightly have."""

BUILT_IN = (*sorted(BLOCKED_EXTENSIONS), *sorted(BLOCKED_CONTENT_TYPES))
"""The built-in list, as a list that an administrator could give."""

_COMMENT = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"""name[^=;"]*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


class FileEvidence(Enum):
    """The place where a blocked file type was seen."""

    EXTENSION = "extension"
    CONTENT_TYPE = "content type"
    CONTENT = "content"


@attrs.frozen
class BlockedType:
    """One reason not to mail a file.

    Args:
        evidence: where it was seen.
        seen: the extension, the content type or the kind of content.
    """

    evidence: FileEvidence
    seen: str


def blocked_types_of(
    file_name: str, content_type: str, kind: str | None, blocked: Iterable[str] | None = None
) -> tuple[BlockedType, ...]:
    """Find every reason not to mail a file; none if it may be mailed.

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
        for reason in dict.fromkeys(_find_evidence(file_name, content_type, kind, entries))
    )


def is_blocked(
    file_name: str, content_type: str, kind: str | None, blocked: Iterable[str] | None = None
) -> bool:
    """Whether there is any reason not to mail a file; the arguments are `blocked_types_of`'s."""
    return bool(blocked_types_of(file_name, content_type, kind, blocked))


def _find_evidence(
    file_name: str, content_type: str, kind: str | None, entries: frozenset[str]
) -> Iterator[tuple[FileEvidence, str]]:
    names = (file_name, *_declared_names(content_type))
    for extension in chain.from_iterable(map(find_extensions, names)):
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
    """Read the declared type as it is, and as a reader of comments reads it (RFC 822)."""
    yield content_type
    without = content_type
    while (shorter := _COMMENT.sub("", without)) != without:
        without = shorter
    if without != content_type:
        yield without


def _entry(text: str) -> str:
    return text.strip().lstrip(".").casefold()


def sniff(first_octets: bytes) -> str | None:
    """Find the kind of executable that a content begins as; ``None`` if it is none that is known.

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
    text = _decode(octets).lstrip().casefold()
    if text.startswith("#!"):
        return SCRIPT
    return SHORTCUT if text.startswith("[internetshortcut]") else None


def _decode(octets: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if octets.startswith(mark):
            return octets[len(mark) :].decode(encoding, "replace")
    return octets.decode("latin-1")
