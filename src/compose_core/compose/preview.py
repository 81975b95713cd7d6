"""The preview: a send up to the commit, shown (A7)."""

import attrs

from compose_core.compose.decide import Evaluation
from compose_core.compose.entities import requested_activity
from compose_core.compose.message import Sizes
from compose_core.decision import Decision
from compose_core.errors import Finding, Rejected
from compose_core.macros import MacroFinding, SourceMapping
from compose_core.model.activity import Recipient
from compose_core.model.personal import hide_texts
from compose_core.model.request import CheckedRequest


@attrs.frozen
class Prepared:
    """A decision that a preview showed, to be sent as it is.

    Args:
        decision: with all that will be stored and mailed.
    """

    decision: Decision = attrs.field(repr=False)


@attrs.frozen(field_transformer=hide_texts())
class Preview:
    """The result that a send would have.

    To a user who is denied anything it shows the denials and the findings, each finding with ``…``
    for the values in its sentence, and nothing else (P9).

    Args:
        subject: expanded; ``None`` where the request has none, or it cannot be expanded.
        text: likewise.
        html: exactly as it would be mailed: not safe to show without sanitising.
        denials: what the user lacks.
        findings: what is wrong with the request by the facts.
        faults: of the macros, for reports that show the place.
        landings: the place of each macro in the expanded parts.
        recipients: of the message, once each.
        sizes: ``None`` where no letter could be composed.
        secure: whether the message would be kept and notified of.
        prepared: to be sent as shown; ``None`` where there are denials or findings.
    """

    subject: str | None
    text: str | None
    html: str | None
    denials: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    faults: tuple[MacroFinding, ...]
    landings: tuple[SourceMapping, ...]
    recipients: tuple[Recipient, ...]
    sizes: Sizes | None
    secure: bool
    prepared: Prepared | None


def preview_of(evaluation: Evaluation, request: CheckedRequest) -> Preview:
    """Show an evaluation of a request, as far as it could be composed."""
    if evaluation.denials:
        return _denied(evaluation)
    composition = evaluation.composition
    activity = composition.entities.activity if composition.entities else None
    requested = activity or requested_activity(request, evaluation.facts)
    expansion = composition.expansion
    return Preview(
        subject=(activity.subject or None) if activity else None,
        text=activity.text if activity else None,
        html=activity.html if activity else None,
        denials=(),
        findings=evaluation.findings,
        faults=composition.faults,
        landings=expansion.mappings if expansion and not expansion.findings else (),
        recipients=requested.recipients if requested else (),
        sizes=composition.sizes,
        secure=requested.secure if requested else False,
        prepared=_prepared(evaluation),
    )


def _denied(evaluation: Evaluation) -> Preview:
    """Show a denied user no values, sizes or places (P9)."""
    return Preview(
        subject=None,
        text=None,
        html=None,
        denials=evaluation.denials,
        findings=tuple(each.without_values() for each in evaluation.findings),
        faults=(),
        landings=(),
        recipients=(),
        sizes=None,
        secure=False,
        prepared=None,
    )


def _prepared(evaluation: Evaluation) -> Prepared | None:
    try:
        return Prepared(evaluation.decision())
    except Rejected:
        return None
