"""What can be wrong: findings as data, and the exceptions that stop a call."""

from compose_core.errors.catalogue import CATALOGUE, PHRASES
from compose_core.errors.exceptions import (
    ComposeError,
    Conflict,
    IdempotencyMismatch,
    NotFound,
    NotPossible,
    OutcomeUnknown,
    PreviewOutdated,
    Rejected,
    Unavailable,
)
from compose_core.errors.finding import Definition, Finding, Stage
from compose_core.errors.order import in_document_order
from compose_core.errors.phrase import Param, Phrase

__all__ = [
    "CATALOGUE",
    "PHRASES",
    "ComposeError",
    "Conflict",
    "Definition",
    "Finding",
    "IdempotencyMismatch",
    "NotFound",
    "NotPossible",
    "OutcomeUnknown",
    "Param",
    "Phrase",
    "PreviewOutdated",
    "Rejected",
    "Stage",
    "Unavailable",
    "in_document_order",
]
