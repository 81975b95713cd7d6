"""The text forms of dates, ids, integers and booleans (F2, F4)."""

import re
from datetime import UTC, datetime

LARGEST_ID = 2**63 - 1

# The digits are named: `\d` would take those of every script.
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{3}))?Z"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[1-9][0-9]{0,18}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,18}")
# No number that this library knows has more digits, so none costs more to read than these.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_BOOLEANS = {"true": True, "false": False}


def parse_date(text: str) -> datetime:
    """Parse a point in time, ``yyyy-MM-ddTHH:mm:ss[.SSS]Z``, to one that is aware, in UTC (F2).

    Raises:
        ValueError: it is written in another way, or there is no such day or time.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("a date is written as 2030-01-31T09:30:00.000Z, in UTC")
    *fields, milliseconds = found.groups(default="0")
    try:
        year, month, day, hour, minute, second = map(int, fields)
        return datetime(year, month, day, hour, minute, second, int(milliseconds) * 1000, UTC)
    except ValueError:
        raise ValueError("there is no such day or time in the calendar") from None


def parse_day_or_date(text: str) -> datetime:
    """Parse the point in time that a text spells, a day alone being its midnight in UTC (C4).

    Raises:
        ValueError: it is neither ``yyyy-MM-dd`` nor as `parse_date` reads it.
    """
    return parse_date(f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text)


def format_date(moment: datetime) -> str:
    """Format a point in time as F2 says, to the millisecond.

    Args:
        moment: aware.
    """
    in_utc = moment.astimezone(UTC).replace(tzinfo=None)
    return in_utc.isoformat(timespec="milliseconds") + "Z"


def parse_id(text: str) -> int:
    """Parse the id that a text spells: 1 to 2^63-1, decimal, no sign and no leading zero (F4).

    Raises:
        ValueError: it is written in another way, or too large.
    """
    if not _ID.fullmatch(text) or int(text) > LARGEST_ID:
        raise ValueError("an id is a whole number from 1 to 9223372036854775807")
    return int(text)


def parse_integer(text: str) -> int:
    """Parse the integer that a text spells: decimal, at most 19 digits and no leading zero (F4).

    Raises:
        ValueError: it is written in another way, or has more digits.
    """
    if not _INTEGER.fullmatch(text):
        raise ValueError("an integer is written in decimal digits")
    return int(text)


def parse_count(text: str) -> str:
    """Parse the number of things that a text spells, as it spells it: at most 19 digits (F4, C5).

    Raises:
        ValueError: it has a sign, a leading zero, a fraction or more digits.
    """
    if not _COUNT.fullmatch(text):
        raise ValueError("a number of things is written in decimal digits, without a sign")
    return text


def parse_boolean(text: str) -> bool:
    """Parse ``true`` or ``false`` (F4).

    Raises:
        ValueError: it is another text.
    """
    try:
        return _BOOLEANS[text]
    except KeyError:
        raise ValueError("a boolean is written as true or false") from None
