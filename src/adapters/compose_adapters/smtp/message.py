"""A letter prepared for what a server can take."""

from collections.abc import Iterator, Sequence

import attrs

from compose_adapters.smtp.dkim import Signer
from compose_adapters.smtp.session import Session, SmtpMessage
from compose_core.letter import (
    Envelope,
    Letter,
    Rendered,
    mailed,
    needs_smtputf8,
    rendered,
)
from compose_core.outbox import Result, Verdict

_NO_UTF8 = "the server takes no address that is not ASCII (SMTPUTF8)"
_TOO_LARGE = "the server takes at most {} octets, and the letter has {}"


@attrs.frozen
class PreparedLetter:
    """A rendered letter, before it is known who may get it.

    Args:
        letter: what everyone gets.
        rendered: the same, as it is sent.
        envelope: who they are.
        signer: signs it; ``None`` for no signature.
    """

    letter: Letter
    rendered: Rendered
    envelope: Envelope
    signer: Signer | None

    @classmethod
    def of(cls, letter: Letter, envelope: Envelope, signer: Signer | None) -> "PreparedLetter":
        """Render a letter.

        Raises:
            Unrenderable: no mail can hold what the letter says.
        """
        return cls(letter, rendered(letter), envelope, signer)

    def refusals(self, session: Session) -> list[Result | None]:
        """Say for each recipient why this server cannot take the letter; ``None`` where it may."""
        if session.largest is not None and self.rendered.size > session.largest:
            return self._all(_TOO_LARGE.format(session.largest, self.rendered.size))
        if session.offers("SMTPUTF8"):
            return [None] * len(self.envelope.recipients)
        if self._needs_utf8():
            return self._all(_NO_UTF8)
        return [
            Result(Verdict.REFUSED, _NO_UTF8) if self._needs_utf8(each) else None
            for each in self.envelope.recipients
        ]

    def message(self, session: Session, refusals: Sequence[Result | None]) -> SmtpMessage:
        """Make the mail for the recipients without a refusal.

        Raises:
            Unrenderable: an address cannot be written into a command.
        """
        pairs = zip(self.envelope.recipients, refusals, strict=True)
        recipients = tuple(each for each, refusal in pairs if not refusal)
        utf8 = session.offers("SMTPUTF8") and self._needs_utf8(*recipients)
        return SmtpMessage(
            sender=mailed(self.envelope.sender, "sender", utf8=utf8),
            recipients=tuple(mailed(each, "recipient", utf8=utf8) for each in recipients),
            chunks=self._chunks(),
            size=self.rendered.size,
            utf8=utf8,
        )

    def _needs_utf8(self, *recipients: str) -> bool:
        return needs_smtputf8(self.letter, Envelope(self.envelope.sender, recipients))

    def _all(self, reply: str) -> list[Result | None]:
        return [Result(Verdict.REFUSED, reply)] * len(self.envelope.recipients)

    def _chunks(self) -> Iterator[bytes]:
        if self.signer is None:
            yield from self.rendered.chunks()
        else:
            # A signature stands before what it signs, so the whole is needed first.
            whole = b"".join(self.rendered.chunks())
            yield self.signer.signature(whole)
            yield whole
