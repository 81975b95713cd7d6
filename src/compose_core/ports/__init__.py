"""What the core asks of the world: protocols at the height of the domain."""

from compose_core.ports.chance import Clock, IdKind, Ids, Random
from compose_core.ports.content import HtmlSanitiser, Scanner, TextFromHtml
from compose_core.ports.decision import (
    AuditEntry,
    Decision,
    DeliveryLine,
    Idempotency,
    OutboundMessage,
    Receipt,
    Replay,
    SecureLink,
)
from compose_core.ports.directory import Directory, Settings
from compose_core.ports.events import ActivityStored, DeliveryChanged, Event, Events
from compose_core.ports.mailer import Allowance, Mailer, Result, Verdict
from compose_core.ports.mails import Change, JournalEntry, Lane, Lease, Mail, MailRecipient
from compose_core.ports.outbox import (
    LeaseLost,
    Outbox,
    OutboxCounts,
    OutboxDesk,
    Outgoing,
    Retention,
)
from compose_core.ports.secure import SecureLinks
from compose_core.ports.sessions import (
    AttemptLimit,
    Credentials,
    LoginAttempts,
    Session,
    Sessions,
    SessionTerms,
)
from compose_core.ports.site import Site, SiteDepartment, SiteUser, SiteWriter
from compose_core.ports.site_changes import ChangeKind, SiteChange, SiteEntry, changes_between
from compose_core.ports.store import (
    ActivityRecord,
    CaseLockStore,
    CaseRecord,
    FactsQuery,
    GroupStore,
    Moved,
    ReadScope,
    Records,
    Store,
)

__all__ = [
    "ActivityRecord",
    "ActivityStored",
    "Allowance",
    "AttemptLimit",
    "AuditEntry",
    "CaseLockStore",
    "CaseRecord",
    "Change",
    "ChangeKind",
    "Clock",
    "Credentials",
    "Decision",
    "DeliveryChanged",
    "DeliveryLine",
    "Directory",
    "Event",
    "Events",
    "FactsQuery",
    "GroupStore",
    "HtmlSanitiser",
    "IdKind",
    "Idempotency",
    "Ids",
    "JournalEntry",
    "Lane",
    "Lease",
    "LeaseLost",
    "LoginAttempts",
    "Mail",
    "MailRecipient",
    "Mailer",
    "Moved",
    "OutboundMessage",
    "Outbox",
    "OutboxCounts",
    "OutboxDesk",
    "Outgoing",
    "Random",
    "ReadScope",
    "Receipt",
    "Records",
    "Replay",
    "Result",
    "Retention",
    "Scanner",
    "SecureLink",
    "SecureLinks",
    "Session",
    "SessionTerms",
    "Sessions",
    "Settings",
    "Site",
    "SiteChange",
    "SiteDepartment",
    "SiteEntry",
    "SiteUser",
    "SiteWriter",
    "Store",
    "TextFromHtml",
    "Verdict",
    "changes_between",
]
