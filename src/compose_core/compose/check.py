"""Check a request by itself, and make its texts values (H5, stage 4). Pure."""

from collections.abc import Iterable, Iterator

from compose_core.compose.idempotency import check_key
from compose_core.errors import Finding, Rejected, in_document_order, parent_of
from compose_core.errors.catalogue.facts import BODY_TOO_LARGE
from compose_core.errors.catalogue.request import NOTHING_TO_SEND
from compose_core.macros.limits import SOURCE_ALLOWANCE
from compose_core.model import paths
from compose_core.model.request import CheckedRequest, Command, ComposeRequest
from compose_core.rules import REQUEST_RULES, RequestRule, check_request


def check(
    request: ComposeRequest,
    command: Command,
    rules: Iterable[RequestRule] = REQUEST_RULES,
    *,
    body_octets: int | None = None,
    idempotency_key: str | None = None,
) -> CheckedRequest:
    """Check a request by itself: its form, where it was read from a document, and the rules.

    Args:
        request: as given.
        command: what is asked; a draft needs less (E5).
        rules: of the request alone.
        body_octets: the limit of the expanded body; ``None`` for none (S6).
        idempotency_key: the key under which it comes.

    Raises:
        Rejected: with all findings, in the order of the document. What follows from a finding of
            form is left out.
    """
    found = (*check_key(idempotency_key), *_find(request, command, rules, body_octets))
    if found:
        raise Rejected(in_document_order(found, request.positions))
    return CheckedRequest.parse(request)


def _find(
    request: ComposeRequest,
    command: Command,
    rules: Iterable[RequestRule],
    body_octets: int | None,
) -> tuple[Finding, ...]:
    if of_form := request.form_findings:
        return (*of_form, *_independent(check_request(request, command, rules), of_form))
    too_large = () if body_octets is None else tuple(_oversize(request, body_octets))
    return too_large or check_request(request, command, rules)


def _oversize(request: ComposeRequest, limit: int) -> Iterator[Finding]:
    """Find contents that are, as they are written, beyond what expansion can mend (S6)."""
    texts = [content.value or "" for content in request.contents]
    if sum(map(len, texts)) > limit + SOURCE_ALLOWANCE:
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
        yield BODY_TOO_LARGE.at(paths.CONTENTS, size=size, limit=limit)


# An element with a finding of form is there: E5's finding would deny it.
_SOMETHING_TO_SEND = {"subject", "payload", "payload.email", paths.CONTENTS, "attachments"}


def _independent(findings: Iterable[Finding], of_form: Iterable[Finding]) -> Iterator[Finding]:
    """List the findings of no element with a finding of form, nor of one above or below it."""
    faulty = {finding.path for finding in of_form if finding.path}
    above = {path for each in faulty for path in _path_and_above(each)}
    has_something = bool(_SOMETHING_TO_SEND & above)
    for finding in findings:
        if finding.path in above or not faulty.isdisjoint(_path_and_above(finding.path)):
            continue
        if not (has_something and finding.definition is NOTHING_TO_SEND):
            yield finding


def _path_and_above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = parent_of(path)
