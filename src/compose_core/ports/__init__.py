"""What the core asks of the world: protocols at the height of the domain."""

from compose_core.decision import (
    AuditEntry,
    Decision,
    DeliveryLine,
    Idempotency,
    OutboundMessage,
    Receipt,
    Replay,
    SecureLink,
)
from compose_core.errors.exceptions import LeaseLost, StaleDecision
from compose_core.events import ActivityStored, DeliveryChanged, Event
from compose_core.facts import FactsQuery
from compose_core.model.session import AttemptLimit, Session, SessionTerms
from compose_core.model.site import Site, SiteDepartment, SiteSnapshot, SiteUser
from compose_core.outbox import (
    Allowance,
    Change,
    JournalEntry,
    Lease,
    Mail,
    MailRecipient,
    OutboxCounts,
    Outgoing,
    QueueClass,
    Result,
    Verdict,
)
from compose_core.ports.clock import Clock
from compose_core.ports.content import HtmlSanitiser, Scanner, TextFromHtml
from compose_core.ports.directory import Directory
from compose_core.ports.events import Events
from compose_core.ports.ids import IdKind, Ids
from compose_core.ports.mailer import Mailer
from compose_core.ports.outbox import Outbox, OutboxAdmin, Retention
from compose_core.ports.random import Random
from compose_core.ports.secure import SecureLinks
from compose_core.ports.sessions import Credentials, LoginAttempts, Passwords, SecurityLog, Sessions
from compose_core.ports.site_changes import ChangeKind, SiteChange, SiteEntry, changes_between
from compose_core.ports.site_writer import SiteWriter
from compose_core.ports.store import (
    CaseLockStore,
    GroupStore,
    ReadScope,
    Records,
    Store,
    StoreReader,
)
from compose_core.records import ActivityRecord, CaseRecord

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
    "Lease",
    "LeaseLost",
    "LoginAttempts",
    "Mail",
    "MailRecipient",
    "Mailer",
    "OutboundMessage",
    "Outbox",
    "OutboxAdmin",
    "OutboxCounts",
    "Outgoing",
    "Passwords",
    "QueueClass",
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
    "SecurityLog",
    "Session",
    "SessionTerms",
    "Sessions",
    "Site",
    "SiteChange",
    "SiteDepartment",
    "SiteEntry",
    "SiteSnapshot",
    "SiteUser",
    "SiteWriter",
    "StaleDecision",
    "Store",
    "StoreReader",
    "TextFromHtml",
    "Verdict",
    "changes_between",
]
