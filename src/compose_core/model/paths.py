"""The JSON paths of a request's elements (section 1)."""

from collections.abc import Container

DEPARTMENT = "department.name"
TYPE = "type.value"
SUBTYPE = "type.subtype.value"
SUBJECT = "subject"
CONTENTS = "payload.email.contents"
TO = "payload.email.emailAddresses.to"
FROM = "payload.email.emailAddresses.from"
CC = "payload.email.emailAddresses.cc"
BCC = "payload.email.emailAddresses.bcc"
CASE = "case.id"
QUEUE = "queue.name"
PRIORITY = "priority"
DUE_DATE = "dueDate"
ATTACHMENTS = "attachments"
CUSTOMER = "customer"


def to(positions: Container[str]) -> str:
    """Give the path of the customer's address, as it is given: by itself, or in a list of one."""
    return f"{TO}.address[0]" if f"{TO}.address" in positions else TO


def due_date(positions: Container[str]) -> str:
    """Give the path of the due date, as it is given: by itself, or in an object."""
    return f"{DUE_DATE}.date" if f"{DUE_DATE}.date" in positions else DUE_DATE


def copy(copies: str, index: int) -> str:
    """Give the path of one address of a list of copies, `CC` or `BCC`."""
    return f"{copies}.address[{index}]"


def content(index: int, member: str) -> str:
    """Give the path of a member of one of the contents."""
    return f"{CONTENTS}.content[{index}].{member}"


def attachment(index: int, member: str = "") -> str:
    """Give the path of an attachment, or of a member of it."""
    path = f"{ATTACHMENTS}.attachment[{index}]"
    return f"{path}.{member}" if member else path


def custom_attribute(index: int, owner: str = "") -> str:
    """Give the path of a custom attribute of the activity, or of another owner."""
    start = f"{owner}." if owner else ""
    return f"{start}customAttributes.customAttribute[{index}]"


def attribute_value(index: int, owner: str = "") -> str:
    """Give the path of the value of a custom attribute."""
    return f"{custom_attribute(index, owner)}.attribValues.attribValue[0].value"
