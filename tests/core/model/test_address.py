"""Email addresses: their syntax, and which two are the same (F1)."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compose_core.errors import Phrase
from compose_core.errors.exceptions import EncodedWordInAddress, NotAnAddress
from compose_core.model import address as module
from compose_core.model.address import Address

pytestmark = pytest.mark.rule("F1")

VALID = [
    "pat@example.com",
    "p.a-t+tag@mail.example.co.uk",
    "päter@example.com",
    "pat@bücher.example.com",
    "o'neil@example.com",
    "a@b.c.example.org",
    "pat@host.test",
    "pat@printer.local",
]
INVALID = [
    "",
    "pat",
    "@example.com",
    "pat@",
    "pat@example",
    "pat@.example.com",
    "pat@example.com.",
    "pat@@example.com",
    "pat@a@example.com",
    "pat (home)@example.com",
    "pat[1]@example.com",
    "pat:x@example.com",
    "pat;x@example.com",
    "pat x@example.com",
    "pat@example.com\n",
    "pat@exam\tple.com",
    "pat\x00@example.com",
    "<pat@example.com>",
    '"pat"@example.com',
    "p\\\\t@example.com",
    "pat@[127.0.0.1]",
    "pat@exa_mple.com",
    "pat@example.123",
    "pat@-example.com",
    ".pat@example.com",
    "pat.@example.com",
    "p..t@example.com",
    "pat@example..com",
    "pat@host..test",
    "pat@\ud800.com",
    "p" * 65 + "@example.com",
    "pat@" + "x" * 64 + ".com",
    "pat@" + "x." * 124 + "com",
]


@pytest.mark.parametrize("text", VALID)
def test_an_address_of_the_references_form_is_one(text: str) -> None:
    assert Address.parse(text).text == text


@pytest.mark.parametrize("text", INVALID)
def test_what_breaks_either_syntax_is_no_address(text: str) -> None:
    with pytest.raises(NotAnAddress):
        Address.parse(text)


def test_an_encoded_word_in_a_local_part_has_an_error_of_its_own() -> None:
    with pytest.raises(EncodedWordInAddress):
        Address.parse("=?utf-8?q?pat?=@example.com")


def test_letter_case_and_script_never_make_a_second_address() -> None:
    keys = {
        Address.parse(text).key
        for text in (
            "Pat@BÜCHER.example.com",
            "pat@xn--bcher-kva.example.com",
            "PAT@bücher.Example.com",
        )
    }
    assert keys == {"pat@xn--bcher-kva.example.com"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("stra\xdfe", "strasse"), ("\ufb01na", "fina"), ("\u0149o", "\u02bcno"), ("\u0131", "i")],
)
def test_two_mailboxes_never_have_one_key(one: str, other: str) -> None:
    assert Address.parse(f"{one}@example.com").key != Address.parse(f"{other}@example.com").key


def test_capitals_of_every_script_have_the_key_of_their_small_letters() -> None:
    pairs = (("STRA\u1e9eE", "stra\xdfe"), ("\u0416\xc9", "\u0436\xe9"), ("\u03a3", "\u03c2"))
    for capitals, small in pairs:
        keys = {Address.parse(f"{each}@example.com").key for each in (capitals, small)}
        assert len(keys) == 1


def test_mail_goes_to_the_local_part_as_it_is_written() -> None:
    assert Address.parse("Pat@Example.COM").text == "Pat@example.com"


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("pat@host.test", True),
        ("pat@a.b.LOCAL", True),
        ("pat@x.localhost", True),
        ("pat@example.com", False),
        ("pat@test.example.com", False),
        ("pat@latest.com", False),
    ],
)
def test_special_use_domains_are_known(text: str, special: bool) -> None:
    assert Address.parse(text).is_special_use is special


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_is_refused_and_the_normal_form_is_stable(text: str) -> None:
    try:
        address = Address.parse(text)
    except NotAnAddress:
        return
    assert Address.parse(address.text).key == address.key
    assert address.text.count("@") == 1
    assert address.text.isprintable()


def public_cases(folder: Path) -> list[tuple[str, str]]:
    root = ET.parse(folder / "isemail" / "tests.xml").getroot()  # a fixed, trusted file
    return [
        (
            "".join(
                chr(ord(c) - 0x2400) if 0x2400 <= ord(c) < 0x2440 else c
                for c in test.findtext("address") or ""
            ),
            test.findtext("category") or "",
        )
        for test in root.iter("test")
    ]


# Valid by the RFCs, refused by F1: quoted local parts, domains in brackets, `=?`, and domains
# without a dot or whose last label is not alphabetic.
STRICTER = ('"', "[", "\\", "=?")


def _is_stricter_about(text: str) -> bool:
    domain = text.rpartition("@")[2]
    public = "." in domain and domain.rpartition(".")[2].isalpha()
    return any(mark in text for mark in STRICTER) or not public


def test_every_address_of_the_public_collection_that_is_an_error_is_refused(
    public_data: Path,
) -> None:
    cases = public_cases(public_data)
    wrong = [text for text, category in cases if category == "ISEMAIL_ERR"]
    assert len(wrong) > 50
    assert [text for text in wrong if _is_address(text)] == []


def test_valid_ones_are_refused_only_where_f1_is_stricter(public_data: Path) -> None:
    cases = public_cases(public_data)
    valid = [t for t, c in cases if c in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}]
    assert len(valid) > 20
    assert [t for t in valid if not _is_address(t) and not _is_stricter_about(t)] == []


def _is_address(text: str) -> bool:
    try:
        Address.parse(text)
    except NotAnAddress:
        return False
    return True


def outcome(judge: Callable[[str], Address], text: str) -> tuple[str, str] | Phrase:
    try:
        found = judge(text)
    except NotAnAddress as refusal:
        return refusal.reason
    return found.text, found.key


PIECES = st.lists(
    st.sampled_from(["a", "Z9", "x" * 30, ".", "-", "--", "_", "+", "xn--", "xn--bcher-kva", "0"]),
    min_size=1,
    max_size=9,
).map("".join)
NEARLY_PLAIN = st.builds(
    "{}@{}.{}".format, PIECES, PIECES, st.sampled_from(["com", "Org", "1", "x-", "xn--p1ai"])
)


@given(NEARLY_PLAIN)
@example("p" * 64 + "@" + "example." * 23 + "com")
@example("p" * 64 + "@" + "example." * 24 + "com")
@example("A.b@EXAMPLE.Com")
def test_the_way_that_most_addresses_take_comes_to_the_same(text: str) -> None:
    assert outcome(module._validate, text) == outcome(module._validate_whole, text)
