"""The HTTP application of the embedded default, with delivery in its background."""

import gc
import logging.config
from typing import Any

import attrs

from compose_adapters.html import SafeHtml
from compose_adapters.http import (
    Argon2Passwords,
    HttpLimits,
    RequestIdFilter,
    Services,
    WithLifespan,
    application,
)
from compose_adapters.language import shipped
from compose_adapters.security_log import note
from compose_adapters.sql import SqlCredentials, SqlLoginAttempts
from compose_adapters.wiring.configuration import Configuration
from compose_adapters.wiring.embedded import Container
from compose_core.queries import QueryService
from compose_core.sessions import SessionService

# Ten times Python's own: a send makes a few thousand objects, and next to no cycles.
_OBJECTS_BEFORE_COLLECTING = 7_000

LOG_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(call_id)s] %(message)s"}
    },
    "filters": {"names call": {"()": RequestIdFilter}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["names call"],
        }
    },
    "loggers": {
        # The access log is our own: this one writes queries, which may hold secrets.
        "uvicorn.access": {"handlers": [], "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "compose_core": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def services_of(world: Container) -> Services:
    """What the application stands on, over the embedded default."""
    return Services(
        compose=world.compose,
        reading=QueryService(world.records, world.site),
        sessions=session_service(world),
        directory=world.site,
        outbox=world.desk,
        clock=world.clock,
        secure=world.secure,
        sanitiser=SafeHtml(),
        translate=shipped().text,
    )


def session_service(world: Container) -> SessionService:
    """Logins against the site's users; sessions in the database."""
    return SessionService(
        sessions=world.sessions,
        attempts=SqlLoginAttempts(world.database),
        credentials=SqlCredentials(world.database),
        passwords=Argon2Passwords(),
        directory=world.site,
        log=note,
        clock=world.clock,
        random=world.random,
    )


@attrs.frozen
class AppFactory:
    """Makes the application in whatever process it is called; can be sent to one.

    Args:
        configuration: of the embedded default.
        delivers: whether the process also delivers what is queued.
        allowed_origins: of pages whose scripts may call it (CORS).
    """

    configuration: Configuration
    delivers: bool
    allowed_origins: tuple[str, ...] = ()

    def __call__(self) -> WithLifespan:
        """The application of this process."""
        _log_what_is_written()
        tune_gc()
        world = Container(self.configuration)
        limits = HttpLimits(
            octets_in_flight=self.configuration.octets_in_flight,
            octets_of_session=self.configuration.octets_of_session,
        )
        app = application(services_of(world), limits=limits, allowed_origins=self.allowed_origins)
        if not self.delivers:
            return WithLifespan(app, _nothing, world.close)
        workers = world.workers()

        def stop() -> None:
            workers.stop()
            workers.join()
            world.close()

        return WithLifespan(app, workers.start, stop)


def _log_what_is_written() -> None:
    """A line tells neither thread nor process, so nobody looks them up for each."""
    logging.config.dictConfig(LOG_CONFIG)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def tune_gc() -> None:
    """The collector looks at what the process began with no more, and at the rest less often.

    For a process that does nothing but serve, called once when all that stays is there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)


def _nothing() -> None:
    """There is nothing in the background."""
