"""Letters and their envelopes, as values."""

from datetime import datetime

import attrs

from compose_core.model.attachment import Content
from compose_core.model.personal import hide_texts, show_essence


@attrs.frozen(field_transformer=hide_texts())
class Mailbox:
    """An address with the name that is shown for it.

    Args:
        name: the display name; empty for none.
        address: in normal form, the domain in any script.
    """

    name: str
    address: str


@attrs.frozen(field_transformer=hide_texts())
class MimeAttachment:
    """An attachment as it is mailed.

    Args:
        file_name: the cleaned name, in any script.
        content_type: a media type, parameters allowed. Those that name a file are not mailed;
            ``message/*`` and ``multipart/*`` are mailed as ``application/octet-stream`` (H4).
        content: the octets.
    """

    file_name: str
    content_type: str = attrs.field(repr=show_essence)
    content: Content = attrs.field(repr=False)


@attrs.frozen(field_transformer=hide_texts("message_id", "in_reply_to", "references", "boundary"))
class Letter:
    """The content that the recipients of a mail get; the same value gives the same octets.

    There is no field for blind copies: those are in the `Envelope` alone (A4).

    Args:
        sender: From.
        to: the addresses of To.
        cc: the addresses of Cc.
        reply_to: Reply-To; ``None`` for no such header.
        subject: one line, in any script.
        date: aware.
        message_id: with its angle brackets.
        in_reply_to: a Message-ID, or ``None``.
        references: Message-IDs, oldest first.
        text: the plain text; its line breaks may be LF, CR or CRLF.
        html: the HTML; its line breaks as well.
        enclosures: the attachments, in their order.
        boundary: a random token, 1 to 60 letters, digits, ``-`` and ``_``.
        auto_submitted: whether a program wrote it (RFC 3834).
        headers: names and values of further headers.
        link_token: the text that stands for the token of a secure link until the letter is handed
            over; as long as a token, and it opens nothing. ``None`` where there is no link.
    """

    sender: Mailbox
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: Mailbox | None
    subject: str
    date: datetime
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    text: str | None = attrs.field(repr=False)
    html: str | None = attrs.field(repr=False)
    enclosures: tuple[MimeAttachment, ...] = ()
    boundary: str = attrs.field(kw_only=True)
    auto_submitted: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    link_token: str | None = attrs.field(default=None, repr=False)

    def with_link_token(self, token: str) -> "Letter":
        """Return the letter as it is handed over: with the token that opens the secure message.

        Args:
            token: as long as `link_token`, of the same characters.
        """
        if self.link_token is None:
            return self
        return attrs.evolve(
            self,
            subject=self.subject.replace(self.link_token, token),
            text=self.text and self.text.replace(self.link_token, token),
            html=self.html and self.html.replace(self.link_token, token),
            link_token=None,
        )


@attrs.frozen(field_transformer=hide_texts())
class Envelope:
    """The addresses for the mail server: MAIL FROM and one RCPT each, blind copies among them."""

    sender: str
    recipients: tuple[str, ...]
