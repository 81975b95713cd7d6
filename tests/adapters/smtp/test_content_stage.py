"""A hand-over that ends amid the content: what had left, and what the server said of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from compose_adapters.smtp import SmtpServer
from compose_adapters.smtp.connection import Connection
from compose_adapters.smtp.session import Session
from compose_adapters.smtp.testing import RecordingServer
from compose_adapters.smtp.transaction import Parcel, Transaction
from compose_core.ports import Result, Verdict
from smtp_mailers import PAT, SENDER, trust


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

        results = Transaction(session, Parcel(SENDER, (PAT,), chunks(), 24)).run()
    assert list(results) == [Result(Verdict.DEFERRED, "the content: no answer in time")]
    assert server.mails == []
