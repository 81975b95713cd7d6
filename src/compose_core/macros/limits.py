"""How much an expansion may cost (M6)."""

import attrs

from compose_core.model.settings import KILOBYTE

REFERENCES = 1_000

SOURCE_ALLOWANCE = 300 * REFERENCES
"""So many octets more than S6 allows the contents may have before they are expanded: a macro may
stand for nothing. Larger contents stay too large and are refused before any rule reads them."""


@attrs.frozen(cache_hash=True)
class Limits:
    """The bounds of one request's expansion (M6); a value at a limit passes.

    Args:
        depth: how deep macros are nested; the outermost is 1.
        references: macros in the three parts together, those in articles and combinations counted.
        body_octets: S6, UTF-8 octets of text plus HTML, expanded.
    """

    depth: int = 16
    references: int = REFERENCES
    body_octets: int = 1024 * KILOBYTE


DEFAULT_LIMITS = Limits()
