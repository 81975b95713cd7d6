"""The outbox in memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from operator import itemgetter

import attrs

from compose_adapters.memory.tables import MailName, Tables
from compose_core.decision import AuditEntry
from compose_core.errors import NotFound
from compose_core.errors.exceptions import LeaseLost, StaleDecision
from compose_core.model.activity import Activity, ActivityStatus
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import (
    OPEN,
    Change,
    Claim,
    JournalEntry,
    Mail,
    OutboxCounts,
    Outgoing,
    QueueClass,
)

_NO_RECIPIENTS = dict.fromkeys(DeliveryState, 0)


@attrs.frozen
class Forgotten:
    """The content of a file that was purged."""

    size: int

    def chunks(self) -> Iterator[bytes]:
        """No octets.

        Raises:
            NotFound: always.
        """
        raise NotFound("the file was forgotten")


class MemoryOutbox:
    """The mails of a store in memory: for workers, for operators, and to forget them.

    Args:
        tables: the store's.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def claim(self, due_by: datetime, limit: int, decide: Claim) -> tuple[Change, ...]:
        """Store the changes that follow from the due mails, and return them."""
        with self._tables.lock:
            changes = decide(self._due(due_by, limit))
            self._store(changes)
            return changes

    def outgoing(self, mail: Mail) -> Outgoing:
        """What is to be handed over.

        Raises:
            NotFound: the letter was forgotten.
        """
        message = self._tables.messages.get(_name(mail))
        if message is None:
            raise NotFound("the letter was forgotten")
        return Outgoing(message.letter, message.sender)

    def add_link_token(self, mail: Mail, token_hash: str) -> None:
        """Let a token open the secure message that a mail leads to."""
        with self._tables.lock:
            self._tables.link_tokens[token_hash] = (mail.activity_id, mail.recipients[0].number)

    def write(self, changes: Sequence[Change]) -> None:
        """Store changes of leased mails, or none of them."""
        with self._tables.lock:
            last = {_name(each.after): each.after for each in changes}
            stored = {name for name, mail in last.items() if self._tables.mails[name] == mail}
            new = [each for each in changes if _name(each.before) not in stored]
            if lost := [_name(each.before) for each in new if not self._holds(each.before)]:
                raise LeaseLost(lost)
            self._store(new)

    def listed(self, states: frozenset[DeliveryState], limit: int) -> tuple[Mail, ...]:
        """Mails with a recipient in one of the states, by activity id and index."""
        with self._tables.lock:
            found = [self._tables.mails[name] for name in sorted(self._tables.mails)]
        return tuple(mail for mail in found if states & _states(mail))[:limit]

    def mails(self, activity_id: int) -> tuple[tuple[Mail, tuple[JournalEntry, ...]], ...]:
        """An activity's mails by their index, each with its journal."""
        with self._tables.lock:
            return tuple(
                (mail, tuple(self._tables.journal.get(_name(mail), ())))
                for mail in self._tables.mails_of(activity_id)
            )

    def amend(self, changes: Sequence[Change], audit: AuditEntry) -> None:
        """Store an operator's act with its audit entry."""
        with self._tables.lock:
            # Of several changes of a mail, each begins where the one before it ended.
            for change in {_name(each.before): each for each in reversed(changes)}.values():
                if self._stored(change.before).revision != change.before.revision:
                    raise StaleDecision("the mail has changed")
            self._store(changes)
            for activity_id in {change.before.activity_id for change in changes}:
                self._tables.audit.setdefault(activity_id, []).append(audit)

    def counts(self, now: datetime) -> OutboxCounts:
        """How full the outbox is."""
        with self._tables.lock:
            mails = list(self._tables.mails.values())
            kept = list(self._tables.kept.values())
        states = dict(_NO_RECIPIENTS)
        for recipient in chain.from_iterable([*kept, *(mail.recipients for mail in mails)]):
            states[recipient.state] += 1
        due = [mail.due for mail in mails if mail.due and mail.due <= now]
        return OutboxCounts(states, min(due, default=None))

    def purge(self, before: datetime, limit: int) -> int:
        """Forget the letters and journals of mails that are done and old."""
        with self._tables.lock:
            done = [name for name in self._tables.messages if self._is_done(name, before)][:limit]
            for name in done:
                del self._tables.messages[name]
                self._tables.journal.pop(name, None)
        return len(done)

    def purge_files(self, before: datetime, limit: int) -> int:
        """Forget the files of activities that nothing needs any more."""
        with self._tables.lock:
            found = [
                each for each in self._tables.activities.values() if self._is_over(each, before)
            ]
            for activity in found[:limit]:
                forgotten = tuple(
                    attrs.evolve(each, content=Forgotten(each.content.size))
                    for each in activity.attachments
                )
                self._tables.activities[activity.id] = attrs.evolve(activity, attachments=forgotten)
        return len(found[:limit])

    def _is_over(self, activity: Activity, before: datetime) -> bool:
        mails = self._tables.mails_of(activity.id)
        lasts = (
            link.expires > before
            for (of, _), link in self._tables.links.items()
            if of == activity.id
        )
        return (
            any(not isinstance(each.content, Forgotten) for each in activity.attachments)
            and activity.created < before
            and activity.status is not ActivityStatus.DRAFT
            and not any(_name(mail) in self._tables.messages for mail in mails)
            and not any(OPEN & _states(mail) for mail in mails)
            and not any(lasts)
        )

    def mails_of_message(self, message_id: str) -> tuple[Mail, ...]:
        """The mails whose letter has this Message-ID."""
        with self._tables.lock:
            return tuple(
                self._tables.mails[name]
                for name in sorted(self._tables.messages)
                if self._tables.messages[name].letter.message_id == message_id
            )

    def _due(self, now: datetime, limit: int) -> list[Mail]:
        """Find the mails of every lane that are due first, so many at most."""
        found = [
            (due, name, mail)
            for name, mail in self._tables.mails.items()
            if (due := mail.due) and due <= now
        ]
        found.sort(key=itemgetter(0, 1))
        return [
            mail
            for lane in QueueClass
            for mail in islice((mail for *_, mail in found if mail.queue_class is lane), limit)
        ]

    def _is_done(self, name: MailName, before: datetime) -> bool:
        mail = self._tables.mails[name]
        return mail.queued < before and not OPEN & _states(mail)

    def _stored(self, mail: Mail) -> Mail:
        return self._tables.mails[_name(mail)]

    def _holds(self, mail: Mail) -> bool:
        lease = self._stored(mail).lease
        return lease is not None and lease.token == mail.lease_token

    def _store(self, changes: Iterable[Change]) -> None:
        for change in changes:
            name = _name(change.after)
            self._tables.mails[name] = change.after
            if entries := change.log_entries():
                self._tables.journal.setdefault(name, []).extend(entries)


def _name(mail: Mail) -> MailName:
    return mail.activity_id, mail.index


def _states(mail: Mail) -> set[DeliveryState]:
    return {recipient.state for recipient in mail.recipients}
