"""Twenty letters, and the mails that they are, to the octet."""

import re

import pytest
from tests.corpus.letters.golden import FOLDER, LETTERS, golden

from compose_core.letter import size_of
from letters import octets


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_mailed_as_it_was_when_a_person_read_it(name: str) -> None:
    assert octets(LETTERS[name]) == golden(name).read_bytes()
    assert size_of(LETTERS[name]) == golden(name).stat().st_size


def test_no_golden_mail_is_without_its_letter() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(LETTERS)
    assert len(LETTERS) == 20


@pytest.mark.parametrize("name", LETTERS)
def test_a_golden_mail_keeps_to_the_lines_that_people_read(name: str) -> None:
    mail = golden(name).read_bytes()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", mail)
    assert max(map(len, mail.split(b"\r\n"))) <= 99
