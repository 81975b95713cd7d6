"""The log of a process that delivers, on standard error."""

import logging.config
from typing import Any

from compose_adapters.system import LoggedEvents
from compose_core.ports import Events

_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"compose_core": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


def log_to_standard_error() -> Events:
    """From now on this process logs to standard error; what logs every event."""
    logging.config.dictConfig(_CONFIG)
    return LoggedEvents()
