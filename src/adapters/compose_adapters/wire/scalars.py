"""The kinds of single values: how they are read and written."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum

from compose_adapters.wire.content import decode_base64, encode_base64
from compose_adapters.wire.shapes import Field, Given, InvalidValue, Kind, List, Plain, Scalar
from compose_adapters.wire.tree import FURTHER_OCTETS, LAYOUT, LongText, Number, excerpt
from compose_core.errors import Definition
from compose_core.errors.catalogue import body as body_findings
from compose_core.errors.catalogue.request import CHARACTER, SUBJECT_TOO_LONG, VALUE_TOO_LONG
from compose_core.formats import (
    LARGEST_ID,
    format_date,
    parse_boolean,
    parse_count,
    parse_date,
    parse_id,
    parse_integer,
)
from compose_core.macros.encoding import with_line_feeds
from compose_core.model.address import Address
from compose_core.rules.request_alone import NOT_XML, SUBJECT_LIMIT

# No text has a higher bound but the contents; `entitlements` has this one (C5).
LONGEST_TEXT = 1_024


def _checked_text(given: Given, is_markup: bool) -> str:
    if isinstance(given, bool | Number):
        raise InvalidValue(body_findings.NOT_TEXT, value=_shown(given))
    text = given if isinstance(given, str) else _long_text(given, is_markup)
    if found := NOT_XML.search(text):
        raise InvalidValue(CHARACTER, code=f"{ord(found.group()):04X}", offset=found.start())
    return text


def _long_text(given: LongText, is_markup: bool) -> str:
    """Read a text that is long as it is written, escaped or with layout, but may not be."""
    octets = b"".join(given.pieces())
    octets = octets.strip(LAYOUT.encode()) if is_markup else octets
    length = len(octets.translate(None, FURTHER_OCTETS))
    if length > LONGEST_TEXT:
        raise InvalidValue(VALUE_TOO_LONG, length=length, limit=LONGEST_TEXT)
    return octets.decode("utf-8", "surrogatepass")


def _subject(given: Given, _is_markup: bool) -> str:
    if not isinstance(given, str | bool | Number) and all(map(bytes.isspace, given.pieces())):
        # White space only is no subject, however much of it there is.
        return " "
    try:
        return _checked_text(given, is_markup=False)
    except InvalidValue as error:
        if error.definition is not VALUE_TOO_LONG:
            raise
        raise InvalidValue(SUBJECT_TOO_LONG, **{**error.params, "limit": SUBJECT_LIMIT}) from None


def _secret(given: Given, is_markup: bool) -> str:
    if isinstance(given, bool | Number):
        # The value is not shown: findings are in answers, and answers in logs.
        raise InvalidValue(body_findings.NOT_TEXT, value="…")
    return _text(given, is_markup)


def _text(given: Given, is_markup: bool) -> str:
    text = _checked_text(given, is_markup)
    return text.strip(LAYOUT) if is_markup else text


def _body(given: Given, is_markup: bool) -> str:
    text = given if isinstance(given, bool | Number | str) else given.text()
    return with_line_feeds(_checked_text(text, is_markup))


def _attribute_value(given: Given, is_markup: bool) -> str:
    if not isinstance(given, Number):
        return _text(given, is_markup)
    return str(_reader_of(parse_integer, body_findings.INTEGER_MALFORMED)(given, is_markup))


def _reader_of(
    parse: Callable[[str], object], refusal: Definition
) -> Callable[[Given, bool], object]:
    def read(given: Given, is_markup: bool) -> object:
        text = _as_written(given, is_markup)
        try:
            return parse(text.strip(LAYOUT) if is_markup else text)
        except ValueError:
            raise InvalidValue(refusal, value=excerpt(text)) from None

    return read


def _as_written(given: Given, is_markup: bool) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Number):
        return given.text
    return given if isinstance(given, str) else _long_text(given, is_markup)


def _shown(given: bool | Number) -> str:
    return excerpt(_as_written(given, is_markup=False))


def _octets(given: Given, _is_markup: bool) -> object:
    if isinstance(given, bool | Number):
        raise InvalidValue(body_findings.NOT_TEXT, value=_shown(given))
    return decode_base64(given)


def _as_it_is(value: object) -> Plain:
    if isinstance(value, str | bool | int):
        return value
    raise TypeError(f"{type(value).__name__} is no single value")


def _as_date(value: object) -> str:
    if isinstance(value, datetime):
        return format_date(value)
    raise TypeError(f"{type(value).__name__} is no date")


_STRING = {"type": "string"}
_INTEGER = {
    "oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,18})$"}]
}
_ID = {
    "oneOf": [
        {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
        {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"},
    ]
}
_COUNT = {
    "oneOf": [
        {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**19},
        {"type": "string", "pattern": "^(0|[1-9][0-9]{0,18})$"},
    ]
}
_BOOLEAN = {"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]}
_DATE = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z$",
}

# A name, an address and the like: white space around it is layout in XML.
TEXT = Scalar(_text, _as_it_is, _STRING)
# A text that no finding repeats.
SECRET = Scalar(_secret, _as_it_is, _STRING)
# A line whose white space is its own (E11).
SUBJECT = Scalar(_subject, _as_it_is, _STRING)
# A kept text whose line breaks become LF.
BODY_TEXT = Scalar(_body, _as_it_is, _STRING, is_contents=True)
# A text that may be given as an integer.
ATTRIBUTE_TEXT = Scalar(_attribute_value, _as_it_is, {"type": ["string", "integer"]})
INTEGER = Scalar(_reader_of(parse_integer, body_findings.INTEGER_MALFORMED), _as_it_is, _INTEGER)
# A number that is kept as it is written, because it may be larger than a column takes.
COUNT = Scalar(_reader_of(parse_count, body_findings.INTEGER_MALFORMED), _as_it_is, _COUNT)
BOOLEAN = Scalar(_reader_of(parse_boolean, body_findings.BOOLEAN_MALFORMED), _as_it_is, _BOOLEAN)
# Written as a text, because not every reader of JSON holds 63 bits in a number.
ID = Scalar(_reader_of(parse_id, body_findings.ID_MALFORMED), str, _ID)
DATE = Scalar(_reader_of(parse_date, body_findings.DATE_MALFORMED), _as_date, _DATE)
BASE64 = Scalar(_octets, encode_base64, {"type": "string", "contentEncoding": "base64"})


def array(item: str, kind: Kind) -> List:
    """Declare a list that is an array in JSON, and in XML an element with one for each item."""
    return List(Field(item, kind), is_array=True)


def _value_of(value: object) -> Plain:
    return str(value.value) if isinstance(value, Enum) else str(value)


def _only_true(value: object) -> Plain | None:
    return True if value else None


def _address(value: object) -> Plain:
    return value.text if isinstance(value, Address) else str(value)


CHOICE = Scalar(TEXT.read, _value_of, {"type": "string"})
ADDRESS = Scalar(TEXT.read, _address, {"type": "string"})
# An exception, text only where it is true.
EXCEPTION = Scalar(BOOLEAN.read, _only_true, {"type": "boolean", "const": True})
FLAG = Scalar(BOOLEAN.read, BOOLEAN.write, {"type": "boolean"})
NUMBER = Scalar(INTEGER.read, INTEGER.write, {"type": "integer"})
