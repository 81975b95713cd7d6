"""The use case: an agent saves, previews or sends an email activity."""

import attrs

from compose_core.compose.check import check
from compose_core.compose.commit import Committer, publish
from compose_core.compose.decide import Evaluation, evaluate
from compose_core.compose.gather import FactsLoader, MacroLibraries, find_actor
from compose_core.compose.idempotency import fingerprint, idempotency_record, replayed_receipt
from compose_core.compose.options import Options, load_options
from compose_core.compose.preview import Prepared, Preview, preview_of
from compose_core.decision import Decision, Receipt
from compose_core.errors import PreviewOutdated
from compose_core.errors.exceptions import StaleDecision
from compose_core.macros import ATTRIBUTES, Attribute
from compose_core.model.request import CheckedRequest, Command, CommandOptions, ComposeRequest
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User
from compose_core.policies import POLICIES, Policy
from compose_core.ports import (
    Directory,
    Events,
    HtmlSanitiser,
    Scanner,
    Store,
    StoreReader,
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
        directory: gives the site: users, departments and settings.
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
    _loader: FactsLoader = attrs.field(init=False, repr=False)

    @_loader.default
    def _make_loader(self) -> FactsLoader:
        return FactsLoader(
            clock=self.clock,
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
        """Keep a draft; nothing is queued (A2). Otherwise as `send`.

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
        """Store the activity, assigned to its sender, and queue its mail (A2, A3).

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
        """Store the activity as completed and queue its mail (A2). Otherwise as `send`."""
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
        site: SiteSnapshot | None = None,
    ) -> Preview:
        """Show what a command would result in, and what is against it; nothing is stored (A7).

        Raises:
            Rejected: the request is wrong by itself, or the user is unknown.
        """
        act = CommandOptions(command, expand_macros, automatic_text)
        known = self.directory.snapshot() if site is None else site
        checked = self._check(request, act, None, known)
        user = find_actor(known, actor)
        return preview_of(self._evaluate(checked, user, act, known, self.store, self.ids), checked)

    def send_prepared(self, prepared: Prepared) -> Receipt:
        """Do exactly what a preview showed; a second time it is refused.

        Raises:
            PreviewOutdated: a fact that it rests on has changed, or it was sent already.
            Unavailable: the store is busy or away.
        """
        decision = prepared.decision
        due, now = decision.activity.due_date, self.clock.now()
        if due is not None and due <= now:
            raise PreviewOutdated("The due date has passed since the preview; preview it again.")
        try:
            self.store.commit(decision)
        except StaleDecision as moved:
            raise PreviewOutdated(
                "Something changed since the preview; preview it again."
            ) from moved
        return publish(self.events, decision)

    def options(
        self, actor: str, department: str | None = None, site: SiteSnapshot | None = None
    ) -> Options:
        """Load everything that a form for composing needs.

        Args:
            actor: the login of the user who composes.
            department: its name; ``None`` for the user's home department.
            site: a snapshot that the caller has just taken.

        Raises:
            Rejected: the user is unknown, or may not send for the department (P8).
        """
        return load_options(
            self.directory.snapshot() if site is None else site,
            actor,
            department,
            self._loader.libraries,
            self.clock.now(),
        )

    def perform(
        self,
        request: ComposeRequest,
        actor: str,
        act: CommandOptions,
        idempotency_key: str | None = None,
        site: SiteSnapshot | None = None,
    ) -> Receipt:
        """Save, send, or send and complete; otherwise as `send`.

        Args:
            request: as given.
            actor: the login of the user who asks.
            act: the command with its options.
            idempotency_key: see `send`.
            site: a snapshot that the caller has just taken, which spares a look at the directory.
                The commit compares its version, so an old one costs an attempt and no more.
        """
        known = self.directory.snapshot() if site is None else site
        checked = self._check(request, act, idempotency_key, known)
        mark = fingerprint(act, request) if idempotency_key is not None else ""

        def decide(site: SiteSnapshot, store: StoreReader, ids: Ids) -> Decision | Receipt:
            user = find_actor(site, actor)
            if idempotency_key is not None and user.active:
                replay = store.replay(actor, idempotency_key, self.clock.now())
                if (receipt := replayed_receipt(replay, mark)) is not None:
                    return receipt
            evaluation = self._evaluate(checked, user, act, site, store, ids)
            return evaluation.decision(idempotency_record(idempotency_key, mark, evaluation.facts))

        committer = Committer(self.store, self.directory, self.ids)
        decided = committer.commit(decide, known, request.case_id)
        return decided if isinstance(decided, Receipt) else publish(self.events, decided)

    def _check(
        self, request: ComposeRequest, act: CommandOptions, key: str | None, site: SiteSnapshot
    ) -> CheckedRequest:
        return check(
            request,
            act.command,
            self.request_rules,
            body_octets=site.partition.max_body_octets,
            idempotency_key=key,
        )

    def _evaluate(
        self,
        request: CheckedRequest,
        actor: User,
        act: CommandOptions,
        site: SiteSnapshot,
        store: StoreReader,
        ids: Ids,
    ) -> Evaluation:
        facts = self._loader.facts(request, actor, act, site, store, ids)
        return evaluate(request, facts, self.policies, self.rules)
