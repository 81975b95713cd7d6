"""The application: an ASGI service by itself, or mounted in another."""

from collections.abc import Iterator

import attrs
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from compose_adapters.http import paths
from compose_adapters.http.composing import APPLIED
from compose_adapters.http.error_responses import ErrorResponses, LoginErrorResponses
from compose_adapters.http.exceptions import PathUnknown
from compose_adapters.http.executors import BoundedExecutor
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.octets_in_flight import OctetsInFlight
from compose_adapters.http.openapi import describe
from compose_adapters.http.openapi.description import Path
from compose_adapters.http.request_context import (
    ID_HEADER,
    SESSION_HEADER,
    RequestContextMiddleware,
    context_of,
)
from compose_adapters.http.resources import Resource, attach_session, look_up_language
from compose_adapters.http.server_errors import ServerErrorMiddleware
from compose_adapters.http.services import Services
from compose_adapters.http.statuses import RETRY_AFTER


def application(
    services: Services,
    *,
    limits: HttpLimits | None = None,
    allowed_origins: tuple[str, ...] = (),
) -> Starlette:
    """All of SPEC 9 as an ASGI application, which needs no lifespan and can be mounted anywhere.

    Args:
        services: the use cases that it is a host of.
        limits: of what a call may send.
        allowed_origins: of pages whose scripts may call it (CORS); none unless given.
    """
    refusals = ErrorResponses(services.translate)
    app = Starlette(
        routes=list(_routes(services, limits or HttpLimits())),
        middleware=[
            Middleware(RequestContextMiddleware),
            *_cors(allowed_origins),
            Middleware(ServerErrorMiddleware, refusals=refusals),
        ],
        exception_handlers={HTTPException: _Unknown(refusals, services).answer},
    )
    # A slash at the end makes another path, not a detour.
    app.router.redirect_slashes = False
    return app


@attrs.frozen
class _Unknown:
    refusals: ErrorResponses
    services: Services

    async def answer(self, request: Request, _error: Exception) -> Response:
        call = context_of(request)
        await look_up_language(call, self.services)
        await attach_session(call, self.services)
        return self.refusals.answer(call, PathUnknown())


def _routes(services: Services, limits: HttpLimits) -> Iterator[BaseRoute]:
    standard, login = ErrorResponses(services.translate), LoginErrorResponses(services.translate)
    logins = BoundedExecutor(limits.logins_at_once, limits.logins_waiting)
    octets = OctetsInFlight(limits.octets_in_flight, limits.octets_of_session)
    for path, operations, is_login in served(services, limits):
        resource = Resource(
            path=path,
            operations=operations,
            services=services,
            limits=limits,
            logins=logins,
            octets=octets,
            errors=login if is_login else standard,
        )
        yield Route(path, resource, name=path)


def served(services: Services, limits: HttpLimits) -> list[Path]:
    """Every path, its operations, and whether its errors have the shape of login's."""
    product = [
        *((path, calls, True) for path, calls in paths.authentication(services, limits)),
        *((path, calls, False) for path, calls in paths.composing(services, limits)),
        *((path, calls, False) for path, calls in paths.reading(services)),
    ]
    everything: list[Path] = []
    own = (
        *paths.secure(services),
        *paths.watching(services),
        *paths.describing(lambda mount: describe(everything, mount)),
    )
    everything += product
    everything += [(paths.SYSTEM + path, calls, is_login) for path, calls, is_login in product]
    everything += [(path, calls, False) for path, calls in own]
    return everything


def _cors(origins: tuple[str, ...]) -> list[Middleware]:
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("*",),
            expose_headers=(SESSION_HEADER, "Location", ID_HEADER, RETRY_AFTER, APPLIED),
        )
    ]
