"""The mailer that hands letters to a mail server (A3)."""

import ssl
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic, sleep

from compose_adapters.smtp.connection import Connection
from compose_adapters.smtp.dkim import Signer
from compose_adapters.smtp.errors import SmtpError, SmtpFailure, Stage
from compose_adapters.smtp.message import PreparedLetter
from compose_adapters.smtp.pool import Pool
from compose_adapters.smtp.session import Session, Transaction
from compose_adapters.smtp.throttle import Throttle
from compose_adapters.smtp.url import SmtpServer
from compose_core.letter import Envelope, Letter, Unrenderable
from compose_core.outbox import Allowance, Result, Verdict

STEP = timedelta(seconds=30)


class SmtpMailer:
    """Hands letters to one mail server, by any number of threads at once.

    Connections are kept for the next letter. While the server lets nobody in the allowance
    is none.

    Args:
        server: which one.
        step: how long one step of a conversation may take.
        context: verifies the server's certificate; the system's trust, unless given.
        signer: signs every letter; ``None`` for no signature.
    """

    def __init__(
        self,
        server: SmtpServer,
        *,
        step: timedelta = STEP,
        context: ssl.SSLContext | None = None,
        signer: Signer | None = None,
    ) -> None:
        self._server = server
        self._step = step.total_seconds()
        self._context = context or ssl.create_default_context()
        self._signer = signer
        self._pool = Pool()
        self._throttle = Throttle(server.rate, monotonic())

    def allowance(self) -> Allowance:
        """Tell how many letters may be handed over now."""
        return self._throttle.allowance(monotonic())

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        """Hand a letter over, and return a result for each recipient."""
        deadline = monotonic() + within.total_seconds()
        try:
            prepared = PreparedLetter.of(letter, envelope, self._signer)
            self._wait_for_turn(deadline)
            return tuple(self._send(prepared, deadline))
        except Unrenderable as fault:
            result = Result(Verdict.REFUSED, f"not sent: {fault}")
        except SmtpError as error:
            result = Result(error.verdict, error.reply)
        return (result,) * len(envelope.recipients)

    def close(self) -> None:
        """End the kept connections."""
        self._pool.close()

    def _wait_for_turn(self, deadline: float) -> None:
        try:
            wait = self._throttle.spend(monotonic(), deadline)
        except TimeoutError:
            text = "the rate leaves no time for it"
            raise SmtpError(Stage.CONNECT, SmtpFailure.TIMEOUT, text) from None
        if wait:
            sleep(wait)

    def _send(self, prepared: PreparedLetter, deadline: float) -> Sequence[Result]:
        session = self._pool.take() or self._open_session(deadline)
        while not (results := self._hand_over(session, prepared, deadline)):
            session = self._open_session(deadline)
        return results

    def _open_session(self, deadline: float) -> Session:
        began = monotonic()
        try:
            with self._pool.opening():
                return self._begin_session(deadline)
        except SmtpError:
            # Where others have a session the server is there, and may just take no more of them.
            if self._pool.is_empty:
                self._throttle.failed(began, monotonic())
            if freed := self._pool.take_freed(deadline):
                return freed
            raise

    def _begin_session(self, deadline: float) -> Session:
        connection = Connection(self._step, deadline)
        session = Session(connection, self._server, self._context)
        try:
            connection.open(self._server.host, self._server.port)
            session.begin()
        except SmtpError:
            connection.close()
            raise
        return session

    def _hand_over(
        self, session: Session, prepared: PreparedLetter, deadline: float
    ) -> Sequence[Result]:
        """Hand over on a session; no results if the server had left one that was kept."""
        session.connection.deadline = deadline
        began, is_fresh, is_clean = monotonic(), not session.mails, False
        transaction: Transaction | None = None
        try:
            refusals = prepared.refusals(session)
            if is_clean := all(refusals):
                return [each for each in refusals if each]
            transaction = Transaction(session, prepared.message(session, refusals))
            results = iter(transaction.run())
            is_clean = transaction.is_clean
        finally:
            self._update_throttle(session, transaction, began)
            self._pool.put(session) if is_clean else self._pool.drop(session)
        if transaction.was_stale and not is_fresh:
            return []
        return [refusal or next(results) for refusal in refusals]

    def _update_throttle(
        self, session: Session, transaction: Transaction | None, began: float
    ) -> None:
        if transaction and transaction.connection_refused:
            self._throttle.failed(began, monotonic())
        elif not session.mails or (transaction and transaction.was_answered):
            self._throttle.succeeded()
