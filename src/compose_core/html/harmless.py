"""Runs of markup that change nothing: passed at once where no macro stands in them.

They are what `markup` would cut one by one, exactly; a property holds the two equal.
"""

import re

from compose_core.html.foreign import POINTS

# Their content is text up to their end tag.
RAW = frozenset(
    "title textarea style script xmp iframe noembed noframes noscript plaintext".split()
)
# Inside these, RAW elements may be read as any other, or be dropped with their tags.
OTHER_RULES = frozenset("svg math select frameset template".split())

_SPACES = "[\t\n\f\r ]*+"
_VALUE = "(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)"
_ATTRIBUTES = (
    r"(?:[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rf"(?:{_SPACES}={_SPACES}{_VALUE}|(?!{_SPACES}=)))*+"
    r"[\t\n\f\r /]*+>"
)
_NAME_ENDS = r"(?=[\t\n\f\r />])"
_SPECIAL = "|".join(sorted(RAW | OTHER_RULES | POINTS))
_PLAIN_TAG = rf"</?+(?!(?:{_SPECIAL}){_NAME_ENDS})[A-Za-z][^\t\n\f\r />]*+{_ATTRIBUTES}"
_PLAIN_COMMENT = "<!--(?:-?+>|(?:[^-]++|-(?!-!?>))*+--!?+>)"
_PLAIN_STYLE = rf"<style{_NAME_ENDS}{_ATTRIBUTES}[^<]*+</style{_NAME_ENDS}{_ATTRIBUTES}"
_RUN = re.compile(
    rf"(?:[^<]*+(?:{_PLAIN_TAG}|{_PLAIN_COMMENT}|{_PLAIN_STYLE}))*+", re.ASCII | re.IGNORECASE
)
_RUN_IN_OTHER_RULES = re.compile(
    rf"(?:[^<]*+(?:{_PLAIN_TAG}|{_PLAIN_COMMENT}))*+", re.ASCII | re.IGNORECASE
)
# No expression looks further at once, if it can help it: while one does, no other thread runs.
_WINDOW = 65_536


def end_of_run(source: str, start: int, stop: int, *, in_other_rules: bool) -> int:
    """Find where the harmless markup ends that begins at a place.

    Args:
        source: the HTML.
        start: where elements and text may follow.
        stop: nothing is looked at from here on.
        in_other_rules: whether the content of `RAW` elements may be read as elements.
    """
    run = _RUN_IN_OTHER_RULES if in_other_rules else _RUN
    before = -1
    while before < start < stop:
        before = start
        start = _end(run, source, before, min(before + _WINDOW, stop))
        if start == before:
            # A tag may be longer than the window.
            start = _end(run, source, before, stop)
    return start


def _end(run: re.Pattern[str], source: str, start: int, stop: int) -> int:
    found = run.match(source, start, stop)
    return found.end() if found else start
