"""Base64 is judged to its last bit, and a long one is decoded only when it is read (SPEC 9)."""

import base64
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire.content import Encoded, Pieces, decode_base64, measure_base64
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.shapes import InvalidValue
from compose_adapters.wire.structure import structure
from compose_core.model.attachment import InMemory
from decoding import decode_and_check
from requests_as_json import JSON, found_in, told_of, with_attachment

CONTENT = "attachments.attachment[0].content"


def fault_of(*pieces: bytes) -> tuple[str, object] | None:
    try:
        measure_base64(pieces)
    except InvalidValue as fault:
        return fault.definition.name, fault.params.get("offset")
    return None


@pytest.mark.rule("E12")
@given(st.binary(max_size=200), st.integers(0, 80))
def test_what_was_encoded_is_decoded_whatever_its_lines(octets: bytes, width: int) -> None:
    text = base64.b64encode(octets).decode()
    lines = [text[n : n + width] for n in range(0, len(text), width)] if width else [text]
    assert decode_base64("\r\n\t ".join(lines)) == InMemory(octets)


@pytest.mark.rule("E12")
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", None),
        (b" \r\n\t", None),
        (b"YQ==", None),
        (b"YWI=", None),
        (b"YWJj", None),
        (b"YQ= =\n", None),
        (b"YR==", ("base64.stray_bits", None)),
        (b"YWJ=", ("base64.stray_bits", None)),
        (b"Y", ("base64.padding", None)),
        (b"YQ", ("base64.padding", None)),
        (b"YWI", ("base64.padding", None)),
        (b"YQ=", ("base64.padding", None)),
        (b"Y===", ("base64.padding", None)),
        (b"====", ("base64.padding", None)),
        (b"=", ("base64.padding", None)),
        (b"YWJj====", ("base64.padding", None)),
        (b"YWJj=", ("base64.padding", None)),
        (b"YQ==YQ==", ("base64.character", 4)),
        (b"YQ= \nQ=", ("base64.character", 5)),
        (b"YW-j", ("base64.character", 2)),
        (b"YW_j", ("base64.character", 2)),
        (b"YWJj\x00", ("base64.character", 4)),
        (b"YWJj\x0b", ("base64.character", 4)),
        ("YWJ\u212a".encode(), ("base64.character", 3)),
    ],
)
def test_every_fault_is_told_wherever_the_text_is_cut(
    text: bytes, fault: tuple[str, object] | None
) -> None:
    for cut in range(len(text) + 1):
        assert fault_of(text[:cut], text[cut:]) == fault


@pytest.mark.rule("E12")
@given(st.text("ABgw+/= \n-", max_size=12))
def test_it_takes_what_a_strict_decoder_gives_back(text: str) -> None:
    kept = text.replace(" ", "").replace("\n", "")
    try:
        expected = base64.b64decode(kept, validate=True)
        is_exact = base64.b64encode(expected).decode() == kept
    except ValueError:
        is_exact = False
    assert (fault_of(text.encode()) is None) is is_exact


@pytest.mark.rule("E12")
def test_a_wrong_tail_is_told_with_its_path() -> None:
    assert told_of(with_attachment(content="YWJ")) == [
        f"'{CONTENT}' is not Base64: its end is cut off or padded with the wrong number of '='."
    ]
    assert found_in(with_attachment(content="é")) == [(CONTENT, "base64.character")]
    assert found_in(with_attachment(content="\ud800")) == [(CONTENT, "base64.character")]


def body_with(octets: bytes, *, escaped: bool) -> bytes:
    """A request in which the file stands as some senders write it, with every escape there is."""
    body = json.dumps(with_attachment(content=base64.b64encode(octets).decode()))
    if escaped:
        body = body.replace("/", "\\/").replace("+", "\\u002B").replace("AAAA", "AAAA\\r\\n")
    return body.encode()


@pytest.mark.rule("E12", "A5")
@pytest.mark.parametrize("escaped", [False, True])
def test_a_long_file_stays_in_the_body_and_is_still_the_same_value(*, escaped: bool) -> None:
    octets = bytes(range(256)) * 400 + bytes(5000)
    request = decode_and_check(body_with(octets, escaped=escaped), JSON)
    content = request.attachments[0].content
    assert isinstance(content, Encoded)
    assert content.size == len(octets)
    assert b"".join(content.chunks()) == b"".join(content.chunks()) == octets
    for same in (InMemory(octets), Pieces((octets[:9], octets[9:]), len(octets))):
        assert content == same
        assert same == content
        assert hash(content) == hash(same)
    other = octets[:-1] + b"\x01"
    assert content != InMemory(other)
    assert content != InMemory(octets[:-1])
    assert content != octets


@pytest.mark.rule("E12", "A5")
def test_a_long_file_in_xml_is_the_same_value_too() -> None:
    octets = bytes(range(256)) * 400
    lines = base64.encodebytes(octets).decode()
    file = f"<contentType>a/b</contentType><fileName>a</fileName><content>{lines}</content>"
    body = f"<activity><attachments><attachment>{file}</attachment></attachments></activity>"
    found = structure(ACTIVITY, "activity", body.encode(), "application/xml")
    [attachment] = found.value.attachments
    assert isinstance(attachment.content, Encoded)
    assert attachment.content == InMemory(octets)


def test_a_long_file_costs_less_than_a_copy_of_it() -> None:
    octets = bytes(6_000_000)
    body = body_with(octets, escaped=False)
    tracemalloc.start()
    try:
        request = decode_and_check(body, JSON)
        digest_size = sum(len(chunk) for chunk in request.attachments[0].content.chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert digest_size == len(octets)
    assert peak < 1_000_000
