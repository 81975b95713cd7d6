"""The content on the wire: dots doubled, lines ended, nothing that could end it early."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.smtp.session import BareLineBreak, stuff_dots

LINES = st.lists(st.sampled_from([b".", b"..", b"a", b"", b"a.", b".a\x00\xff"]), max_size=12)
CUTS = st.lists(st.integers(0, 60), max_size=8)
FORGERIES = [
    *(b"a\n.\nb", b"a\n.\r\nb", b"a\r.\rb", b"a\r.\r\nb", b"a\r\n.\nb", b"a\r\n.\rb"),
    *(b"a\n\r.\n\rb", b"a\r\r\n.\r\r\nb", b"\n.\r\n", b"\r"),
]


def cut(content: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, *(place for place in cuts if place < len(content)), len(content)})
    return [content[a:b] for a, b in pairwise(places)] or [content]


def doubled(content: bytes) -> bytes:
    lines = content.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


@given(LINES, CUTS)
def test_wherever_the_content_is_cut_exactly_the_dots_that_begin_a_line_are_doubled(
    lines: list[bytes], cuts: list[int]
) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    assert b"".join(stuff_dots(cut(content, cuts))) == doubled(content)


@given(LINES.filter(bool), CUTS)
def test_a_last_line_without_its_end_gets_one(lines: list[bytes], cuts: list[int]) -> None:
    content = b"\r\n".join(lines)
    ended = content if content.endswith(b"\r\n") or not content else content + b"\r\n"
    assert b"".join(stuff_dots(cut(content, cuts))) == doubled(ended)


@pytest.mark.parametrize("content", FORGERIES)
def test_a_forged_end_of_the_content_is_not_sent_however_it_is_cut(content: bytes) -> None:
    for place in range(len(content)):
        with pytest.raises(BareLineBreak):
            list(stuff_dots([content[:place], content[place:]]))
