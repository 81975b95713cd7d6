"""The rules of the request alone (H5, stage 4), but for the form of its document.

Elements that must be there, values and ranges, lengths in code points, addresses, attachments, and
characters that no message can carry.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from compose_core import formats
from compose_core.errors import Finding
from compose_core.errors.catalogue import body
from compose_core.errors.catalogue import request as request_findings
from compose_core.errors.exceptions import EncodedWordInAddress, NotAnAddress
from compose_core.letter.attachments import is_media_type
from compose_core.model import paths
from compose_core.model.address import Address
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.request import LONGEST_NAME, Command, ComposeRequest, in_nfc
from compose_core.rules import customer_members

RequestRule = Callable[[ComposeRequest, Command], Iterable[Finding]]

LEAST_PRIORITY = 1
MOST_PRIORITY = 7
SUBJECT_LIMIT = 245
COPIES_LIMIT = 255
FILE_NAME_LIMIT = 255
MEDIA_TYPE_LIMIT = 255
FORMS = ("text", "html")

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def check_required(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that department, type, subtype and the customer's address are there (E1 to E4)."""
    needed = (
        (paths.DEPARTMENT, request.department),
        (paths.TYPE, request.type),
        (paths.SUBTYPE, request.subtype),
        (paths.TO, request.to),
    )
    for path, value in needed:
        if value is None:
            yield body.ELEMENT_MISSING.at(path, element=path)


