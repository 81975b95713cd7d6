"""Compose the message: expand its macros, make its mails and measure them."""

import attrs

from compose_core.compose.entities import Entities, entities_of
from compose_core.compose.mails import Mails, open_letter, secure_mail, standard_mail
from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.facts import Facts
from compose_core.letter import size_of
from compose_core.macros import Expansion, Limits, MacroFinding, Part, check, expand, find_static
from compose_core.model import paths
from compose_core.model.activity import Activity
from compose_core.model.request import CheckedRequest, Command
from compose_core.model.settings import PartitionSettings
from compose_core.rules.request_alone import SUBJECT_LIMIT


@attrs.frozen
class Sizes:
    """The sizes of the message.

    Args:
        body_octets: UTF-8 octets of text plus HTML (S6).
        email_octets: of the letter as it would be sent openly (S5).
    """

    body_octets: int
    email_octets: int


@attrs.frozen
class Composition:
    """The composed message, as far as it could be composed.

    Args:
        findings: of the expansion, the notification and the sizes.
        faults: of the macros, for reports that show the place.
        expansion: the expanded parts; ``None`` where nothing was expanded.
        entities: the business objects, the activity with its parts as they are kept.
        mails: what shall leave; of a draft, nothing.
        sizes: of the letter; ``None`` where there is none.
    """

    findings: tuple[Finding, ...]
    faults: tuple[MacroFinding, ...] = ()
    expansion: Expansion | None = None
    entities: Entities | None = None
    mails: Mails = Mails()
    sizes: Sizes | None = None


def compose(request: CheckedRequest, facts: Facts) -> Composition:
    """Compose the message of a request under the facts."""
    objects = entities_of(request, facts)
    if objects is None:
        return without_values(request, facts)
    if not facts.expand_macros:
        faults = check(facts.templates, facts.library)
        return _measure(objects, facts, Composition(_findings(faults, request), faults))
    limits = Limits(body_octets=facts.partition.max_body_octets)
    expansion = expand(facts.templates, facts.library, objects.macro_facts(facts), limits)
    found = Composition(_findings(expansion.findings, request), expansion.findings, expansion)
    if expansion.findings:
        return found
    return _measure(_put_parts(objects, expansion), facts, found)


def without_values(request: CheckedRequest, facts: Facts) -> Composition:
    """Find what is wrong with the message whatever its macros show (H6), reading no value."""
    if facts.department is None:
        return Composition(())
    find = find_static if facts.expand_macros else check
    faults = find(facts.templates, facts.library)
    return Composition(_findings(faults, request), faults)


def _findings(faults: tuple[MacroFinding, ...], request: CheckedRequest) -> tuple[Finding, ...]:
    return tuple(fault.at(_path(fault, request)) for fault in faults)


def _path(fault: MacroFinding, request: CheckedRequest) -> str:
    if fault.definition is fact_findings.BODY_TOO_LARGE:
        return paths.CONTENTS
    return (
        paths.SUBJECT if fault.part is Part.SUBJECT else request.given.body_path(fault.part.value)
    )


def _put_parts(objects: Entities, expansion: Expansion) -> Entities:
    activity = attrs.evolve(
        objects.activity,
        subject=expansion.subject or "",
        text=expansion.text,
        html=expansion.html,
    )
    return objects.with_activity(activity)


def _measure(objects: Entities, facts: Facts, so_far: Composition) -> Composition:
    """Add the mails and the sizes to a composition."""
    objects = _derive_text(objects, facts)
    letter = open_letter(objects, facts)
    sizes = Sizes(_body_octets(objects.activity), size_of(letter))
    mails = Mails()
    if facts.command is not Command.SAVE:
        secure = objects.activity.secure
        mails = secure_mail(objects, facts) if secure else standard_mail(letter, objects, facts)
        if not secure:
            sent = attrs.evolve(objects.activity, message_id=letter.message_id)
            objects = objects.with_activity(sent)
    oversize = _oversize(objects.activity, sizes, facts.partition)
    findings = (*so_far.findings, *oversize, *mails.findings)
    return Composition(findings, so_far.faults, so_far.expansion, objects, mails, sizes)


def _derive_text(objects: Entities, facts: Facts) -> Entities:
    """Derive the text of the HTML, where it is asked for and missing (M9)."""
    activity = objects.activity
    if facts.derive_text is None or activity.html is None or activity.text is not None:
        return objects
    text = facts.derive_text(activity.html)
    return objects.with_activity(attrs.evolve(activity, text=text))


def _body_octets(activity: Activity) -> int:
    return len((activity.text or "").encode()) + len((activity.html or "").encode())


def _oversize(
    activity: Activity, sizes: Sizes, partition: PartitionSettings
) -> tuple[Finding, ...]:
    measures = (
        (
            fact_findings.SUBJECT_TOO_LONG_EXPANDED,
            paths.SUBJECT,
            len(activity.subject),
            SUBJECT_LIMIT,
        ),
        (
            fact_findings.BODY_TOO_LARGE,
            paths.CONTENTS,
            sizes.body_octets,
            partition.max_body_octets,
        ),
        (fact_findings.EMAIL_TOO_LARGE, "", sizes.email_octets, partition.max_email_octets),
    )
    return tuple(
        definition.at(path, size=size, limit=limit)
        for definition, path, size, limit in measures
        if size > limit
    )
