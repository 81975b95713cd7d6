"""The sizes of the contents, judged before a text is made of them (S6)."""

from collections.abc import Iterator

import attrs

from compose_adapters.wire.shapes import Given
from compose_adapters.wire.tree import Number
from compose_core.errors import Finding
from compose_core.errors.catalogue.facts import BODY_TOO_LARGE
from compose_core.macros.limits import SOURCE_ALLOWANCE
from compose_core.model import paths


@attrs.define
class Contents:
    """Adds up the contents of one request.

    Args:
        limit: of their octets together, expanded.
        octets: so far, as they are written.
    """

    limit: int
    octets: int = 0

    def takes(self, given: Given) -> bool:
        """Whether one more leaves them within what expansion can mend."""
        if isinstance(given, str):
            self.octets += len(given.encode("utf-8", "surrogatepass"))
        elif not isinstance(given, bool | Number):
            self.octets += given.octets()
        return self.octets <= self.limit + SOURCE_ALLOWANCE

    def findings(self) -> Iterator[Finding]:
        """What is wrong with them together."""
        if self.octets > self.limit + SOURCE_ALLOWANCE:
            yield BODY_TOO_LARGE.at(paths.CONTENTS, size=self.octets, limit=self.limit)
