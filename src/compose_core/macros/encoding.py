"""The encoding of values in each context (M7)."""

import re
from collections.abc import Callable
from urllib.parse import quote

from compose_core.macros.contexts import Context

# What XML 1.0 cannot carry: no part of a message may hold it (section 1).
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A subject holds no control character either (E11), but for those that fold.
_UNFIT_IN_SUBJECT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_WHITE_SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_FOLDED = re.compile(f"[{_WHITE_SPACE}]+")
# Of these a URL is made (RFC 3986, section 2); the percent sign stays, a URL is encoded already.
_URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%"


def with_line_feeds(text: str) -> str:
    """Write the line breaks of a text as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def escaped(text: str) -> str:
    """Write a text as HTML that shows it, in an element or between quotes."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def as_element(text: str) -> str:
    """Write a text as HTML that shows it, its line breaks as ``<br>``."""
    html = escaped(with_line_feeds(text)).replace("\n", "<br>")
    if html.isascii():
        return html
    return html.replace("\x85", "<br>").replace("\u2028", "<br>").replace("\u2029", "<br>")


def as_url(text: str) -> str:
    """Write a text as a URL: percent-encode characters that no URL holds, and no others."""
    return quote(text.strip(), safe=_URL_CHARACTERS)


def as_component(text: str) -> str:
    """Percent-encode a text, so that it is one component of a URL."""
    return quote(text, safe="")


def _folded(text: str) -> str:
    return _FOLDED.sub(" ", text)


def _between_quotes(text: str) -> str:
    return escaped(with_line_feeds(text))


def _start_of_url(text: str) -> str:
    return escaped(as_url(text))


def _part_of_address(text: str) -> str:
    return quote(text, safe="@+")


ENCODERS: dict[Context, Callable[[str], str]] = {
    Context.SUBJECT: _folded,
    Context.TEXT: with_line_feeds,
    Context.ELEMENT: as_element,
    Context.PLAIN_ELEMENT: _between_quotes,
    Context.FOREIGN: _between_quotes,
    Context.QUOTED: _between_quotes,
    Context.URL_START: _start_of_url,
    Context.URL_PART: as_component,
    Context.ADDRESS_PART: _part_of_address,
}


def is_unfit(value: str) -> bool:
    """Whether no message can carry a value."""
    return _UNFIT.search(value) is not None


def find_unfit(text: str, context: Context) -> str | None:
    """Find the first character of a text that cannot stand in a context."""
    pattern = _UNFIT_IN_SUBJECT if context is Context.SUBJECT else _UNFIT
    found = pattern.search(text)
    return found.group() if found else None
