"""Findings that need facts: settings, what is stored, the clock, the expansion (H5, stage 6)."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.FACTS)


SPECIAL_USE = _define(
    "address.special_use",
    "F1",
    "The domain of '{value}' is reserved for special use; mail cannot go there.",
)
SENDER_REQUIRED = _define(
    "from.required",
    "E6",
    "'from' is required, because secure messaging is disabled for the department "
    "'{department}'; give one of its aliases.",
)
SENDER_NOT_ALIAS = _define(
    "from.not_alias",
    "E6",
    "'{value}' is not an active alias of the department '{department}'; use one of its aliases.",
)
CASE_NOT_FOUND = _define(
    "case.not_found", "E7", "This case was not found; name an existing one or none."
)
QUEUE_NOT_FOUND = _define(
    "queue.not_found",
    "E8",
    "The queue '{queue}' was not found in the department '{department}'; "
    "name one of its active queues or none.",
)
QUEUE_NOT_ALLOWED = _define(
    "queue.not_allowed",
    "E8",
    "The department '{department}' does not let agents choose a queue; leave 'queue' out.",
)
DUE_DATE_PAST = _define(
    "due_date.past", "E10", "The due date {value} is not in the future; it is now {now}."
)
ATTACHMENT_BLOCKED = _define(
    "attachment.blocked",
    "S7",
    "The file '{file_name}' is blocked: {reason}. Files of this kind may not be sent.",
)
ATTACHMENT_THREAT = _define(
    "attachment.threat", "S7", "The file '{file_name}' holds malware: {threat}. Remove it."
)
ATTRIBUTE_UNKNOWN = _define(
    "attribute.unknown", "E13", "'{name}' is not a custom attribute of {of}; remove it."
)
ATTRIBUTE_VALUE = _define(
    "attribute.value",
    "E13",
    "'{value}' is not a value of the custom attribute '{name}', {expected}.",
)
CUSTOMER_REQUIRED = _define(
    "customer.required",
    "E16",
    "No customer has the address '{address}'; tell in 'customer' who this is.",
)
CUSTOMER_MISSING = _define("customer.missing", "C3", "'{element}' of a new customer is required.")
CUSTOMER_VALUE = _define(
    "customer.value", "C4", "'{element}' is '{value}'; it must be one of: {allowed}."
)
CUSTOMER_TOO_LONG = _define(
    "customer.too_long",
    "C4",
    "'{element}' has {length} characters; at most {limit} are allowed.",
)
CUSTOMER_EMPTY = _define(
    "customer.empty", "C4", "'{element}' is empty; give a value or leave it out."
)
CUSTOMER_FORMAT = _define(
    "customer.format", "C4", "'{value}' is no value for '{element}': it must be {expected}."
)
CUSTOMER_PERSONS = _define(
    "customer.contact_persons",
    "C3",
    "A customer of the type '{type}' has exactly one contact person; {count} are given.",
)
CUSTOMER_UNEXPECTED = _define(
    "customer.unexpected", "C3", "'{element}' does not go with the type '{type}'; remove it."
)
CUSTOMER_ATTRIBUTE_REPEATED = _define(
    "customer.attribute_repeated", "C5", "The custom attribute '{name}' is given more than once."
)
CUSTOMER_ADDRESS_TAKEN = _define(
    "customer.address_taken",
    "C4",
    "Another customer has the address '{value}'; leave it out or use that customer's.",
)
BODY_TOO_LARGE = _define(
    "size.body", "S6", "The text and HTML have {size} octets; at most {limit} are allowed."
)
EMAIL_TOO_LARGE = _define(
    "size.email",
    "S5",
    "The email would have {size} octets with its attachments; at most {limit} are allowed.",
)
SUBJECT_TOO_LONG_EXPANDED = _define(
    "subject.too_long_expanded",
    "E11",
    "With its macros expanded the subject has {size} characters; at most {limit} are allowed.",
)
NOTIFICATION = _define(
    "secure.notification",
    "section 7",
    "The department's notification of secure messages cannot be made, because of its {part}: "
    "{reason} An administrator must mend it.",
)
