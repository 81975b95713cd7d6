"""Octets as base64, block by block."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.letter.bodies import base64_lines, base64_size

BLOCK = 57 * 1024


@given(st.lists(st.binary(max_size=200)))
def test_pieces_of_any_length_make_the_same_lines(chunks: list[bytes]) -> None:
    _assert_is_right(b"".join(chunks), chunks)


@pytest.mark.parametrize("piece", [1_000, BLOCK - 1, BLOCK, BLOCK + 1, 256 * 1024])
@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_blocks_of_any_length_make_the_same_lines(size: int, piece: int) -> None:
    data = random.Random(size).randbytes(size)
    _assert_is_right(data, [data[at : at + piece] for at in range(0, size, piece)])


def _assert_is_right(data: bytes, chunks: list[bytes]) -> None:
    carried = b"".join(base64_lines(chunks))
    encoded = base64.b64encode(data)
    assert carried == b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    assert base64_size(len(data)) == len(carried)
