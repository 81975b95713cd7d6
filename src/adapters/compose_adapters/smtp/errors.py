"""What can go wrong in a hand-over, and what it means for the recipients (A3).

The rule of this file: every stage and every fault has its one verdict in the table.
"""

from collections.abc import Mapping
from enum import Enum

from compose_core.outbox import Verdict


class Stage(Enum):
    """A stage of a hand-over."""

    CONNECT = "connecting"
    BANNER = "the greeting"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "the content"
    DOT = "the final dot"
    QUIT = "QUIT"


class SmtpFailure(Enum):
    """A kind of failure."""

    TRANSIENT = "a reply that asks to try later"
    PERMANENT = "a reply that refuses"
    CLOSING = "the server closes the connection"
    DISCONNECT = "the connection is lost"
    TIMEOUT = "no answer in time"
    GARBAGE = "an answer that is no answer"


_SAID_NO = (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT)

VERDICTS = (
    # Until the final dot is sent nothing can have been delivered.
    {(stage, fault): Verdict.DEFERRED for stage in Stage for fault in SmtpFailure}
    | {(stage, SmtpFailure.PERMANENT): Verdict.REFUSED for stage in _SAID_NO}
    # RFC 1047: the server may have taken the mail, and only it knows.
    | {
        (Stage.DOT, fault): Verdict.UNCERTAIN
        for fault in (SmtpFailure.DISCONNECT, SmtpFailure.TIMEOUT, SmtpFailure.GARBAGE)
    }
    | {(Stage.QUIT, fault): Verdict.ACCEPTED for fault in SmtpFailure}
)
"""What a fault at a stage means."""

SPECIAL: Mapping[tuple[Stage, int], tuple[Stage, SmtpFailure]] = {
    # RFC 3207, section 4, and RFC 4954, section 6: no mail of this client would be taken.
    (Stage.MAIL, 530): (Stage.AUTH, SmtpFailure.PERMANENT),
    (Stage.MAIL, 538): (Stage.AUTH, SmtpFailure.PERMANENT),
    # RFC 5321, section 4.5.3.1.10: too many recipients, in the words of old servers.
    (Stage.RCPT, 552): (Stage.RCPT, SmtpFailure.TRANSIENT),
}
"""The replies that mean something else than their first digit says, by where they are given."""

CONNECTION = frozenset({Stage.CONNECT, Stage.BANNER, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})
"""The stages that concern the connection and no mail."""


class SmtpError(Exception):
    """A hand-over ends before its end.

    Args:
        stage: where.
        fault: how.
        text: what was answered or seen.
    """

    def __init__(self, stage: Stage, fault: SmtpFailure, text: str) -> None:
        super().__init__(f"{stage.value}: {text}")
        self.stage = stage
        self.fault = fault
        self.text = text

    @property
    def verdict(self) -> Verdict:
        """What it means for the recipients that nothing else was said about."""
        return VERDICTS[self.stage, self.fault]

    @property
    def reply(self) -> str:
        """The reply to record: the server's own words, or what was seen and where."""
        replied = self.fault in {SmtpFailure.TRANSIENT, SmtpFailure.PERMANENT, SmtpFailure.CLOSING}
        return self.text if replied and self.stage not in CONNECTION else str(self)
