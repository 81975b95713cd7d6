"""What each element of a request may hold, by its path."""

from collections.abc import Iterator

from compose_core.model.address import MAX_LENGTH
from compose_core.rules import customer_members as customer
from compose_core.rules.request_alone import (
    COPIES_LIMIT,
    FILE_NAME_LIMIT,
    MEDIA_TYPE_LIMIT,
    SUBJECT_LIMIT,
)
from reference.markdown import codes

PERSON = "customer.contactPersons.contactPerson[]"
POINT = f"{PERSON}.contactPoints.contactPoint[]"
_EMAIL = "payload.email.emailAddresses"
_CONTENT = "payload.email.contents.content[]"
_FILE = "attachments.attachment[]"
_ATTRIBUTE = "customAttributes.customAttribute[]"

_ADDRESS = f"an address (F1), at most {MAX_LENGTH} characters"
_LIST = f"{_ADDRESS}; the list, joined by commas, at most {COPIES_LIMIT}"
_NAME = "a configured attribute, each at most once"
_VALUE = "one value, as the attribute takes it (E13)"
_OWN = {
    "department.name": "required; the user's, active",
    "type.value": "required; `email`",
    "type.subtype.value": "required; `compose`",
    "case.id": "a case of a department of the user's; absent: a new one",
    "queue.name": "an active queue of the department that the user may pull from",
    "priority": "1 to 7; absent: the department's default",
    "dueDate.date": "in the future",
    "subject": f"at most {SUBJECT_LIMIT} characters, before expansion and after; one line",
    f"{_CONTENT}.type": "required; `text` or `html`, each at most once",
    f"{_CONTENT}.value": "required; both together, expanded, at most `max_body_size_kb`",
    f"{_EMAIL}.from": "an active alias of the department; required unless secure messaging is on",
    f"{_EMAIL}.to.address[]": f"required; exactly one; {_ADDRESS}",
    f"{_EMAIL}.cc.address[]": _LIST,
    f"{_EMAIL}.bcc.address[]": f"{_LIST}; needs *Edit BCC field*",
    f"{_FILE}.contentType": (
        f"required; a media type, at most {MEDIA_TYPE_LIMIT} characters, not blocked"
    ),
    f"{_FILE}.fileName": f"required; 1 to {FILE_NAME_LIMIT} characters, not blocked",
    f"{_FILE}.content": "required; may decode to nothing",
    f"{_ATTRIBUTE}.attribName": f"required; {_NAME}",
    f"{_ATTRIBUTE}.attribValues.attribValue[].value": f"required; {_VALUE}",
    "customer.type.value": f"required; one of {codes(('individual', 'group', 'corporate'))}",
    f"customer.{_ATTRIBUTE}.attribName": _NAME,
    f"customer.{_ATTRIBUTE}.attribValues.attribValue[].value": _VALUE,
    f"{PERSON}.dateOfBirth.date": "in the past; a day, `1980-12-31`, or a date",
    f"{PERSON}.hasDirectMailingConsent": "",
    f"{PERSON}.hasDirectCallingConsent": "",
    f"{PERSON}.hasHoldingDataConsent": "",
}
_MORE = {
    "customer.customerName": "of a group or corporate customer, required there",
    "customer.type.group.type.value": "of a group alone",
    "customer.type.group.region.value": "of a group alone",
    "customer.type.group.numberOfMembers": "of a group alone; digits, no leading zero",
    "customer.type.group.income": "of a group alone",
    f"{POINT}.type.email.emailAddress": "an address that no customer in scope has",
    f"{POINT}.type.phone.countryCode": "digits",
    f"{POINT}.type.web.url": "absolute, http or https",
}


def bounds() -> dict[str, str]:
    """What each element may hold, in words, by its path in JSON; empty for whatever its kind is."""
    return dict(_of_customer()) | _OWN


def _of_customer() -> Iterator[tuple[str, str]]:
    yield from _of("customer", customer.CUSTOMER)
    yield from _of("customer", customer.GROUP)
    yield from _of(PERSON, customer.PERSON)
    yield from _of(PERSON, customer.IDENTIFICATION)
    yield from _of(POINT, customer.POINT)
    for members in customer.PLACES.values():
        yield from _of(POINT, members)


def _of(owner: str, members: tuple[customer.Member, ...]) -> Iterator[tuple[str, str]]:
    for member in members:
        path = f"{owner}.{member.path}"
        # It is written as a day, or in an element of its own below.
        if member.attribute != "date_of_birth":
            yield path, "; ".join(_words(path, member))


def _words(path: str, member: customer.Member) -> Iterator[str]:
    if member.required:
        yield "required"
    if member.configured:
        yield f"one of the site's `{member.configured}`"
    elif member.values:
        yield f"one of {codes(member.values)}"
    else:
        yield f"1 to {member.limit} characters"
    if path in _MORE:
        yield _MORE[path]
