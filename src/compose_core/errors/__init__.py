"""What can be wrong: findings as data, and the exceptions that end a call.

`catalogue` defines every kind of finding, with its sentence and the stage at which it is found; a
rule makes a `Finding` of its definition. `exceptions` holds all errors, in one tree; `Rejected`
carries the findings of a stage.
"""

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
from compose_core.errors.finding import (
    Definition,
    Finding,
    Param,
    Phrase,
    Stage,
    in_document_order,
    parent_of,
)

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
    "parent_of",
]
