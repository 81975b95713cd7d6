"""One mail on an open session: MAIL, RCPT, DATA, the content and the final dot."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import attrs

from compose_adapters.smtp.content import END, BareLineBreak, dot_stuffed
from compose_adapters.smtp.errors import (
    CONNECTION,
    SPECIAL,
    VERDICTS,
    SmtpError,
    SmtpFailure,
    Stage,
)
from compose_adapters.smtp.replies import Reply
from compose_adapters.smtp.session import Session
from compose_core.letter import Unrenderable
from compose_core.model.personal import hide_texts
from compose_core.outbox import Result, Verdict


@attrs.frozen(field_transformer=hide_texts())
class SmtpMessage:
    """A mail as the server is to have it.

    Args:
        sender: as it is written between the angle brackets.
        recipients: likewise, at least one.
        chunks: the content; every line ends with CRLF.
        size: of the content, in octets.
        utf8: whether it needs SMTPUTF8.
    """

    sender: str
    recipients: tuple[str, ...]
    chunks: Iterator[bytes]
    size: int
    utf8: bool = False


class Transaction:
    """The hand-over of one mail.

    Args:
        session: begun, and idle.
        parcel: the mail.

    Attributes:
        broken: what ended it before its end.
        is_clean: whether the session is ready for another mail.
    """

    def __init__(self, session: Session, parcel: SmtpMessage) -> None:
        self.broken: SmtpError | None = None
        self.is_clean = False
        self._session = session
        self._parcel = parcel
        self._is_pipelined = session.offers("PIPELINING")
        self._refused: list[Result | None] = [None] * len(parcel.recipients)

    @property
    def was_stale(self) -> bool:
        """Whether the server had left the session before the mail was begun."""
        broken = self.broken
        return (
            broken is not None
            and broken.stage is Stage.MAIL
            and broken.fault in {SmtpFailure.DISCONNECT, SmtpFailure.CLOSING}
        )

    @property
    def connection_refused(self) -> bool:
        """Whether the server takes no mail on such a connection."""
        return self.broken is not None and self.broken.stage in CONNECTION

    @property
    def was_answered(self) -> bool:
        """Whether the server said anything to it."""
        broken = self.broken
        return (
            broken is None
            or broken.stage is not Stage.MAIL
            or broken.fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}
        )

    def run(self) -> Sequence[Result]:
        """Hand the mail over; what it came to for each recipient."""
        try:
            result = self._hand_over()
        except SmtpError as broken:
            self.broken = broken
            result = Result(broken.verdict, broken.told)
        return [refused or result for refused in self._refused]

    def _hand_over(self) -> Result:
        self._name_everyone()
        if all(self._refused):
            self._withdraw()
            # Everyone has a result already.
            return Result(Verdict.REFUSED, "nobody was accepted")
        self._start()
        self._send_content()
        return self._end()

    def _name_everyone(self) -> None:
        lines = [self._mail(), *(f"RCPT TO:<{each}>" for each in self._parcel.recipients)]
        if self._is_pipelined:
            # RFC 2920, section 3.1: DATA may end such a group.
            self._session.say(Stage.MAIL, *lines, "DATA")
            self._session.expect(Stage.MAIL, 2)
        else:
            self._session.command(Stage.MAIL, lines[0])
        for index, line in enumerate(lines[1:]):
            if not self._is_pipelined:
                self._session.say(Stage.RCPT, line)
            self._refused[index] = _refusal(self._session.hear(Stage.RCPT))

    def _mail(self) -> str:
        offers, parcel = self._session.offers, self._parcel
        parameters = [f"SIZE={parcel.size}"] if offers("SIZE") else []
        if parcel.utf8:
            # RFC 6531, section 3.4: its headers are UTF-8, so the body is at least 8BITMIME.
            parameters += ["BODY=8BITMIME", "SMTPUTF8"]
        return " ".join((f"MAIL FROM:<{parcel.sender}>", *parameters))

    def _start(self) -> None:
        if not self._is_pipelined:
            self._session.say(Stage.DATA, "DATA")
        try:
            self._session.expect(Stage.DATA, 3)
        except SmtpError as broken:
            if broken.fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}:
                self._forget()
            raise

    def _withdraw(self) -> None:
        """Nobody shall have it; a server that waits for a content gets an empty one for nobody."""
        with suppress(SmtpError):
            if self._is_pipelined and not self._session.hear(Stage.DATA).fault(3):
                self._session.say(Stage.DATA, ".")
                self._session.hear(Stage.DATA)
            self._forget()

    def _send_content(self) -> None:
        connection = self._session.connection
        connection.stage = Stage.CONTENT
        chunks, last = dot_stuffed(self._parcel.chunks), b""
        while (chunk := _next(chunks)) is not None:
            if last:
                with self._heard_out():
                    connection.send(last)
            last = chunk
        connection.expect_silence()
        with self._heard_out():
            connection.send_into(Stage.DOT, last, END)

    @contextmanager
    def _heard_out(self) -> Iterator[None]:
        """Who will not have a content may say so and hang up before the end of it."""
        try:
            yield
        except SmtpError as broken:
            reply = self._session.connection.waiting_reply()
            fault = reply and reply.fault(2)
            if reply and fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}:
                raise SmtpError(Stage.CONTENT, fault, reply.text) from broken
            raise

    def _end(self) -> Result:
        reply = self._session.hear(Stage.DOT)
        fault = reply.fault(2)
        self.is_clean = fault in {None, SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}
        return Result(VERDICTS[Stage.DOT, fault] if fault else Verdict.ACCEPTED, reply.text)

    def _forget(self) -> None:
        # A session that cannot even do this is not used again.
        with suppress(SmtpError):
            self._session.command(Stage.RCPT, "RSET")
            self.is_clean = True


def _refusal(reply: Reply) -> Result | None:
    fault = reply.fault(2)
    if fault in {SmtpFailure.CLOSING, SmtpFailure.GARBAGE}:
        raise SmtpError(Stage.RCPT, fault, reply.text)
    if fault is None:
        return None
    return Result(VERDICTS[SPECIAL.get((Stage.RCPT, reply.code), (Stage.RCPT, fault))], reply.text)


def _next(chunks: Iterator[bytes]) -> bytes | None:
    """The next piece of the content; without its end the server drops what it has."""
    try:
        return next(chunks, None)
    except (Unrenderable, BareLineBreak) as fault:
        raise SmtpError(Stage.CONTENT, SmtpFailure.PERMANENT, f"not sent: {fault}") from fault
    except Exception as fault:
        text = f"the letter could not be read ({type(fault).__name__})"
        raise SmtpError(Stage.CONTENT, SmtpFailure.TRANSIENT, text) from fault
