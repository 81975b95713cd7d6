"""Kept connections: used again, not for ever, and never by two at once."""

import threading
from itertools import count
from time import monotonic

import pytest

from compose_adapters.smtp import Stage, pool
from compose_adapters.smtp.testing import (
    Act,
    Peer,
    RecordingServer,
    closes,
    is_silent,
    only_first,
    replies,
)
from compose_core.outbox import Result, Verdict
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


def one_connection() -> Act:
    """A server that takes one at a time: it turns away every other."""
    connections = count()

    def act(peer: Peer) -> bool:
        return next(connections) > 0 and replies("421 too many connections")(peer)

    return act


def test_workers_that_get_no_connection_wait_for_one_that_comes_free() -> None:
    server = RecordingServer()

    def wait_for_all(peer: Peer) -> bool:
        while server.connections < 15 and not peer.stopping.wait(0.01):
            pass
        return False

    server.acts = {Stage.BANNER: one_connection(), Stage.DOT: wait_for_all}
    results: list[Result] = []
    with server, mailer_to(server) as mailer:
        threads = [
            threading.Thread(
                target=lambda: results.extend(mailer.send(LETTER, ENVELOPE, 20 * SECONDS))
            )
            for _ in range(15)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not mailer.allowance().is_down
    assert {result.verdict for result in results} == {Verdict.ACCEPTED}
    assert len(server.mails) == 15


def test_a_worker_waits_for_a_connection_no_longer_than_its_time() -> None:
    met, done = threading.Event(), threading.Event()

    def hold(_: Peer) -> bool:
        met.set()
        done.wait(20)
        return False

    server = RecordingServer(acts={Stage.BANNER: one_connection(), Stage.DOT: hold})
    with server, mailer_to(server) as mailer:
        holder = threading.Thread(target=mailer.send, args=(LETTER, ENVELOPE, 20 * SECONDS))
        holder.start()
        met.wait(20)
        start = monotonic()
        results = mailer.send(LETTER, ENVELOPE, 0.3 * SECONDS)
        assert 0.2 < monotonic() - start < 10
        done.set()
        holder.join()
    reply = "the greeting: 421 too many connections"
    assert set(results) == {Result(Verdict.DEFERRED, reply)}
    assert len(server.mails) == 1


def test_a_connection_that_breaks_keeps_nobody_waiting() -> None:
    met, done = threading.Event(), threading.Event()

    def breaks(peer: Peer) -> bool:
        met.set()
        done.wait(20)
        return closes(peer)

    server = RecordingServer(acts={Stage.BANNER: one_connection(), Stage.DOT: breaks})
    with server, mailer_to(server) as mailer:
        holder = threading.Thread(target=mailer.send, args=(LETTER, ENVELOPE, 20 * SECONDS))
        holder.start()
        met.wait(20)
        threading.Timer(0.1, done.set).start()
        start = monotonic()
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        assert monotonic() - start < 10
        holder.join()
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
