"""A send up to the commit: what would happen, shown (A7)."""

import attrs

from compose_core.compose.composition import Sizes
from compose_core.compose.judgement import Judgement
from compose_core.compose.subjects import intended
from compose_core.errors import Rejected, Violation
from compose_core.errors.catalogue import permission
from compose_core.macros import Fault, Landing
from compose_core.model.activity import Recipient
from compose_core.model.request import ComposeRequest
from compose_core.ports import Decision

# Who lacks these may not read what an article says, or where a link leads, in a preview either.
_UNSEEN = (permission.FOLDER, permission.USAGE_LINK, permission.USER)


@attrs.frozen
class Prepared:
    """A decision that was shown, to be sent just so.

    Args:
        decision: what shall be.
    """

    decision: Decision = attrs.field(repr=False)


@attrs.frozen
class Preview:
    """What a send would come to.

    Args:
        subject: expanded; ``None`` where the request has none, it cannot be expanded, or the
            message uses an article or a link that the user may not (P4, P5).
        text: likewise.
        html: exactly as it would be mailed: not safe to show without sanitising.
        denials: what the user lacks.
        findings: what the facts have against the request.
        faults: of the macros, for reports that show the place.
        landings: where each macro landed.
        recipients: everyone whom it would go to, once each; nobody without a department.
        sizes: ``None`` where no letter could be composed.
        secure: whether the message would be kept and notified of.
        prepared: to be sent as shown; ``None`` where something stands against it.
    """

    subject: str | None
    text: str | None
    html: str | None
    denials: tuple[Violation, ...]
    findings: tuple[Violation, ...]
    faults: tuple[Fault, ...]
    landings: tuple[Landing, ...]
    recipients: tuple[Recipient, ...]
    sizes: Sizes | None
    secure: bool
    prepared: Prepared | None


def preview_of(judgement: Judgement, request: ComposeRequest) -> Preview:
    """What a judgement of a request shows, all that can be made whatever else was found."""
    composition = judgement.composition
    activity = composition.subjects.activity if composition.subjects else None
    asked_for = activity or intended(request, judgement.facts)
    visible = None if _is_unseen(judgement) else activity
    expansion = composition.expansion if visible else None
    return Preview(
        subject=(visible.subject or None) if visible else None,
        text=visible.text if visible else None,
        html=visible.html if visible else None,
        denials=judgement.denials,
        findings=judgement.findings,
        faults=composition.faults,
        landings=expansion.landed if expansion and not expansion.faults else (),
        recipients=asked_for.recipients if asked_for else (),
        sizes=composition.sizes,
        secure=asked_for.secure if asked_for else False,
        prepared=_prepared(judgement),
    )


def _is_unseen(judgement: Judgement) -> bool:
    return any(denial.definition in _UNSEEN for denial in judgement.denials)


def _prepared(judgement: Judgement) -> Prepared | None:
    try:
        return Prepared(judgement.decision())
    except Rejected:
        return None
