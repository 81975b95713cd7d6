"""The use case: an agent saves, previews or sends an email activity."""

from functools import partial

import attrs

from compose_core.compose.attempts import stored_in_attempts
from compose_core.compose.check import check
from compose_core.compose.commit import commit
from compose_core.compose.decide import Evaluation, evaluate
from compose_core.compose.gather import FactsLoader, MacroLibraries
from compose_core.compose.idempotency import fingerprint, idempotency_record, replayed_receipt
from compose_core.compose.options import Options, OptionsLoader
from compose_core.compose.preview import Prepared, Preview, preview_of
from compose_core.decision import Decision, Receipt
from compose_core.errors import PreviewOutdated
from compose_core.errors.exceptions import StaleDecision
from compose_core.macros import ATTRIBUTES, Attribute
from compose_core.model.request import CheckedRequest, Command, CommandOptions, ComposeRequest
from compose_core.policies import POLICIES, Policy
from compose_core.ports import (
    Directory,
    Events,
    HtmlSanitiser,
    Scanner,
    Settings,
    Store,
    TextFromHtml,
)
from compose_core.ports.clock import Clock
from compose_core.ports.ids import Ids
from compose_core.ports.random import Random
from compose_core.rules import FACT_RULES, REQUEST_RULES, FactRule, RequestRule


