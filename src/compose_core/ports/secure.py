"""Where the links of secure messages are kept (section 7)."""

from typing import Protocol

from compose_core.model.activity import Activity
from compose_core.ports.decision import AuditEntry


class SecureLinks(Protocol):
    """Leads from a token's hash to the message that it opens."""

    def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
        """The message that a link opens, its audit entry written in the same transaction.

        ``None``, and nothing written, where the link is unknown, withdrawn, or expired at the
        time of the entry.
        """
        ...

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        ...
