"""The service hands over what is due, whatever goes wrong around it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from compose_core.delivery import Backoff, DeliverySettings, Run
from compose_core.errors import Unavailable
from compose_core.events import DeliveryChanged
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Result
from compose_core.testing.builders import NOON
from compose_core.testing.contracts.outbox import claim_due
from station import (
    BEA,
    BUSY,
    CAL,
    LATER,
    MINUTE,
    NEVER,
    PAT,
    TAKEN,
    UNKNOWN,
    Station,
    lost,
)

SECOND = timedelta(seconds=1)
ACCEPTED = [DeliveryState.ACCEPTED] * 3
UNCERTAIN = [DeliveryState.UNCERTAIN] * 3
CLAIMED = [DeliveryState.CLAIMED] * 3
HANDING_OVER = [DeliveryState.HANDING_OVER] * 3


def told_of(station: Station) -> list[DeliveryChanged]:
    return [event for event in station.events.all if isinstance(event, DeliveryChanged)]


@pytest.mark.rule("A3")
def test_everything_that_is_due_is_handed_over() -> None:
    station = Station()
    station.queue(*range(1, 46))
    assert station.service.deliver_due() == Run(45, is_done=True)
    assert station.mailer.sent == [(PAT, CAL, BEA)] * 45
    assert all(station.states(number) == ACCEPTED for number in range(1, 46))


@pytest.mark.rule("A3")
def test_the_hand_over_is_written_before_the_letter_goes() -> None:
    seen = []

    def answer(_: str) -> Result:
        seen.append(station.states())
        return TAKEN

    station = Station(answer)
    station.queue(1)
    station.service.deliver_due()
    assert seen == [HANDING_OVER] * 3


@pytest.mark.rule("A3")
def test_the_results_of_one_mail_are_written_with_the_hand_over_of_the_next() -> None:
    station = Station()
    station.queue(1, 2, 3)
    station.service.deliver_due()
    written = [
        [(each.after.activity_id, each.after.recipients[0].state.value) for each in changes]
        for changes in station.outbox.written
    ]
    assert written == [
        [(1, "handing over")],
        [(1, "accepted"), (2, "handing over")],
        [(2, "accepted"), (3, "handing over")],
        [(3, "accepted")],
    ]


def test_every_transition_of_every_recipient_is_an_event() -> None:
    station = Station(lambda address: LATER if address == CAL else TAKEN)
    station.queue(1)
    station.service.deliver_due()
    steps = ["queued", "claimed", "handing over", "accepted"]
    assert [event for event in told_of(station) if event.recipient == 0] == [
        DeliveryChanged(1, 0, before, after, NOON) for before, after in pairwise(steps)
    ]
    assert DeliveryChanged(1, 1, "handing over", "deferred", NOON) in station.events.all


@pytest.mark.rule("A3")
def test_what_is_deferred_is_not_tried_again_in_the_same_run_but_when_its_time_has_come() -> None:
    station = Station(lambda _: LATER, DeliverySettings(backoff=Backoff(base=timedelta(0))))
    station.queue(1)
    assert station.service.deliver_due().mails == 1
    station.clock.advance(MINUTE)
    assert station.service.deliver_due().mails == 1
    assert [each.delivery.attempts for each in station.mail().recipients] == [2, 2, 2]


@pytest.mark.rule("S9")
@pytest.mark.parametrize(("hold", "copies"), [(False, 2), (True, 1)])
def test_a_server_that_never_answers_gets_two_copies_under_resend_and_one_under_hold(
    *, hold: bool, copies: int
) -> None:
    station = Station(lambda _: UNKNOWN)
    station.queue(1, hold=hold)
    for _ in range(10):
        station.service.deliver_due()
        station.clock.advance(timedelta(days=1))
    assert len(station.mailer.sent) == copies
    assert (station.states(), station.mail().due) == (UNCERTAIN, None)


def test_what_comes_due_later_than_asked_for_is_left_alone() -> None:
    station = Station()
    station.queue(1)
    assert station.service.deliver_due(NOON - SECOND) == Run(0, is_done=True)


def test_a_worker_that_is_stopped_gives_back_what_it_has_not_begun() -> None:
    stops = iter([False, False, True, True])
    station = Station()
    station.queue(1, 2, 3)
    assert station.service.deliver_due(stopping=lambda: next(stops)) == Run(1)
    assert [station.states(number) for number in (1, 2, 3)] == [
        ACCEPTED,
        [DeliveryState.QUEUED] * 3,
        [DeliveryState.QUEUED] * 3,
    ]
    assert [station.mail(number).attempts for number in (1, 2, 3)] == [1, 0, 0]


def test_nothing_is_claimed_while_the_mailer_takes_nothing() -> None:
    station = Station()
    station.queue(1)
    station.mailer.letters, station.mailer.wait = 0, MINUTE
    assert station.service.deliver_due() == Run(0, is_held=True, wait=MINUTE)
    station.mailer.is_down = True
    assert station.service.deliver_due() == Run(0, is_held=True, wait=MINUTE, is_down=True)
    assert station.mail().revision == 0


def test_no_more_is_claimed_than_the_mailer_takes() -> None:
    station = Station()
    station.queue(1, 2, 3)
    station.mailer.letters = 2
    assert station.service.deliver_batch() == Run(2)


def test_when_the_mailer_closes_amid_a_batch_the_rest_keeps_its_attempts() -> None:
    def answer(_: str) -> Result:
        station.mailer.letters = 0
        return LATER

    station = Station(answer)
    station.queue(1, 2, 3)
    assert station.service.deliver_due().mails == 1
    assert sorted(station.mail(number).attempts for number in (1, 2, 3)) == [0, 0, 1]


def test_the_rest_of_a_batch_is_given_back_before_its_leases_could_run_out() -> None:
    def answer(_: str) -> Result:
        station.clock.advance(2 * SECOND)
        return TAKEN

    station = Station(answer)
    station.queue(1, 2, 3)
    assert station.service.deliver_batch() == Run(1)
    assert station.service.deliver_due() == Run(2, is_done=True)


def test_the_mails_of_a_dead_worker_go_while_a_backlog_of_slow_mails_lasts() -> None:
    def answer(_: str) -> Result:
        station.clock.advance(SECOND)
        return TAKEN

    station = Station(answer)
    station.queue(*range(1, 21))
    claim_due(station.outbox, NOON, NOON + MINUTE, [str(number) for number in range(20)])
    station.clock.advance(MINUTE)
    station.queue(*range(21, 1_021))
    for _ in range(120):
        station.service.deliver_batch()
    assert [number for number in range(1, 21) if station.states(number) != ACCEPTED] == []
    assert station.states(1_020) != ACCEPTED


def test_a_hand_over_must_be_over_before_its_lease_is() -> None:
    station = Station()
    station.queue(1)
    station.service.deliver_due()
    assert station.mailer.within == [timedelta(seconds=50)]


def test_a_lease_that_was_written_slowly_leaves_less_time_for_the_hand_over() -> None:
    station = Station()
    station.queue(1)
    station.outbox.before_outgoing = lambda: station.clock.advance(20 * SECOND)
    station.service.deliver_due()
    assert station.mailer.within == [timedelta(seconds=35)]


def test_a_letter_that_cannot_be_read_is_deferred_and_the_others_go() -> None:
    station = Station()
    station.outbox.on_outgoing = [ValueError("pat@example.com")]
    station.queue(1, 2)
    station.service.deliver_due()
    deferred, accepted = station.mail(1).recipients[0], station.states(2)
    assert (deferred.state, accepted) == (DeliveryState.DEFERRED, ACCEPTED)
    assert deferred.delivery.reply == "the letter could not be read (ValueError)"


@pytest.mark.parametrize(
    ("fault", "named"), [(RuntimeError("a secret"), "RuntimeError"), (None, "ValueError")]
)
def test_after_a_fault_of_the_mailer_nobody_knows_what_went_out(
    fault: Exception | None, named: str
) -> None:
    station = Station()
    station.mailer.fault = fault
    station.mailer.drops = fault is None
    station.queue(1, 2)
    station.service.deliver_due()
    assert (station.states(1), station.states(2)) == (UNCERTAIN, UNCERTAIN)
    reply = station.mail().recipients[0].delivery.reply
    assert reply == f"a fault while handing over ({named})"


@pytest.mark.rule("A3")
def test_a_worker_that_lost_its_lease_hands_nothing_over_and_goes_on_with_the_rest() -> None:
    station = Station()
    station.queue(1, 2)
    station.outbox.on_write = [lost((1, 0))]
    station.service.deliver_due()
    assert (station.states(1), station.states(2)) == (CLAIMED, ACCEPTED)
    assert len(station.mailer.sent) == 1


def test_a_lease_that_is_lost_while_its_mail_is_handed_over_costs_no_other_mail() -> None:
    station = Station()
    station.queue(1, 2)

    def answer(_: str) -> Result:
        if len(station.mailer.sent) == 1:
            station.outbox.on_write = [lost((1, 0))]
        return TAKEN

    station.mailer.answer = answer
    station.service.deliver_due()
    assert (station.states(1), station.states(2)) == (HANDING_OVER, ACCEPTED)


def test_a_store_that_says_nothing_of_what_was_lost_is_not_asked_for_ever() -> None:
    station = Station()
    station.queue(1)
    station.outbox.on_write = [lost()] * 3
    with pytest.raises(type(lost())):
        station.service.deliver_due()


def test_results_wait_for_a_busy_outbox() -> None:
    station = Station()
    station.queue(1)

    def answer(_: str) -> Result:
        station.outbox.on_write = [BUSY] * 8
        return NEVER

    station.mailer.answer = answer
    station.service.deliver_due()
    assert station.states() == [DeliveryState.REFUSED] * 3
    waits = [wait.total_seconds() for wait in station.pauses]
    assert waits[:8] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]


@pytest.mark.rule("S9")
def test_results_that_cannot_be_written_within_the_lease_are_uncertain_when_it_is_over() -> None:
    station = Station()
    station.queue(1)

    def answer(_: str) -> Result:
        station.outbox.on_write = [BUSY] * 100
        return TAKEN

    station.mailer.answer = answer
    with pytest.raises(Unavailable):
        station.service.deliver_due()
    assert station.states() == HANDING_OVER
    lease = station.mail().lease
    assert lease is not None
    assert lease.until - station.clock.now() < 5 * SECOND
    station.outbox.on_write.clear()
    station.mailer.answer = lambda _: TAKEN
    station.clock.advance(MINUTE)
    station.service.deliver_due()
    assert station.states() == ACCEPTED
    assert [each.uncertain_attempts for each in station.mail().recipients] == [1, 1, 1]


@pytest.mark.parametrize("deadline", [timedelta(0), MINUTE, 2 * MINUTE])
def test_a_deadline_that_is_not_below_the_lease_is_refused(deadline: timedelta) -> None:
    with pytest.raises(ValueError, match="must be below the lease"):
        DeliverySettings(lease=MINUTE, deadline=deadline)


@pytest.mark.rule("A3")
@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(seconds=61)])
def test_a_clock_that_jumps_takes_no_lease_from_a_worker_that_has_it(jump: timedelta) -> None:
    station = Station()
    station.queue(1)
    claim_due(station.outbox, NOON, NOON + MINUTE, ["another worker's"])
    station.clock.time += jump
    station.queue(2)
    assert station.service.deliver_due().mails == 1
    assert station.mail(1).lease_token == "another worker's"
    assert station.states(2) == ACCEPTED


@pytest.mark.rule("A3")
def test_leases_are_taken_over_when_the_clock_was_steady_for_a_whole_lease() -> None:
    station = Station()
    station.queue(1)
    claim_due(station.outbox, NOON, NOON + MINUTE, ["a dead worker's"])
    station.clock.time += timedelta(days=1)
    assert station.service.deliver_due().mails == 0
    station.clock.advance(MINUTE - SECOND)
    assert station.service.deliver_due().mails == 0
    station.clock.advance(SECOND)
    assert station.service.deliver_due().mails == 1
    assert station.states(1) == ACCEPTED


def test_a_hand_over_ends_in_time_however_the_clock_is_set_meanwhile() -> None:
    station = Station()
    station.queue(1)
    station.outbox.before_outgoing = lambda: setattr(station.clock, "time", NOON - MINUTE * 60)
    station.service.deliver_due()
    assert station.mailer.within == [DeliverySettings().deadline]