@attrs.frozen(kw_only=True)
class ComposeService:
    """Composes email activities: checks, expands, stores and queues them, all or nothing.

    Safe to share between threads if its ports are.

    Args:
        store: keeps customers, cases and activities.
        directory: knows users and departments.
        settings: what the administrator set.
        clock: tells the time.
        ids: gives ids.
        random: gives tokens.
        scanner: looks into attachments.
        text_from_html: makes readable text of HTML.
        events: hears of what was stored.
        policies: what a user must hold; a host adds its own.
        request_rules: what a request must be by itself; likewise.
        rules: what it must be against the facts; likewise.
        attributes: what macros can show; likewise.
        sanitiser: makes a secure message safe to show when it is kept; else its opening does.
    """

    store: Store
    directory: Directory
    settings: Settings
    clock: Clock
    ids: Ids
    random: Random
    scanner: Scanner
    text_from_html: TextFromHtml
    events: Events
    policies: tuple[Policy, ...] = POLICIES
    request_rules: tuple[RequestRule, ...] = REQUEST_RULES
    rules: tuple[FactRule, ...] = FACT_RULES
    attributes: tuple[Attribute, ...] = ATTRIBUTES
    sanitiser: HtmlSanitiser | None = None
    _gatherer: FactsLoader = attrs.field(init=False, repr=False)

    @_gatherer.default
    def _make_gatherer(self) -> FactsLoader:
        return FactsLoader(
            store=self.store,
            directory=self.directory,
            settings=self.settings,
            clock=self.clock,
            ids=self.ids,
            random=self.random,
            scanner=self.scanner,
            text_from_html=self.text_from_html,
            libraries=MacroLibraries(self.attributes, self.text_from_html.text_from),
            sanitiser=self.sanitiser,
        )

    def save(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        expand_macros: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Keeps a draft; nothing is queued (A2). Otherwise as `send`.

        Args:
            request: as given; needs a customer's address, but nothing to send.
            actor: the login of the user who asks.
            expand_macros: whether the draft keeps the macros' values instead of the macros.
            idempotency_key: see `send`.
        """
        return self.perform(
            request, actor, CommandOptions(Command.SAVE, expand_macros), idempotency_key
        )

    def send(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        automatic_text: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Stores the activity, assigned to its sender, and queues its mail (A2, A3).

        Args:
            request: as given.
            actor: the login of the user who asks.
            automatic_text: whether a message with HTML only gets a text alternative (M9).
            idempotency_key: 1 to 255 printable ASCII characters; the same key with the same
                request gives the first receipt again for 24 hours (A5).

        Returns:
            What was stored, and where the mail goes.

        Raises:
            Rejected: with all findings of the stage that failed; nothing was stored.
            IdempotencyMismatch: the key was used for another request.
            Conflict: what it rests on changed five times while it was decided.
            Unavailable: the store is busy or away; `OutcomeUnknown` may leave it stored.
        """
        act = CommandOptions(Command.SEND, automatic_text=automatic_text)
        return self.perform(request, actor, act, idempotency_key)

    def send_and_complete(
        self,
        request: ComposeRequest,
        actor: str,
        *,
        automatic_text: bool = False,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Stores the activity as completed and queues its mail (A2). Otherwise as `send`."""
        act = CommandOptions(Command.SEND_AND_COMPLETE, automatic_text=automatic_text)
        return self.perform(request, actor, act, idempotency_key)

    def preview(
        self,
        request: ComposeRequest,
        actor: str,
        command: Command = Command.SEND,
        *,
        expand_macros: bool = False,
        automatic_text: bool = False,
    ) -> Preview:
        """Shows what a command would come to, and what stands against it; stores nothing (A7).

        Raises:
            Rejected: the request is wrong by itself, or the user is unknown.
        """
        act = CommandOptions(command, expand_macros, automatic_text)
        checked = self._check(request, act, None)
        return preview_of(self._judgement(checked, actor, act, self._gatherer), checked)

    def send_prepared(self, prepared: Prepared) -> Receipt:
        """Does exactly what a preview showed; a second time it is refused.

        Raises:
            PreviewOutdated: a fact that it rests on has changed, or it was sent already.
            Unavailable: the store is busy or away.
        """
        decision = prepared.decision
        due, now = decision.activity.due_date, self.clock.now()
        if due is not None and due <= now:
            raise PreviewOutdated("The due date has passed since the preview; preview it again.")
        try:
            return commit(self.store, self.events, decision)
        except StaleDecision as moved:
            raise PreviewOutdated(
                "Something changed since the preview; preview it again."
            ) from moved

    def options(self, actor: str, department: str | None = None) -> Options:
        """Everything that a form for composing needs.

        Args:
            actor: the login of the user who composes.
            department: its name; ``None`` for the user's home department.

        Raises:
            Rejected: the user is unknown, or may not send for the department (P8).
        """
        return OptionsLoader(self._gatherer).options(actor, department)

    def decide(
        self,
        request: ComposeRequest,
        actor: str,
        act: CommandOptions,
        idempotency_key: str | None = None,
    ) -> Decision | Receipt:
        """What an act comes to now, for `Pending` to store; or the first receipt under the key.

        Raises:
            Rejected, IdempotencyMismatch, Unavailable: as for `send`; nothing was stored.
        """
        checked = self._check(request, act, idempotency_key)
        mark = self._mark(request, act, idempotency_key)
        return self._decided(checked, actor, act, idempotency_key, mark, self._gatherer)

    def perform(
        self,
        request: ComposeRequest,
        actor: str,
        act: CommandOptions,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Saves, sends, or sends and completes, as the act says; otherwise as `send`."""
        checked = self._check(request, act, idempotency_key)
        mark = self._mark(request, act, idempotency_key)
        decide = partial(self._decided, checked, actor, act, idempotency_key, mark)
        return stored_in_attempts(self._gatherer, self.events, decide, request.case_id)

    def _mark(self, request: ComposeRequest, act: CommandOptions, key: str | None) -> str:
        """The fingerprint of a request that comes under a key."""
        return fingerprint(act, request) if key is not None else ""

    def _decided(
        self,
        request: CheckedRequest,
        actor: str,
        act: CommandOptions,
        key: str | None,
        mark: str,
        gatherer: FactsLoader,
    ) -> Decision | Receipt:
        if (receipt := self._first_answer(actor, key, mark)) is not None:
            return receipt
        judgement = self._judgement(request, actor, act, gatherer)
        return judgement.decision(idempotency_record(key, mark, judgement.facts))

    def _check(
        self, request: ComposeRequest, act: CommandOptions, key: str | None
    ) -> CheckedRequest:
        limit = self.settings.partition().max_body_octets
        return check(
            request, act.command, self.request_rules, body_octets=limit, idempotency_key=key
        )

    def _judgement(
        self, request: CheckedRequest, actor: str, act: CommandOptions, gatherer: FactsLoader
    ) -> Evaluation:
        facts = gatherer.facts(request, actor, act)
        return evaluate(request, facts, self.policies, self.rules)

    def _first_answer(self, actor: str, key: str | None, mark: str) -> Receipt | None:
        if key is None or not self._gatherer.actor(actor).active:
            return None
        return replayed_receipt(self.store.replay(actor, key, self.clock.now()), mark)
