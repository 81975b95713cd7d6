"""While the server is down no attempt is burnt; above its rate no letter goes."""

from datetime import timedelta

import pytest

from compose_adapters.smtp import SmtpMailer, SmtpServer, Stage
from compose_adapters.smtp.gate import FAILURES_THAT_OPEN, Gate
from compose_adapters.smtp.testing import RecordingServer, closes, only_first
from compose_core.ports import Allowance
from smtp_mailers import ENVELOPE, LETTER, SECONDS, mailer_to
from station import Station

CLOSED = 1_000_000


def down(gate: Gate, times: int = FAILURES_THAT_OPEN) -> Gate:
    for _ in range(times):
        gate.failed(100.0)
    return gate


def test_a_few_failures_in_a_row_stop_nothing() -> None:
    assert down(Gate(None, 0), FAILURES_THAT_OPEN - 1).allowance(100) == Allowance(CLOSED)


def test_many_failures_in_a_row_stop_everything_for_a_while_and_then_let_one_try() -> None:
    gate = down(Gate(None, 0))
    assert gate.allowance(100) == Allowance(0, timedelta(seconds=15), is_down=True)
    assert gate.allowance(114) == Allowance(0, timedelta(seconds=1), is_down=True)
    assert gate.allowance(115) == Allowance(1)


@pytest.mark.parametrize(("more", "rest"), [(1, 30), (2, 60), (4, 240), (5, 300), (50, 300)])
def test_each_failure_after_that_doubles_the_while_up_to_five_minutes(more: int, rest: int) -> None:
    gate = down(Gate(None, 0), FAILURES_THAT_OPEN + more)
    assert gate.allowance(100) == Allowance(0, timedelta(seconds=rest), is_down=True)


def test_one_success_lets_everything_through_again() -> None:
    gate = down(Gate(None, 0), 50)
    gate.succeeded()
    assert gate.allowance(100) == Allowance(CLOSED)
    assert down(gate, FAILURES_THAT_OPEN - 1).allowance(100) == Allowance(CLOSED)


def test_a_rate_allows_a_seconds_worth_and_refills_as_time_goes_by() -> None:
    gate = Gate(4, 0)
    assert gate.allowance(0) == Allowance(4)
    for _ in range(4):
        gate.spend(0)
    assert gate.allowance(0) == Allowance(0, timedelta(seconds=0.25))
    assert gate.allowance(0.5) == Allowance(2)
    assert gate.allowance(1000) == Allowance(4)


def test_workers_who_took_more_than_there_was_wait_longer() -> None:
    gate = Gate(2, 0)
    for _ in range(4):
        gate.spend(0)
    assert gate.allowance(0) == Allowance(0, timedelta(seconds=1.5))


def test_a_rate_below_one_a_second_allows_one_at_a_time() -> None:
    gate = Gate(0.1, 0)
    gate.spend(0)
    assert gate.allowance(5) == Allowance(0, timedelta(seconds=5))
    assert gate.allowance(11) == Allowance(1)


def test_a_wait_is_never_too_short_to_be_told() -> None:
    gate = Gate(3, 0)
    for _ in range(3):
        gate.spend(0)
    assert gate.allowance(1 / 3 - 1e-9) == Allowance(0, timedelta(milliseconds=1))


@pytest.mark.rule("A3")
def test_while_the_server_is_down_the_attempts_of_most_mails_are_not_burnt() -> None:
    with RecordingServer() as server:
        url = server.url
    station = Station()
    mailer = SmtpMailer(SmtpServer.parse(url))
    station.service._mailer = mailer
    station.queue(*range(1, 101))
    run = station.service.deliver_due()
    assert (run.mails, run.is_held) == (FAILURES_THAT_OPEN, True)
    assert sum(station.mail(number).attempts for number in range(1, 101)) == FAILURES_THAT_OPEN
    assert not any(mail.lease for mail in station.tables.mails.values())


def test_a_server_that_comes_back_gets_everything() -> None:
    acts = {Stage.BANNER: only_first(3, closes)}
    with RecordingServer(acts=acts) as server, mailer_to(server) as mailer:
        verdicts = [mailer.send(LETTER, ENVELOPE, SECONDS)[0].verdict.value for _ in range(5)]
        assert mailer.allowance() == Allowance(CLOSED)
    assert verdicts == ["deferred"] * 3 + ["accepted"] * 2


def test_the_rate_of_the_url_bounds_what_is_handed_over() -> None:
    with RecordingServer() as server, mailer_to(server, "?rate=2") as mailer:
        assert mailer.allowance() == Allowance(2)
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        assert mailer.allowance().letters < 2
