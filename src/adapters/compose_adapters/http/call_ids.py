"""The id of the call that is being answered, for every log line that is written meanwhile."""

import logging
from contextvars import ContextVar

NO_CALL = "-"
CALL_ID: ContextVar[str] = ContextVar("compose_core.call_id", default=NO_CALL)
"""The id, also in the threads that work on the call."""


class NamesCall(logging.Filter):
    """Gives a record the attribute ``call_id``, for the format of a handler that it filters."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        record.call_id = CALL_ID.get()
        return True
