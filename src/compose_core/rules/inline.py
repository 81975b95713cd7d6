"""Inline attachments are not supported: the HTML refers to none (section 1)."""

import html
import re
from collections.abc import Iterator

from compose_core.errors import Violation
from compose_core.errors.catalogue import request as names
from compose_core.model.request import Command, ComposeRequest

_REFERENCE = re.compile(r"(?<![\w+.-])cid:[^\s\"'<>)]{1,80}", re.IGNORECASE)


def references(request: ComposeRequest, command: Command) -> Iterator[Violation]:
    """The HTML holds no ``cid:`` reference, nor one spelled with character references."""
    page = request.body("html")
    if page is None:
        return
    found = dict.fromkeys(_REFERENCE.findall(html.unescape(page)))
    for reference in found:
        yield names.INLINE_REFERENCE.at(request.body_path("html"), reference=reference)
