"""The links of secure messages in memory (section 7)."""

import attrs

from compose_adapters.memory.tables import Tables
from compose_core.model.activity import Activity
from compose_core.ports import AuditEntry


class MemorySecureLinks:
    """Leads from a token's hash to the message that it opens.

    Args:
        tables: the store's.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
        """The message that a link opens, its audit entry written with it."""
        with self._tables.lock:
            activity_id, link = self._tables.links.get(token_hash, (0, None))
            if link is None or link.expires <= audit.at:
                return None
            self._tables.audit[activity_id].append(audit)
            return self._tables.activities[activity_id]

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        with self._tables.lock:
            ended = 0
            for token_hash, (of, link) in self._tables.links.items():
                if of == activity_id and link.expires > audit.at:
                    self._tables.links[token_hash] = (of, attrs.evolve(link, expires=audit.at))
                    ended += 1
            if ended:
                self._tables.audit[activity_id].append(audit)
            return ended
