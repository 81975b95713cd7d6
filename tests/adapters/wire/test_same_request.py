"""The three formats spell the same requests (issue: one value, whatever it came in)."""

import json
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.wire import decode_file, encode_request
from compose_core.compose.idempotency import fingerprint
from compose_core.model.request import Command, CommandOptions, ComposeRequest, contents
from compose_core.testing.builders import request as a_request
from decoding import decode_and_check
from multipart_bodies import MULTIPART, file_part, request_body
from requests_as_json import JSON, XML, with_contents
from whole_requests import CARRIED, requests


def as_multipart(request: ComposeRequest, data_type: str) -> bytes:
    data = encode_request(attrs.evolve(request, attachments=()), data_type)
    files = [
        file_part(each.file_name, b"".join(each.content.chunks()), each.content_type)
        for each in request.attachments
    ]
    return request_body(data, *files, data_type=data_type.encode())


@pytest.mark.rule("A5")
@given(requests)
def test_a_request_is_the_same_value_in_every_format(request: ComposeRequest) -> None:
    assert decode_and_check(encode_request(request, JSON), JSON) == request
    assert decode_and_check(encode_request(request, XML), XML) == request
    assert decode_and_check(as_multipart(request, JSON), MULTIPART) == request
    assert decode_and_check(as_multipart(request, XML), MULTIPART) == request


@given(st.text(CARRIED | st.sampled_from("\r\n\t"), min_size=1))
def test_a_text_is_the_same_in_json_and_xml_but_for_its_line_breaks(text: str) -> None:
    request = attrs.evolve(a_request(), contents=contents(text=f"x{text}"))
    unbroken = f"x{text}".replace("\r\n", "\n").replace("\r", "\n")
    expected = attrs.evolve(request, contents=contents(text=unbroken))
    for form in (JSON, XML):
        assert decode_and_check(encode_request(request, form), form) == expected


def test_naughty_strings_survive(public_data: Path) -> None:
    strings = json.loads((public_data / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    for string in strings:
        text = f"x{string}".replace("\r\n", "\n").replace("\r", "\n")
        carried = "".join(each for each in text if each >= " " or each in "\n\t")
        carried = carried.replace("\ufffe", "").replace("\uffff", "")
        request = attrs.evolve(a_request(), contents=contents(text=carried))
        for form in (JSON, XML):
            assert decode_and_check(encode_request(request, form), form) == request
        written = json.dumps(with_contents({"type": "text", "value": carried})).encode()
        assert decode_and_check(written, JSON).body("text") == carried


@pytest.mark.parametrize("scenario", ["1", "3", "5"])
def test_an_example_is_the_same_request_in_json_and_xml(scenario: str, root: Path) -> None:
    folder = root / "examples" / "requests"
    files = (folder / f"{scenario}.json", folder / f"{scenario}.xml")
    first, second = (decode_file(each.read_bytes(), each.name) for each in files)
    assert first == second
    act = CommandOptions(Command.SEND)
    assert fingerprint(act, first) == fingerprint(act, second)


@pytest.mark.parametrize("name", ["2.multipart", "4.multipart", "6.multipart"])
def test_an_example_in_multipart_says_what_it_is(name: str, root: Path) -> None:
    octets = (root / "examples" / "requests" / name).read_bytes()
    request = decode_file(octets, name)
    assert request.department == "service"
    names = {"2.multipart": ["steps.txt"], "6.multipart": ["steps.txt", "grünes Licht.png"]}
    assert [each.file_name for each in request.attachments] == names.get(name, [])
