"""All that the request alone tells (H5, stage 4), but for the form of its body."""

from collections.abc import Callable, Iterable

from compose_core.errors import Finding
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import (
    address_syntax,
    characters,
    contents,
    elements,
    file_form,
    inline,
    lengths,
)

RequestRule = Callable[[ComposeRequest, Command], Iterable[Finding]]

REQUEST_RULES: tuple[RequestRule, ...] = (
    elements.required,
    elements.kind_of_activity,
    elements.ranges,
    elements.points_in_time,
    contents.something_to_send,
    contents.forms,
    lengths.subject,
    lengths.not_empty,
    lengths.texts,
    address_syntax.addresses,
    address_syntax.length_of_lists,
    file_form.files,
    inline.references,
    elements.attributes_once,
    characters.carried_by_every_format,
    characters.one_line_subject,
)


def check_request(
    request: ComposeRequest, command: Command, rules: Iterable[RequestRule] = REQUEST_RULES
) -> tuple[Finding, ...]:
    """All findings of the request alone, in the order of the rules.

    Args:
        request: as given.
        command: a draft needs neither subject nor contents nor attachment (E5).
        rules: those to ask; a host may add its own.
    """
    return tuple(found for rule in rules for found in rule(request, command))
