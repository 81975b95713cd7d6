"""What operators can do to a mail, and what they cannot."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import attrs
import pytest

from compose_adapters.memory import MemoryOutbox
from compose_core.decision import AuditEntry
from compose_core.delivery import Purged, begin_attempt
from compose_core.errors import Conflict, NotFound, NotPossible
from compose_core.errors.exceptions import StaleDecision
from compose_core.events import DeliveryChanged
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, JournalEntry, OutboxCounts, Result
from compose_core.testing.builders import NOON
from compose_core.testing.contracts.outbox import claim_due
from station import (
    BEA,
    CAL,
    LATER,
    MINUTE,
    NEVER,
    PAT,
    TAKEN,
    UNKNOWN,
    Station,
    states,
)


def told(**answers: Result) -> Callable[[str], Result]:
    return lambda address: answers[address.partition("@")[0]]


def delivered(answer: Callable[[str], Result], *, hold: bool = False) -> Station:
    station = Station(answer)
    station.queue(1, hold=hold)
    station.service.deliver_due()
    return station


def values(found: Sequence[DeliveryState]) -> list[str]:
    return [state.value for state in found]


@pytest.mark.rule("A6")
def test_retry_makes_the_deferred_due_now_and_leaves_an_audit_entry() -> None:
    station = delivered(told(pat=LATER, cal=TAKEN, bea=NEVER))
    (mail,) = station.operation.retry(1, "ann")
    assert mail.due == NOON
    assert station.tables.audit[1] == [
        AuditEntry("retry", "ann", NOON, "an operator makes it due now")
    ]
    assert station.events.all[-1] == DeliveryChanged(1, 0, "deferred", "deferred", NOON)
    station.mailer.answer = lambda _: TAKEN
    station.service.deliver_due()
    assert station.mailer.sent == [(PAT, CAL, BEA), (PAT,)]
    assert values(station.states()) == ["accepted", "accepted", "refused"]


@pytest.mark.rule("A6")
def test_cancel_stops_all_that_is_open_and_tells_of_it() -> None:
    station = delivered(told(pat=LATER, cal=TAKEN, bea=UNKNOWN))
    (mail,) = station.operation.cancel(1, "ann")
    assert (values(states(mail)), mail.due) == (["cancelled", "accepted", "cancelled"], None)
    assert station.events.all[-2:] == (
        DeliveryChanged(1, 0, "deferred", "cancelled", NOON),
        DeliveryChanged(1, 2, "uncertain", "cancelled", NOON),
    )
    assert [entry.act for entry in station.tables.audit[1]] == ["cancel"]


def test_what_is_queued_can_be_cancelled() -> None:
    station = Station()
    station.queue(1)
    station.operation.cancel(1, "ann")
    station.service.deliver_due()
    assert station.mailer.sent == []


@pytest.mark.rule("S9")
def test_what_is_uncertain_is_resolved_as_delivered() -> None:
    station = delivered(lambda _: UNKNOWN, hold=True)
    station.operation.resolve(1, "ann", delivered=True)
    assert values(station.states()) == ["accepted"] * 3


@pytest.mark.rule("S9")
def test_what_is_uncertain_is_resolved_as_to_be_sent_again_but_once() -> None:
    station = delivered(lambda _: UNKNOWN, hold=True)
    station.operation.resolve(1, "ann", delivered=False)
    assert station.mail().due == NOON
    station.service.deliver_due()
    assert (len(station.mailer.sent), station.mail().due) == (2, None)


@pytest.mark.parametrize(
    ("answer", "act"),
    [
        (LATER, lambda station: station.operation.retry(1, "ann")),
        (UNKNOWN, lambda station: station.operation.resolve(1, "ann", delivered=False)),
    ],
)
def test_an_attempt_that_an_operator_asked_for_is_not_the_last_however_old_the_mail_is(
    answer: Result, act: Callable[[Station], object]
) -> None:
    station = delivered(lambda _: answer, hold=True)
    station.tables.mails[1, 0] = attrs.evolve(station.mail(), attempts=50)
    station.clock.advance(timedelta(days=30))
    station.mailer.answer = lambda _: LATER
    act(station)
    station.service.deliver_due()
    assert values(station.states()) == ["deferred"] * 3
    assert station.mail().recipients[0].delivery.attempts == 2


@pytest.mark.parametrize("act", ["retry", "cancel", "resolve"])
def test_what_the_state_does_not_allow_is_refused_and_leaves_no_trace(act: str) -> None:
    station = delivered(told(pat=TAKEN, cal=NEVER, bea=TAKEN))
    acts = {
        "retry": lambda: station.operation.retry(1, "ann"),
        "cancel": lambda: station.operation.cancel(1, "ann"),
        "resolve": lambda: station.operation.resolve(1, "ann", delivered=True),
    }
    with pytest.raises(NotPossible, match="the delivery is accepted, refused"):
        acts[act]()
    assert 1 not in station.tables.audit


def test_a_mail_that_a_worker_has_is_left_to_it() -> None:
    station = Station()
    station.queue(1)
    claim_due(station.outbox, NOON, NOON + MINUTE, ["token"])
    with pytest.raises(
        NotPossible, match="a worker has the mail until 12:01:00 GMT; try again then"
    ):
        station.operation.cancel(1, "ann")


@pytest.mark.rule("S9")
def test_a_mail_whose_worker_died_is_put_right_and_then_acted_upon() -> None:
    station = Station()
    station.queue(1, 2, hold=True)
    taken = claim_due(station.outbox, NOON, NOON + MINUTE, ["a", "b"])
    station.outbox.write([begin_attempt(taken[0].after, NOON, NOON + MINUTE)])
    station.clock.advance(MINUTE)
    with pytest.raises(NotPossible, match="the delivery is uncertain; this can be done only"):
        station.operation.retry(1, "ann")
    assert values(station.states(1)) == ["handing over"] * 3
    station.operation.resolve(1, "ann", delivered=True)
    station.operation.cancel(2, "ann")
    assert values(station.states(1)) == ["accepted"] * 3
    assert values(station.states(2)) == ["cancelled"] * 3
    now = station.clock.now()
    assert [event for event in station.events.all if event.activity_id == 2][-2:] == [
        DeliveryChanged(2, 1, "queued", "cancelled", now),
        DeliveryChanged(2, 2, "queued", "cancelled", now),
    ]
    assert [entry.state.value for entry in station.operation.show(1)[0].journal] == [
        "uncertain"
    ] * 3


def test_an_activity_without_mail_is_not_found() -> None:
    with pytest.raises(NotFound, match="the activity 7 has no mail"):
        Station().operation.cancel(7, "ann")


def test_a_report_shows_what_was_tried() -> None:
    station = delivered(lambda _: LATER)
    station.clock.advance(MINUTE)
    station.service.deliver_due()
    (report,) = station.operation.show(1)
    assert [(entry.number, entry.attempt, entry.reply) for entry in report.journal] == [
        (number, attempt, "450 later") for attempt in (1, 2) for number in (0, 1, 2)
    ]


def test_listed_are_those_that_wait_failed_or_are_uncertain() -> None:
    station = Station(told(pat=TAKEN, cal=TAKEN, bea=TAKEN))
    station.queue(1)
    station.service.deliver_due()
    station.mailer.answer = told(pat=TAKEN, cal=NEVER, bea=TAKEN)
    station.queue(2)
    station.service.deliver_due()
    station.queue(3)
    assert [mail.activity_id for mail in station.operation.listed()] == [2, 3]
    assert [mail.activity_id for mail in station.operation.listed(limit=1)] == [2]


def test_the_counts_tell_how_full_the_outbox_is_and_since_when() -> None:
    station = delivered(told(pat=LATER, cal=TAKEN, bea=NEVER))
    station.clock.advance(timedelta(hours=1))
    due = station.mail().due
    zero = dict.fromkeys(DeliveryState, 0)
    some = {DeliveryState.DEFERRED: 1, DeliveryState.ACCEPTED: 1, DeliveryState.REFUSED: 1}
    assert station.operation.counts() == OutboxCounts(zero | some, due)


def test_a_bounce_refuses_what_was_accepted_for_that_address() -> None:
    station = delivered(lambda _: TAKEN)
    station.operation.bounced("<1.example@example.com>", CAL, "postmaster")
    assert values(station.states()) == ["accepted", "refused", "accepted"]
    station.operation.bounced("<1.example@example.com>", None, "postmaster")
    assert values(station.states()) == ["refused"] * 3


@pytest.mark.rule("F1")
def test_a_bounce_names_its_recipient_in_any_spelling() -> None:
    station = delivered(lambda _: TAKEN)
    station.operation.bounced("<1.example@example.com>", "Cal@EXAMPLE.com", "postmaster")
    assert values(station.states()) == ["accepted", "refused", "accepted"]


@pytest.mark.parametrize("address", ["kim@example.com", "no address"])
def test_a_bounce_for_nobody_who_got_the_mail_says_so(address: str) -> None:
    station = delivered(lambda _: TAKEN)
    with pytest.raises(NotFound, match=f"'{address}' is no recipient of the mail <1.example"):
        station.operation.bounced("<1.example@example.com>", address, "postmaster")


def test_a_bounce_is_shown_by_the_reply_and_in_the_journal() -> None:
    station = delivered(lambda _: TAKEN)
    station.clock.advance(MINUTE)
    station.operation.bounced("<1.example@example.com>", CAL, "postmaster")
    (report,) = station.operation.show(1)
    reply = "came back: a report says that it did not arrive"
    assert report.mail.recipients[1].delivery.reply == reply
    assert report.journal[-1] == JournalEntry(1, 1, NOON + MINUTE, DeliveryState.REFUSED, reply)


def test_a_bounce_of_an_unknown_mail_is_not_found() -> None:
    with pytest.raises(NotFound, match="no mail has the Message-ID"):
        Station().operation.bounced("<x@example.com>", None, "postmaster")


def test_purge_forgets_what_is_done_and_old_and_nothing_else() -> None:
    station = Station(told(pat=TAKEN, cal=TAKEN, bea=TAKEN))
    station.queue(*range(1, 251))
    station.service.deliver_due()
    station.mailer.answer = lambda _: LATER
    station.queue(251)
    station.service.deliver_due()
    assert station.operation.purge(NOON) == Purged(letters=0, files=0)
    station.clock.advance(MINUTE)
    assert station.operation.purge(station.clock.now()) == Purged(letters=250, files=0)
    assert [number for number, _ in station.tables.messages] == [251]
    assert values(station.states(1)) == ["accepted"] * 3


class Moving(MemoryOutbox):
    """An outbox in which a worker is always faster than the operator."""

    def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        now = changes[0].at
        claim_due(self, now, now + MINUTE, ["token"])
        super().amend(changes, audit)


def test_an_act_on_a_mail_that_moved_is_judged_anew() -> None:
    station = Station()
    station.queue(1)
    station.operation = attrs.evolve(station.operation, outbox=Moving(station.tables))
    with pytest.raises(
        NotPossible, match="a worker has the mail until 12:01:00 GMT; try again then"
    ):
        station.operation.cancel(1, "ann")


class NeverStill(MemoryOutbox):
    """An outbox whose mails have always just changed."""

    def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        del changes, audit
        raise StaleDecision("the mail has changed")


def test_an_act_on_a_mail_that_keeps_moving_is_a_conflict() -> None:
    station = Station()
    station.queue(1)
    station.operation = attrs.evolve(station.operation, outbox=NeverStill(station.tables))
    with pytest.raises(Conflict, match="kept changing"):
        station.operation.cancel(1, "ann")
