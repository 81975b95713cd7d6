"""Every exception of the library, in one tree.

::

    ComposeError
    ├── Rejected                  findings about the request; nothing was stored
    ├── NotFound                  what was asked for does not exist, or not for this user
    ├── Conflict                  it contradicts what was done before
    │   ├── IdempotencyMismatch   another request under the same idempotency key
    │   ├── PreviewOutdated       a fact that a prepared send rests on has changed
    │   └── NotPossible           an act on a delivery that its state does not allow
    ├── Unavailable               a resource is busy or away; the same call may succeed later
    │   └── OutcomeUnknown        the connection was lost while something was being stored
    ├── StaleDecision             a store's answer: gather and decide again
    ├── LoginFailed               no active user has this name and password
    ├── TooManySessions           the user has as many sessions as one may have
    ├── TooManyLogins             too many logins failed; the message says how long to wait
    ├── NoSession                 there is no living session under the token
    ├── LeaseLost                 an outbox's answer: the mail is another worker's now
    └── Unrenderable              a letter's value that no mail can carry

Texts that are no address or no list of languages raise a ``ValueError`` of their own
(`NotAnAddress`, `EncodedWordInAddress`, `NoLanguage`).
"""

from collections.abc import Iterable, Sequence

from compose_core.errors.finding import Finding, Phrase, Stage


class ComposeError(Exception):
    """The base of every error that this library raises on purpose."""


class Rejected(ComposeError):
    """The request is refused; nothing was stored and nothing will be sent.

    Args:
        findings: all findings of the stage that failed, at least one.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        # Without the texts, which may be addresses: what an error says ends in logs.
        known = [each.without_texts() for each in self.findings]
        super().__init__("; ".join(f"{each.path}: {each.message}" for each in known))

    @property
    def stage(self) -> Stage:
        """The stage that the findings belong to."""
        return self.findings[0].definition.stage


class NotFound(ComposeError):
    """What was asked for does not exist, or its existence is not this user's to know (P9)."""


class Conflict(ComposeError):
    """The call contradicts something that was done before."""


class IdempotencyMismatch(Conflict):
    """The idempotency key was used for another command or request (A5)."""


class PreviewOutdated(Conflict):
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


class LeaseLost(ComposeError):
    """A worker writes to mails that are not its own any more; nothing was stored.

    Args:
        mails: their activity ids and indexes.
    """

    def __init__(self, mails: Sequence[tuple[int, int]]) -> None:
        self.mails = frozenset(mails)
        super().__init__(f"the lease of {len(self.mails)} mail(s) is another worker's now")


class StaleDecision(ComposeError):
    """A fact that the decision rests on has changed since it was read; nothing was stored."""


class NoLanguage(ValueError):
    """A list of languages is malformed, or none of ours fits it; the message says which."""


class NotAnAddress(ValueError):
    """The text is no email address by F1.

    Args:
        reason: why not; also the message.
    """

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


class EncodedWordInAddress(NotAnAddress):
    """The local part holds ``=?``, which mail software may decode into another address."""


class Unrenderable(ComposeError, ValueError):
    """A value of the letter has no form in a mail.

    The rules refuse such values with a finding of their own; whoever goes round the rules meets
    this error, and no part of the letter is rendered.

    Args:
        field: the letter's field, such as ``subject`` or ``enclosures[0].file_name``.
        reason: what is wrong with it, without the value itself.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


class NoSession(ComposeError):
    """The session is missing, unknown, ended or its user is inactive: one answer for all."""


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
