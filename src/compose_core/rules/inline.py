"""Inline attachments are not supported: the HTML refers to none (section 1)."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.model.request import Command, ComposeRequest

# No more are told: a body of forty megabytes holds millions, each a finding of a kilobyte.
_MOST_TOLD = 200
# Of so many it is looked at closely what stands before them; further ones count as references.
_MOST_JUDGED = 20_000


def _spelt(character: str, name: str = "") -> str:
    """How a character can be spelt in HTML: by itself, by its number, by its name."""
    forms = [re.escape(character), *(f"&{each};" for each in (name,) if each)]
    for each in {character.lower(), character.upper()}:
        # Without a semicolon a number goes on as long as there are digits.
        forms.append(f"&#0*{ord(each)}(?:;|(?![0-9;]))")
        forms.append(f"&#[xX]0*{ord(each):x}(?:;|(?![0-9a-fA-F;]))")
    return f"(?:{'|'.join(forms)})"


# The whole is not decoded for it: of `&a&a...` that makes objects of a hundred times the size.
_SCHEME = _spelt("c") + _spelt("i") + _spelt("d") + _spelt(":", "colon")
_CANDIDATE = re.compile(
    rf"(?:(?P<before>&[#0-9A-Za-z]{{1,32}};?)|(?<![\w+.-]))(?P<reference>{_SCHEME})", re.IGNORECASE
)
_ENDS_IN_SCHEME = re.compile(r"(?<![\w+.-])cid:\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"cid:[^\s\"'<>)]{1,80}", re.IGNORECASE)
# So many characters, written by numbers or names, are enough to show which reference it is.
_SHOWN = 200


def references(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """The HTML holds no ``cid:`` reference, nor one spelled with character references.

    Of two hundred of them those after it are not told.
    """
    page = request.body("html")
    if page is None:
        return
    for reference in dict.fromkeys(islice(_references(page), _MOST_TOLD)):
        yield request_findings.INLINE_REFERENCE.at(request.body_path("html"), reference=reference)


def _references(page: str) -> Iterator[str]:
    for number, found in enumerate(_CANDIDATE.finditer(page)):
        if found["before"] and number < _MOST_JUDGED and not _is_scheme(found.group()):
            continue
        start = found.start("reference")
        reference = _REFERENCE.match(html.unescape(page[start : start + _SHOWN]))
        if reference is not None:
            yield reference.group()


@lru_cache(maxsize=256)
def _is_scheme(written: str) -> bool:
    """Whether a scheme after another character reference is one, and not the end of a word."""
    return _ENDS_IN_SCHEME.search(html.unescape(written)) is not None
