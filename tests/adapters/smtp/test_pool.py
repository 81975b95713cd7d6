"""Kept connections: used again, not for ever, and never by two at once."""

import threading
from time import monotonic

import pytest

from compose_adapters.smtp import Stage, pool
from compose_adapters.smtp.testing import Peer, RecordingServer
from smtp_mailers import ENVELOPE, LETTER, SECONDS, mailer_to


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


def test_a_connection_that_was_idle_for_too_long_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        monkeypatch.setattr(pool, "monotonic", lambda: monotonic() + 31)
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    assert (len(server.mails), server.connections) == (2, 2)
