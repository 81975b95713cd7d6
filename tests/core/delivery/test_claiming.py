"""Claims: who gets what, in which order, and what becomes of a dead worker's mails."""

from collections import Counter
from datetime import datetime

import attrs
import pytest

from compose_core.delivery import (
    MOST_EXPIRED_LEASES,
    begin_attempt,
    queue_mails,
    recover,
    release,
)
from compose_core.errors import NotPossible
from compose_core.model.delivery import Delivery, DeliveryState, Visibility
from compose_core.outbox import Change, Lease, Mail, MailRecipient, QueueClass
from compose_core.testing.builders import NOON
from station import BEA, CAL, MINUTE, PAT, claim, mail, send, states

UNTIL = NOON + MINUTE
LATER = NOON + 2 * MINUTE


def claim_one(of: Mail, now: datetime = NOON) -> Mail:
    return claim([of], now, now + MINUTE, ["token"])[-1].after


def retried(number: int) -> Mail:
    return attrs.evolve(mail(number), attempts=1)


def numbers(changes: tuple[Change, ...]) -> list[int]:
    return [change.after.activity_id for change in changes if change.after.lease]


@pytest.mark.rule("A3")
def test_a_send_is_queued_with_every_recipient_under_its_number_in_the_activity() -> None:
    assert queue_mails(send())[0] == Mail(
        activity_id=1,
        index=0,
        queued=NOON,
        on_uncertain=mail().on_uncertain,
        recipients=(
            MailRecipient(0, Delivery(PAT, Visibility.TO, DeliveryState.QUEUED)),
            MailRecipient(1, Delivery(CAL, Visibility.CC, DeliveryState.QUEUED)),
            MailRecipient(2, Delivery(BEA, Visibility.BCC, DeliveryState.QUEUED)),
        ),
    )


def test_a_claimed_mail_has_a_lease_and_is_due_when_that_ends() -> None:
    taken = claim_one(mail())
    assert states(taken) == [DeliveryState.CLAIMED] * 3
    assert taken.lease == Lease("token", UNTIL)
    assert (taken.due, taken.queue_class, taken.attempts, taken.revision) == (
        UNTIL,
        QueueClass.POISON,
        0,
        1,
    )


def test_only_recipients_whose_time_has_come_are_claimed() -> None:
    pat, cal, bea = mail().recipients
    deferred = attrs.evolve(cal.delivery, state=DeliveryState.DEFERRED, next_attempt=LATER)
    held = attrs.evolve(bea.delivery, state=DeliveryState.UNCERTAIN)
    some = (pat, attrs.evolve(cal, delivery=deferred), attrs.evolve(bea, delivery=held))
    of = attrs.evolve(mail(), recipients=some)
    assert states(claim_one(of)) == [
        DeliveryState.CLAIMED,
        DeliveryState.DEFERRED,
        DeliveryState.UNCERTAIN,
    ]


def test_a_mail_with_nothing_to_do_is_never_due() -> None:
    held = attrs.evolve(mail().recipients[0].delivery, state=DeliveryState.UNCERTAIN)
    assert attrs.evolve(mail(), recipients=(MailRecipient(0, held),)).due is None


@pytest.mark.parametrize("token", ["a", "b", "c", "d", "e", "f"])
def test_new_mails_and_old_ones_take_turns_whichever_is_first(token: str) -> None:
    candidates = [*map(mail, range(1, 9)), *map(retried, range(11, 19))]
    taken = numbers(claim(candidates, NOON, UNTIL, [token, "", "", ""]))
    assert sorted(taken) == [1, 2, 11, 12]


def test_one_token_alone_is_given_to_either_lane() -> None:
    found = {
        numbers(claim([mail(1), retried(2)], NOON, UNTIL, [f"{token}"]))[0] for token in range(20)
    }
    assert found == {1, 2}


def test_a_lane_with_nothing_in_it_leaves_its_turns_to_the_others() -> None:
    changes = claim([*map(retried, range(1, 9))], NOON, UNTIL, ["a", "b", "c"])
    assert numbers(changes) == [1, 2, 3]


