"""Kept connections: used again, not for ever, and never by two at once."""

import threading
from time import monotonic

import pytest

from compose_adapters.smtp import Stage, pool
from compose_adapters.smtp.testing import Peer, RecordingServer, is_silent, only_first
from compose_core.ports import Verdict
from smtp_mailers import ENVELOPE, LETTER, SECONDS, certificate, mailer_to


def test_threads_that_send_at_once_have_a_connection_each() -> None:
    both = threading.Barrier(2, timeout=20)

    def meet(_: Peer) -> bool:
        both.wait()
        return False

    server = RecordingServer(acts={Stage.DOT: meet})
    with server, mailer_to(server) as mailer:
        threads = [
            threading.Thread(target=mailer.send, args=(LETTER, ENVELOPE, 20 * SECONDS))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(server.mails), server.connections) == (2, 2)


def test_a_connection_carries_a_hundred_mails_and_is_then_ended() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        for _ in range(101):
            mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    said = [command for command, _ in server.commands]
    assert (said.count("QUIT"), server.connections, len(server.mails)) == (2, 2, 101)


def test_the_end_of_a_connection_is_within_the_time_of_its_last_hand_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_MOST_MAILS", 1)
    server = RecordingServer(acts={Stage.QUIT: is_silent})
    with server, mailer_to(server) as mailer:
        start = monotonic()
        results = mailer.send(LETTER, ENVELOPE, SECONDS)
        assert monotonic() - start < 3
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}


def test_a_connection_that_was_idle_for_too_long_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        monkeypatch.setattr(pool, "monotonic", lambda: monotonic() + 31)
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    assert (len(server.mails), server.connections) == (2, 2)


def test_a_connection_within_tls_is_kept_too() -> None:
    server = RecordingServer(tls=certificate())
    with server, mailer_to(server, "?starttls=required") as mailer:
        for _ in range(3):
            mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    assert (len(server.mails), server.connections) == (3, 1)


@pytest.mark.parametrize("is_late", [False, True], ids=["in one packet", "late"])
@pytest.mark.parametrize("word", [b"421 one mail is enough\r\n", b"250 what else?\r\n"])
@pytest.mark.parametrize("tls", [False, True], ids=["in clear", "within TLS"])
def test_a_server_that_says_more_than_it_was_asked_costs_no_attempt(
    word: bytes, *, is_late: bool, tls: bool
) -> None:
    said = threading.Event()

    def act(peer: Peer) -> bool:
        if is_late:
            peer.say(b"250 accepted\r\n")
            peer.stopping.wait(0.05)
            peer.say(word)
        else:
            peer.say(b"250 accepted\r\n" + word)
        if word.startswith(b"421"):
            peer.close()
        said.set()
        return True

    server = RecordingServer(
        acts={Stage.DOT: only_first(1, act)}, tls=certificate() if tls else None
    )
    with server, mailer_to(server, "?starttls=required" if tls else "") as mailer:
        first = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        said.wait(10)
        second = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    assert {result.verdict for result in (*first, *second)} == {Verdict.ACCEPTED}
    assert (len(server.mails), server.connections) == (2, 2)
