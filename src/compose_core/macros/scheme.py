"""Which scheme a URL in an HTML attribute has, as a browser would find it.

A browser decodes character references, drops tabs and line breaks, and ignores what stands
before the URL if it is a control character or space; all of these have hidden ``javascript:``.
Dropping every one of them wherever it stands can find a scheme where a browser finds none,
never the other way round.
"""

import html
import re

from compose_core.macros.context import Context

# A value may make these (M7).
MADE = frozenset({"http", "https", "mailto"})
# After these, which the author wrote, a value is one component; none of them runs what it holds.
_ADDRESSES = frozenset({"mailto", "tel", "sms", "sip", "sips", "xmpp"})
_HIERARCHICAL = frozenset({"http", "https", "ftp", "ftps"})
_SCRIPTS = frozenset({"javascript", "vbscript", "livescript", "mocha"})

_IGNORED = re.compile("[\x00-\x20\x7f-\x9f]+")
_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")
_STILL_OPEN = re.compile("[A-Za-z0-9+.-]*")


def decoded(attribute: str) -> str:
    """What an attribute's source says as a URL."""
    return _IGNORED.sub("", html.unescape(attribute))


def scheme_of(url: str) -> str | None:
    """The scheme of a decoded URL, in lower case; ``None`` for a relative one."""
    found = _SCHEME.match(url)
    return found[1].lower() if found else None


def is_open(url: str) -> bool:
    """Whether what follows the beginning of a decoded URL can still make its scheme."""
    return _STILL_OPEN.fullmatch(url) is not None


def place_after(url: str) -> Context:
    """The place of a macro that follows the beginning of a decoded URL."""
    if not url:
        return Context.URL_START
    scheme = scheme_of(url)
    if scheme is None or scheme in _HIERARCHICAL:
        return Context.URL_PART
    if scheme in _ADDRESSES:
        return Context.URL_PART if "?" in url else Context.ADDRESS_PART
    return Context.SCRIPT if scheme in _SCRIPTS else Context.ATTRIBUTE
