"""Replies out of octets, however they arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.smtp.connection import (
    LONGEST_LINE,
    MOST_OCTETS,
    NoReply,
    Reply,
    ReplyReader,
)
from compose_adapters.smtp.errors import SmtpFailure


def read(octets: bytes) -> list[Reply]:
    reader = ReplyReader()
    reader.feed(octets)
    found = []
    while reply := reader.next():
        found.append(reply)
    return found


@pytest.mark.parametrize(
    ("octets", "replies"),
    [
        (b"250 ok\r\n", [Reply(250, ("ok",))]),
        (b"250\r\n", [Reply(250, ("",))]),
        (b"250 ok\n", [Reply(250, ("ok",))]),
        (b"250-a\r\n250-b\r\n250 c\r\n", [Reply(250, ("a", "b", "c"))]),
        (b"250-a\r\n250\r\n", [Reply(250, ("a", ""))]),
        (b"250 \xc3\xb6\xff\r\n", [Reply(250, ("ö\\xff",))]),
        (b"250 a\r\n550 b\r\n4", [Reply(250, ("a",)), Reply(550, ("b",))]),
        (b"250-a\r\n", []),
        (b"", []),
    ],
)
def test_replies_are_read(octets: bytes, replies: list[Reply]) -> None:
    assert read(octets) == replies


@pytest.mark.parametrize(
    "octets",
    [
        *(b"\r\n", b"hello\r\n", b"25\r\n", b"2500 ok\r\n", b"250_ok\r\n", b" 250 ok\r\n"),
        *(b"150 wait\r\n", b"650 what\r\n", b"250-a\r\n251 b\r\n", b"\xb2\xb5\xb0 ok\r\n"),
        b"x" * LONGEST_LINE,
        b"250 " + b"x" * LONGEST_LINE + b"\r\n",
        b"250-x\r\n" * (MOST_OCTETS // 7 + 1),
    ],
)
def test_what_is_no_reply_is_not_taken_for_one(octets: bytes) -> None:
    with pytest.raises(NoReply):
        read(octets)


@given(st.lists(st.integers(1, 30), max_size=12))
def test_replies_are_read_alike_wherever_they_are_cut(cuts: list[int]) -> None:
    octets = b"220 mail.example\r\n250-SIZE 10\r\n250-8BITMIME\r\n250 HELP\r\n354 go\r\n"
    reader, found = ReplyReader(), []
    while octets:
        cut = cuts.pop() if cuts else len(octets)
        reader.feed(octets[:cut])
        octets = octets[cut:]
        while reply := reader.next():
            found.append(reply)
    assert found == [
        Reply(220, ("mail.example",)),
        Reply(250, ("SIZE 10", "8BITMIME", "HELP")),
        Reply(354, ("go",)),
    ]
    assert reader.is_empty


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        *((200, None), (250, None), (354, SmtpFailure.GARBAGE), (421, SmtpFailure.CLOSING)),
        *((450, SmtpFailure.TRANSIENT), (499, SmtpFailure.TRANSIENT), (550, SmtpFailure.PERMANENT)),
    ],
)
def test_a_code_that_was_not_expected_is_a_fault(code: int, fault: SmtpFailure | None) -> None:
    assert Reply(code, ("",)).fault(2) is fault
