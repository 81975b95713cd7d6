"""The head of a letter."""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from compose_core.errors.exceptions import ComposeError
from compose_core.letter import (
    Envelope,
    Letter,
    Mailbox,
    Unrenderable,
    mailed,
    needs_smtputf8,
    size_of,
)
from compose_core.letter.headers import head
from letters import PLAIN, octets


def header(letter: Letter, name: str) -> str:
    """The value of a header as it is written, its line breaks shown as ``|``."""
    folded = octets(letter).decode().partition("\r\n\r\n")[0].replace("\r\n ", "| ")
    values = [line for line in folded.split("\r\n") if line.startswith(f"{name}:")]
    assert len(values) == 1
    return values[0].removeprefix(f"{name}:").removeprefix(" ")


SUBJECTS = {
    "Your order": "Your order",
    "": "",
    "[#7] Your order: 4711?": "[#7] Your order: 4711?",
    "Grüße": "=?utf-8?b?R3LDvMOfZQ==?=",
    "Grüße aus Bonn": "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_Bonn?=",
    "日本語": "=?utf-8?b?5pel5pys6Kqe?=",
    "=?utf-8?q?a=0D=0ABcc:_e@x?=": "=?utf-8?b?PT91dGYtOD9xP2E9MEQ9MEFCY2M6X2VAeD89?=",
    "=? why": "=?utf-8?b?PT8gd2h5?=",
    "what is this =? in it": "=?utf-8?q?what_is_this_=3D=3F_in_it?=",
    " led by a space": "=?utf-8?q?_led_by_a_space?=",
    "two  spaces": "=?utf-8?q?two__spaces?=",
    "trailed by a space ": "=?utf-8?q?trailed_by_a_space_?=",
    "word " * 20 + "end": "word " * 13 + "word| word word word word word word end",
    "a" * 100: "=?utf-8?q?" + "a" * 55 + "?=| =?utf-8?q?" + "a" * 45 + "?=",
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_written_as_it_is_where_every_reader_gives_it_back(subject: str) -> None:
    assert header(attrs.evolve(PLAIN, subject=subject), "Subject") == SUBJECTS[subject]


@pytest.mark.rule("A4")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "ann@example.com"),
        ("Ann Agent", "Ann Agent <ann@example.com>"),
        ("Agent, Ann", '"Agent, Ann" <ann@example.com>'),
        ('Ann "the" \\ Agent', r'"Ann \"the\" \\ Agent" <ann@example.com>'),
        ("Änn", "=?utf-8?q?=C3=84nn?= <ann@example.com>"),
        ("=?utf-8?q?x?=", "=?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <ann@example.com>"),
        (
            "Agent, " * 10,
            (
                "=?utf-8?q?Agent=2C_Agent=2C_Agent=2C_Agent=2C_Agent=2C_Agent=2C_?=|"
                " =?utf-8?q?Agent=2C_Agent=2C_Agent=2C_Agent=2C_?= <ann@example.com>"
            ),
        ),
        ("Ö" * 9, "=?utf-8?b?w5bDlsOWw5bDlsOWw5bDlsOW?= <ann@example.com>"),
        ("Ö" * 16, "=?utf-8?b?w5bDlsOWw5bDlsOWw5bDlsOWw5bDlsOWw5bDlsOWw5Y=?=| <ann@example.com>"),
    ],
)
def test_a_name_never_becomes_an_address(name: str, shown: str) -> None:
    letter = attrs.evolve(PLAIN, reply_to=Mailbox(name, "ann@example.com"))
    assert header(letter, "Reply-To") == shown


@pytest.mark.rule("A4")
def test_to_and_cc_show_the_addresses_alone() -> None:
    letter = attrs.evolve(PLAIN, cc=("ann@example.com", "bob@example.com"))
    assert header(letter, "To") == "pat@example.com"
    assert header(letter, "Cc") == "ann@example.com, bob@example.com"


def test_many_addresses_stand_on_a_line_each() -> None:
    letter = attrs.evolve(PLAIN, cc=tuple(f"a.colleague.{i}@example.com" for i in range(3)))
    assert header(letter, "Cc") == (
        "a.colleague.0@example.com,| a.colleague.1@example.com,| a.colleague.2@example.com"
    )


