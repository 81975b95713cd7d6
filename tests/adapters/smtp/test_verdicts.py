"""What a fault at a stage means: ten stages by six faults, seen on real connections."""

from datetime import timedelta
from itertools import product

import pytest

from compose_adapters.smtp import VERDICTS, SmtpFailure, SmtpMailer, SmtpServer, Stage
from compose_adapters.smtp.testing import (
    Act,
    RecordingServer,
    closes,
    is_silent,
    replies,
    talks_nonsense,
)
from compose_core.outbox import Result, Verdict
from smtp_mailers import (
    CERTIFICATES,
    ENVELOPE,
    LETTER,
    SECONDS,
    certificate,
    mailer_to,
)

STAGES = [stage for stage in Stage if stage is not Stage.CONTENT]
ACTS: dict[SmtpFailure, Act] = {
    SmtpFailure.TRANSIENT: replies("450 later"),
    SmtpFailure.PERMANENT: replies("550 never"),
    SmtpFailure.CLOSING: replies("421 closing"),
    SmtpFailure.DISCONNECT: closes,
    SmtpFailure.TIMEOUT: is_silent,
    SmtpFailure.GARBAGE: talks_nonsense,
}
# A3, written out.
EXPECTED = {
    "connecting": "deferred deferred deferred deferred deferred deferred",
    "the greeting": "deferred deferred deferred deferred deferred deferred",
    "EHLO": "deferred deferred deferred deferred deferred deferred",
    "STARTTLS": "deferred deferred deferred deferred deferred deferred",
    "AUTH": "deferred deferred deferred deferred deferred deferred",
    "MAIL": "deferred refused deferred deferred deferred deferred",
    "RCPT": "deferred refused deferred deferred deferred deferred",
    "DATA": "deferred refused deferred deferred deferred deferred",
    "the final dot": "deferred refused deferred uncertain uncertain uncertain",
    "QUIT": "accepted accepted accepted accepted accepted accepted",
}


def expected(stage: Stage, fault: SmtpFailure) -> Verdict:
    return Verdict(EXPECTED[stage.value].split()[list(SmtpFailure).index(fault)])


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    "extensions", [("PIPELINING", "SIZE", "8BITMIME"), ()], ids=["pipelining", "plain"]
)
@pytest.mark.parametrize(("stage", "fault"), list(product(STAGES, SmtpFailure)))
def test_a_fault_at_a_stage_has_its_verdict(
    stage: Stage, fault: SmtpFailure, extensions: tuple[str, ...]
) -> None:
    server = RecordingServer(
        acts={stage: ACTS[fault]},
        extensions=extensions,
        tls=certificate() if stage is Stage.STARTTLS else None,
        user=("ann", "secret") if stage is Stage.AUTH else None,
    )
    step = 0.3 if fault is SmtpFailure.TIMEOUT else 10
    query = "?starttls=required" if stage is Stage.STARTTLS else ""
    user = "ann:secret" if stage is Stage.AUTH else ""
    with server, mailer_to(server, query, user, step) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        mailer.close()
    assert [result.verdict for result in results] == [expected(stage, fault)] * 3


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    "extensions", [("PIPELINING", "SIZE", "8BITMIME"), ()], ids=["pipelining", "plain"]
)
@pytest.mark.parametrize(
    ("stage", "reply", "result"),
    [
        (Stage.MAIL, "530 encrypt", Result(Verdict.DEFERRED, "AUTH: 530 encrypt")),
        (Stage.MAIL, "538 encrypt", Result(Verdict.DEFERRED, "AUTH: 538 encrypt")),
        (Stage.MAIL, "552 large", Result(Verdict.REFUSED, "552 large")),
        (Stage.RCPT, "552 many", Result(Verdict.DEFERRED, "552 many")),
        (Stage.RCPT, "530 no", Result(Verdict.REFUSED, "530 no")),
        (Stage.DATA, "530 no", Result(Verdict.REFUSED, "530 no")),
        (Stage.DOT, "552 large", Result(Verdict.REFUSED, "552 large")),
    ],
)
def test_a_reply_means_something_else_where_the_table_says_so_and_there_alone(
    stage: Stage, reply: str, result: Result, extensions: tuple[str, ...]
) -> None:
    server = RecordingServer(acts={stage: replies(reply)}, extensions=extensions)
    with server, mailer_to(server) as mailer:
        assert set(mailer.send(LETTER, ENVELOPE, 20 * SECONDS)) == {result}


@pytest.mark.rule("A3")
def test_the_table_has_a_verdict_for_every_stage_and_fault() -> None:
    assert {pair: VERDICTS[pair] for pair in product(STAGES, SmtpFailure)} == {
        (stage, fault): expected(stage, fault) for stage, fault in product(STAGES, SmtpFailure)
    }
    assert VERDICTS.keys() == set(product(Stage, SmtpFailure))


@pytest.mark.rule("A3")
def test_a_connection_that_is_lost_amid_the_content_delivers_nothing_and_defers() -> None:
    with RecordingServer(acts={Stage.CONTENT: closes}) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
    assert ({result.verdict for result in results}, server.mails) in (
        ({Verdict.DEFERRED}, []),
        # The dot may have left before the loss was seen; whether it arrived is not known here.
        ({Verdict.UNCERTAIN}, []),
    )


@pytest.mark.rule("A3")
def test_a_server_that_is_not_there_defers() -> None:
    with RecordingServer() as server:
        gone = server.url
    results = SmtpMailer(SmtpServer.parse(gone)).send(LETTER, ENVELOPE, 5 * SECONDS)
    assert {(result.verdict, result.reply) for result in results} == {
        (Verdict.DEFERRED, "connecting: Connection refused")
    }


@pytest.mark.rule("A3")
def test_a_host_that_is_unknown_defers() -> None:
    server = SmtpServer.parse("smtp://no-such-host.invalid")
    results = SmtpMailer(server).send(LETTER, ENVELOPE, 20 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.DEFERRED}


def test_with_no_time_left_nothing_is_sent() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, timedelta(seconds=-1))
    assert {result.verdict for result in results} == {Verdict.DEFERRED}
    assert server.commands == []


def test_the_certificates_are_there() -> None:
    assert sorted(path.name for path in CERTIFICATES.iterdir()) == [
        "another-host.pem",
        "authority.pem",
        "expired.pem",
        "self-signed.pem",
        "valid.pem",
    ]
