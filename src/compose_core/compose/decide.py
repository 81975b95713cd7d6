"""Decide a checked request by the facts: policies, then rules, then the message. Pure."""

from collections.abc import Iterable

import attrs

from compose_core.compose.entities import Entities
from compose_core.compose.message import Composition, compose, without_values
from compose_core.decision import AuditEntry, Decision, DeliveryLine, Idempotency, Receipt
from compose_core.errors import Finding, Rejected, in_document_order
from compose_core.facts import Facts
from compose_core.model.activity import Activity
from compose_core.model.delivery import DeliveryState
from compose_core.model.request import CheckedRequest, Command
from compose_core.policies import Policy, denials
from compose_core.rules import FactRule, check_facts


@attrs.frozen
class Evaluation:
    """What policies and rules find in a request, and the message that it results in.

    Args:
        denials: what the user lacks (H5, stage 5).
        findings: what is wrong with the request by the facts (stage 6).
        composition: the message, as far as it could be composed; for a user who is denied
            anything, nothing is expanded or measured (P9).
        facts: by which it was evaluated.
    """

    denials: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    composition: Composition
    facts: Facts

    def decision(self, idempotency: Idempotency | None = None) -> Decision:
        """Make the decision.

        Raises:
            Rejected: there are denials, or else findings.
        """
        found = self.denials or self.findings
        if found or self.composition.entities is None:
            raise Rejected(found)
        return _decision(self.composition, self.composition.entities, self.facts, idempotency)


def evaluate(
    request: CheckedRequest,
    facts: Facts,
    policies: Iterable[Policy],
    rules: Iterable[FactRule],
) -> Evaluation:
    """Ask the policies, then the rules, and compose the message for a user who may send it.

    Denials and findings come in the order of the document.
    """
    denied = denials(facts.actor, request, facts, policies)
    found = check_facts(request, facts, rules)
    composition = without_values(request, facts) if denied else compose(request, facts)
    positions = request.given.positions
    return Evaluation(
        in_document_order(denied, positions),
        in_document_order((*found, *composition.findings), positions),
        composition,
        facts,
    )


def _decision(
    composition: Composition, entities: Entities, facts: Facts, idempotency: Idempotency | None
) -> Decision:
    mails = composition.mails
    return Decision(
        command=facts.command,
        activity=_sanitised(entities.activity, facts),
        case=entities.case,
        customer=entities.customer,
        messages=mails.messages,
        kept=mails.kept,
        links=mails.links,
        audit=AuditEntry(facts.command.value, facts.actor.login, facts.now),
        idempotency=idempotency,
        directory_version=facts.version,
        receipt=_receipt(composition, entities, facts),
    )


def _sanitised(activity: Activity, facts: Facts) -> Activity:
    """Sanitise a secure message, once, and not whenever one of its links is opened."""
    is_kept = activity.secure and facts.command is not Command.SAVE
    if not is_kept or activity.html is None or facts.sanitise is None:
        return activity
    return attrs.evolve(activity, safe_html=facts.sanitise(activity.html))


def _receipt(composition: Composition, entities: Entities, facts: Facts) -> Receipt:
    stored = facts.stored
    return Receipt(
        activity_id=entities.activity.id,
        case_id=entities.case.id,
        case_found=stored.case is not None,
        case_of_other_customer=entities.case.customer_id != entities.customer.id,
        customer_id=entities.customer.id,
        customer_found=stored.customer is not None,
        delivery=_lines(composition),
    )


def _lines(composition: Composition) -> tuple[DeliveryLine, ...]:
    mails = composition.mails
    queued = (each for message in mails.messages for each in message.recipients)
    states = (
        *((each, DeliveryState.QUEUED) for each in queued),
        *((each, DeliveryState.KEPT) for each in mails.kept),
    )
    return tuple(DeliveryLine(each.address.text, each.visibility, s) for each, s in states)
