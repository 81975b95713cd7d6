"""Rules: plain functions in public tuples, to which a host adds its own.

`request_alone` and `inline_references` need the request alone (`REQUEST_RULES`); `against_facts`
and `new_customer` need facts (`FACT_RULES`). `customer_members` is the table of a customer's texts,
which both kinds and the reference read.
"""

from collections.abc import Iterable

from compose_core.errors import Finding
from compose_core.facts import Facts
from compose_core.model.request import CheckedRequest, Command, ComposeRequest
from compose_core.rules import against_facts, inline_references, new_customer, request_alone
from compose_core.rules.against_facts import FactRule
from compose_core.rules.request_alone import RequestRule

REQUEST_RULES: tuple[RequestRule, ...] = (
    request_alone.check_required,
    request_alone.check_type,
    request_alone.check_ranges,
    request_alone.check_time_zone,
    request_alone.check_something_to_send,
    request_alone.check_contents,
    request_alone.check_subject_length,
    request_alone.check_empty_names,
    request_alone.check_lengths,
    request_alone.check_addresses,
    request_alone.check_length_of_copies,
    request_alone.check_attachments,
    inline_references.check_inline_references,
    request_alone.check_repeated_attributes,
    request_alone.check_characters,
    request_alone.check_subject_characters,
)

FACT_RULES: tuple[FactRule, ...] = (
    against_facts.check_sender,
    against_facts.check_case,
    against_facts.check_queue,
    against_facts.check_due_date,
    against_facts.check_special_use,
    against_facts.check_activity_attributes,
    against_facts.check_file_types,
    against_facts.check_threats,
    new_customer.check_customer,
    new_customer.check_customer_type,
    new_customer.check_customer_texts,
    new_customer.check_dates_of_birth,
    new_customer.check_contact_points,
    new_customer.check_customer_attributes,
)


def check_request(
    request: ComposeRequest, command: Command, rules: Iterable[RequestRule] = REQUEST_RULES
) -> tuple[Finding, ...]:
    """Check a request by itself; all findings, in the order of the rules.

    Args:
        request: as given.
        command: what is asked; a draft needs neither subject nor contents nor attachment (E5).
        rules: those to ask.
    """
    return tuple(found for rule in rules for found in rule(request, command))


def check_facts(
    request: CheckedRequest, facts: Facts, rules: Iterable[FactRule] = FACT_RULES
) -> tuple[Finding, ...]:
    """Check a request against the facts; all findings, in the order of the rules."""
    return tuple(found for rule in rules for found in rule(request, facts))


__all__ = [
    "FACT_RULES",
    "REQUEST_RULES",
    "FactRule",
    "RequestRule",
    "check_facts",
    "check_request",
]