def poison(number: int) -> Mail:
    return attrs.evolve(mail(number), expired_leases=1)


def test_a_suspect_is_claimed_alone_in_its_turn_and_in_no_claim_of_others() -> None:
    candidates = [mail(1), mail(2), retried(4), poison(7), poison(8)]
    found = [numbers(claim(candidates, NOON, UNTIL, [f"{token}", *"abc"])) for token in range(90)]
    turns = Counter("alone" if taken == [7] else "others" for taken in found)
    assert {tuple(sorted(taken)) for taken in found} == {(7,), (1, 2, 4)}
    assert 15 < turns["alone"] < 45


def test_suspects_are_claimed_whoevers_turn_it_is_while_nothing_else_is_due() -> None:
    for token in "abcdef":
        assert numbers(claim([poison(7), poison(8)], NOON, UNTIL, [token, ""])) == [7]


def test_what_was_claimed_by_a_dead_worker_is_claimed_anew() -> None:
    dead = claim_one(mail())
    recovery, taking = claim([dead], UNTIL, LATER, ["new"])
    assert states(recovery.after) == [DeliveryState.QUEUED] * 3
    assert (recovery.after.lease, recovery.after.expired_leases) == (None, 1)
    assert (taking.before, taking.after.lease) == (recovery.after, Lease("new", LATER))
    assert taking.after.expired_leases == 1


@pytest.mark.rule("S9")
def test_what_a_dead_worker_was_handing_over_is_uncertain_and_resent_once() -> None:
    dead = begin_attempt(claim_one(mail()), NOON, UNTIL).after
    first = recover(dead, UNTIL).after
    assert states(first) == [DeliveryState.UNCERTAIN] * 3
    assert [(each.uncertain_attempts, each.delivery.next_attempt) for each in first.recipients] == [
        (1, UNTIL)
    ] * 3
    again = begin_attempt(claim_one(first, UNTIL), UNTIL, LATER).after
    held = recover(again, LATER).after
    assert (states(held), held.due) == ([DeliveryState.UNCERTAIN] * 3, None)
    assert held.recipients[0].delivery.reply == "the worker died while it handed the mail over"


@pytest.mark.rule("S9")
def test_under_hold_what_a_dead_worker_was_handing_over_waits_for_an_operator() -> None:
    dead = begin_attempt(claim_one(mail(hold=True)), NOON, UNTIL).after
    changes = claim([dead], UNTIL, LATER, ["new"])
    assert [change.after.due for change in changes] == [None]


def test_a_mail_that_kills_every_worker_is_parked_and_never_due() -> None:
    killer = mail()
    for crash in range(1, MOST_EXPIRED_LEASES + 1):
        killer = recover(claim_one(killer), NOON).after
        assert killer.expired_leases == crash
    assert (states(killer), killer.due) == ([DeliveryState.DEFERRED] * 3, None)
    assert killer.recipients[0].delivery.reply == (
        "parked: 5 workers in a row died before they could hand the mail over, "
        "the last of them with this mail alone"
    )


@pytest.mark.rule("S9")
def test_a_hand_over_that_kills_one_worker_too_many_is_held() -> None:
    dead = attrs.evolve(
        begin_attempt(claim_one(mail()), NOON, UNTIL).after, expired_leases=MOST_EXPIRED_LEASES - 1
    )
    held = recover(dead, UNTIL).after
    assert (states(held), held.due) == ([DeliveryState.UNCERTAIN] * 3, None)


def test_a_released_mail_is_due_at_once_and_no_attempt_is_counted() -> None:
    back = release(claim_one(mail()), NOON).after
    assert states(back) == [DeliveryState.QUEUED] * 3
    assert (back.lease, back.attempts, back.queue_class, back.due) == (
        None,
        0,
        QueueClass.FRESH,
        NOON,
    )


def test_a_mail_that_nobody_has_cannot_be_handed_over() -> None:
    with pytest.raises(NotPossible, match="mail 0 of the activity 1 is not leased"):
        _ = mail().lease_token
