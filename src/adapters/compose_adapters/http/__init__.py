"""The HTTP contract: a thin host of the use case, as an ASGI application (SPEC 9)."""

from compose_adapters.extras import require

require("http", "starlette", "argon2")

from compose_adapters.http.application import application
from compose_adapters.http.lifespan import WithLifespan
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.passwords import Argon2Passwords
from compose_adapters.http.request_context import RequestIdFilter
from compose_adapters.http.services import Services

__all__ = [
    "Argon2Passwords",
    "HttpLimits",
    "RequestIdFilter",
    "Services",
    "WithLifespan",
    "application",
]
