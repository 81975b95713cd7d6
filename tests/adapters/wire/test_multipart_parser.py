"""A multipart body is taken apart as it comes, in pieces of any size (RFC 7578)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.multipart_parser import Header, MultipartParser
from compose_core.errors import Rejected
from multipart_bodies import BOUNDARY, body_of

Told = list[tuple[list[Header], bytes]]


class Gathered:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.parts: Told = []
        self.complete = 0
        self.largest = 0

    def begin(self, headers: list[Header]) -> None:
        self.parts.append((headers, b""))

    def data(self, octets: bytes) -> None:
        headers, so_far = self.parts[-1]
        self.parts[-1] = headers, so_far + octets
        self.largest = max(self.largest, len(octets))

    def end(self) -> None:
        self.complete += 1


def parts_of(
    body: bytes, step: int = 0, boundary: str = BOUNDARY, limits: Limits = STANDARD
) -> Told:
    sink = Gathered()
    parser = MultipartParser(boundary, limits, sink)
    for start in range(0, len(body), step or len(body) or 1):
        parser.feed(body[start : start + step] if step else body)
    parser.close()
    assert sink.complete == len(sink.parts)
    return sink.parts


def refusal_of(body: bytes, step: int = 0, limits: Limits = STANDARD) -> str:
    with pytest.raises(Rejected) as refusal:
        parts_of(body, step, limits=limits)
    [finding] = refusal.value.findings
    return finding.message


# What does end a part, so that a part cannot hold it.
ENDING = re.compile(rf"\r\n--{BOUNDARY}(--|[ \t]*\r\n)".encode())
NEARLY = [
    b"",
    b"\r\n",
    b"\r",
    b"\r\n--",
    f"\r\n--{BOUNDARY}".encode(),
    f"\r\n--{BOUNDARY}-".encode(),
    f"\r\n--{BOUNDARY}\r".encode(),
    f"\r\n--{BOUNDARY} x".encode(),
    f"\r\n--{BOUNDARY[:-1]}\r\n".encode(),
    f"--{BOUNDARY}\r\n".encode(),
    f"\n--{BOUNDARY}--\n".encode(),
    f"\r\n\r\n--{BOUNDARY}y--\r\n".encode(),
]


@given(
    st.lists(st.lists(st.sampled_from([*NEARLY, b"x"]), max_size=6).map(b"".join), max_size=4),
    st.integers(1, 70),
)
def test_what_nearly_is_a_boundary_is_data_wherever_the_body_is_cut(
    contents: list[bytes], step: int
) -> None:
    body = body_of(*((f"Name: {n}", octets) for n, octets in enumerate(contents)))
    expected = [([("name", str(n))], octets) for n, octets in enumerate(contents)]
    if any(ENDING.search(b"\r\n" + octets + b"\r\n") for octets in contents):
        return
    assert parts_of(body, step) == expected
    assert parts_of(body) == expected


@pytest.mark.rule("H4")
@pytest.mark.parametrize(
    ("body", "contents"),
    [
        ("--b--", []),
        ("\r\n\r\n--b--\r\nwhatever follows", []),
        ("--b\r\n\r\n\r\n--b--", [b""]),
        ("--b\r\n\r\n--b--", [b""]),
        ("--b\r\nA: 1\r\n\r\n--b--", [b""]),
        ("--b\t \r\n\r\nx\r\n--b \r\n\r\ny\r\n--b--", [b"x", b"y"]),
        ("--b\r\n\r\nx\r\n--b" + " " * 65 + "\r\n--b--", [b"x\r\n--b" + b" " * 65]),
    ],
)
def test_boundaries_may_be_padded_and_parts_may_be_empty(body: str, contents: list[bytes]) -> None:
    for step in range(4):
        assert [octets for _, octets in parts_of(body.encode(), step, "b")] == contents


NO_HEADER = "a header is not a name, a colon and a value on one line"

LINE_FEED = "a line ends with LF alone; end it with CR and LF"


@pytest.mark.rule("H4")
@pytest.mark.parametrize("step", [1, 2, 7, 100_000])
@pytest.mark.parametrize(
    ("body", "offset", "reason"),
    [
        ("", 0, "the body ends before its last boundary"),
        ("--b", 3, "the body ends before its last boundary"),
        ("--b\r\nA: b", 9, "the body ends before its last boundary"),
        ("--b\r\n\r\nx\r\n--b", 13, "the body ends before its last boundary"),
        ("--c\r\n\r\nx\r\n--b--", 0, "the body does not begin with its boundary"),
        ("--b\r\nA b\r\n\r\n--b--", 8, NO_HEADER),
        ("--b\r\n: b\r\n\r\n--b--", 8, NO_HEADER),
        (
            "--b\r\nA: b\r\n c\r\n\r\n",
            13,
            "a header is not a name, a colon and a value on one line",
        ),
        ("--b\r\nA: b\nC: d\r\n\r\n", 9, LINE_FEED),
        ("--b\nA: b\n\nx\n--b--\n", 3, LINE_FEED),
        ("--b \t\nA: b\n\nx\n--b--\n", 5, LINE_FEED),
        ("\r\n\r\n--b\nA: b\n", 7, LINE_FEED),
        ("--b\r\n\nx", 5, LINE_FEED),
        (f"--b\r\nA: {'b' * 8000}\nC: {'d' * 9000}", 8008, LINE_FEED),
        ("\r\n--bc\r\n--b\r\n", 2, "the body does not begin with its boundary"),
        ("--b\r\nA: \0\r\n\r\n", 9, NO_HEADER),
        ("--b\r\nA: \udcff\r\n\r\n", 9, "a header is not in UTF-8"),
    ],
)
def test_what_is_not_well_formed_is_told_with_its_place(
    body: str, offset: int, reason: str, step: int
) -> None:
    with pytest.raises(Rejected) as refusal:
        parts_of(body.encode(errors="surrogateescape"), step, "b")
    assert [each.message for each in refusal.value.findings] == [
        f"The multipart body is not well-formed at octet {offset}: {reason}."
    ]


@pytest.mark.parametrize("boundary", ["", " ", "b ", "b" * 71, "b\r", 'b"', "é", "b;c"])
def test_a_boundary_is_one_that_rfc_2046_allows(boundary: str) -> None:
    with pytest.raises(Rejected) as refusal:
        MultipartParser(boundary, STANDARD, Gathered())
    assert [each.name for each in refusal.value.findings] == ["multipart.boundary"]


@pytest.mark.parametrize("boundary", ["b", "b" * 70, "'()+_,-./:=?", "a b"])
def test_every_boundary_of_rfc_2046_is_read(boundary: str) -> None:
    body = f"--{boundary}\r\n\r\nx\r\n--{boundary}--".encode()
    assert [octets for _, octets in parts_of(body, 1, boundary)] == [b"x"]


LIMITS = Limits(parts=2, part_headers=2, header_octets=20)


@pytest.mark.parametrize(
    ("within", "beyond", "told"),
    [
        ([("", b"")] * 2, [("", b"")] * 3, "The multipart body has more than 2 parts."),
        (
            [("A: 1\r\nB: 2", b"")],
            [("A: 1\r\nB: 2\r\nC: 3", b"")],
            "A part of the multipart body has more than 2 headers.",
        ),
        (
            [("A: " + "x" * 17, b"")],
            [("A: " + "x" * 18, b"")],
            "A part of the multipart body has a header line of more than 20 octets.",
        ),
    ],
)
def test_every_limit_is_named_when_it_is_passed_and_not_before(
    within: list[tuple[str, bytes]], beyond: list[tuple[str, bytes]], told: str
) -> None:
    for step in (0, 1, 7):
        assert len(parts_of(body_of(*within), step, limits=LIMITS)) == len(within)
        assert refusal_of(body_of(*beyond), step, LIMITS) == told


def test_a_header_that_never_ends_is_refused_while_it_arrives() -> None:
    parser = MultipartParser("b", STANDARD, Gathered())
    parser.feed(b"--b\r\nA: " + b"x" * (STANDARD.header_octets - 3))
    with pytest.raises(Rejected):
        parser.feed(b"xx")


def test_what_is_fed_is_passed_on_and_not_hoarded() -> None:
    sink = Gathered()
    parser = MultipartParser("b", STANDARD, sink)
    parser.feed(b"--b\r\n\r\n")
    for fed in range(1, 50):
        parser.feed(b"x" * 1000)
        assert fed * 1000 - len(sink.parts[0][1]) < 200
    assert sink.largest <= 1200
