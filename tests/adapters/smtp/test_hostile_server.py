"""A hostile server costs bounded time and memory, and learns nothing in clear."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import attrs
import pytest

from compose_adapters.smtp import Stage
from compose_adapters.smtp.testing import Act, Peer, RecordingServer, drips, floods, injects
from compose_core.letter import InMemory, MimeAttachment
from compose_core.outbox import Verdict
from smtp_mailers import ENVELOPE, LETTER, SECONDS, certificate, mailer_to

MOST_OCTETS = 16 * 1024 * 1024
WITHIN = 1.5
STAGES = [
    *(Stage.BANNER, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT),
]
FLOODS: dict[str, Act] = {
    "a reply without end": floods(b"220-hello\r\n"),
    "a line without end": floods(b"x"),
    "empty lines": floods(b"\r\n"),
    "replies without end": floods(b"250 ok\r\n"),
}
DRIP = drips(b"250-" + b"x" * 1000, 0.09)


@contextmanager
def at_most(seconds: float, octets: int) -> Iterator[None]:
    tracemalloc.start()
    start = monotonic()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert monotonic() - start < seconds
    assert peak < octets


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
@pytest.mark.parametrize("flood", FLOODS)
def test_a_server_that_talks_without_end_is_cut_short(stage: Stage, flood: str) -> None:
    server = RecordingServer(acts={stage: FLOODS[flood]})
    with server, mailer_to(server) as mailer, at_most(5, MOST_OCTETS):
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    # A flood of good replies answers the commands that it meets; it is out of turn at the next.
    assert {result.verdict for result in results} <= {
        Verdict.DEFERRED,
        Verdict.UNCERTAIN if stage is Stage.DOT else Verdict.DEFERRED,
        Verdict.ACCEPTED if (stage, flood) == (Stage.DOT, "replies without end") else None,
    }


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_server_that_drips_is_left_at_the_deadline(stage: Stage) -> None:
    server = RecordingServer(acts={stage: DRIP})
    with server, mailer_to(server) as mailer, at_most(WITHIN + 1, MOST_OCTETS):
        results = mailer.send(LETTER, ENVELOPE, WITHIN * SECONDS)
    expected = Verdict.UNCERTAIN if stage is Stage.DOT else Verdict.DEFERRED
    assert {result.verdict for result in results} == {expected}


def test_a_server_that_is_slow_at_every_step_is_left_at_the_deadline() -> None:
    def dawdle(peer: Peer) -> bool:
        peer.stopping.wait(0.6)
        return False

    server = RecordingServer(acts=dict.fromkeys(Stage, dawdle), extensions=())
    with server, mailer_to(server) as mailer, at_most(WITHIN + 1, MOST_OCTETS):
        results = mailer.send(LETTER, ENVELOPE, WITHIN * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}


def test_a_server_that_reads_nothing_is_left_at_the_deadline() -> None:
    def sleep(peer: Peer) -> bool:
        return peer.stopping.wait(10) or True

    file = MimeAttachment("a.bin", "application/octet-stream", InMemory(b"x" * 30_000_000))
    letter = attrs.evolve(LETTER, enclosures=(file,))
    server = RecordingServer(acts={Stage.CONTENT: sleep})
    with server, mailer_to(server) as mailer, at_most(WITHIN + 1, MOST_OCTETS):
        results = mailer.send(letter, ENVELOPE, WITHIN * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}


def in_clear(server: RecordingServer) -> list[str]:
    return [command.partition(" ")[0] for command, is_secure in server.commands if not is_secure]


def test_what_is_said_before_tls_does_not_count_as_said_within_it() -> None:
    smuggled = injects(b"220 go ahead\r\n250-mail.example\r\n250 AUTH PLAIN\r\n")
    server = RecordingServer(
        acts={Stage.STARTTLS: lambda peer: smuggled(peer) or True},
        tls=certificate(),
        user=("ann", "secret"),
    )
    with server, mailer_to(server, "?starttls=required", "ann:secret") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    reply = "STARTTLS: the server speaks out of turn"
    assert {(result.verdict, result.reply) for result in results} == {(Verdict.DEFERRED, reply)}
    assert [command for command, _ in server.commands][1:] == ["STARTTLS"]


def test_no_mail_goes_in_clear_where_tls_is_required_and_not_offered() -> None:
    server = RecordingServer(user=("ann", "secret"))
    with server, mailer_to(server, "?starttls=required", "ann:secret") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {result.reply for result in results} == {"STARTTLS: the server does not offer STARTTLS"}
    assert in_clear(server) == ["EHLO"]


@pytest.mark.parametrize("name", ["expired", "another-host", "self-signed"])
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(name: str, *, implicit: bool) -> None:
    server = RecordingServer(tls=certificate(name), implicit_tls=implicit, user=("ann", "secret"))
    query = "" if implicit else "?starttls=required"
    with server, mailer_to(server, query, "ann:secret") as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert "certificate" in results[0].reply.lower()
    assert set(in_clear(server)) <= {"EHLO", "STARTTLS"}
    assert all(not is_secure for _, is_secure in server.commands)


def test_a_server_that_answers_twice_is_not_believed() -> None:
    twice = injects(b"250 sender\r\n")
    server = RecordingServer(acts={Stage.MAIL: twice}, extensions=())
    with server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert server.mails == []


def test_an_acceptance_that_comes_before_the_final_dot_is_not_believed() -> None:
    def early(peer: Peer) -> bool:
        peer.say(b"354 go ahead\r\n250 accepted\r\n")
        return True

    server = RecordingServer(acts={Stage.DATA: early})
    with server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
