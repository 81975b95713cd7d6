"""Previews that write nothing, not even a database that is not there yet."""

from collections.abc import Callable
from pathlib import Path

import attrs

from compose_adapters.html import ReadableText
from compose_adapters.memory import MemoryEvents, MemoryIds, MemorySite, MemoryStore
from compose_adapters.site import read_site
from compose_adapters.system import FirstOctetsScanner, SystemClock, SystemRandom
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.site_files import no_site
from compose_core.compose import ComposeService


@attrs.frozen
class Previews:
    """The service that makes previews, and their language.

    Args:
        compose: makes them.
        language: the partition's.
    """

    compose: ComposeService
    language: str


def previews_of(app: Container, tell: Callable[[str], None]) -> Previews:
    """Make previews over a database; over the site file alone if no site was ever applied.

    Nothing can be stored before the first site is applied, so the file alone decides about a send.

    Args:
        app: that only looks.
        tell: takes a sentence, if the site file differs from the site that is applied.

    Raises:
        SiteFaults: the site file is needed and has faults.
        Misconfigured: no site is applied and no file is named.
        OSError: the site file is needed and cannot be read.
        Unavailable: the database cannot be used, or is of another version of this program.
    """
    file = app.configuration.site
    if app.has_tables() and app.site.applied() is not None:
        if file is not None:
            app.site_files.compare(file, tell)
        return Previews(app.compose, app.site.snapshot().partition.language)
    if file is None:
        raise no_site()
    return _over_file(file)


def _over_file(file: Path) -> Previews:
    site = MemorySite(read_site(file))
    compose = ComposeService(
        store=MemoryStore(site),
        directory=site,
        clock=SystemClock(),
        ids=MemoryIds(),
        random=SystemRandom(),
        scanner=FirstOctetsScanner(),
        text_from_html=ReadableText(),
        events=MemoryEvents(),
    )
    return Previews(compose, site.snapshot().partition.language)
