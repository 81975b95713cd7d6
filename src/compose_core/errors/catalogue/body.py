"""Findings about the form of a request body: syntax, elements, types, cardinality."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.REQUEST)


MALFORMED = _define(
    "body.malformed",
    "SPEC 9",
    "The body is not well-formed {format}: line {line}, column {column}: {reason}.",
)
ENCODING = _define(
    "body.encoding", "H3", "The body declares the encoding '{encoding}'; send it in UTF-8."
)
DOCTYPE = _define("body.doctype", "SPEC 9", "The body has a DOCTYPE, which is not allowed.")
PROCESSING_INSTRUCTION = _define(
    "body.processing_instruction",
    "SPEC 9",
    "The processing instruction '{target}' is not allowed; remove it.",
)
MIXED_CONTENT = _define(
    "body.mixed_content",
    "SPEC 9",
    "'{element}' holds text beside elements or attributes; give only one of them.",
)
DUPLICATE_KEY = _define(
    "body.duplicate_key", "SPEC 9", "'{element}' is given more than once; give it once."
)
TOO_DEEP = _define(
    "body.too_deep", "SPEC 9", "The body is nested deeper than {limit} levels, the root being one."
)
TOO_MANY_ELEMENTS = _define(
    "body.too_many_elements", "SPEC 9", "The body has more than {limit} elements."
)
NAME_TOO_LONG = _define(
    "body.name_too_long",
    "SPEC 9",
    "The body names an element or a namespace with more than {limit} characters.",
)
TEXTS_TOO_LARGE = _define(
    "body.texts_too_large",
    "SPEC 9",
    "The body holds more than {limit} octets beside its contents and files.",
)
TOKEN_TOO_LONG = _define(
    "body.token_too_long",
    "SPEC 9",
    "The body has a number, a tag, a comment or an instruction of more than {limit} octets.",
)
ROOT = _define("body.root", "section 1", "The request must be one '{root}', not '{given}'.")
ROOT_LIST = _define(
    "body.list",
    "section 1",
    "The request must be one '{root}'; send each of a list in a request of its own.",
)
ROOT_NOT_OBJECT = _define(
    "body.not_an_object", "section 1", "The request must be an object, the '{root}' itself."
)
ELEMENT_MISSING = _define("element.missing", "section 1", "'{element}' is required.")
ELEMENT_UNSUPPORTED = _define(
    "element.unsupported", "section 1", "'{element}' is not {what} of this request; remove it."
)
ELEMENT_REPEATED = _define(
    "element.repeated",
    "section 1",
    "'{element}' must be given once, not as a list of {count}.",
)
ELEMENT_ALTERNATIVE = _define(
    "element.alternative",
    "section 1",
    "'{element}' cannot stand beside '{other}'; give only one of them.",
)
NOT_AN_OBJECT = _define(
    "element.not_an_object", "section 1", "'{element}' must hold elements of its own, not a value."
)
NOT_A_VALUE = _define(
    "element.not_a_value", "section 1", "'{element}' must be a single value, without elements."
)
NOT_TEXT = _define(
    "element.not_text", "section 1", "'{element}' must be a text; put '{value}' in quotes."
)
LIST_MIXED = _define(
    "list.mixed", "section 1", "'{element}' mixes values and objects; make all of its items alike."
)
LIST_TOO_LONG = _define(
    "list.too_long", "SPEC 9", "'{element}' holds {count} items; at most {limit} are allowed."
)
LIST_NOT_ONE = _define(
    "list.not_one", "section 1", "'{element}' must hold exactly one item; {count} are given."
)
ID_MALFORMED = _define(
    "id.malformed",
    "F4",
    "'{value}' is not an id; '{element}' must be a whole number from 1 to 9223372036854775807.",
)
INTEGER_MALFORMED = _define(
    "integer.malformed",
    "F4",
    "'{value}' is not an integer; write '{element}' in at most 19 decimal digits.",
)
BOOLEAN_MALFORMED = _define(
    "boolean.malformed", "F4", "'{value}' is not a boolean; '{element}' must be true or false."
)
DATE_MALFORMED = _define(
    "date.malformed",
    "F2",
    "'{value}' is not a date; '{element}' must be a day and time that exist, in UTC, "
    "such as 2030-01-31T09:30:00.000Z.",
)
BASE64_CHARACTER = _define(
    "base64.character",
    "SPEC 9",
    "'{element}' is not Base64: the character at offset {offset} may not stand there.",
)
BASE64_PADDING = _define(
    "base64.padding",
    "SPEC 9",
    "'{element}' is not Base64: its end is cut off or padded with the wrong number of '='.",
)
BASE64_STRAY_BITS = _define(
    "base64.stray_bits",
    "SPEC 9",
    "'{element}' is not Base64: its last characters hold bits that belong to no octet.",
)
