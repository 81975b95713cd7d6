"""The letters beside which the golden mails stand: ``<name>.eml`` is what each is mailed as.

Run this file to write the mails anew after a change that is meant, and read them.
"""

from datetime import UTC, datetime
from pathlib import Path

import attrs

from compose_core.letter import InMemory, Letter, Mailbox, MimeAttachment, render

FOLDER = Path(__file__).parent

LETTER = Letter(
    sender=Mailbox("Example Support", "support@example.com"),
    to=("pat@example.com",),
    cc=(),
    reply_to=Mailbox("Example Support", "support@example.com"),
    subject="Your order 4711",
    date=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    message_id="<7.3.8eF0yQ@example.com>",
    in_reply_to=None,
    references=(),
    text="Dear Pat,\n\nyour order is on its way.\n\n-- \nExample Support\n",
    html=None,
    boundary="8eF0yQ",
)
PAGE = "<p>Dear Pat,</p>\n<p>your order is <b>on its way</b>.</p>\n"
CSV = MimeAttachment(
    "order.csv", "text/csv; charset=utf-8", InMemory(b"item,price\r\nrouter,12\r\n")
)
GREEK = "Αγαπητή Ελένη,\nη παραγγελία σας είναι καθ' οδόν.\n"
LONG = "All of this paragraph is one line, as people write who never press return. " * 16


def _file(name: str, content_type: str = "application/pdf") -> MimeAttachment:
    return MimeAttachment(name, content_type, InMemory(b"%PDF-1.7\n"))


LETTERS = {
    "01-plain-text": LETTER,
    "02-html-alone": attrs.evolve(LETTER, text=None, html=PAGE),
    "03-text-and-html": attrs.evolve(LETTER, html=PAGE),
    "04-text-and-a-file": attrs.evolve(LETTER, enclosures=(CSV,)),
    "05-text-html-and-two-files": attrs.evolve(
        LETTER, html=PAGE, enclosures=(CSV, _file("invoice.pdf"))
    ),
    "06-a-file-alone": attrs.evolve(LETTER, text=None, enclosures=(CSV,)),
    "07-a-subject-alone": attrs.evolve(LETTER, text=None),
    "08-umlauts-in-quoted-printable": attrs.evolve(
        LETTER,
        subject="Ihre Bestellung ist unterwegs: Grüße aus Köln",
        text="Sehr geehrte Frau Müller,\n\nIhre Bestellung für 12 € ist unterwegs.\n\nGrüße\n",
    ),
    "09-greek-in-base64": attrs.evolve(LETTER, subject="Η παραγγελία σας", text=GREEK),
    "10-a-paragraph-in-one-line": attrs.evolve(LETTER, text=f"Dear Pat,\n\n{LONG}\n"),
    "11-lines-that-relays-change": attrs.evolve(
        LETTER, text="From here on:\n.\n..\nFrom there \nüber\t\n"
    ),
    "12-a-long-subject": attrs.evolve(
        LETTER,
        subject="Your order 4711 is on its way, and so are 4712, 4713, 4714 and 4715 as well",
    ),
    "13-a-long-subject-in-japanese": attrs.evolve(
        LETTER,
        subject="ご注文の商品は発送されました。到着までしばらくお待ちください。ありがとうございます。",
    ),
    "14-a-subject-that-looks-encoded": attrs.evolve(
        LETTER, subject="=?utf-8?q?a=0D=0ABcc:_eve@example.net?="
    ),
    "15-names-that-need-quotes": attrs.evolve(
        LETTER,
        sender=Mailbox('Support, "Example" (Ltd.)', "support@example.com"),
        reply_to=Mailbox(
            "Kundenbetreuung Größe & Söhne, Köln, eine sehr lange Abteilung", "a@example.com"
        ),
    ),
    "16-many-copies": attrs.evolve(
        LETTER, cc=tuple(f"colleague.{number}@example.com" for number in range(1, 7))
    ),
    "17-addresses-of-other-scripts": attrs.evolve(
        LETTER,
        to=("jürgen@straße.example.com",),
        cc=("пользователь@пример.example.com",),
    ),
    "18-a-reply-in-a-thread": attrs.evolve(
        LETTER,
        cc=("ann@bücher.example.com",),
        subject="Re: [#3] Your order 4711",
        in_reply_to="<6.3.Zx81aa@example.com>",
        references=("<5.3.Qe09bb@example.com>", "<6.3.Zx81aa@example.com>"),
    ),
    "19-file-names-of-every-kind": attrs.evolve(
        LETTER,
        enclosures=(
            _file("Rechnung Größe 12.pdf"),
            _file("請求書.pdf"),
            _file("a;b'c 50%.pdf"),
            _file("Eine sehr lange Übersicht über alle Bestellungen des vergangenen Jahres.pdf"),
            _file("forwarded.eml", "message/rfc822"),
            _file("photo.png", 'image/png; name="x.exe"'),
        ),
    ),
    "20-a-notification": attrs.evolve(
        LETTER,
        sender=Mailbox("", "noreply@example.com"),
        reply_to=None,
        subject="A secure message",
        text="Read it at https://secure.example.com/secure/abc\n",
        auto_submitted=True,
        headers=(("X-Department", "Kundenbetreuung Köln"), ("List-Id", "<secure.example.com>")),
    ),
}


def golden(name: str) -> Path:
    """The file of a letter."""
    return FOLDER / f"{name}.eml"


if __name__ == "__main__":
    for name, letter in LETTERS.items():
        golden(name).write_bytes(b"".join(render(letter)))
