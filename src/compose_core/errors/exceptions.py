"""What stops a call.

::

    ComposeError
    ├── Rejected            findings about the request; nothing was stored
    ├── NotFound            what was asked for does not exist, or not for this user
    ├── Conflict            it contradicts what was done before
    │   ├── KeyReused       another request under the same idempotency key
    │   ├── Changed         a fact that a prepared send rests on has changed
    │   └── NotPossible     an act on a delivery that its state does not allow
    └── Unavailable         a resource is busy or away; the same call may succeed later
        └── OutcomeUnknown  the connection was lost while something was being stored
"""

from collections.abc import Iterable

from compose_core.errors.violation import Stage, Violation


class ComposeError(Exception):
    """The base of every error that this library raises on purpose."""


class Rejected(ComposeError):
    """The request is refused; nothing was stored and nothing will be sent.

    Args:
        findings: all findings of the stage that ended the judgement, at least one.
    """

    def __init__(self, findings: Iterable[Violation]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{each.path}: {each.message}" for each in self.findings))

    @property
    def stage(self) -> Stage:
        """The stage that the findings belong to."""
        return self.findings[0].definition.stage


class NotFound(ComposeError):
    """What was asked for does not exist, or its existence is not this user's to know (P9)."""


class Conflict(ComposeError):
    """The call contradicts something that was done before."""


class KeyReused(Conflict):
    """The idempotency key was used for another command or request (A5)."""


class Changed(Conflict):
    """A fact that the decision rests on has changed (A7)."""


class NotPossible(Conflict):
    """The state of the thing does not allow the act."""


class Unavailable(ComposeError):
    """A resource is busy or away; nothing was stored, and the same call may succeed later.

    Of its subclasses `OutcomeUnknown` alone does not say that nothing was stored.
    """


class OutcomeUnknown(Unavailable):
    """The connection was lost at the commit, and it is not known whether the act was stored.

    Under the same idempotency key the call can be repeated safely; without a key look first.

    Args:
        activity_id: the activity to look for, if the act makes one.
    """

    def __init__(self, activity_id: int | None = None) -> None:
        self.activity_id = activity_id
        looked_up = "look it up" if activity_id is None else f"look up the activity {activity_id}"
        super().__init__(
            "the connection to the database was lost while this was being stored, and it is not "
            f"known whether it was: repeat it under the same idempotency key, or {looked_up} first"
        )
