"""The site file (TOML): what an administrator writes down about users, departments and settings.

`reading` reads the file as a whole. Each other module reads one part of it from a `Section`, which
notes every fault with its path and goes on; `positions` finds the line of each path.
"""

from compose_adapters.site.faults import SiteFault, SiteFaults
from compose_adapters.site.reading import Evaluation, evaluate_site, read_site

__all__ = ["Evaluation", "SiteFault", "SiteFaults", "evaluate_site", "read_site"]
