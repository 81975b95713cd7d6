"""The site file (TOML): what an administrator writes down, judged whole."""

from compose_adapters.site.faults import SiteFault, SiteFaults
from compose_adapters.site.reading import Evaluation, judge_site, read_site

__all__ = ["Evaluation", "SiteFault", "SiteFaults", "judge_site", "read_site"]
