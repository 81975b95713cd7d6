"""What stops a call beside the findings about its request."""

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


class NoSession(ComposeError):
    """The session is missing, unknown, ended or its user is inactive: one answer for all."""


class NoLanguageFits(ComposeError):
    """Accept-Language is malformed, or names no language of ours (F5)."""


class NoFormatFits(ComposeError):
    """Accept is malformed, or names neither JSON nor XML (H3)."""


class NoSecureFormatFits(NoFormatFits):
    """Accept is malformed, or names neither HTML nor JSON, as secure messages are served in."""


class LoginTypeUnsupported(ComposeError):
    """The body of a login is neither JSON nor XML in UTF-8 (H3)."""


class LoginFailed(ComposeError):
    """No active user has this name and password: one answer for all."""


class TooManySessions(ComposeError):
    """The user has as many sessions as one may have, and asked to end none (S8)."""


class TooManyLogins(ComposeError):
    """Too many logins failed, for this user or from this address.

    Args:
        seconds: after how long it may be tried again.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"to be tried again in {seconds} s")
