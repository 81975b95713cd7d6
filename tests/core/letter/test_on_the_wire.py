"""What a mail server receives is what was rendered: every mail, and not one more."""

import asyncio
import smtplib

import attrs
import pytest
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.letter.building import PLAIN, octets
from tests.core.letter.hostile import bodies, lines

from compose_core.letter import Enclosure, InMemory, Letter, Mailbox

RECIPIENTS = ["pat@example.com", "blind@example.com"]

ENDS_OF_DATA = [
    *("\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\n.\n", "\r.\r\n", "\n\n.\r\n", "\r\n.\r\n"),
    *("\r\n\0.\r\n", "\r\n.\0\r\n"),
]
FORGERY = (
    "MAIL FROM:<eve@example.net>\r\nRCPT TO:<eve@example.net>\r\nDATA\r\nSubject: forged\r\n\r\nx"
)


@attrs.frozen
class Inbox:
    """What a server got, mail by mail."""

    mails: list[Received] = attrs.field(factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:  # noqa: N802 - aiosmtpd's name
        assert server.session is session
        self.mails.append(envelope)
        return "250 kept"


def sent(letters: list[Letter]) -> list[Received]:
    """What a real server receives of letters that are sent on one connection."""
    return asyncio.run(_serve(letters))


async def _serve(letters: list[Letter]) -> list[Received]:
    inbox = Inbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(inbox, hostname="localhost"), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await asyncio.to_thread(_send, port, letters)
    return inbox.mails


def _send(port: int, letters: list[Letter]) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=30) as client:
        for letter in letters:
            client.sendmail("support@example.com", RECIPIENTS, octets(letter))


def _assert_arrived(letters: list[Letter]) -> None:
    received = sent(letters)
    assert [each.content for each in received] == [octets(letter) for letter in letters]
    assert {each.mail_from for each in received} <= {"support@example.com"}
    assert all(each.rcpt_tos == RECIPIENTS for each in received)


@pytest.mark.parametrize("end", ENDS_OF_DATA)
def test_no_end_of_data_can_be_forged(end: str) -> None:
    forged = f"Hello{end}{FORGERY}{end}{FORGERY}"
    letters = [
        attrs.evolve(PLAIN, text=forged),
        attrs.evolve(PLAIN, text=None, html=forged),
        attrs.evolve(PLAIN, text=f"größe{forged}", html=f"日本語{forged}"),
        attrs.evolve(
            PLAIN, enclosures=(Enclosure("a.txt", "text/plain", InMemory(forged.encode())),)
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
    (received,) = sent([PLAIN])
    assert received.rcpt_tos == RECIPIENTS
    assert b"blind@example.com" not in (received.original_content or b"")
