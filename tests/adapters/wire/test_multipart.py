"""A multipart request: `data`, `data-type`, and every further part an attachment (H4)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire import Limits, MultipartDecoder, UnsupportedMediaType
from compose_core.errors import Rejected
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import ComposeRequest
from decoding import decode_and_check
from multipart_bodies import DATA, DATA_TYPE, MULTIPART, body_of, file_part, request_body
from requests_as_json import XML, found_in, members, told_of, with_attachment

pytestmark = pytest.mark.rule("H4")

WHOLE = json.dumps(members()).encode()
FIRST = "attachments.attachment[0]"


def decoded(body: bytes) -> ComposeRequest:
    return decode_and_check(body, MULTIPART)


def attachments_of(*heads: str) -> tuple[Attachment, ...]:
    """The attachments of a request with parts that have these header lines, each holding abc."""
    return decoded(request_body(WHOLE, *((head, b"abc") for head in heads))).attachments


def name_of(disposition: str) -> str:
    [attachment] = attachments_of(f"Content-Disposition: {disposition}")
    return attachment.file_name


def found_with(*heads: str) -> list[tuple[str, str]]:
    return found_in(request_body(WHOLE, *((head, b"abc") for head in heads)), MULTIPART)


def test_the_parts_may_come_in_any_order() -> None:
    files = [file_part("a.txt", b"abc"), file_part("b.bin", b"\x00\xff", "application/x-b")]
    first = body_of((DATA, WHOLE), (DATA_TYPE, b"application/json"), *files)
    last = body_of(*files, (DATA_TYPE, b" application/json\r\n"), (DATA, WHOLE))
    between = body_of(files[0], (DATA, WHOLE), files[1], (DATA_TYPE, b"APPLICATION/JSON"))
    expected = (
        Attachment("text/plain", "a.txt", InMemory(b"abc")),
        Attachment("application/x-b", "b.bin", InMemory(b"\x00\xff")),
    )
    for body in (first, last, between):
        assert decoded(body).attachments == expected
        assert decoded(body).subject == "About your router"


def test_the_data_may_be_xml_and_its_file_name_is_ignored() -> None:
    xml = b"<activity><subject>x</subject></activity>"
    head = f'{DATA}; filename="data.xml"\r\nContent-Type: text/xml'
    body = body_of((head, xml), (DATA_TYPE, XML.encode() + b"; charset=utf-8"))
    assert found_in(body, MULTIPART)[-1][0] == "payload.email.emailAddresses.to"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([], [("data", "multipart.part_missing"), ("data-type", "multipart.part_missing")]),
        ([(DATA, WHOLE)], [("data-type", "multipart.part_missing")]),
        ([(DATA_TYPE, b"application/json")], [("data", "multipart.part_missing")]),
        (
            [(DATA, WHOLE), (DATA_TYPE, b"application/json"), (DATA, WHOLE)],
            [("data", "multipart.part_repeated")],
        ),
        (
            [(DATA, WHOLE), (DATA_TYPE, b"application/json"), (DATA_TYPE, b"application/json")],
            [("data-type", "multipart.part_repeated")],
        ),
        ([(DATA, WHOLE), (DATA_TYPE, b"text/plain")], [("data-type", "multipart.data_type")]),
        ([(DATA, WHOLE), (DATA_TYPE, b"")], [("data-type", "multipart.data_type")]),
        ([(DATA, WHOLE), (DATA_TYPE, b"\xff")], [("data-type", "multipart.data_type")]),
        (
            [(DATA, WHOLE), (DATA_TYPE, b"multipart/form-data")],
            [("data-type", "multipart.data_type")],
        ),
        ([(DATA, b"{"), (DATA_TYPE, b"application/json")], [("", "body.malformed")]),
        ([(DATA, b""), (DATA_TYPE, b"application/xml")], [("", "body.malformed")]),
        ([(DATA, b"[]"), (DATA_TYPE, b"application/json")], [("", "body.list")]),
    ],
)
def test_data_and_its_type_are_there_once(
    parts: list[tuple[str, bytes]], found: list[tuple[str, str]]
) -> None:
    assert found_in(body_of(*parts), MULTIPART) == found


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="f"; filename="a b.txt"', "a b.txt"),
        ('form-data; name="f"; fileName="a.txt"', "a.txt"),
        ("form-data; FILENAME=a.txt", "a.txt"),
        ("Form-Data;filename=a.txt;", "a.txt"),
        ("attachment; filename=a.txt", "a.txt"),
        ('form-data; filename="größe 日本.txt"', "größe 日本.txt"),
        ("form-data; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt", "größe.txt"),
        ("form-data; filename*=utf-8'de'a%20b", "a b"),
        ("form-data; filename*=ISO-8859-1''gr%F6%DFe", "größe"),
        ("form-data; filename=\"größe\"; filename*=UTF-8''gr%C3%B6%C3%9Fe", "größe"),
        ('form-data; filename="a"; fileName="a"', "a"),
        (r'form-data; filename="a\"b\\c.txt"', r'a"b\c.txt'),
        (r'form-data; filename="C:\docs\a.txt"', r"C:\docs\a.txt"),
        ('form-data; filename="a;b=c.txt"', "a;b=c.txt"),
        ('form-data; filename="100%.txt"', "100%.txt"),
    ],
)
def test_a_file_name_is_read_however_it_is_written(disposition: str, name: str) -> None:
    assert name_of(disposition) == name


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("X: y", (f"{FIRST}.fileName", "element.missing")),
        ("Content-Disposition: form-data; name=f", (f"{FIRST}.fileName", "element.missing")),
        ('Content-Disposition: form-data; filename=""', (f"{FIRST}.fileName", "value.empty")),
        (
            "Content-Disposition: form-data; filename=a; fileName=b",
            (f"{FIRST}.fileName", "multipart.file_names_differ"),
        ),
        (
            "Content-Disposition: form-data; filename=a; filename*=UTF-8''b",
            (f"{FIRST}.fileName", "multipart.file_names_differ"),
        ),
        (
            "Content-Disposition: form-data; filename*=UTF-8''%FF",
            (f"{FIRST}.fileName", "multipart.disposition"),
        ),
        (
            "Content-Disposition: form-data; filename*=UTF-16''a",
            (f"{FIRST}.fileName", "multipart.disposition"),
        ),
        (
            "Content-Disposition: form-data; filename*=a",
            (f"{FIRST}.fileName", "multipart.disposition"),
        ),
        (
            'Content-Disposition: form-data; filename="a',
            (f"{FIRST}.fileName", "multipart.disposition"),
        ),
        ("Content-Disposition: ;", (f"{FIRST}.fileName", "multipart.disposition")),
        (
            "Content-Disposition: form-data; filename=a\r\nContent-Disposition: form-data",
            (f"{FIRST}.fileName", "multipart.disposition"),
        ),
        (
            "Content-Disposition: form-data; filename*=UTF-8''a%00",
            (f"{FIRST}.fileName", "value.character"),
        ),
        ("Content-Disposition: inline; filename=a", (FIRST, "inline.part")),
        (
            "Content-Disposition: form-data; filename=a\r\nContent-Transfer-Encoding: uuencode",
            (f"{FIRST}.content", "multipart.transfer_encoding"),
        ),
        (
            "Content-Disposition: form-data; filename=a\r\nContent-Transfer-Encoding: base64",
            (f"{FIRST}.content", "multipart.transfer_encoding"),
        ),
        (
            "Content-Disposition: form-data; filename=a\r\nContent-Type: nonsense",
            (f"{FIRST}.contentType", "attachment.content_type"),
        ),
    ],
)
def test_a_part_that_is_no_attachment_is_told(head: str, found: tuple[str, str]) -> None:
    assert found_with(head) == [found]


def test_an_inline_part_is_named() -> None:
    body = request_body(WHOLE, ("Content-Disposition: inline; filename=logo.png", b""))
    [told] = told_of(body, MULTIPART)
    assert told == (
        "The part 'logo.png' has the Content-Disposition inline; "
        "inline attachments are not supported."
    )


def test_a_file_without_a_type_is_octets() -> None:
    [attachment] = attachments_of("Content-Disposition: form-data; filename=a")
    assert attachment == Attachment("application/octet-stream", "a", InMemory(b"abc"))


@pytest.mark.parametrize(
    ("encoding", "sent", "octets"),
    [
        ("binary", b"=41", b"=41"),
        ("8BIT", b"\xff", b"\xff"),
        ("Base64", b"QUJD\r\nRA==", b"ABCD"),
        ("quoted-printable", b"a=3Db=\r\nc", b"a=bc"),
    ],
)
def test_a_transfer_encoding_is_undone(encoding: str, sent: bytes, octets: bytes) -> None:
    head = f"Content-Disposition: form-data; filename=a\r\nContent-Transfer-Encoding: {encoding}"
    [attachment] = decoded(request_body(WHOLE, (head, sent))).attachments
    assert attachment.content == InMemory(octets)


def test_data_in_a_transfer_encoding_that_is_unknown_is_refused() -> None:
    head = f"{DATA}\r\nContent-Transfer-Encoding: x"
    body = body_of((head, WHOLE), (DATA_TYPE, b"application/json"))
    assert found_in(body, MULTIPART) == [("data", "multipart.transfer_encoding")]


@pytest.mark.rule("E12")
def test_a_list_of_attachments_has_no_place_beside_parts() -> None:
    data = json.dumps(with_attachment()).encode()
    assert found_in(request_body(data, file_part("b.txt", b"")), MULTIPART) == [
        ("attachments", "multipart.attachments_element")
    ]
    wrong = json.dumps(members(attachments=5)).encode()
    assert found_in(request_body(wrong), MULTIPART) == [
        ("attachments", "multipart.attachments_element")
    ]
    nothings: list[object] = [None, [], {}, {"attachment": []}]
    for absent in nothings:
        nothing = json.dumps(members(attachments=absent)).encode()
        assert decoded(request_body(nothing)).attachments == ()


@pytest.mark.rule("H6")
def test_findings_stand_in_the_order_of_the_parts() -> None:
    nameless = ("Content-Disposition: form-data; name=f", b"")
    data = json.dumps(members(priority="x")).encode()
    body = body_of(nameless, (DATA, data), nameless, (DATA_TYPE, b"application/json"))
    assert found_in(body, MULTIPART) == [
        ("attachments.attachment[0].fileName", "element.missing"),
        ("priority", "integer.malformed"),
        ("attachments.attachment[1].fileName", "element.missing"),
    ]


@pytest.mark.rule("H6")
def test_what_is_wrong_with_the_parts_is_told_beside_data_that_cannot_be_read() -> None:
    nameless = ("Content-Disposition: form-data; name=f", b"")
    assert found_in(request_body(b"{", nameless), MULTIPART) == [
        ("", "body.malformed"),
        ("attachments.attachment[0].fileName", "element.missing"),
    ]


@given(st.integers(1, 50), st.binary(max_size=300))
def test_it_is_the_same_request_however_it_arrives(step: int, octets: bytes) -> None:
    body = request_body(WHOLE, file_part("a.txt", octets))
    decoder = MultipartDecoder(MULTIPART)
    for start in range(0, len(body), step):
        decoder.feed(body[start : start + step])
    assert decoder.finish() == decoded(body)


def test_a_large_file_is_kept_in_pieces() -> None:
    octets = bytes(range(256)) * 4096
    [attachment] = decoded(request_body(WHOLE, file_part("a.bin", octets))).attachments
    assert attachment.content.size == len(octets)
    chunks = list(attachment.content.chunks())
    assert len(chunks) > 1
    assert b"".join(chunks) == octets


@pytest.mark.parametrize("head", [DATA, DATA_TYPE])
def test_a_field_beyond_its_limit_is_refused_while_it_arrives(head: str) -> None:
    decoder = MultipartDecoder(MULTIPART, Limits(data_octets=1000))
    decoder.feed(f"--a-boundary\r\n{head}\r\n\r\n".encode() + b"x" * 1000)
    with pytest.raises(Rejected) as refusal:
        decoder.feed(b"x" * 100)
    assert [each.name for each in refusal.value.findings] == ["multipart.data_too_large"]


@pytest.mark.rule("H3")
@pytest.mark.parametrize("content_type", ["application/json", "", "multipart/mixed; boundary=b"])
def test_the_decoder_is_for_multipart_alone(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        MultipartDecoder(content_type)


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", 'multipart/form-data; boundary=" "']
)
def test_a_boundary_is_required(content_type: str) -> None:
    assert found_in(b"", content_type) == [("", "multipart.boundary")]
