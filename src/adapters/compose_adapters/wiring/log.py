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
    """Let this process log to standard error, and make the log of events."""
    logging.config.dictConfig(_CONFIG)
    return LoggedEvents()
