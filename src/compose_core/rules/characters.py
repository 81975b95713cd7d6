"""Characters that no message can carry (section 1, E11)."""

import re
from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.model import paths
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.request import Command, ComposeRequest
from compose_core.rules import customer_members
from compose_core.rules.address_syntax import addresses_given
from compose_core.rules.lengths import names_given

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def carried_by_every_format(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """No text holds a character that XML 1.0 cannot carry, whatever format it came in."""
    for path, text in _texts(request):
        found = NOT_XML.search(text or "")
        if found is not None:
            yield request_findings.CHARACTER.at(
                path, element=path, code=_code(found.group()), offset=found.start()
            )


def one_line_subject(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """The subject holds no line break, control or other character that no line can (E11).

    White space only is no subject, whatever lines it spreads over, as XML's layout does.
    """
    forbidden = NOT_ONE_LINE if request.subject_line else NOT_XML
    found = forbidden.search(request.subject or "")
    if found is not None:
        yield request_findings.SUBJECT_CONTROL.at(
            paths.SUBJECT, code=_code(found.group()), offset=found.start()
        )


def _code(character: str) -> str:
    return f"{ord(character):04X}"


def _texts(request: ComposeRequest) -> Iterator[tuple[str, str | None]]:
    for index, content in enumerate(request.contents):
        yield paths.content(index, "value"), content.value
    for index, attachment in enumerate(request.attachments):
        yield paths.attachment(index, "fileName"), attachment.file_name
        yield paths.attachment(index, "contentType"), attachment.content_type
    yield from names_given(request)
    yield from addresses_given(request)
    yield from _values(request.custom_attributes, "")
    if request.customer is not None:
        for text in customer_members.texts(request.customer):
            yield text.path, text.value
        yield from _values(request.customer.custom_attributes, paths.CUSTOMER)


def _values(attributes: tuple[AttributeValue, ...], owner: str) -> Iterator[tuple[str, str]]:
    for index, attribute in enumerate(attributes):
        yield paths.attribute_value(index, owner), attribute.value
