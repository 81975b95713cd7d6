"""Mails on their way: the states of a delivery, the service that delivers, the operators' acts."""

from compose_core.delivery.acts import acted
from compose_core.delivery.backoff import Backoff
from compose_core.delivery.claiming import MOST_CRASHES, claimed, recovered
from compose_core.delivery.handing_over import envelope_of, handed_over, lease_of, released, settled
from compose_core.delivery.journal import differing, events_of, journal_of
from compose_core.delivery.operation import MailReport, OutboxOperation, Purged
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
    "OutboxOperation",
    "Purged",
    "Run",
    "Step",
    "acted",
    "claimed",
    "differing",
    "envelope_of",
    "events_of",
    "following",
    "handed_over",
    "is_possible",
    "journal_of",
    "lease_of",
    "queued",
    "recovered",
    "released",
    "settled",
    "state_of_message",
]
