"""File names: how they are mailed, and what a receiver may make of them (SPEC section 6)."""

import binascii
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

NAMELESS = "attachment"
"""The mailed name of a file of whose name nothing is left."""

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NOT_MAILED = re.compile(f'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI}:*?"<>|]')
_PATH = re.compile(r".*[\\/]", re.DOTALL)
_TRAILING = "." + "".join(filter(str.isspace, map(chr, range(0x3001))))

# Default_Ignorable_Code_Point beyond the format characters: they have a category of their own.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_DOTS = str.maketrans("\u3002\uff61", "..")
# After a NUL a program in C reads nothing, after a colon Windows reads the name of a stream, and
# after a semicolon some web servers read parameters.
_ENDS = re.compile("[\x00:;]")


_WORD = re.compile(r"=\?([^?\s]*)\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=\?=)\s+(?==\?)")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def clean_file_name(name: str) -> str:
    r"""Clean a file name for the mail.

    The path is cut off; control characters, bidi marks and ``\ / : * ? " < > |`` are taken out,
    dots and white space at the end too. Cleaning it again changes nothing.
    """
    last = _PATH.sub("", name)
    return _NOT_MAILED.sub("", last).rstrip(_TRAILING) or NAMELESS


def find_extensions(name: str) -> tuple[str, ...]:
    """Find every extension that a receiver may see in a name, in lower case, in that order.

    The name is taken as given, as it is mailed, with its encoded words and percent signs decoded,
    in NFKC, without its invisible characters, and cut where some systems cut it.
    """
    seen: dict[str, None] = {}
    for form in _forms(name):
        for piece in _ENDS.split(form):
            seen.update(dict.fromkeys(_extensions(piece)))
    return tuple(seen)


def _forms(name: str) -> Iterator[str]:
    for each in _decode(name):
        for form in (each, unquote(each)):
            folded = unicodedata.normalize("NFKC", form).translate(_DOTS)
            yield folded
            yield clean_file_name(folded)


def _extensions(name: str) -> Iterator[str]:
    visible = _without_invisible(_PATH.sub("", name))
    for extension in visible.split(".")[1:]:
        if bare := extension.strip().casefold():
            yield bare


def _without_invisible(name: str) -> str:
    shown = (each for each in name if unicodedata.category(each) not in _UNSEEN)
    return _INVISIBLE.sub("", "".join(shown))


def _decode(name: str) -> tuple[str, ...]:
    """Decode the encoded words of a name, and those in the result; the name itself comes first."""
    forms = [name]
    while (further := _WORD.sub(_word_text, _BETWEEN.sub("", forms[-1]))) != forms[-1]:
        forms.append(further)
    return tuple(forms)


def _word_text(word: re.Match[str]) -> str:
    octets = _octets(word[2], word[3])
    charset = word[1].partition("*")[0]
    try:
        return octets.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return octets.decode("latin-1")


def _octets(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
    digits = _NO_BASE64.sub("", text)
    return binascii.a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + "==")
