"""The composition root: the only package that names two adapters at once.

`configuration` is read from options and the environment; `embedded` makes the container of all use
cases from it. `serving` makes the HTTP application over a container, `server` runs it in processes,
and `protocol`, `connections` and `connection_limits` bound its clients. The command line reads
requests by `requests`, and writes for programs by `json_output`.
"""

from compose_adapters.site import SiteFault, SiteFaults, evaluate_site, read_site
from compose_adapters.wire import UnsupportedMediaType
from compose_adapters.wiring.configuration import (
    Configuration,
    Misconfigured,
    configuration,
    password_hash,
    system_user,
)
from compose_adapters.wiring.requests import UnknownEnding, request_of

__all__ = [
    "Configuration",
    "Misconfigured",
    "SiteFault",
    "SiteFaults",
    "UnknownEnding",
    "UnsupportedMediaType",
    "configuration",
    "evaluate_site",
    "password_hash",
    "read_site",
    "request_of",
    "system_user",
]
