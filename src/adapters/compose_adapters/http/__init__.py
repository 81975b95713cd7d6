"""The HTTP contract: a thin host of the use case, as an ASGI application (SPEC 9)."""

from compose_adapters.extras import require

require("http", "starlette", "argon2")

from compose_adapters.http.accompanied import Accompanied
from compose_adapters.http.application import application
from compose_adapters.http.call_ids import NamesCall
from compose_adapters.http.doorkeeper import Doorkeeper, LoginRules
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.services import Services

__all__ = [
    "Accompanied",
    "Doorkeeper",
    "HttpLimits",
    "LoginRules",
    "NamesCall",
    "Services",
    "application",
]
