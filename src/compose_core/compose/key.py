"""Idempotency keys: what they may look like (A5)."""

import re
from collections.abc import Iterator

from compose_core.errors import Violation
from compose_core.errors.catalogue import request as names

_KEY = re.compile("[\x20-\x7e]{1,255}")


def check_key(key: str | None) -> Iterator[Violation]:
    """A key, if there is one, has 1 to 255 printable ASCII characters."""
    if key is not None and not _KEY.fullmatch(key):
        yield names.KEY_MALFORMED.at(length=len(key))
