"""Bodies of python-multipart's own tests, with the parts or the error that it expects."""

import base64
import re
from pathlib import Path

import pytest

from compose_adapters.wire.limits import STANDARD
from compose_adapters.wire.multipart import Part
from compose_adapters.wire.multipart_parser import (
    Disposition,
    Header,
    MultipartParser,
    parse_disposition,
)
from compose_core.errors import Rejected

pytestmark = pytest.mark.rule("H4")

# Each value of their files that a test needs stands on a line of its own.
_BOUNDARY = re.compile(r"^boundary: (.*)$", re.MULTILINE)
# This one is read with another boundary than its description says, in python-multipart's tests too.
_OTHER_BOUNDARY = {"tests__test_data__http__single_field_blocks": "boundary"}
_ERROR = re.compile(r"^    error: ", re.MULTILINE)
_PART = re.compile(r"^  - name: (.*)\n(?:.*\n)*?    data: !!binary \|\n\s+(.*)$", re.MULTILINE)


class Gathered:
    """A sink of whole parts."""

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def begin(self, headers: list[Header]) -> None:
        named = dict(headers)
        says = parse_disposition(named["content-disposition"])
        encoding = named.get("content-transfer-encoding", "")
        self.parts.append(Part(len(self.parts), says, transfer_encoding=encoding))

    def data(self, octets: bytes) -> None:
        self.parts[-1].add(octets)

    def end(self) -> None:
        """Nothing is left to do."""


def read(body: bytes, boundary: str, step: int) -> list[tuple[str, bytes]]:
    sink = Gathered()
    parser = MultipartParser(boundary, STANDARD, sink)
    for start in range(0, len(body), step):
        parser.feed(body[start : start + step])
    parser.close()
    return [(part.disposition.name, b"".join(part.content().chunks())) for part in sink.parts]


def test_every_body_is_read_or_refused_as_it_is_there(public_data: Path) -> None:
    cases = sorted((public_data / "multipart").glob("*.http"))
    assert len(cases) == 30
    refused = 0
    for case in cases:
        expected = case.with_suffix(".yaml").read_text(encoding="utf-8")
        boundary = _OTHER_BOUNDARY.get(case.stem, _BOUNDARY.findall(expected)[0])
        for step in (1, 7, 100_000):
            if _ERROR.search(expected):
                with pytest.raises(Rejected):
                    read(case.read_bytes(), boundary, step)
                continue
            parts = [(name, base64.b64decode(data)) for name, data in _PART.findall(expected)]
            assert read(case.read_bytes(), boundary, step) == parts, case.name
        refused += bool(_ERROR.search(expected))
    assert refused == 8


def test_a_name_in_utf_8_is_read(public_data: Path) -> None:
    body = (public_data / "multipart" / "tests__test_data__http__utf8_filename.http").read_bytes()
    [line] = [line for line in body.split(b"\r\n") if line.startswith(b"Content-Disposition: ")]
    value = line.decode().removeprefix("Content-Disposition: ")
    assert parse_disposition(value) == Disposition("form-data", "file", ("???.txt",))
