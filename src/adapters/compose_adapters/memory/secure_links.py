"""The links of secure messages in memory (section 7)."""

import attrs

from compose_adapters.memory.tables import Tables
from compose_core.decision import AuditEntry
from compose_core.model.activity import Activity


class MemorySecureLinks:
    """Leads from a token's hash to the message that it opens.

    Args:
        tables: the store's.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def open(self, token_hash: str, audit: AuditEntry) -> Activity | None:
        """The message that a link opens, the opening recorded with it."""
        with self._tables.lock:
            name = self._tables.link_tokens.get(token_hash)
            link = self._tables.links.get(name) if name else None
            if name is None or link is None or link.expires <= audit.at:
                return None
            activity_id, _ = name
            before, _ = self._tables.openings.get(name, (0, audit.at))
            if not before:
                self._tables.audit[activity_id].append(audit)
            self._tables.openings[name] = (before + 1, audit.at)
            return self._tables.activities[activity_id]

    def keep_safe_html(self, activity_id: int, html: str) -> None:
        """Keep what was made of a message's HTML, for all later openings."""
        with self._tables.lock:
            activity = self._tables.activities[activity_id]
            self._tables.activities[activity_id] = attrs.evolve(activity, safe_html=html)

    def withdraw(self, activity_id: int, audit: AuditEntry) -> int:
        """End all links to a message, with an audit entry; how many were ended."""
        with self._tables.lock:
            ended = 0
            for name, link in self._tables.links.items():
                if name[0] == activity_id and link.expires > audit.at:
                    self._tables.links[name] = attrs.evolve(link, expires=audit.at)
                    ended += 1
            if ended:
                self._tables.audit[activity_id].append(audit)
            return ended
