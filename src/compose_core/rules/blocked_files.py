"""Attachments of types that may not be sent, and such as hold malware (S7)."""

from collections.abc import Iterator

from compose_core.errors import Finding, Phrase
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.errors.catalogue import phrases as reasons
from compose_core.facts import Facts
from compose_core.letter.attachments import FileEvidence, blocked_types_of
from compose_core.model import paths
from compose_core.model.request import ComposeRequest

_SEEN = {
    FileEvidence.EXTENSION: reasons.SEEN_IN_EXTENSION,
    FileEvidence.CONTENT_TYPE: reasons.SEEN_IN_CONTENT_TYPE,
    FileEvidence.CONTENT: reasons.SEEN_IN_CONTENT,
}


def file_types(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """No attachment is of a blocked type, by its name, its declared type or its content."""
    blocked = facts.partition.blocked_file_types
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        found = blocked_types_of(attachment.file_name, attachment.content_type, scan.kind, blocked)
        if found:
            told = Phrase.joined(_SEEN[each.evidence].of(seen=each.seen) for each in found)
            yield fact_findings.ATTACHMENT_BLOCKED.at(
                paths.attachment(index), file_name=attachment.file_name, reason=told
            )


def threats(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """No attachment holds malware that the scanner knows."""
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        if scan.threat is not None:
            yield fact_findings.ATTACHMENT_THREAT.at(
                paths.attachment(index), file_name=attachment.file_name, threat=scan.threat
            )
