"""A send up to the commit: what would happen, shown (A7)."""

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
    """A decision that was shown, to be sent just so.

    Args:
        decision: what shall be.
    """

    decision: Decision = attrs.field(repr=False)


@attrs.frozen(field_transformer=hide_texts())
class Preview:
    """What a send would come to.

    To a user who is denied anything it shows what is missing and what stands against the request,
    each finding with ``…`` for the values in its sentence, and nothing else (P9).

    Args:
        subject: expanded; ``None`` where the request has none, or it cannot be expanded.
        text: likewise.
        html: exactly as it would be mailed: not safe to show without sanitising.
        denials: what the user lacks.
        findings: what the facts have against the request.
        faults: of the macros, for reports that show the place.
        landings: where each macro landed.
        recipients: everyone whom it would go to, once each.
        sizes: ``None`` where no letter could be composed.
        secure: whether the message would be kept and notified of.
        prepared: to be sent as shown; ``None`` where something stands against it.
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


def preview_of(judgement: Evaluation, request: CheckedRequest) -> Preview:
    """What a judgement of a request shows, all that can be made whatever else was found."""
    if judgement.denials:
        return _denied(judgement)
    composition = judgement.composition
    activity = composition.entities.activity if composition.entities else None
    asked_for = activity or requested_activity(request, judgement.facts)
    expansion = composition.expansion
    return Preview(
        subject=(activity.subject or None) if activity else None,
        text=activity.text if activity else None,
        html=activity.html if activity else None,
        denials=(),
        findings=judgement.findings,
        faults=composition.faults,
        landings=expansion.mappings if expansion and not expansion.findings else (),
        recipients=asked_for.recipients if asked_for else (),
        sizes=composition.sizes,
        secure=asked_for.secure if asked_for else False,
        prepared=_prepared(judgement),
    )


def _denied(judgement: Evaluation) -> Preview:
    """No values, sizes or places (P9)."""
    return Preview(
        subject=None,
        text=None,
        html=None,
        denials=judgement.denials,
        findings=tuple(each.without_values() for each in judgement.findings),
        faults=(),
        landings=(),
        recipients=(),
        sizes=None,
        secure=False,
        prepared=None,
    )


def _prepared(judgement: Evaluation) -> Prepared | None:
    try:
        return Prepared(judgement.decision())
    except Rejected:
        return None