def test_a_letter_to_blind_copies_alone_has_no_to() -> None:
    assert b"\nTo:" not in octets(attrs.evolve(PLAIN, to=()))


@pytest.mark.rule("F1")
def test_a_domain_of_any_script_is_written_in_a_labels() -> None:
    letter = attrs.evolve(PLAIN, cc=("Pat@straße.example.com",))
    assert header(letter, "Cc") == "Pat@xn--strae-oqa.example.com"


@pytest.mark.rule("F1")
def test_a_local_part_of_any_script_makes_the_headers_utf8() -> None:
    letter = attrs.evolve(PLAIN, to=("jürgen@straße.example.com",), subject="Grüße")
    assert header(letter, "To") == "jürgen@straße.example.com"
    assert header(letter, "Subject") == "=?utf-8?b?R3LDvMOfZQ==?="
    assert size_of(letter) == len(octets(letter))


@pytest.mark.rule("F1")
@pytest.mark.parametrize("address", ["jürgen@example.com", "ann@example.com", "ann@straße.example"])
def test_smtputf8_is_needed_for_a_local_part_alone(address: str) -> None:
    needed = address.startswith("jürgen")
    envelope = Envelope("support@example.com", ("pat@example.com",))
    assert not needs_smtputf8(PLAIN, envelope)
    assert needs_smtputf8(PLAIN, attrs.evolve(envelope, recipients=(address,))) is needed
    assert needs_smtputf8(PLAIN, attrs.evolve(envelope, sender=address)) is needed
    for letter in (
        attrs.evolve(PLAIN, sender=Mailbox("", address)),
        attrs.evolve(PLAIN, reply_to=Mailbox("", address)),
        attrs.evolve(PLAIN, to=(address,)),
        attrs.evolve(PLAIN, cc=(address,)),
    ):
        assert needs_smtputf8(letter, envelope) is needed


@pytest.mark.rule("A4")
def test_a_thread_is_kept_together() -> None:
    letter = attrs.evolve(
        PLAIN,
        in_reply_to="<6.3.b@example.com>",
        references=("<5.3.a@example.com>", "<6.3.b@example.com>"),
    )
    assert header(letter, "Message-ID") == "<7.3.token@example.com>"
    assert header(letter, "In-Reply-To") == "<6.3.b@example.com>"
    assert header(letter, "References") == "<5.3.a@example.com>| <6.3.b@example.com>"


def test_a_date_is_written_in_utc() -> None:
    summer = datetime(2026, 7, 3, 1, 5, 9, tzinfo=timezone(timedelta(hours=2)))
    assert header(attrs.evolve(PLAIN, date=summer), "Date") == "Thu, 02 Jul 2026 23:05:09 +0000"
    early = datetime(33, 1, 1, tzinfo=UTC)
    assert header(attrs.evolve(PLAIN, date=early), "Date") == "Sat, 01 Jan 0033 00:00:00 +0000"


def test_a_letter_that_a_program_wrote_says_so() -> None:
    assert header(attrs.evolve(PLAIN, auto_submitted=True), "Auto-Submitted") == "auto-generated"


def test_a_host_adds_headers_of_its_own() -> None:
    link = f"<https://example.com/{'u' * 80}>"
    letter = attrs.evolve(PLAIN, headers=(("List-Unsubscribe", link), ("X-Team", "Grüße")))
    assert header(letter, "List-Unsubscribe") == link
    assert header(letter, "X-Team") == "=?utf-8?b?R3LDvMOfZQ==?="


def test_a_long_header_name_leaves_room_for_a_character() -> None:
    name = "X-" + "a" * 58
    assert header(attrs.evolve(PLAIN, headers=((name, "👍"),)), name) == "=?utf-8?b?8J+RjQ==?="


