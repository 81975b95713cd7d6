"""From the connection to a server that is ready for a mail."""

import base64
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress

from compose_adapters.smtp.connection import Connection
from compose_adapters.smtp.errors import SPECIAL, SmtpError, SmtpFailure, Stage
from compose_adapters.smtp.replies import Reply
from compose_adapters.smtp.server import Credentials, Security, SmtpServer

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
            Broken: a stage failed; nothing was said in clear that TLS should have hidden.
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
        """Say a line and have the reply that was expected.

        Args:
            stage: what the line belongs to.
            line: without its end.
            expected: the first digit of the code.

        Raises:
            Broken: something else came.
        """
        self.say(stage, line)
        return self.expect(stage, expected)

    def say(self, stage: Stage, *lines: str) -> None:
        """Say lines in one go; the replies are still to come.

        Raises:
            Broken: it could not be said.
        """
        self.connection.stage = stage
        self.connection.expect_silence()
        self.connection.send("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self, stage: Stage) -> Reply:
        """The next reply, whatever it says.

        Raises:
            Broken: there is none.
        """
        self.connection.stage = stage
        return self.connection.reply()

    def expect(self, stage: Stage, expected: int) -> Reply:
        """The next reply, which has a code of that first digit.

        Raises:
            Broken: something else came.
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
        except SmtpError as broken:
            # Some servers repeat what they were told; the reply is kept for operators to read.
            text = f"{broken.text[:3]} the credentials were not accepted"
            raise SmtpError(broken.stage, broken.fault, text) from None

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
