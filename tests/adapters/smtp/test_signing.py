"""What is signed verifies after it has passed through a server (RFC 6376)."""

from collections.abc import Callable

import attrs
import dkim
import pytest

from compose_adapters.smtp import DkimSigner, SmtpMailer, SmtpServer
from compose_adapters.smtp.testing import RecordingServer
from compose_core.letter import Letter, render
from compose_core.outbox import Verdict
from rsa_keys import rsa_key
from smtp_mailers import CONTENT, ENVELOPE, LETTER, SECONDS


def test_a_signed_mail_verifies_and_is_otherwise_the_same() -> None:
    key = rsa_key()
    signer = DkimSigner("example.com", "mail", key.pem)
    with RecordingServer() as server:
        mailer = SmtpMailer(SmtpServer.parse(server.url), signer=signer)
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        mailer.close()
    (mail,) = server.mails
    look_up: Callable[..., bytes] = lambda *_, **__: key.dns_record  # noqa: E731 - dkimpy's hook
    assert dkim.verify(mail.content, dnsfunc=look_up)
    assert mail.content.startswith(b"DKIM-Signature: ")
    assert mail.content.endswith(CONTENT)
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}


SIGNED = (
    *("From", "Sender", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To"),
    *("References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
)


@pytest.mark.parametrize("letter", [LETTER, attrs.evolve(LETTER, cc=(), reply_to=None)])
@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_header_that_is_added_on_the_way_breaks_the_signature(
    letter: Letter, name: str, *, at_the_end: bool
) -> None:
    key = rsa_key()
    mail = b"".join(render(letter))
    signed = DkimSigner("example.com", "mail", key.pem).signature(mail) + mail
    added = f"{name}: mallory@example.net\r\n".encode()
    head, _, body = signed.partition(b"\r\n\r\n")
    forged = head + b"\r\n" + added if at_the_end else added + head + b"\r\n"
    look_up: Callable[..., bytes] = lambda *_, **__: key.dns_record  # noqa: E731 - dkimpy's hook
    assert dkim.verify(signed, dnsfunc=look_up)
    assert not dkim.verify(forged + b"\r\n" + body, dnsfunc=look_up)
    harmless = head + b"\r\nX-Added: x\r\n\r\n" + body
    assert dkim.verify(harmless, dnsfunc=look_up)


@pytest.mark.rule("A3")
def test_a_key_that_cannot_sign_defers_and_nothing_goes_unsigned() -> None:
    signer = DkimSigner("example.com", "mail", b"no key")
    with RecordingServer() as server:
        mailer = SmtpMailer(SmtpServer.parse(server.url), signer=signer)
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        mailer.close()
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert server.mails == []
