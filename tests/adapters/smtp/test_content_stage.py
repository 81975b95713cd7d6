"""A hand-over that ends amid the content: what had left, and what the server said of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import attrs
import pytest

from compose_adapters.smtp import SmtpServer, Stage
from compose_adapters.smtp.connection import Connection
from compose_adapters.smtp.session import Session, SmtpMessage, Transaction
from compose_adapters.smtp.testing import Act, Peer, RecordingServer, floods
from compose_core.letter import InMemory, MimeAttachment, render
from compose_core.outbox import Result, Verdict
from smtp_mailers import ENVELOPE, LETTER, PAT, SECONDS, SENDER, mailer_to, trust

LARGE = attrs.evolve(
    LETTER,
    enclosures=(MimeAttachment("a.bin", "application/octet-stream", InMemory(b"x" * 20_000_000)),),
)


@contextmanager
def session_with(server: RecordingServer) -> Iterator[Session]:
    connection = Connection(10, monotonic() + 20)
    connection.open("127.0.0.1", server.port)
    session = Session(connection, SmtpServer.parse(server.url), trust())
    session.begin()
    yield session
    connection.close()


@pytest.mark.rule("A3")
def test_a_deadline_that_is_over_before_the_final_dot_leaves_no_doubt() -> None:
    with RecordingServer() as server, session_with(server) as session:

        def chunks() -> Iterator[bytes]:
            yield b"Subject: late\r\n\r\nHello\r\n"
            session.connection.deadline = monotonic()

        results = Transaction(session, SmtpMessage(SENDER, (PAT,), chunks(), 24)).run()
    assert list(results) == [Result(Verdict.DEFERRED, "the content: no answer in time")]
    assert server.mails == []


def says(*lines: str, closes: bool) -> Act:
    def act(peer: Peer) -> bool:
        peer.reply(*lines)
        if closes:
            peer.close()
        else:
            peer.stopping.wait(20)
        return True

    return act


@pytest.mark.rule("A3")
@pytest.mark.parametrize("closes", [True, False], ids=["hangs up", "reads no more"])
@pytest.mark.parametrize(
    ("lines", "result"),
    [
        (("552-too", "552 large"), Result(Verdict.REFUSED, "552 too large")),
        (("452 full",), Result(Verdict.DEFERRED, "452 full")),
    ],
    ids=["for good", "for now"],
)
def test_what_the_server_says_amid_the_content_counts(
    lines: tuple[str, ...], result: Result, *, closes: bool
) -> None:
    server = RecordingServer(acts={Stage.CONTENT: says(*lines, closes=closes)})
    with server, mailer_to(server, step=0.5) as mailer:
        assert set(mailer.send(LARGE, ENVELOPE, 10 * SECONDS)) == {result}


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    "act",
    [
        says("250 accepted", closes=True),
        says("552-too large", closes=True),
        says("<html>", closes=True),
        says(closes=True),
        floods(b"552-too large\r\n"),
    ],
    ids=["an acceptance", "half a reply", "garbage", "nothing", "without end"],
)
def test_what_is_no_refusal_amid_the_content_defers(act: Act) -> None:
    server = RecordingServer(acts={Stage.CONTENT: act})
    with server, mailer_to(server, step=0.5) as mailer:
        results = mailer.send(LARGE, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}


@pytest.mark.rule("A3")
def test_a_content_of_one_piece_that_is_not_taken_whole_leaves_no_doubt() -> None:
    letter = attrs.evolve(LETTER, text="The last piece leaves with the dot.\r\n" * 500_000)
    server = RecordingServer(acts={Stage.CONTENT: says(closes=False)})
    with server, mailer_to(server, step=0.5) as mailer:
        results = mailer.send(letter, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert {result.reply for result in results} == {"the content: no answer in time"}


@pytest.mark.rule("A3")
def test_a_content_of_one_large_piece_arrives_whole() -> None:
    letter = attrs.evolve(LETTER, text="The last piece leaves with the dot.\r\n" * 200_000)
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(letter, ENVELOPE, 20 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert server.mails[0].content == b"".join(render(letter))
