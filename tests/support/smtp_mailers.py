"""A letter, and mailers that lead to the recording server."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compose_adapters.smtp import SmtpMailer, SmtpServer
from compose_adapters.smtp.testing import RecordingServer
from compose_core.letter import Envelope, Letter, Mailbox, render

CERTIFICATES = Path(__file__).parents[1] / "adapters" / "smtp" / "certificates"
SECONDS = timedelta(seconds=1)
SENDER, PAT, CAL, BEA = (
    "support@example.com",
    "pat@example.com",
    "cal@example.com",
    "bea@example.com",
)
LETTER = Letter(
    sender=Mailbox("Example Support", SENDER),
    to=(PAT,),
    cc=(CAL,),
    reply_to=None,
    subject="Your order",
    date=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    message_id="<7.3.token@example.com>",
    in_reply_to=None,
    references=(),
    text="Hello Pat,\n.it is\n..on its way.\n.\nThanks\n",
    html=None,
    boundary="token",
)
ENVELOPE = Envelope(SENDER, (PAT, CAL, BEA))
CONTENT = b"".join(render(LETTER))


def certificate(name: str = "valid") -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    return context


def trust() -> ssl.SSLContext:
    """What a client trusts."""
    return ssl.create_default_context(cafile=CERTIFICATES / "authority.pem")


@contextmanager
def mailer_to(
    server: RecordingServer, query: str = "", user: str = "", step: float = 10
) -> Iterator[SmtpMailer]:
    """A mailer to a running server.

    Args:
        server: which.
        query: the parameters of its URL.
        user: ``name:password``.
        step: in seconds.
    """
    url = server.url.replace("://", f"://{user}@") if user else server.url
    mailer = SmtpMailer(
        SmtpServer.parse(url + query), step=timedelta(seconds=step), context=trust()
    )
    try:
        yield mailer
    finally:
        mailer.close()
