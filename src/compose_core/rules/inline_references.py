"""The rule against inline attachments, which are not supported (section 1)."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.model.request import Command, ComposeRequest

# No more are reported: a body of 40 MB holds millions, each a finding of a kilobyte.
_MOST_FINDINGS = 200
# Of so many the text before them is examined; further ones count as references.
_MOST_EXAMINED = 20_000


def _spellings(character: str, name: str = "") -> str:
    """Make the expression of a character as HTML can spell it: by itself, its number, its name."""
    forms = [re.escape(character), *(f"&{each};" for each in (name,) if each)]
    for each in {character.lower(), character.upper()}:
        # Without a semicolon a number goes on as long as there are digits.
        forms.append(f"&#0*{ord(each)}(?:;|(?![0-9;]))")
        forms.append(f"&#[xX]0*{ord(each):x}(?:;|(?![0-9a-fA-F;]))")
    return f"(?:{'|'.join(forms)})"


# The whole is not decoded for it: of `&a&a...` that makes objects of a hundred times the size.
_SCHEME = _spellings("c") + _spellings("i") + _spellings("d") + _spellings(":", "colon")
_CANDIDATE = re.compile(
    rf"(?:(?P<before>&[#0-9A-Za-z]{{1,32}};?)|(?<![\w+.-]))(?P<reference>{_SCHEME})", re.IGNORECASE
)
_ENDS_IN_SCHEME = re.compile(r"(?<![\w+.-])cid:\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"cid:[^\s\"'<>)]{1,80}", re.IGNORECASE)
# So many characters, written by numbers or names, are enough to show which reference it is.
_SHOWN = 200


def check_inline_references(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that the HTML holds no ``cid:`` reference, nor one spelled with character references.

    Of more than two hundred the first two hundred are findings.
    """
    page = request.body("html")
    if page is None:
        return
    for reference in dict.fromkeys(islice(_references(page), _MOST_FINDINGS)):
        yield request_findings.INLINE_REFERENCE.at(request.body_path("html"), reference=reference)


def _references(page: str) -> Iterator[str]:
    for number, found in enumerate(_CANDIDATE.finditer(page)):
        if found["before"] and number < _MOST_EXAMINED and not _is_scheme(found.group()):
            continue
        start = found.start("reference")
        reference = _REFERENCE.match(html.unescape(page[start : start + _SHOWN]))
        if reference is not None:
            yield reference.group()


@lru_cache(maxsize=256)
def _is_scheme(written: str) -> bool:
    """Whether a scheme after another character reference is one, and not the end of a word."""
    return _ENDS_IN_SCHEME.search(html.unescape(written)) is not None
