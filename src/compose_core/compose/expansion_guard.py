"""The contents as they are given, before anything is expanded."""

from compose_core.errors import Finding
from compose_core.errors.catalogue.facts import BODY_TOO_LARGE
from compose_core.macros.limits import SOURCE_ALLOWANCE
from compose_core.model import paths
from compose_core.model.request import ComposeRequest
from compose_core.model.settings import PartitionSettings


def judge_source(request: ComposeRequest, partition: PartitionSettings) -> tuple[Finding, ...]:
    """Judge that the contents, as they are written, are not beyond what expansion can mend (S6)."""
    texts = [content.value or "" for content in request.contents]
    limit = partition.max_body_octets
    if sum(map(len, texts)) <= limit + SOURCE_ALLOWANCE:
        return ()
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    return (BODY_TOO_LARGE.at(paths.CONTENTS, size=size, limit=limit),)
