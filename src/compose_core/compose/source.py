"""The contents as they are given, before anything is expanded."""

from compose_core.macros.limits import REFERENCES
from compose_core.model.request import ComposeRequest
from compose_core.settings import PartitionSettings

_LONGEST_MACRO = 300


def octets_of_source(request: ComposeRequest) -> int:
    """How many octets text and HTML have in UTF-8, their macros as they are written."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in _contents(request))


def is_beyond_expansion(request: ComposeRequest, partition: PartitionSettings) -> bool:
    """Whether the contents stay larger than S6 allows, whatever their macros stand for.

    Such contents are not looked through for macros: a request may hold some forty megabytes, and
    every tag among them would be cut out.
    """
    most = partition.max_body_octets + REFERENCES * _LONGEST_MACRO
    return sum(map(len, _contents(request))) > most


def _contents(request: ComposeRequest) -> tuple[str, str]:
    return request.body("text") or "", request.body("html") or ""
