"""How deep a page nests: the standard's way of reading HTML takes a time that grows with that.

A megabyte of unclosed ``<b>`` takes a conforming parser minutes, and fifty of them before each of
a hundred thousand paragraphs make five million elements. No mail is written like this.
"""

import re

_DEEPEST = 1_000
_MOST_REOPENED = 200_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
# They end by themselves, at their end or where the next one begins.
_NOT_NESTING = frozenset(
    "area base br col embed hr img input link meta param source track wbr"
    " p li dt dd td th tr thead tbody tfoot option optgroup rp rt html head body".split()
)
# What is left open of these is opened again in the next block.
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())


def is_beyond_reason(html: str) -> bool:
    """Whether the page nests so deeply, or leaves so much open, that it is not to be parsed."""
    depth = formatting = reopened = 0
    for end, name in _TAG.findall(html):
        step = -1 if end else 1
        tag = name.lower()
        if tag in _FORMATTING:
            formatting = max(formatting + step, 0)
        elif not end:
            reopened += formatting
        if tag not in _NOT_NESTING:
            depth = max(depth + step, 0)
        if depth > _DEEPEST or reopened > _MOST_REOPENED:
            return True
    return False


def without_tags(html: str) -> str:
    """What is left of a page that is beyond reason: everything but its tags."""
    return _ANY_TAG.sub(" ", html)
