"""Everything that an adapter of a store brings, to be held against the contracts."""

import attrs

from compose_core.ports import (
    Directory,
    Outbox,
    OutboxAdmin,
    Records,
    Retention,
    SecureLinks,
    SiteWriter,
    Store,
)
from compose_core.ports.ids import Ids


@attrs.frozen(kw_only=True)
class Storage:
    """One new, empty store, with all that looks into it and all that it stands on.

    Args:
        store: under contract.
        records: what it kept.
        site: writes the site that the directory gives.
        directory: whose version a commit checks.
        ids: that nobody else of the same store gives.
        outbox: the mails that the store's commits queue, for workers.
        admin: the same, for operators.
        retention: forgets them.
        links: of the secure messages that the store keeps.
    """

    store: Store
    records: Records
    site: SiteWriter
    directory: Directory
    ids: Ids
    outbox: Outbox
    admin: OutboxAdmin
    retention: Retention
    links: SecureLinks
