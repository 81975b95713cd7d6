"""The defined name that somebody may have meant (M3)."""

import difflib
from collections.abc import Iterable

_LONGEST = 64
_MOST = 500
_CLOSE = 0.75
_LENGTHS_APART = 3


def nearest(name: str, defined: Iterable[str]) -> str | None:
    """The defined name nearest to another; ``None`` if none is near.

    The comparison costs no more than 500 names of 64 characters, however many there are.
    """
    if len(name) > _LONGEST:
        return None
    near = [each for each in defined if abs(len(each) - len(name)) <= _LENGTHS_APART][:_MOST]
    by_letters = {each.lower(): each for each in near}
    found = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=_CLOSE)
    return by_letters[found[0]] if found else None
