"""What can be wrong: findings as data, and the exceptions that stop a call."""

from compose_core.errors.catalogue import CATALOGUE, PHRASES
from compose_core.errors.exceptions import (
    Changed,
    ComposeError,
    Conflict,
    KeyReused,
    NotFound,
    NotPossible,
    OutcomeUnknown,
    Rejected,
    Unavailable,
)
from compose_core.errors.order import in_document_order
from compose_core.errors.phrase import Param, Phrase
from compose_core.errors.violation import Definition, Stage, Violation

__all__ = [
    "CATALOGUE",
    "PHRASES",
    "Changed",
    "ComposeError",
    "Conflict",
    "Definition",
    "KeyReused",
    "NotFound",
    "NotPossible",
    "OutcomeUnknown",
    "Param",
    "Phrase",
    "Rejected",
    "Stage",
    "Unavailable",
    "Violation",
    "in_document_order",
]
