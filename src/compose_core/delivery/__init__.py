"""Mails on their way: the states of a delivery, the service that delivers, the operators' acts."""

from compose_core.delivery.admin import MailReport, OutboxAdminService, Purged
from compose_core.delivery.attempt_log import changed_recipients, events_of, log_entries_of
from compose_core.delivery.backoff import Backoff
from compose_core.delivery.claim import MOST_CRASHES, claim, recover
from compose_core.delivery.hand_over import (
    begin_attempt,
    envelope_of,
    lease_of,
    record_results,
    release,
)
from compose_core.delivery.operator_actions import apply_action
from compose_core.delivery.queueing import queued
from compose_core.delivery.service import DeliveryService, Run
from compose_core.delivery.settings import DeliverySettings
from compose_core.delivery.states import (
    CRASH_POINTS,
    OPEN,
    RECOVERY,
    TRANSITIONS,
    TROUBLED,
    Step,
    following,
    is_possible,
    state_of_message,
)

__all__ = [
    "CRASH_POINTS",
    "MOST_CRASHES",
    "OPEN",
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
    "changed_recipients",
    "claim",
    "envelope_of",
    "events_of",
    "following",
    "is_possible",
    "lease_of",
    "log_entries_of",
    "queued",
    "record_results",
    "recover",
    "release",
    "state_of_message",
]
