"""The site file (TOML): what an administrator writes down, judged whole."""

from compose_adapters.site.faults import SiteFault, SiteFaults
from compose_adapters.site.reading import Judgement, judge_site, read_site

__all__ = ["Judgement", "SiteFault", "SiteFaults", "judge_site", "read_site"]
