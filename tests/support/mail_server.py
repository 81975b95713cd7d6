"""A real mail server for a test, and what it received."""

import asyncio
import smtplib
from collections.abc import Sequence

import attrs
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as ReceivedEnvelope

SENDER = "support@example.com"
RECIPIENTS = ("pat@example.com", "blind@example.com")


@attrs.frozen
class Received:
    """A mail as the server got it, its dots no longer doubled."""

    sender: str | None
    recipients: tuple[str, ...]
    octets: bytes


@attrs.frozen
class _Inbox:
    mails: list[Received] = attrs.field(factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: ReceivedEnvelope) -> str:  # noqa: N802, ARG002 - aiosmtpd asks for this name and these arguments
        assert isinstance(envelope.content, bytes)
        self.mails.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        return "250 kept"


def received(mails: Sequence[bytes]) -> list[Received]:
    """What a server receives when the mails are sent on one connection by `smtplib`."""
    return asyncio.run(_serve(mails))


async def _serve(mails: Sequence[bytes]) -> list[Received]:
    inbox = _Inbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(inbox, hostname="localhost"), "127.0.0.1", 0)
    async with server:
        port: int = server.sockets[0].getsockname()[1]
        await asyncio.to_thread(_send, port, mails)
    return inbox.mails


def _send(port: int, mails: Sequence[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost", timeout=30) as client:
        for mail in mails:
            client.sendmail(SENDER, RECIPIENTS, mail)
