"""Dates, ids, integers and booleans are read as F2 and F4 write them, and as nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.formats import (
    LARGEST_ID,
    format_date,
    parse_boolean,
    parse_date,
    parse_day_or_date,
    parse_id,
    parse_integer,
)

moments = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@pytest.mark.rule("F2")
@given(moments)
def test_a_date_that_is_written_is_read_as_it_was(moment: datetime) -> None:
    assert parse_date(format_date(moment)) == moment


@pytest.mark.rule("F2")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-01-31T09:30:00Z", datetime(2030, 1, 31, 9, 30, tzinfo=UTC)),
        ("2028-02-29T23:59:59.999Z", datetime(2028, 2, 29, 23, 59, 59, 999000, UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_date_has_seconds_and_may_have_milliseconds(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.rule("F2")
@pytest.mark.parametrize(
    "text",
    [
        *("", "2030-01-31", "2030-01-31T09:30Z", "2030-01-31 09:30:00Z", "2030-01-31T09:30:00z"),
        *("2030-01-31T09:30:00", "2030-01-31T09:30:00+00:00", "2030-01-31T09:30:00.0Z"),
        *("2030-01-31T09:30:00.0000Z", "10000-01-01T00:00:00Z", "+2030-01-31T09:30:00Z"),
        *("２０３０-01-31T09:30:00Z", "2030-01-31T09:30:00Z\n", " 2030-01-31T09:30:00Z"),
    ],
)
def test_a_date_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is written as"):
        parse_date(text)


@pytest.mark.rule("F2")
@pytest.mark.parametrize(
    "text",
    [
        *("2030-02-29T00:00:00Z", "2030-13-01T00:00:00Z", "2030-00-01T00:00:00Z"),
        *("2030-01-31T24:00:00Z", "2030-01-31T23:60:00Z", "2030-06-30T23:59:60Z"),
        "0000-01-01T00:00:00Z",
    ],
)
def test_a_day_or_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such day or time"):
        parse_date(text)


@pytest.mark.rule("F2")
def test_a_date_is_written_in_utc_whatever_its_zone() -> None:
    summer = timezone(timedelta(hours=2))
    assert format_date(datetime(2030, 7, 1, 1, 2, 3, 4567, summer)) == "2030-06-30T23:02:03.004Z"


@pytest.mark.rule("C4")
def test_a_day_alone_is_its_midnight() -> None:
    assert parse_day_or_date("1990-05-17") == datetime(1990, 5, 17, tzinfo=UTC)
    assert parse_day_or_date("1990-05-17T08:00:00Z") == datetime(1990, 5, 17, 8, tzinfo=UTC)


@pytest.mark.rule("C4")
@pytest.mark.parametrize("text", ["1990-5-17", "17.05.1990", "1990-02-30", ""])
def test_what_is_neither_a_day_nor_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"written as|no such day"):
        parse_day_or_date(text)


@pytest.mark.rule("F4")
@pytest.mark.parametrize(("text", "value"), [("1", 1), ("9223372036854775807", LARGEST_ID)])
def test_an_id_is_a_positive_number_of_63_bits(text: str, value: int) -> None:
    assert parse_id(text) == value


@pytest.mark.rule("F4")
@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "9223372036854775808", "9" * 5000, "１"],
)
def test_an_id_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number from 1"):
        parse_id(text)


@pytest.mark.rule("F4")
@pytest.mark.parametrize(("text", "value"), [("0", 0), ("-7", -7), ("9" * 19, 10**19 - 1)])
def test_an_integer_is_decimal_and_may_be_negative(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.rule("F4")
@pytest.mark.parametrize("text", ["", "-", "+1", "-0.0", "01", "1_000", "1e1", "9" * 20])
def test_an_integer_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal digits"):
        parse_integer(text)


@pytest.mark.rule("F4")
def test_a_boolean_is_true_or_false_in_small_letters() -> None:
    assert parse_boolean("true") is True
    assert parse_boolean("false") is False
    for text in ("True", "1", "yes", ""):
        with pytest.raises(ValueError, match="true or false"):
            parse_boolean(text)
