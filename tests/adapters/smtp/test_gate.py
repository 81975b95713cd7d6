"""While the server is down no attempt is burnt; above its rate no letter goes."""

import threading
from datetime import timedelta
from time import monotonic

import attrs
import pytest

from compose_adapters.smtp import SmtpMailer, SmtpServer, Stage
from compose_adapters.smtp.testing import Peer, RecordingServer, closes, only_first, replies
from compose_adapters.smtp.throttle import FAILURES_THAT_OPEN, Throttle
from compose_core.outbox import Allowance, Result, Verdict
from smtp_mailers import ENVELOPE, LETTER, SECONDS, mailer_to
from station import Station

CLOSED = 1_000_000


def down(throttle: Throttle, times: int = FAILURES_THAT_OPEN) -> Throttle:
    for _ in range(times):
        throttle.failed(90.0, 100.0)
    return throttle


def held(seconds: float) -> Allowance:
    return Allowance(0, timedelta(seconds=seconds), is_down=True)


def test_a_few_failures_in_a_row_stop_nothing() -> None:
    assert down(Throttle(None, 0), FAILURES_THAT_OPEN - 1).allowance(100) == Allowance(CLOSED)


def test_many_failures_in_a_row_stop_everything_for_a_while_and_then_let_one_try() -> None:
    throttle = down(Throttle(None, 0))
    assert throttle.allowance(100) == held(15)
    assert throttle.allowance(114) == held(1)
    assert throttle.allowance(115) == Allowance(1)


def test_the_failures_of_many_that_were_tried_at_once_make_the_while_no_longer() -> None:
    throttle = down(Throttle(None, 0), 3 * FAILURES_THAT_OPEN)
    assert throttle.allowance(100) == held(15)
    throttle.failed(114, 116)
    assert throttle.allowance(116) == Allowance(1)


def test_each_letter_that_fails_after_that_doubles_the_while_up_to_five_minutes() -> None:
    throttle, now, rests = down(Throttle(None, 0)), 115.0, []
    for _ in range(6):
        assert throttle.allowance(now) == Allowance(1)
        throttle.spend(now, now + 50)
        throttle.failed(now, now + 1)
        rests.append(throttle.allowance(now + 1).wait.total_seconds())
        now += 1 + rests[-1]
    assert rests == [30, 60, 120, 240, 300, 300]


def test_the_letter_that_is_let_through_is_one_workers_until_it_is_known_what_came_of_it() -> None:
    throttle = down(Throttle(None, 0))
    assert [throttle.allowance(115).letters for _ in range(8)] == [1] + [0] * 7
    throttle.spend(116, 166)
    assert throttle.allowance(165) == held(1)
    throttle.succeeded()
    assert throttle.allowance(165) == Allowance(CLOSED)


def test_a_letter_that_was_let_through_and_never_went_is_soon_anothers() -> None:
    throttle = down(Throttle(None, 0))
    assert throttle.allowance(115) == Allowance(1)
    assert throttle.allowance(119) == held(1)
    assert throttle.allowance(120) == Allowance(1)


def test_a_letter_that_goes_while_the_server_rests_takes_nobodys_place() -> None:
    throttle = down(Throttle(None, 0))
    throttle.spend(101, 151)
    throttle.failed(101, 130)
    assert throttle.allowance(130) == Allowance(1)


def test_workers_that_ask_and_fail_at_once_rest_as_one() -> None:
    acts = {Stage.BANNER: closes}
    with RecordingServer(acts=acts) as server, mailer_to(server) as mailer:
        met = threading.Barrier(20, timeout=20)

        def work() -> None:
            met.wait()
            mailer.send(LETTER, ENVELOPE, 20 * SECONDS)

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        allowance = mailer.allowance()
    assert (allowance.letters, allowance.is_down) == (0, True)
    assert allowance.wait <= timedelta(seconds=15)


def test_one_success_lets_everything_through_again() -> None:
    throttle = down(Throttle(None, 0))
    throttle.succeeded()
    assert throttle.allowance(100) == Allowance(CLOSED)
    assert down(throttle, FAILURES_THAT_OPEN - 1).allowance(100) == Allowance(CLOSED)


def test_a_rate_allows_a_seconds_worth_and_refills_as_time_goes_by() -> None:
    throttle = Throttle(4, 0)
    assert throttle.allowance(0) == Allowance(4)
    for _ in range(4):
        throttle.spend(0, 50)
    assert throttle.allowance(0) == Allowance(0, timedelta(seconds=0.25))
    assert throttle.allowance(0.5) == Allowance(2)
    assert throttle.allowance(1000) == Allowance(4)


