"""What a mail server receives is what was rendered: every mail, and not one more."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose_core.letter import InMemory, Letter, Mailbox, MimeAttachment
from hostile_text import bodies, lines
from letters import PLAIN, octets
from mail_server import RECIPIENTS, SENDER, Received, received

ENDS_OF_DATA = [
    *("\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\n.\n", "\r.\r\n", "\n\n.\r\n", "\r\n.\r\n"),
    *("\r\n\0.\r\n", "\r\n.\0\r\n"),
]
FORGERY = (
    "MAIL FROM:<eve@example.net>\r\nRCPT TO:<eve@example.net>\r\nDATA\r\nSubject: forged\r\n\r\nx"
)


def _assert_arrived(letters: list[Letter]) -> None:
    mails = [octets(letter) for letter in letters]
    assert received(mails) == [Received(SENDER, RECIPIENTS, mail) for mail in mails]


@pytest.mark.parametrize("end", ENDS_OF_DATA)
def test_no_end_of_data_can_be_forged(end: str) -> None:
    forged = f"Hello{end}{FORGERY}{end}{FORGERY}"
    letters = [
        attrs.evolve(PLAIN, text=forged),
        attrs.evolve(PLAIN, text=None, html=forged),
        attrs.evolve(PLAIN, text=f"größe{forged}", html=f"日本語{forged}"),
        attrs.evolve(
            PLAIN, enclosures=(MimeAttachment("a.txt", "text/plain", InMemory(forged.encode())),)
        ),
        PLAIN,
    ]
    _assert_arrived(letters)


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(
            lambda **fields: attrs.evolve(PLAIN, **fields),
            subject=lines(245),
            sender=lines(80).map(lambda name: Mailbox(name, "support@example.com")),
            text=st.none() | bodies(),
            html=st.none() | bodies(),
        ),
        max_size=4,
    )
)
def test_every_letter_arrives_as_it_was_rendered(letters: list[Letter]) -> None:
    _assert_arrived(letters)


@pytest.mark.rule("A4")
def test_a_blind_copy_is_in_no_header() -> None:
    (mail,) = received([octets(PLAIN)])
    assert "blind@example.com" in mail.recipients
    assert b"blind" not in mail.octets
