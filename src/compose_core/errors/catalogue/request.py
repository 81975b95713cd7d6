"""Findings that the request alone tells: required elements, lengths, formats (H5, stage 4)."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.REQUEST)


NOT_EMAIL = _define("type.not_email", "E2", "The type must be 'email', not '{value}'.")
NOT_COMPOSE = _define("type.not_compose", "E3", "The subtype must be 'compose', not '{value}'.")
NOTHING_TO_SEND = _define(
    "contents.missing", "E5", "Give a subject, contents or an attachment; all three are absent."
)
VALUE_EMPTY = _define(
    "value.empty", "section 1", "'{element}' is empty; give a value or leave it out."
)
VALUE_TOO_LONG = _define(
    "value.too_long",
    "section 1",
    "'{element}' has {length} characters; at most {limit} are allowed.",
)
VALUE_OUT_OF_RANGE = _define(
    "value.out_of_range", "section 1", "'{element}' is {value}; it must be from {least} to {most}."
)
VALUE_NOT_ALLOWED = _define(
    "value.not_allowed", "section 1", "'{element}' is '{value}'; it must be one of: {allowed}."
)
CHARACTER = _define(
    "value.character",
    "section 1",
    "'{element}' holds the character U+{code} at offset {offset}, which no message can carry; "
    "remove it.",
)
SUBJECT_TOO_LONG = _define(
    "subject.too_long", "E11", "The subject has {length} characters; at most {limit} are allowed."
)
SUBJECT_CONTROL = _define(
    "subject.control_character",
    "E11",
    "The subject holds U+{code} at offset {offset}; take out line breaks, control characters and "
    "whatever else no line can carry.",
)
ADDRESS_MALFORMED = _define(
    "address.malformed", "F1", "'{value}' is not an email address: {reason}."
)
ADDRESS_ENCODED_WORD = _define(
    "address.encoded_word",
    "F1",
    "'{value}' holds '=?' before the @, which mail software may decode; use another address.",
)
ADDRESSES_TOO_LONG = _define(
    "addresses.too_long",
    "E15",
    "The addresses of '{element}', joined by commas, have {length} characters; "
    "at most {limit} are allowed.",
)
CONTENT_TYPE_REPEATED = _define(
    "content.repeated", "E14", "There is more than one '{type}' content; give at most one."
)
MEDIA_TYPE = _define(
    "attachment.content_type",
    "E12",
    "'{value}' is not a media type; write it as type/subtype, such as application/pdf.",
)
INLINE_REFERENCE = _define(
    "inline.reference",
    "section 1",
    "The HTML refers to the inline part '{reference}'; inline attachments are not supported.",
)
ATTRIBUTE_REPEATED = _define(
    "attribute.repeated", "E13", "The custom attribute '{name}' is given more than once."
)
DATE_NOT_UTC = _define(
    "date.not_utc", "F2", "'{element}' must be a point in time in UTC; give it a UTC time zone."
)
KEY_MALFORMED = _define(
    "idempotency_key.malformed",
    "A5",
    "The idempotency key must be one, of 1 to 255 printable ASCII characters; {reason}.",
)
