"""The order in which findings are told: the document's, then that of their names (H6)."""

from collections.abc import Iterable, Mapping

from compose_core.errors.finding import Finding


def in_document_order(
    findings: Iterable[Finding], positions: Mapping[str, int]
) -> tuple[Finding, ...]:
    """The findings by where their elements stand, by where in its text each is, then by name.

    What is not in the document stands where the nearest element above it does.

    Args:
        findings: of one request.
        positions: where the elements stood, by path, the whole document being ``""``.
    """

    def place(finding: Finding) -> tuple[int, int, str]:
        # Offsets of two texts can be compared only where it is known that it is one text.
        offset = finding.params.get("offset") if finding.path in positions else None
        within = offset if isinstance(offset, int) else 0
        return position_of(finding.path, positions), within, finding.name

    return tuple(sorted(findings, key=place))


def position_of(path: str, positions: Mapping[str, int]) -> int:
    """Where the element of a path stands, or the nearest above it that is in the document."""
    while path not in positions and path:
        path = parent_of(path)
    return positions.get(path, 0)


def parent_of(path: str) -> str:
    """The path of the element that holds another: ``to.address[1]``, ``to.address``, ``to``."""
    return path[: max(path.rfind("."), path.rfind("["), 0)]
