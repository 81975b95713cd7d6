"""Encoded words in file names, which some mail programs decode though they should not."""

import binascii
import re

_WORD = re.compile(r"=\?([^?\s]*)\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=\?=)\s+(?==\?)")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def decoded(name: str) -> tuple[str, ...]:
    """The name, and what its encoded words say, and what the encoded words in that say."""
    forms = [name]
    while (further := _WORD.sub(_text, _BETWEEN.sub("", forms[-1]))) != forms[-1]:
        forms.append(further)
    return tuple(forms)


def _text(word: re.Match[str]) -> str:
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
