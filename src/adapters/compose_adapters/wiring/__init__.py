"""The composition root: the only place that names two adapters at once."""

from compose_adapters.site import SiteFault, SiteFaults, judge_site, read_site
from compose_adapters.wire import UnsupportedMediaType
from compose_adapters.wiring.configuration import Configuration, Misconfigured, configuration
from compose_adapters.wiring.operator import system_user
from compose_adapters.wiring.passwords import password_hash
from compose_adapters.wiring.requests import UnknownEnding, request_of

__all__ = [
    "Configuration",
    "Misconfigured",
    "SiteFault",
    "SiteFaults",
    "UnknownEnding",
    "UnsupportedMediaType",
    "configuration",
    "judge_site",
    "password_hash",
    "read_site",
    "request_of",
    "system_user",
]
