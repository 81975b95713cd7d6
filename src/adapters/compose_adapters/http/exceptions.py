"""The errors that end a call, beside the findings about its request."""

from compose_core.errors import ComposeError


class PathUnknown(ComposeError):
    """Nothing is served at this path."""


class MethodNotAllowed(ComposeError):
    """The path is served, but not by this method.

    Args:
        allowed: the methods that it is served by.
    """

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        super().__init__(f"allowed are {', '.join(allowed)}")


class NoLanguageFits(ComposeError):
    """Accept-Language is malformed, or names no language of ours (F5)."""


class NoFormatFits(ComposeError):
    """Accept is malformed, or names neither JSON nor XML (H3)."""


class NoSecureFormatFits(NoFormatFits):
    """Accept is malformed, or names neither HTML nor JSON, as secure messages are served in."""


class LoginTypeUnsupported(ComposeError):
    """The body of a login is neither JSON nor XML in UTF-8 (H3)."""


def let_go(error: BaseException) -> None:
    """Take the tracebacks from an error, and from those that it came of.

    The frames of a traceback hold the body of the call. The worker's future holds the error, and
    the frame that waits for the future is in the traceback: without this, a refused body lives
    until the collector looks for such circles, which may be long after.
    """
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            each.__traceback__ = None
            waiting += (each.__cause__, each.__context__)
