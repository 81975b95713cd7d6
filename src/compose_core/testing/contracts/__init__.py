"""What every adapter of a port must do: a class a port, whose tests a subclass inherits."""

from compose_core.testing.contracts.chance import ClockContract, IdsContract, RandomContract
from compose_core.testing.contracts.concurrency import StoreConcurrencyContract
from compose_core.testing.contracts.content import (
    HtmlSanitiserContract,
    ScannerContract,
    TextFromHtmlContract,
)
from compose_core.testing.contracts.events import EventsContract
from compose_core.testing.contracts.mailer import MailerContract
from compose_core.testing.contracts.outbox import OutboxContract
from compose_core.testing.contracts.outbox_admin import OutboxAdminContract, RetentionContract
from compose_core.testing.contracts.read_scope import ReadScopeContract
from compose_core.testing.contracts.records import RecordsContract
from compose_core.testing.contracts.secure_links import SecureLinksContract
from compose_core.testing.contracts.sessions import (
    CredentialsContract,
    LoginAttemptsContract,
    SessionsContract,
)
from compose_core.testing.contracts.site import SharedSiteContract, SiteContract
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import StoreContract
from compose_core.testing.contracts.store_case_lock import CaseLockStoreContract
from compose_core.testing.contracts.store_group import GroupStoreContract
from compose_core.testing.contracts.store_refusals import StoreRefusalContract

__all__ = [
    "CaseLockStoreContract",
    "ClockContract",
    "CredentialsContract",
    "EventsContract",
    "GroupStoreContract",
    "HtmlSanitiserContract",
    "IdsContract",
    "LoginAttemptsContract",
    "MailerContract",
    "OutboxAdminContract",
    "OutboxContract",
    "RandomContract",
    "ReadScopeContract",
    "RecordsContract",
    "RetentionContract",
    "ScannerContract",
    "SecureLinksContract",
    "SessionsContract",
    "SharedSiteContract",
    "SiteContract",
    "Storage",
    "StoreConcurrencyContract",
    "StoreContract",
    "StoreRefusalContract",
    "TextFromHtmlContract",
]
