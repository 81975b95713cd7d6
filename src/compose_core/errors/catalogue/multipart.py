"""Findings about the form of a multipart request (H4)."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, text: str) -> Definition:
    return Definition(name, "H4", text, Stage.REQUEST)


BOUNDARY = _define(
    "multipart.boundary",
    "The content type must give a boundary of 1 to 70 characters that RFC 2046 allows.",
)
MALFORMED = _define(
    "multipart.malformed", "The multipart body is not well-formed at octet {offset}: {reason}."
)
TOO_MANY_PARTS = _define(
    "multipart.too_many_parts", "The multipart body has more than {limit} parts."
)
TOO_MANY_HEADERS = _define(
    "multipart.too_many_headers", "A part of the multipart body has more than {limit} headers."
)
HEADER_TOO_LARGE = _define(
    "multipart.header_too_large",
    "A part of the multipart body has a header line of more than {limit} octets.",
)
DATA_TOO_LARGE = _define(
    "multipart.data_too_large", "The part '{part}' has more than {limit} octets."
)
PART_MISSING = _define("multipart.part_missing", "The part '{part}' is required.")
PART_REPEATED = _define(
    "multipart.part_repeated", "The part '{part}' is given {count} times; give it once."
)
DATA_TYPE = _define(
    "multipart.data_type",
    "The part 'data-type' is '{value}'; it must be application/json or application/xml.",
)
ATTACHMENTS_ELEMENT = _define(
    "multipart.attachments_element",
    "'attachments' is not allowed in a multipart request; send each file as a part of its own.",
)
DISPOSITION = _define(
    "multipart.disposition",
    "The Content-Disposition of the part for '{element}' cannot be read: {reason}.",
)
FILE_NAMES_DIFFER = _define(
    "multipart.file_names_differ",
    "The part for '{element}' gives its file two names, '{first}' and '{second}'; give one.",
)
INLINE_PART = _define(
    "inline.part",
    "The part '{name}' has the Content-Disposition inline; inline attachments are not supported.",
)
TRANSFER_ENCODING = _define(
    "multipart.transfer_encoding",
    "The part for '{element}' is not readable as Content-Transfer-Encoding '{encoding}'.",
)