RESERVED = (
    *("Bcc", "bcc", "From", "To", "Cc", "Sender", "Reply-To", "Subject", "Date", "Message-ID"),
    *("References", "In-Reply-To", "MIME-Version", "Content-Type", "content-x", "Resent-Bcc"),
    *("Return-Path", "Received", "DKIM-Signature", "Auto-Submitted"),
    *("", "X Y", "X:Y", "X\r\nBcc", "X\n", "Ä", "X" * 61),
)


@pytest.mark.parametrize("name", RESERVED)
def test_a_host_cannot_give_a_header_that_is_not_its_own(name: str) -> None:
    with pytest.raises(Unrenderable, match=r"headers\[1\]: this name is not a caller's to give"):
        head(attrs.evolve(PLAIN, headers=(("X-Mine", "1"), (name, "eve@example.net"))))


CONTROLS = ["\0", "\t", "\n", "\r", "\r\nBcc: eve@example.net", "\x7f", "\x85", "\u2028", "\ud800"]


@pytest.mark.parametrize("control", CONTROLS)
def test_a_control_character_never_reaches_a_header(control: str) -> None:
    broken = f"a{control}b"
    for field, letter in {
        "subject": attrs.evolve(PLAIN, subject=broken),
        "sender.name": attrs.evolve(PLAIN, sender=Mailbox(broken, "ann@example.com")),
        "reply_to.name": attrs.evolve(PLAIN, reply_to=Mailbox(broken, "ann@example.com")),
        "headers[0]": attrs.evolve(PLAIN, headers=(("X-Mine", broken),)),
    }.items():
        with pytest.raises(Unrenderable) as caught:
            octets(letter)
        assert caught.value.field == field


NO_ADDRESSES = (
    *(
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@@example.com",
        "a b@example.com",
        "ann@example.com\n",
    ),
    *("ann@example.com, eve@example.net", "<ann@example.com>", '"a"@example.com', "a@[127.0.0.1]"),
    *("=?utf-8?q?x?=@example.com", ".ann@example.com", "ann@example..com", "a\u2028b@example.com"),
    *(
        "a\ud800@example.com",
        "ann@" + "e" * 320,
        "é" * 160 + "@e.com",
        "ann@xn--é.com",
        "ann(c)@example.com",
    ),
)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_never_reaches_a_header(address: str) -> None:
    for field, letter in {
        "sender.address": attrs.evolve(PLAIN, sender=Mailbox("", address)),
        "reply_to.address": attrs.evolve(PLAIN, reply_to=Mailbox("Ann", address)),
        "to[0]": attrs.evolve(PLAIN, to=(address,)),
        "cc[1]": attrs.evolve(PLAIN, cc=("ann@example.com", address)),
    }.items():
        with pytest.raises(Unrenderable) as caught:
            octets(letter)
        assert caught.value.field == field


@pytest.mark.parametrize(
    "broken", ["", "7.3@example.com", "<7@example.com>\r\nBcc: x", "<é@example.com>", "<7>", "<@>"]
)
def test_what_is_no_message_id_never_reaches_a_header(broken: str) -> None:
    with pytest.raises(Unrenderable, match="message_id: it is no Message-ID"):
        octets(attrs.evolve(PLAIN, message_id=broken))
    with pytest.raises(Unrenderable, match=r"references\[0\]: it is no Message-ID"):
        octets(attrs.evolve(PLAIN, references=(broken,)))


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(Unrenderable, match="date: it has no time zone"):
        octets(attrs.evolve(PLAIN, date=datetime(2026, 11, 1)))  # noqa: DTZ001 - refused for it


def test_a_refusal_names_the_field_and_not_the_value() -> None:
    with pytest.raises(ValueError, match=r"^subject: U\+000A may not stand in a header$") as caught:
        octets(attrs.evolve(PLAIN, subject="secret\n"))
    assert isinstance(caught.value, ComposeError)


@pytest.mark.rule("F1")
def test_an_address_is_written_for_the_server_that_takes_it() -> None:
    assert mailed("pat@straße.example.com") == "pat@xn--strae-oqa.example.com"
    assert mailed("jürgen@straße.example.com", utf8=True) == "jürgen@straße.example.com"
    with pytest.raises(Unrenderable, match="address: its local part needs UTF-8"):
        mailed("jürgen@example.com")
