"""All that needs facts: settings, what is stored, the clock (H5, stage 6).

The expansion and the sizes, which need the composed letter, are judged where it is composed.
"""

from collections.abc import Callable, Iterable

from compose_core.errors import Finding
from compose_core.facts import Facts
from compose_core.model.request import ComposeRequest
from compose_core.rules import (
    attributes,
    blocked_files,
    contact_points,
    customer_texts,
    new_customer,
    references,
    special_use,
)

FactRule = Callable[[ComposeRequest, Facts], Iterable[Finding]]

FACT_RULES: tuple[FactRule, ...] = (
    references.sender,
    references.case,
    references.queue,
    references.due_date,
    special_use.addresses,
    attributes.of_activity,
    blocked_files.file_types,
    blocked_files.threats,
    new_customer.is_given,
    new_customer.kind,
    customer_texts.members,
    customer_texts.dates_of_birth,
    contact_points.contact_points,
    attributes.of_new_customer,
)


def check_facts(
    request: ComposeRequest, facts: Facts, rules: Iterable[FactRule] = FACT_RULES
) -> tuple[Finding, ...]:
    """All findings of a well-formed request against the facts, in the order of the rules."""
    return tuple(found for rule in rules for found in rule(request, facts))
