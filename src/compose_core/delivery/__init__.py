"""Mails on their way: the states of a delivery, the service that delivers, what operators do.

`states` is the table of states and `transition` the pure functions that change a mail by it.
`DeliveryService` claims due mails with a lease, writes each hand-over down, asks the mailer and
writes the results. The outbox is handed the pure function that decides a claim, and only
stores what it returns. `OutboxAdminService` does what operators ask.
"""

from compose_core.delivery.admin import MailReport, OutboxAdminService, Purged
from compose_core.delivery.service import DeliveryService, Run
from compose_core.delivery.settings import Backoff, DeliverySettings
from compose_core.delivery.states import (
    CRASH_POINTS,
    RECOVERY,
    TRANSITIONS,
    TROUBLED,
    Step,
    following,
    is_possible,
    state_of_message,
)
from compose_core.delivery.transition import (
    MOST_EXPIRED_LEASES,
    apply_action,
    begin_attempt,
    claim,
    envelope_of,
    events_of,
    queue_mails,
    record_results,
    recover,
    release,
)

__all__ = [
    "CRASH_POINTS",
    "MOST_EXPIRED_LEASES",
    "RECOVERY",
    "TRANSITIONS",
    "TROUBLED",
    "Backoff",
    "DeliveryService",
    "DeliverySettings",
    "MailReport",
    "OutboxAdminService",
    "Purged",
    "Run",
    "Step",
    "apply_action",
    "begin_attempt",
    "claim",
    "envelope_of",
    "events_of",
    "following",
    "is_possible",
    "queue_mails",
    "record_results",
    "recover",
    "release",
    "state_of_message",
]
