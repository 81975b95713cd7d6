"""What must hold, checked whenever something is stored or sent."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from compose_core.delivery import TRANSITIONS, state_of_message
from compose_core.model.delivery import DeliveryState
from compose_core.model.settings import OnUncertainDelivery
from compose_core.outbox import Change, Mail, MailRecipient

Name = tuple[int, int]
_STEPS = {(before, after) for (before, _), after in TRANSITIONS.items()}


class Violated(BaseException):
    """Something that must hold does not; no handler of the service may take it for a fault."""


class Ledger:
    """Everything that was stored and sent, seen from outside the service.

    Attributes:
        copies: how many the server accepted, by mail and recipient.
        tally: how often what must be survived has happened.
    """

    def __init__(self) -> None:
        self.copies: Counter[tuple[Name, str]] = Counter()
        self.tally: Counter[str] = Counter()
        self._batches: dict[str, str] = {}
        self._begun: dict[tuple[str, Name], tuple[str, ...]] = {}
        self._handing_over: dict[Name, str] = {}
        self._by_operators: defaultdict[Name, Counter[DeliveryState]] = defaultdict(Counter)

    def leased(self, token: str, batch: str) -> None:
        """A worker asks for a lease in a batch of its own."""
        self._batches[token] = batch

    def stored(self, was: Mail, change: Change, *, by_operator: bool = False) -> None:
        """A change was stored over what was there."""
        if was not in (change.before, change.after):
            raise Violated(f"a change of {name_of(was)} rests on what is not stored any more")
        pairs = zip(change.before.recipients, change.after.recipients, strict=True)
        # What a dead worker left is put right as ever, whoever comes upon it.
        by_operator = by_operator and change.before.lease is None
        for before, after in pairs:
            self._step(name_of(was), before, after, by_operator=by_operator)
        if change.after.expired_leases > change.before.expired_leases:
            self.tally[f"recovered {_state(change.before)}"] += 1
        self._note_hand_over(change.after)

    def _step(
        self, name: Name, before: MailRecipient, after: MailRecipient, *, by_operator: bool
    ) -> None:
        if before == after:
            return
        if (before.state, after.state) not in _STEPS:
            raise Violated(f"{name} went from {before.state.value} to {after.state.value}")
        if by_operator:
            self._by_operators[name][after.state] += 1
        else:
            self._is_true(name, after)

    def _is_true(self, name: Name, recipient: MailRecipient) -> None:
        copies = self.copies[name, recipient.delivery.address]
        if recipient.state is DeliveryState.ACCEPTED and not copies:
            raise Violated(f"{name} is called accepted, and the server has no copy")
        if recipient.state is DeliveryState.REFUSED and copies and not recipient.uncertain_attempts:
            raise Violated(f"{name} is called refused, and the server has a copy")

    def _note_hand_over(self, mail: Mail) -> None:
        name = name_of(mail)
        to = tuple(
            each.delivery.address
            for each in mail.recipients
            if each.state is DeliveryState.HANDING_OVER
        )
        self._handing_over.pop(name, None)
        if not to or mail.lease is None:
            return
        batch = self._batches[mail.lease.token]
        if batch in self._handing_over.values():
            raise Violated(f"{batch} has two mails under way whose results are not written")
        self._handing_over[name] = batch
        self._begun[batch, name] = to

    def sends(self, name: Name, batch: str, recipients: Sequence[str]) -> None:
        """A worker begins to send."""
        if self._begun.pop((batch, name), None) != tuple(recipients):
            raise Violated(f"{batch} sends {name} to whom it did not write down before")

    def accepted(self, mail: Mail, address: str) -> None:
        """The server takes a copy for a recipient."""
        name = name_of(mail)
        self.copies[name, address] += 1
        allowed = 2 if mail.on_uncertain is OnUncertainDelivery.RESEND else 1
        allowed += self._by_operators[name][DeliveryState.QUEUED]
        if self.copies[name, address] > allowed:
            raise Violated(f"{self.copies[name, address]} copies of {name}, allowed {allowed}")
        recipient = next(each for each in mail.recipients if each.delivery.address == address)
        self.tally["duplicated"] += self.copies[name, address] > 1
        certain = self.copies[name, address] > 1 and not recipient.uncertain_attempts
        if certain and not self._by_operators[name][DeliveryState.QUEUED]:
            raise Violated(f"a second copy of {name}, and nobody doubted the first")

    def ends(self, mails: Sequence[Mail]) -> None:
        """All is quiet: nothing may be lost, and nothing may wait but for an operator."""
        for mail in mails:
            if mail.lease or mail.due:
                raise Violated(f"{name_of(mail)} is left behind, due {mail.due}")
            for recipient in mail.recipients:
                self._end(name_of(mail), recipient)

    def _end(self, name: Name, recipient: MailRecipient) -> None:
        if recipient.state is not DeliveryState.ACCEPTED:
            return
        confirmed = self._by_operators[name][DeliveryState.ACCEPTED]
        if not confirmed and not self.copies[name, recipient.delivery.address]:
            raise Violated(f"{name} is lost: accepted, and the server has no copy")


def _state(mail: Mail) -> str:
    return state_of_message(each.state for each in mail.recipients).value


def name_of(mail: Mail) -> Name:
    return mail.activity_id, mail.index
