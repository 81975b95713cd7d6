"""TLS and authentication, with servers that are what they say."""

import pytest

from compose_adapters.smtp import BadServer, Credentials, Security, SmtpMailer, SmtpServer
from compose_adapters.smtp.testing import RecordingServer
from compose_core.outbox import Verdict
from smtp_mailers import ENVELOPE, LETTER, SECONDS, certificate, mailer_to


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
def test_mail_goes_within_tls_to_a_server_that_proves_who_it_is(*, implicit: bool) -> None:
    server = RecordingServer(tls=certificate(), implicit_tls=implicit, user=("ann", "secret"))
    query = "" if implicit else "?starttls=required"
    with server, mailer_to(server, query, "ann:secret") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    (mail,) = server.mails
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert (mail.is_secure, mail.user) == (True, "ann")
    within = [command.partition(" ")[0] for command, is_secure in server.commands if is_secure]
    assert within == ["EHLO", "AUTH", "MAIL", "RCPT", "RCPT", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("mechanisms", ["AUTH PLAIN LOGIN", "AUTH LOGIN"])
@pytest.mark.parametrize("user", ["ann:secret", "j%C3%B6rg%40example.com:s%3A%2F%40"])
def test_the_user_of_the_url_authenticates(mechanisms: str, user: str) -> None:
    accepted = {
        "ann:secret": ("ann", "secret"),
        "j%C3%B6rg%40example.com:s%3A%2F%40": ("jörg@example.com", "s:/@"),
    }[user]
    server = RecordingServer(user=accepted, mechanisms=mechanisms)
    with server, mailer_to(server, user=user) as mailer:
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert server.mails[0].user == accepted[0]


def test_a_wrong_password_defers_and_the_reply_repeats_no_secret() -> None:
    server = RecordingServer(user=("ann", "secret"), says_no="535 ann secret is wrong")
    with server, mailer_to(server, user="ann:wrong") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {(result.verdict, result.reply) for result in results} == {
        (Verdict.DEFERRED, "AUTH: 535 the credentials were not accepted")
    }
    assert server.mails == []


def test_a_server_without_a_mechanism_that_is_known_gets_no_mail() -> None:
    server = RecordingServer(user=("ann", "secret"), mechanisms="AUTH GSSAPI")
    with server, mailer_to(server, user="ann:secret") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert [command.partition(" ")[0] for command, _ in server.commands] == ["EHLO"]


@pytest.mark.parametrize(
    ("url", "security"),
    [
        ("smtp://mail.example", Security.CLEAR),
        ("smtp://ann:secret@127.0.0.1", Security.CLEAR),
        ("smtp://ann:secret@localhost", Security.CLEAR),
        ("smtp://ann:secret@[::1]:2525", Security.CLEAR),
        ("smtp://mail.example?starttls=required", Security.STARTTLS),
        ("smtp://ann:secret@mail.example", Security.STARTTLS),
        ("smtp://ann:secret@192.0.2.1", Security.STARTTLS),
        ("smtps://ann:secret@mail.example", Security.TLS),
    ],
)
def test_a_password_never_leaves_this_machine_in_clear(url: str, security: Security) -> None:
    assert SmtpServer.parse(url).security is security


def test_no_value_says_that_a_password_leaves_this_machine_in_clear() -> None:
    ann = Credentials("ann", "secret")
    with pytest.raises(BadServer, match="not sent in clear"):
        SmtpServer("mail.example", 25, credentials=ann)
    assert SmtpServer("127.0.0.1", 25, credentials=ann).security is Security.CLEAR
    assert SmtpServer("mail.example", 25, Security.STARTTLS, ann).credentials == ann


def test_no_secret_is_in_any_repr() -> None:
    server = SmtpServer.parse("smtps://ann:topsecret@mail.example")
    shown = repr(server) + repr(server.credentials) + repr(SmtpMailer(server))
    assert "topsecret" not in shown
    assert "ann" not in shown
