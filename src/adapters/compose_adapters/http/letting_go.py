"""What an answered error held is given back at once, not when the collector comes by."""


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
