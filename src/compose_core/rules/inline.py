"""Inline attachments are not supported: the HTML refers to none (section 1)."""

import html
import re
from collections.abc import Iterator
from itertools import islice

from compose_core.errors import Violation
from compose_core.errors.catalogue import request as names
from compose_core.model.request import Command, ComposeRequest

# No more are told: a body of forty megabytes holds millions, each a finding of a kilobyte.
_MOST_TOLD = 1_000

_SCHEME = "cid:"
_REFERENCE = re.compile(r"(?<![\w+.-])cid:[^\s\"'<>)]{1,80}", re.IGNORECASE)


def references(request: ComposeRequest, command: Command) -> Iterator[Violation]:
    """The HTML holds no ``cid:`` reference, nor one spelled with character references.

    Of a thousand of them those after it are not told.
    """
    page = request.body("html")
    if page is None:
        return
    text = html.unescape(page)
    if _SCHEME not in text.lower():
        # Nearly always; to look for it by its surroundings takes many times as long.
        return
    found = (each.group() for each in _REFERENCE.finditer(text))
    for reference in dict.fromkeys(islice(found, _MOST_TOLD)):
        yield names.INLINE_REFERENCE.at(request.body_path("html"), reference=reference)