def test_workers_who_took_more_than_there_was_wait_longer() -> None:
    throttle = Throttle(2, 0)
    for _ in range(4):
        throttle.spend(0, 50)
    assert throttle.allowance(0) == Allowance(0, timedelta(seconds=1.5))


def test_workers_that_ask_at_once_are_not_told_of_the_same_letter() -> None:
    throttle = Throttle(1, 0)
    assert [throttle.allowance(0).letters for _ in range(8)] == [1] + [0] * 7
    throttle = Throttle(4, 0)
    assert [throttle.allowance(0).letters for _ in range(8)] == [4, 3, 2, 1, 0, 0, 0, 0]


def test_a_letter_that_was_set_aside_and_never_went_is_soon_anothers() -> None:
    throttle = Throttle(0.1, 0)
    assert throttle.allowance(0) == Allowance(1)
    assert throttle.allowance(0.25) == Allowance(0, timedelta(seconds=0.75))
    assert throttle.allowance(1) == Allowance(1)
    throttle.spend(1.5, 50)
    assert throttle.allowance(2) == Allowance(0, timedelta(seconds=9.5))


def test_a_letter_that_nobody_asked_for_waits_for_its_turn() -> None:
    throttle = Throttle(2, 0)
    assert [throttle.spend(0, 50) for _ in range(5)] == [0, 0, 0.5, 1, 1.5]
    assert throttle.spend(1, 50) == 1


def test_a_letter_whose_turn_comes_too_late_does_not_go() -> None:
    throttle = Throttle(0.1, 0)
    throttle.spend(0, 50)
    with pytest.raises(TimeoutError):
        throttle.spend(0, 9)
    assert throttle.spend(0, 50) == 10


def test_a_rate_below_one_a_second_allows_one_at_a_time() -> None:
    throttle = Throttle(0.1, 0)
    throttle.spend(0, 50)
    assert throttle.allowance(5) == Allowance(0, timedelta(seconds=5))
    assert throttle.allowance(11) == Allowance(1)


def test_a_wait_is_never_too_short_to_be_told() -> None:
    throttle = Throttle(3, 0)
    for _ in range(3):
        throttle.spend(0, 50)
    assert throttle.allowance(1 / 3 - 1e-9) == Allowance(0, timedelta(milliseconds=1))


@pytest.mark.rule("A3")
def test_while_the_server_is_down_the_attempts_of_most_mails_are_not_burnt() -> None:
    with RecordingServer() as server:
        url = server.url
    station = Station()
    mailer = SmtpMailer(SmtpServer.parse(url))
    station.service = attrs.evolve(station.service, mailer=mailer)
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


def test_the_rate_of_the_url_bounds_what_many_workers_hand_over() -> None:
    times: list[float] = []

    def note(_: Peer) -> bool:
        times.append(monotonic())
        return False

    server = RecordingServer(acts={Stage.MAIL: note})
    with server, mailer_to(server, "?rate=10") as mailer:
        mailers = [
            threading.Thread(target=mailer.send, args=(LETTER, ENVELOPE, 20 * SECONDS))
            for _ in range(15)
        ]
        start = monotonic()
        for thread in mailers:
            thread.start()
        for thread in mailers:
            thread.join()
    assert len(times) == 15
    assert all(when - start > (number - 9) / 10 for number, when in enumerate(sorted(times)))


def test_a_letter_for_which_the_rate_leaves_no_time_is_deferred_at_once() -> None:
    with RecordingServer() as server, mailer_to(server, "?rate=0.1") as mailer:
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        start = monotonic()
        results = mailer.send(LETTER, ENVELOPE, 5 * SECONDS)
        assert monotonic() - start < 3
    assert set(results) == {Result(Verdict.DEFERRED, "connecting: the rate leaves no time for it")}
    assert len(server.mails) == 1


def test_an_answer_on_a_kept_connection_lets_everything_through_again() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        down(mailer._throttle, FAILURES_THAT_OPEN - 1)
        mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        down(mailer._throttle, FAILURES_THAT_OPEN - 1)
        assert mailer.allowance() == Allowance(CLOSED)
    assert server.connections == 1


def test_a_server_that_takes_no_mail_from_such_a_client_opens_the_circuit() -> None:
    acts = {Stage.MAIL: replies("530 authenticate")}
    with RecordingServer(acts=acts) as server, mailer_to(server) as mailer:
        for _ in range(FAILURES_THAT_OPEN):
            assert not mailer.allowance().is_down
            mailer.send(LETTER, ENVELOPE, 20 * SECONDS)
        assert mailer.allowance().is_down
