"""Whatever arrives, the answer is a request or a refusal, and costs no more than its size."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire import (
    Detail,
    MultipartDecoder,
    UnsupportedMediaType,
    encode_error,
)
from compose_core.errors import Finding, Rejected
from compose_core.model.request import ComposeRequest
from decoding import decode_and_check
from multipart_bodies import BOUNDARY, MULTIPART, file_part, request_body
from requests_as_json import JSON, XML, members
from work import calls_of

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "requests").glob("[1-6].*"))
TYPES = {
    ".json": JSON,
    ".xml": XML,
    ".multipart": "multipart/form-data; boundary=letter-of-an-agent",
}
SEEDS = [(each.read_bytes(), TYPES[each.suffix]) for each in EXAMPLES]
FRAGMENTS = [
    *(b"{", b"}", b"[", b"]", b'"', b"\\", b"\\ud800", b"null", b"NaN", b"1e999", b"\0", b"\xff"),
    *(b"<", b">", b"</", b"/>", b"<!DOCTYPE a>", b"<?a?>", b"<![CDATA[", b"]]>", b"&amp;", b"&a;"),
    *(b"xmlns:a='b'", b"a:", b"\r\n", b"\r\n--letter-of-an-agent", b"--", b"=", b"filename*=a''"),
]


def judged(body: bytes, content_type: str) -> tuple[Finding, ...]:
    """What is wrong with a body; whatever else it raises fails the test."""
    try:
        request = decode_and_check(body, content_type)
    except Rejected as refusal:
        return refusal.findings
    except UnsupportedMediaType:
        return ()
    assert isinstance(request, ComposeRequest)
    return ()


def can_be_told(findings: tuple[Finding, ...]) -> None:
    """Every finding has its sentence, which every format carries as it is."""
    details = [Detail(each.path, each.message, each.name) for each in findings]
    told = json.loads(encode_error("400-152", "", details, None, JSON))
    for detail, shown in zip(details, told.get("details", []), strict=True):
        assert shown == {"key": detail.key, "value": detail.value, "name": detail.name}
        assert detail.value.isprintable()
    assert encode_error("400-152", "", details, None, XML).decode().count("<detail>") == len(
        details
    )


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[bytes, str]:
    """An example with some octets cut, doubled or replaced."""
    body, content_type = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 40)))
        put = draw(st.sampled_from([*FRAGMENTS, b"", body[start:end] * 2]) | st.binary(max_size=6))
        body = body[:start] + put + body[end:]
    return body, content_type


@given(spoiled())
def test_a_spoiled_example_is_a_request_or_refused(example: tuple[bytes, str]) -> None:
    can_be_told(judged(*example))


@given(st.binary(max_size=200), st.sampled_from([JSON, XML, MULTIPART]))
def test_arbitrary_octets_are_refused(body: bytes, content_type: str) -> None:
    assert judged(body, content_type)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(b"".join), st.text(max_size=30))
def test_arbitrary_types_are_refused(body: bytes, content_type: str) -> None:
    for given_type in (content_type, f"multipart/form-data;{content_type}"):
        can_be_told(judged(body, given_type))


NAMES = [
    *("department", "name", "type", "value", "subtype", "case", "id", "subject", "payload", "to"),
    *("email", "contents", "content", "emailAddresses", "cc", "address", "attachments", "date"),
    *("attachment", "customAttributes", "customAttribute", "attribValues", "attribValue", "group"),
    *("customer", "contactPersons", "contactPerson", "contactPoints", "contactPoint", "phone", "x"),
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=40,
)


@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=8))
def test_any_values_in_any_element_are_judged(request_members: dict[str, Any]) -> None:
    body = json.dumps(members(**request_members), allow_nan=True).encode()
    can_be_told(judged(body, JSON))


def json_strings(size: int) -> bytes:
    return b'{"subject": "' + b'\\"' * size


def json_members(size: int) -> bytes:
    return b"{" + b'"a":1,' * size


def xml_siblings(size: int) -> bytes:
    return b"<activity>" + b"<subject/>" * size + b"</activity>"


def xml_prefixes(size: int) -> bytes:
    declared = "".join(f' xmlns:a{number}="{"u" * 200}{number}"' for number in range(size))
    return f"<activity{declared}/>".encode()


def multipart_near_boundaries(size: int) -> bytes:
    return request_body(b"{}", file_part("a", f"\r\n--{BOUNDARY}x".encode() * size))


def multipart_line_breaks(size: int) -> bytes:
    return b"\r\n" * size


def multipart_parameters(size: int) -> bytes:
    return request_body(b"{}", (f"Content-Disposition: form-data{'; a' * min(size, 2500)}", b""))


def base64_padding(size: int) -> bytes:
    content = b"=" * size * 200
    return b'{"attachments": {"attachment": {"content": "' + content + b'"}}}'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json_strings, JSON),
        (json_members, JSON),
        (xml_siblings, XML),
        (xml_prefixes, XML),
        (multipart_near_boundaries, MULTIPART),
        (multipart_line_breaks, MULTIPART),
        (multipart_parameters, MULTIPART),
        (base64_padding, JSON),
    ],
)
def test_a_hostile_body_costs_calls_in_proportion_to_its_size(
    body: Callable[[int], bytes], content_type: str
) -> None:
    small, large = body(500), body(2000)
    base = calls_of(lambda: judged(body(1), content_type))
    once = calls_of(lambda: judged(small, content_type)) + base
    assert calls_of(lambda: judged(large, content_type)) <= 4.5 * once


def test_a_flood_of_elements_is_refused_before_it_fills_memory() -> None:
    floods = [
        (b"[" + b"[]," * 300_000, JSON),
        (b"{" + b",".join(b'"%d":0' % n for n in range(100_000)), JSON),
        (b"<activity>" + b"<a/>" * 300_000, XML),
        (b"<activity>" + b"<?a?>" * 300_000 + b"</activity>", XML),
    ]
    for body, content_type in floods:
        tracemalloc.start()
        try:
            assert [each.name for each in judged(body, content_type)] == ["body.too_many_elements"]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 20_000_000


@pytest.mark.parametrize("escape", [rb"\\", rb"\u0041", rb"\ud83d\ude00"])
def test_a_file_of_escapes_is_read_in_pieces_without_a_call_for_each(escape: bytes) -> None:
    content = escape * 300_000
    body = b'{"attachments": {"attachment": {"content": "' + content + b'"}}}'
    tracemalloc.start()
    try:
        calls = calls_of(lambda: judged(body, JSON))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert calls < 10_000
    assert peak < 2_000_000


def test_octets_that_come_one_by_one_are_not_copied_again_and_again() -> None:
    def fed(size: int) -> int:
        decoder = MultipartDecoder(MULTIPART)
        body = request_body(b"{}", file_part("a", b"x" * size))

        def feed() -> None:
            for place in range(len(body)):
                decoder.feed(body[place : place + 1])

        return calls_of(feed)

    assert fed(4000) <= 4.5 * fed(1000)
