"""What the macro engine says of a department's macros (M4, M6)."""

from compose_adapters.site.faults import FaultList
from compose_core.ports.site import Site


def judge_macros(site: Site, faults: FaultList, warnings: FaultList) -> None:
    """Note what cannot be right in any message, and warn of what is wrong in some."""
