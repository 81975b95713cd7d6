"""What an Outbox must do for the workers that deliver."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import attrs
import pytest

from compose_core.decision import Decision, OutboundMessage
from compose_core.delivery import (
    Backoff,
    begin_attempt,
    queue_mails,
    record_results,
    recover,
    release,
)
from compose_core.delivery import claim as decide_claim
from compose_core.errors.exceptions import LeaseLost
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import Change, Mail, Outgoing, QueueClass, Result, Verdict
from compose_core.ports import Outbox
from compose_core.testing import builders, decisions
from compose_core.testing.contracts.concurrency import at_once
from compose_core.testing.contracts.storage import Storage
from compose_core.testing.contracts.store import again, commit

NOON = builders.NOON
MINUTE = timedelta(minutes=1)
UNTIL = NOON + MINUTE


class OutboxContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    @pytest.fixture
    def applied(self, storage: Storage) -> Storage:
        """The store, with the site of the builders."""
        storage.site.apply(builders.site())
        return storage

    def test_nothing_is_due_in_an_empty_outbox(self, applied: Storage) -> None:
        assert claim(applied, "a", "b") == []

    def test_a_mail_that_was_committed_is_claimed_with_a_lease(self, applied: Storage) -> None:
        (mail,) = queue_mails(send(applied, 1))
        (change,) = claim_due(applied.outbox, NOON, UNTIL, ["token"])
        assert change.before == mail
        assert change.after.lease is not None
        assert (change.after.lease.token, change.after.lease.until) == ("token", UNTIL)
        assert states(change.after) == [DeliveryState.CLAIMED]
        assert applied.admin.mails(1) == ((change.after, ()),)

    def test_a_mail_is_not_due_before_its_time(self, applied: Storage) -> None:
        send(applied, 1)
        early = NOON - timedelta(microseconds=1)
        assert claim_due(applied.outbox, early, UNTIL, ["token"]) == ()

    def test_no_more_mails_are_claimed_than_there_are_tokens(self, applied: Storage) -> None:
        for number in (1, 2, 3):
            send(applied, number)
        assert [mail.activity_id for mail in claim(applied, "a", "b")] == [1, 2]
        assert [mail.activity_id for mail in claim(applied, "c", "d")] == [3]
        assert claim(applied, "e") == []

    def test_a_claim_of_no_mail_takes_none(self, applied: Storage) -> None:
        send(applied, 1)
        assert claim_due(applied.outbox, NOON, UNTIL, []) == ()
        assert len(claim(applied, "a")) == 1

    def test_those_that_have_waited_longest_come_first(self, applied: Storage) -> None:
        for number, minutes in ((1, 3), (2, 1), (3, 2)):
            send(applied, number, created=NOON + minutes * MINUTE)
        later = NOON + 10 * MINUTE
        taken = claim_due(applied.outbox, later, later + MINUTE, ["a", "b"])
        assert [change.after.activity_id for change in taken] == [2, 3]

    def test_what_is_handed_over_is_what_was_committed(self, applied: Storage) -> None:
        file = Attachment("text/plain", "a.txt", InMemory(b"Good morning" * 50_000))
        own = again(1, cc=(Address.parse("kim@example.com"),), attachments=(file,))
        (message,) = commit(applied, own).messages
        (mail,) = claim(applied, "a")
        kept = applied.outbox.outgoing(mail)
        (enclosure,) = kept.letter.enclosures
        assert b"".join(enclosure.content.chunks()) == b"Good morning" * 50_000
        # The octets are the same; where they are kept is the store's affair.
        same = attrs.evolve(enclosure, content=file.content)
        letter = attrs.evolve(kept.letter, enclosures=(same,))
        assert attrs.evolve(kept, letter=letter) == outgoing(message)

    def test_a_letter_keeps_every_member(self, applied: Storage) -> None:
        own = again(1, text=None, cc=(Address.parse("kim@example.com"),))
        full = attrs.evolve(
            decisions.letter(own),
            reply_to=None,
            in_reply_to="<before@example.com>",
            references=("<first@example.com>", "<before@example.com>"),
            auto_submitted=True,
            headers=(("X-One", "eins"), ("X-Two", "Grüße")),
        )
        message = attrs.evolve(decisions.message(own), letter=full)
        commit(applied, own, messages=(message,))
        (mail,) = claim(applied, "a")
        assert applied.outbox.outgoing(mail) == outgoing(message)

    def test_a_file_that_only_the_mail_encloses_is_handed_over(self, applied: Storage) -> None:
        own = again(1)
        with_file = again(1, attachments=(Attachment("a/b", "x", InMemory(b"only here")),))
        commit(applied, own, messages=(decisions.message(with_file),))
        (mail,) = claim(applied, "a")
        (enclosure,) = applied.outbox.outgoing(mail).letter.enclosures
        assert b"".join(enclosure.content.chunks()) == b"only here"
        assert applied.records.activities([1])[0].activity.attachments == ()

    def test_every_mail_of_an_activity_has_its_own_letter_and_recipients(
        self, applied: Storage
    ) -> None:
        own = again(1, bcc=(Address.parse("boss@example.com"),))
        messages = tuple(
            attrs.evolve(decisions.message(own), recipients=(each,)) for each in own.recipients
        )
        commit(applied, own, messages=messages)
        taken = claim(applied, "a", "b")
        assert [mail.index for mail in taken] == [0, 1]
        assert [mail.recipients[0].number for mail in taken] == [0, 1]
        kept = [applied.outbox.outgoing(mail) for mail in taken]
        assert kept == [outgoing(message) for message in messages]

    def test_a_change_of_a_leased_mail_is_stored(self, applied: Storage) -> None:
        send(applied, 1)
        (mail,) = claim(applied, "a")
        change = begin_attempt(mail, NOON, UNTIL + MINUTE)
        applied.outbox.write([change])
        assert applied.admin.mails(1) == ((change.after, ()),)

    def test_one_mails_end_and_the_next_ones_beginning_are_stored_together(
        self, applied: Storage
    ) -> None:
        send(applied, 1)
        send(applied, 2)
        first, second = claim(applied, "a", "b")
        changes = [release(first, NOON), begin_attempt(second, NOON, UNTIL)]
        applied.outbox.write(changes)
        stored = [applied.admin.mails(number)[0][0] for number in (1, 2)]
        assert stored == [change.after for change in changes]

    def test_a_write_can_be_repeated_by_who_does_not_know_whether_it_was_stored(
        self, applied: Storage
    ) -> None:
        send(applied, 1)
        send(applied, 2)
        first, second = claim(applied, "a", "b")
        over = begin_attempt(first, NOON, UNTIL)
        accepted = [Result(Verdict.ACCEPTED, "250 taken")]
        done = record_results(over.after, accepted, NOON, Backoff(), 0.5)
        both = [over, done]
        applied.outbox.write(both)
        kept = applied.admin.mails(1)
        applied.outbox.write(both)
        applied.outbox.write([done, release(second, NOON)])
        assert applied.admin.mails(1) == kept
        assert states(applied.admin.mails(2)[0][0]) == [DeliveryState.QUEUED]

    def test_a_worker_that_lost_its_lease_writes_nothing(self, applied: Storage) -> None:
        send(applied, 1)
        send(applied, 2)
        stale, own = claim(applied, "a", "b")
        late = UNTIL + MINUTE
        kept = [begin_attempt(own, NOON, late + MINUTE)]
        applied.outbox.write(kept)
        taken = claim_due(applied.outbox, late, late + MINUTE, ["thief"])
        stored = taken[-1].after
        assert stored.activity_id == 1
        with pytest.raises(LeaseLost) as lost:
            applied.outbox.write([begin_attempt(stale, NOON, UNTIL), release(kept[0].after, NOON)])
        assert lost.value.mails == {(1, 0)}
        assert applied.admin.mails(1)[0][0] == stored
        assert applied.admin.mails(2)[0][0] == kept[0].after

    def test_a_mail_that_is_nobodys_is_written_by_nobody(self, applied: Storage) -> None:
        send(applied, 1)
        (mail,) = claim(applied, "a")
        change = release(mail, NOON)
        applied.outbox.write([change])
        with pytest.raises(LeaseLost):
            applied.outbox.write([begin_attempt(mail, NOON, UNTIL)])
        assert applied.admin.mails(1)[0][0] == change.after

    def test_a_dead_workers_mail_is_put_right_and_claimed_again(self, applied: Storage) -> None:
        send(applied, 1)
        (mail,) = claim(applied, "dead")
        late = UNTIL + MINUTE
        changes = claim_due(applied.outbox, late, late + MINUTE, ["alive"])
        assert changes[0] == recover(mail, late)
        assert [change.before for change in changes[1:]] == [changes[0].after]
        assert applied.admin.mails(1)[0][0] == changes[-1].after
        assert changes[-1].after.queue_class is QueueClass.POISON

    def test_a_claim_is_decided_by_the_function_that_it_is_handed(self, applied: Storage) -> None:
        for number in (1, 2, 3):
            send(applied, number)
        seen: list[int] = []

        def decide(found: Sequence[Mail]) -> tuple[Change, ...]:
            seen.extend(each.activity_id for each in found)
            return ()

        assert applied.outbox.claim(NOON, 2, decide) == ()
        assert seen == [1, 2]
        assert len(claim(applied, "a", "b", "c")) == 3

    def test_a_mail_is_claimed_by_one_worker(self, applied: Storage) -> None:
        for number in range(1, 41):
            send(applied, number)
        taken = at_once(lambda worker: claim(applied, *(f"{worker}.{n}" for n in range(10))))
        names = [mail.activity_id for mails in taken for mail in mails]
        assert len(set(names)) == len(names)
        left = claim(applied, *map(str, range(40)))
        names += [mail.activity_id for mail in left]
        assert sorted(names) == list(range(1, 41))


def send(storage: Storage, number: int, **members: object) -> Decision:
    """Store an activity of its own case and customer, with one mail."""
    address = Address.parse(f"p{number}@example.com")
    return commit(storage, again(number, case_id=number, customer_id=number, to=address, **members))


def claim_due(
    outbox: Outbox, now: datetime, until: datetime, tokens: Sequence[str]
) -> tuple[Change, ...]:
    """Claim what is due, one mail for each token at most, as a worker with a steady clock."""
    decide = partial(decide_claim, due_by=now, until=until, tokens=tokens, expired_by=now)
    return outbox.claim(now, len(tokens), decide)


def claim(storage: Storage, *tokens: str) -> list[Mail]:
    """The mails that are leased at noon, for a minute."""
    return leased(claim_due(storage.outbox, NOON, UNTIL, tokens))


def leased(changes: Sequence[Change]) -> list[Mail]:
    """The mails that changes leave with a lease."""
    last = {(each.after.activity_id, each.after.index): each.after for each in changes}
    return [mail for mail in last.values() if mail.lease]


def states(mail: Mail) -> list[DeliveryState]:
    """The states of a mail's recipients."""
    return [recipient.state for recipient in mail.recipients]


def outgoing(message: OutboundMessage) -> Outgoing:
    """What a worker gets of a message."""
    return Outgoing(message.letter, message.sender)
