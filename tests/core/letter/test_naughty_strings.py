"""Strings that broke other software, in every place of a letter that holds text."""

import json
import re
from pathlib import Path

import attrs
import pytest

from compose_core.letter import (
    InMemory,
    Letter,
    Mailbox,
    MimeAttachment,
    Unrenderable,
    clean_file_name,
)
from letters import PLAIN, octets
from mail_readers import READERS, Reader


def naughty_strings(public_data: Path) -> list[str]:
    strings: list[str] = json.loads((public_data / "blns" / "blns.json").read_text("utf-8"))
    return strings


def letter_of(text: str) -> Letter:
    """A letter that has the text everywhere; in headers without control characters."""
    line = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", "", text)
    return attrs.evolve(
        PLAIN,
        subject=line,
        reply_to=Mailbox(line, "ann@example.com"),
        text=text,
        html=text,
        enclosures=(MimeAttachment(clean_file_name(text), "text/plain", InMemory(text.encode())),),
    )


@pytest.mark.parametrize("reader", READERS)
def test_a_naughty_string_comes_back_from_everywhere(reader: Reader, public_data: Path) -> None:
    for text in naughty_strings(public_data):
        letter = letter_of(text)
        read = reader(octets(letter))
        body = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        assert (read.subject, read.text, read.html) == (letter.subject, body, body)
        assert read.reply_to == ((letter.subject.strip(), "ann@example.com"),)
        assert read.files == ((clean_file_name(text).strip(), "text/plain", text.encode()),)
        assert (read.to, read.cc, read.bcc) == (("pat@example.com",), (), ())


def test_a_naughty_string_is_an_address_only_if_it_is_one(public_data: Path) -> None:
    for text in naughty_strings(public_data):
        with pytest.raises(Unrenderable):
            octets(attrs.evolve(PLAIN, to=(text,)))
