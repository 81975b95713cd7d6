"""Attachments of types that may not be sent, and such as hold malware (S7)."""

from collections.abc import Iterator

from compose_core.errors import Violation
from compose_core.errors.catalogue import facts as names
from compose_core.facts import Facts
from compose_core.letter.attachments import blocked_types_of
from compose_core.model.request import ComposeRequest
from compose_core.rules import paths


def file_types(request: ComposeRequest, facts: Facts) -> Iterator[Violation]:
    """No attachment is of a blocked type, by its name, its declared type or its content."""
    blocked = facts.partition.blocked_file_types
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        reasons = blocked_types_of(
            attachment.file_name, attachment.content_type, scan.kind, blocked
        )
        if reasons:
            told = ", ".join(f"{reason.sight.value} {reason.seen}" for reason in reasons)
            yield names.ATTACHMENT_BLOCKED.at(
                paths.attachment(index), file_name=attachment.file_name, reason=told
            )


def threats(request: ComposeRequest, facts: Facts) -> Iterator[Violation]:
    """No attachment holds malware that the scanner knows."""
    for index, (attachment, scan) in enumerate(zip(request.attachments, facts.scans, strict=True)):
        if scan.threat is not None:
            yield names.ATTACHMENT_THREAT.at(
                paths.attachment(index), file_name=attachment.file_name, threat=scan.threat
            )
