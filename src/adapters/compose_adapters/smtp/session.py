"""The conversation with a server: greeting, TLS, log-in, and one mail after the other.

`Session` brings a connection to a server that is ready for a mail; `Transaction` hands one mail
over on it: MAIL, RCPT, DATA, the content and the final dot.
"""

import base64
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import attrs

from compose_adapters.smtp.connection import Connection, Reply
from compose_adapters.smtp.errors import (
    CONNECTION,
    SPECIAL,
    VERDICTS,
    SmtpError,
    SmtpFailure,
    Stage,
)
from compose_adapters.smtp.url import Credentials, Security, SmtpServer
from compose_core.letter import Unrenderable
from compose_core.model.personal import hide_texts
from compose_core.outbox import Result, Verdict

_HOST_NAME = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SIZE = re.compile(r"[0-9]{1,18}")


class Session:
    """A connection on which mails can be handed over, one after the other.

    Args:
        connection: open.
        server: whom it leads to.
        context: verifies the server's certificate.

    Attributes:
        mails: how many were handed over on it.
    """

    def __init__(self, connection: Connection, server: SmtpServer, context: ssl.SSLContext) -> None:
        self.connection = connection
        self.mails = 0
        self._server = server
        self._context = context
        self._extensions: Mapping[str, str] = {}

    def begin(self) -> None:
        """Greet, secure and authenticate as the server's URL asks.

        Raises:
            SmtpError: a stage failed; nothing was said in clear that TLS should have hidden.
        """
        if self._server.security is Security.TLS:
            self._secure(Stage.CONNECT)
        self.expect(Stage.BANNER, 2)
        self._greet()
        if self._server.security is Security.STARTTLS:
            self._start_tls()
        if self._server.credentials:
            self._authenticate(self._server.credentials)

    def offers(self, extension: str) -> bool:
        """Whether the server knows an extension, by its keyword in upper case."""
        return extension in self._extensions

    @property
    def largest(self) -> int | None:
        """The most octets that the server says it takes; ``None`` if it does not say."""
        size = self._extensions.get("SIZE", "")
        return (int(size) or None) if _SIZE.fullmatch(size) else None

    def command(self, stage: Stage, line: str, expected: int = 2) -> Reply:
        """Say a line and read the reply that was expected.

        Args:
            stage: what the line belongs to.
            line: without its end.
            expected: the first digit of the code.

        Raises:
            SmtpError: something else came.
        """
        self.say(stage, line)
        return self.expect(stage, expected)

    def say(self, stage: Stage, *lines: str) -> None:
        """Say lines in one go; the replies are still to come.

        Raises:
            SmtpError: it could not be said.
        """
        self.connection.stage = stage
        self.connection.expect_silence()
        self.connection.send("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self, stage: Stage) -> Reply:
        """Read the next reply, whatever it says.

        Raises:
            SmtpError: there is none.
        """
        self.connection.stage = stage
        return self.connection.reply()

    def expect(self, stage: Stage, expected: int) -> Reply:
        """Read the next reply, which has a code of that first digit.

        Raises:
            SmtpError: something else came.
        """
        reply = self.hear(stage)
        if fault := reply.fault(expected):
            raise SmtpError(*SPECIAL.get((stage, reply.code), (stage, fault)), reply.text)
        return reply

    def quit(self, deadline: float) -> None:
        """Say good-bye and close; it does not matter what the server makes of it.

        Args:
            deadline: by `time.monotonic`.
        """
        self.connection.deadline = deadline
        # What was accepted stays accepted, so nobody could do anything with a fault.
        with suppress(SmtpError):
            self.command(Stage.QUIT, "QUIT")
        self.connection.close()

    def _greet(self) -> None:
        reply = self.command(Stage.EHLO, f"EHLO {self._name()}")
        keywords = (line.partition(" ") for line in reply.lines[1:])
        self._extensions = {keyword.upper(): value for keyword, _, value in keywords}

    def _name(self) -> str:
        if self._server.hello:
            return self._server.hello
        if _HOST_NAME.fullmatch(name := socket.gethostname()):
            return name
        address = self.connection.local_address()
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def _start_tls(self) -> None:
        if not self.offers("STARTTLS"):
            raise SmtpError(
                Stage.STARTTLS, SmtpFailure.GARBAGE, "the server does not offer STARTTLS"
            )
        self.command(Stage.STARTTLS, "STARTTLS")
        self._secure(Stage.STARTTLS)
        # Whatever was said before TLS may have been somebody else's word (RFC 3207).
        self._greet()

    def _secure(self, stage: Stage) -> None:
        self.connection.stage = stage
        self.connection.start_tls(self._context, self._server.host)

    def _authenticate(self, credentials: Credentials) -> None:
        try:
            self._prove(credentials)
        except SmtpError as error:
            # Some servers repeat what they were told; the reply is kept for operators to read.
            text = f"{error.text[:3]} the credentials were not accepted"
            raise SmtpError(error.stage, error.fault, text) from None

    def _prove(self, credentials: Credentials) -> None:
        mechanisms = self._extensions.get("AUTH", "").upper().split()
        if "PLAIN" in mechanisms:
            secret = f"\0{credentials.user}\0{credentials.password}"
            self.command(Stage.AUTH, f"AUTH PLAIN {_base64(secret)}")
        elif "LOGIN" in mechanisms:
            self.command(Stage.AUTH, "AUTH LOGIN", expected=3)
            self.command(Stage.AUTH, _base64(credentials.user), expected=3)
            self.command(Stage.AUTH, _base64(credentials.password))
        else:
            raise SmtpError(
                Stage.AUTH, SmtpFailure.GARBAGE, "503 neither AUTH PLAIN nor LOGIN is offered"
            )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


END = b".\r\n"
"""The final dot; what stands before it has ended its line."""


class BareLineBreak(ValueError):
    """A CR without LF, or an LF without CR: servers differ in whether it ends a line."""


def stuff_dots(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Double every dot that begins a line, and end the last line.

    Lines may be cut anywhere, between CR and LF too.

    Raises:
        BareLineBreak: the content could be read as two by some server, so it is not sent.
    """
    tail = b"\r\n"
    for chunk in chunks:
        if chunk:
            yield _stuff_chunk(tail, chunk)
            tail = (tail + chunk)[-2:]
    if tail[-1:] == b"\r":
        raise BareLineBreak("the content ends with a CR")
    if tail != b"\r\n":
        yield b"\r\n"


def _stuff_chunk(tail: bytes, chunk: bytes) -> bytes:
    _check(tail, chunk)
    # What a line break needs of the piece before is put in front, and taken off again.
    joined = tail + chunk
    return joined.replace(b"\r\n.", b"\r\n..")[len(tail) :] if b"\n." in joined else chunk


def _check(tail: bytes, chunk: bytes) -> None:
    begins = tail[-1:] == b"\r"
    feeds, returns = chunk.count(b"\n"), chunk.count(b"\r")
    pairs = chunk.count(b"\r\n") + (begins and chunk[:1] == b"\n")
    returns_here = returns - (chunk[-1:] == b"\r")
    if feeds != pairs or returns_here + begins != pairs:
        raise BareLineBreak("the content has a CR or LF that stands alone")


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
        message: the mail.

    Attributes:
        error: what ended it before its end.
        is_clean: whether the session is ready for another mail.
    """

    def __init__(self, session: Session, message: SmtpMessage) -> None:
        self.error: SmtpError | None = None
        self.is_clean = False
        self._session = session
        self._message = message
        self._is_pipelined = session.offers("PIPELINING")
        self._refused: list[Result | None] = [None] * len(message.recipients)

    @property
    def was_stale(self) -> bool:
        """Whether the server had left the session before the mail was begun."""
        error = self.error
        return (
            error is not None
            and error.stage is Stage.MAIL
            and error.fault in {SmtpFailure.DISCONNECT, SmtpFailure.CLOSING}
        )

    @property
    def connection_refused(self) -> bool:
        """Whether the server takes no mail on such a connection."""
        return self.error is not None and self.error.stage in CONNECTION

    @property
    def was_answered(self) -> bool:
        """Whether the server said anything to it."""
        error = self.error
        return (
            error is None
            or error.stage is not Stage.MAIL
            or error.fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}
        )

    def run(self) -> Sequence[Result]:
        """Hand the mail over, and return a result for each recipient."""
        try:
            result = self._hand_over()
        except SmtpError as error:
            self.error = error
            result = Result(error.verdict, error.reply)
        return [refused or result for refused in self._refused]

    def _hand_over(self) -> Result:
        self._send_envelope()
        if all(self._refused):
            self._withdraw()
            # Everyone has a result already.
            return Result(Verdict.REFUSED, "nobody was accepted")
        self._start()
        self._send_content()
        return self._end()

    def _send_envelope(self) -> None:
        lines = [self._mail(), *(f"RCPT TO:<{each}>" for each in self._message.recipients)]
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
        offers, message = self._session.offers, self._message
        parameters = [f"SIZE={message.size}"] if offers("SIZE") else []
        if message.utf8:
            # RFC 6531, section 3.4: its headers are UTF-8, so the body is at least 8BITMIME.
            parameters += ["BODY=8BITMIME", "SMTPUTF8"]
        return " ".join((f"MAIL FROM:<{message.sender}>", *parameters))

    def _start(self) -> None:
        if not self._is_pipelined:
            self._session.say(Stage.DATA, "DATA")
        try:
            self._session.expect(Stage.DATA, 3)
        except SmtpError as error:
            if error.fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}:
                self._forget()
            raise

    def _withdraw(self) -> None:
        """Withdraw the mail; a server that waits for a content gets an empty one."""
        with suppress(SmtpError):
            if self._is_pipelined and not self._session.hear(Stage.DATA).fault(3):
                self._session.say(Stage.DATA, ".")
                self._session.hear(Stage.DATA)
            self._forget()

    def _send_content(self) -> None:
        connection = self._session.connection
        connection.stage = Stage.CONTENT
        chunks, last = stuff_dots(self._message.chunks), b""
        while (chunk := _next(chunks)) is not None:
            if last:
                with self._prefer_refusal():
                    connection.send(last)
            last = chunk
        connection.expect_silence()
        with self._prefer_refusal():
            connection.send_into(Stage.DOT, last, END)

    @contextmanager
    def _prefer_refusal(self) -> Iterator[None]:
        """Prefer the reply of a server that refuses a content and hangs up before its end."""
        try:
            yield
        except SmtpError as error:
            reply = self._session.connection.waiting_reply()
            fault = reply and reply.fault(2)
            if reply and fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT}:
                raise SmtpError(Stage.CONTENT, fault, reply.text) from error
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
    """Read the next piece of the content; without its end the server drops what it has."""
    try:
        return next(chunks, None)
    except (Unrenderable, BareLineBreak) as fault:
        raise SmtpError(Stage.CONTENT, SmtpFailure.PERMANENT, f"not sent: {fault}") from fault
    except Exception as fault:
        text = f"the letter could not be read ({type(fault).__name__})"
        raise SmtpError(Stage.CONTENT, SmtpFailure.TRANSIENT, text) from fault
