"""Where the links of secure messages are kept (section 7)."""

from typing import Protocol

from compose_core.decision import AuditEntry
from compose_core.model.activity import Activity


class SecureLinks(Protocol):
    """Leads from a token's hash to the message that it opens."""

    def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
        """The message that a link opens, the opening recorded in the same transaction.

        The first opening of a recipient's link adds the audit entry. Later ones are counted, and
        the record of the activity has one entry for all of them
        (`compose_core.secure.later_openings`): whoever has a link cannot fill the audit.
        ``None``, and nothing written, where the link is unknown, withdrawn, or expired at the
        time of the entry.
        """
        ...

    def keep_safe_html(self, activity_id: int, html: str) -> None:
        """Keep the sanitised HTML of a message that was kept without (`Activity.safe_html`)."""
        ...

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        ...
