"""Secure messages as their recipients read them (section 7)."""

from datetime import datetime

import attrs

from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.model.activity import Activity
from compose_core.model.attachment import Attachment
from compose_core.model.personal import hide_texts
from compose_core.model.token import token_hash
from compose_core.ports import HtmlSanitiser, SecureLinks
from compose_core.ports.clock import Clock

READER = "recipient"
OPEN = "open"
WITHDRAW = "withdraw"


def later_openings(openings: int, last: datetime) -> AuditEntry:
    """The entry that stands for all openings of a recipient's link but the first (A6).

    Args:
        openings: how often the link was opened, the first time counted.
        last: when it was opened last, aware, in UTC.
    """
    return AuditEntry(OPEN, READER, last, f"opened {openings} times")


@attrs.frozen(field_transformer=hide_texts())
class SecureMessage:
    """What a recipient reads.

    Args:
        activity_id: for an operator who is asked about it.
        subject: expanded.
        text: the text form; ``None`` where there is none.
        html: the HTML form, sanitised; ``None`` where there is none.
        attachments: as they were given.
    """

    activity_id: int
    subject: str
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]


@attrs.frozen
class SecureMessages:
    """Opens secure messages by the tokens of their links.

    Args:
        links: where links are kept.
        clock: tells the time.
        sanitiser: makes the HTML safe to show, of messages that were kept without that.
    """

    links: SecureLinks
    clock: Clock
    sanitiser: HtmlSanitiser

    def open(self, token: str) -> SecureMessage:
        """The message behind a link; the opening is audited.

        Raises:
            NotFound: the link is unknown, expired or withdrawn; which of them is not told.
        """
        audit = AuditEntry(OPEN, READER, self.clock.now())
        activity = self.links.open(token_hash(token), audit)
        if activity is None:
            raise NotFound("This link leads to no message, or no longer.")
        return SecureMessage(
            activity.id,
            activity.subject,
            activity.text,
            self._safe_html(activity),
            activity.attachments,
        )

    def _safe_html(self, activity: Activity) -> str | None:
        if activity.html is None or activity.safe_html is not None:
            return activity.safe_html
        safe = self.sanitiser.sanitise(activity.html)
        self.links.keep_safe_html(activity.id, safe)
        return safe

    def withdraw(self, activity_id: int, actor: str) -> int:
        """Ends all links to a message; how many there were.

        Raises:
            NotFound: no link leads to it.
        """
        audit = AuditEntry(WITHDRAW, actor, self.clock.now())
        ended = self.links.withdraw(activity_id, audit)
        if not ended:
            raise NotFound(f"No link leads to the activity {activity_id}.")
        return ended