def check_type(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that the activity is an email that is composed (E2, E3)."""
    if request.type not in {None, "email"}:
        yield request_findings.NOT_EMAIL.at(paths.TYPE, value=str(request.type))
    if request.subtype not in {None, "compose"}:
        yield request_findings.NOT_COMPOSE.at(paths.SUBTYPE, value=str(request.subtype))


def check_ranges(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that numbers are in their ranges (E9, F4)."""
    bounded = (
        (paths.CASE, request.case_id, 1, formats.LARGEST_ID),
        (paths.PRIORITY, request.priority, LEAST_PRIORITY, MOST_PRIORITY),
    )
    for path, value, least, most in bounded:
        if value is not None and not least <= value <= most:
            yield request_findings.VALUE_OUT_OF_RANGE.at(
                path, element=path, value=value, least=least, most=most
            )


def check_time_zone(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that the due date is in UTC (F2)."""
    if request.due_date is not None and request.due_date.utcoffset() != timedelta(0):
        yield request_findings.DATE_NOT_UTC.at(paths.DUE_DATE, element=paths.DUE_DATE)


def check_something_to_send(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that there is a subject, a content or an attachment; a draft needs none (E5)."""
    given = (request.subject_line, request.body("text"), request.body("html"), request.attachments)
    if command is not Command.SAVE and not any(given):
        yield request_findings.NOTHING_TO_SEND.at(paths.CONTENTS)


def check_contents(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that each content has a type and a value, and no type occurs twice (E14)."""
    seen: set[str] = set()
    for index, content in enumerate(request.contents):
        type_path, value_path = paths.content(index, "type"), paths.content(index, "value")
        if content.type is None:
            yield body.ELEMENT_MISSING.at(type_path, element=type_path)
        elif content.type not in FORMS:
            yield request_findings.VALUE_NOT_ALLOWED.at(
                type_path, element=type_path, value=content.type, allowed=", ".join(FORMS)
            )
        if content.value is None:
            yield body.ELEMENT_MISSING.at(value_path, element=value_path)
        if content.type in seen:
            yield request_findings.CONTENT_TYPE_REPEATED.at(type_path, type=content.type)
        if content.type is not None:
            seen.add(content.type)


def check_subject_length(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that the subject, its macros unexpanded, has at most 245 characters (E11)."""
    length = len(request.subject_line or "")
    if length > SUBJECT_LIMIT:
        yield request_findings.SUBJECT_TOO_LONG.at(
            paths.SUBJECT, length=length, limit=SUBJECT_LIMIT
        )


def check_empty_names(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that a name that is given is not empty (E1, E8, E13)."""
    for path, value in _names(request):
        if value == "":
            yield request_findings.VALUE_EMPTY.at(path, element=path)


def check_lengths(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that names and values of attributes have at most 255 characters (E1, E8, E13)."""
    for path, value in (*_names(request), *_attribute_values(request.custom_attributes)):
        yield from _length(path, value or "", LONGEST_NAME)


def check_addresses(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check the syntax of every address but those of a list that is too long (F1)."""
    for path, text in addresses_given(request, longest=COPIES_LIMIT):
        try:
            Address.parse(text)
        except EncodedWordInAddress:
            yield request_findings.ADDRESS_ENCODED_WORD.at(path, value=text)
        except NotAnAddress as error:
            yield request_findings.ADDRESS_MALFORMED.at(path, value=text, reason=error.reason)


def check_length_of_copies(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that a list of copies, joined by commas, has at most 255 characters (E15)."""
    for path, copies in ((paths.CC, request.cc), (paths.BCC, request.bcc)):
        length = _length_of_list(copies)
        if length > COPIES_LIMIT:
            yield request_findings.ADDRESSES_TOO_LONG.at(
                path, element=path, length=length, limit=COPIES_LIMIT
            )


def check_attachments(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that every attachment has a name and a media type of bounded length (E12)."""
    for index, attachment in enumerate(request.attachments):
        path = paths.attachment(index, "fileName")
        if not attachment.file_name:
            yield request_findings.VALUE_EMPTY.at(path, element=path)
        yield from _length(path, attachment.file_name, FILE_NAME_LIMIT)
        path, media_type = paths.attachment(index, "contentType"), attachment.content_type
        if len(media_type) > MEDIA_TYPE_LIMIT:
            yield from _length(path, media_type, MEDIA_TYPE_LIMIT)
        elif not is_media_type(media_type):
            yield request_findings.MEDIA_TYPE.at(path, value=media_type)


def check_repeated_attributes(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that no custom attribute is given twice (E13)."""
    seen: set[str] = set()
    for index, attribute in enumerate(request.custom_attributes):
        name = in_nfc(attribute.name)
        if name in seen:
            path = f"{paths.custom_attribute(index)}.attribName"
            yield request_findings.ATTRIBUTE_REPEATED.at(path, name=attribute.name)
        seen.add(name)


def check_characters(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that XML 1.0 can carry every text, whatever format it came in (section 1)."""
    for path, text in _texts(request):
        found = NOT_XML.search(text or "")
        if found is not None:
            yield request_findings.CHARACTER.at(
                path, element=path, code=_code(found.group()), offset=found.start()
            )


def check_subject_characters(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Check that the subject is one line without controls (E11).

    White space only is no subject, whatever lines it spreads over, as XML's layout does.
    """
    forbidden = NOT_ONE_LINE if request.subject_line else NOT_XML
    found = forbidden.search(request.subject or "")
    if found is not None:
        yield request_findings.SUBJECT_CONTROL.at(
            paths.SUBJECT, code=_code(found.group()), offset=found.start()
        )


def addresses_given(
    request: ComposeRequest, longest: int | None = None
) -> Iterator[tuple[str, str]]:
    """List every address of the request by its path; not those of a new customer.

    Args:
        request: as given.
        longest: characters of a list of copies; the addresses of a longer one are left out.
    """
    if request.sender is not None:
        yield paths.FROM, request.sender
    if request.to is not None:
        yield paths.to(request.positions), request.to
    for path, copies in ((paths.CC, request.cc), (paths.BCC, request.bcc)):
        if longest is None or _length_of_list(copies) <= longest:
            for index, text in enumerate(copies):
                yield paths.copy(path, index), text


def _length_of_list(copies: tuple[str, ...]) -> int:
    """Count the characters of the addresses, joined by one comma each."""
    return sum(map(len, copies)) + max(len(copies) - 1, 0)


def _length(path: str, text: str, limit: int) -> Iterator[Finding]:
    if len(text) > limit:
        yield request_findings.VALUE_TOO_LONG.at(path, element=path, length=len(text), limit=limit)


def _code(character: str) -> str:
    return f"{ord(character):04X}"


def _names(request: ComposeRequest) -> Iterator[tuple[str, str | None]]:
    yield paths.DEPARTMENT, request.department
    yield paths.QUEUE, request.queue
    for index, attribute in enumerate(request.custom_attributes):
        yield f"{paths.custom_attribute(index)}.attribName", attribute.name


def _attribute_values(
    attributes: tuple[AttributeValue, ...], owner: str = ""
) -> Iterator[tuple[str, str]]:
    for index, attribute in enumerate(attributes):
        yield paths.attribute_value(index, owner), attribute.value


def _texts(request: ComposeRequest) -> Iterator[tuple[str, str | None]]:
    for index, content in enumerate(request.contents):
        yield paths.content(index, "value"), content.value
    for index, attachment in enumerate(request.attachments):
        yield paths.attachment(index, "fileName"), attachment.file_name
        yield paths.attachment(index, "contentType"), attachment.content_type
    yield from _names(request)
    yield from addresses_given(request)
    yield from _attribute_values(request.custom_attributes)
    if request.customer is not None:
        for text in customer_members.texts(request.customer):
            yield text.path, text.value
        yield from _attribute_values(request.customer.custom_attributes, paths.CUSTOMER)
