"""How fast a letter is rendered, beside what others take and the least that anyone could.

Every contender of a case runs once a round, so that a busy moment of the machine falls on all of
them; the medians are compared. The floor of a mail is one join of its lines, made by hand for just
this mail; that of an attachment is the standard library's base64, wrapped and joined.
"""

import binascii
import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from statistics import median
from time import perf_counter

import attrs
import django.conf
from django.core.mail import EmailMultiAlternatives
from redmail import EmailSender
from rich.console import Console
from rich.table import Table

from compose_core.letter import InMemory, Letter, Mailbox, MimeAttachment, render

MEGABYTE = 1024 * 1024
MEMORY_BOUND = 2 * MEGABYTE
ENGLISH = "Dear customer, your order 4711 left our store today and will be with you soon."
GERMAN = "Liebe Kundin, Ihre Bestellung 4711 für 12 € ist unterwegs: mit freundlichen Grüßen."
DATE = "Sun, 01 Nov 2026 09:30:00 +0000"
MESSAGE_ID = "<7.3.8eF0yQ@example.com>"

LETTER = Letter(
    sender=Mailbox("Example Support", "support@example.com"),
    to=("pat@example.com",),
    cc=(),
    reply_to=None,
    subject="Your order 4711",
    date=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    message_id=MESSAGE_ID,
    in_reply_to=None,
    references=(),
    text="",
    html=None,
    boundary="8eF0yQ",
)


@attrs.frozen
class Contender:
    """Someone who makes a mail.

    Args:
        name: as it stands in the table.
        act: makes the mail once.
        bound: how many times the first contender of the case it may take; ``None`` for a peer.
    """

    name: str
    act: Callable[[], object]
    bound: float | None = None


@attrs.frozen
class Case:
    """Contenders who do the same; the first is what the others are measured by."""

    name: str
    contenders: tuple[Contender, ...]
    rounds: int


def bodies(sentence: str) -> tuple[str, str]:
    """A text and a page of 6 KB each."""
    lines = 6_000 // (len(sentence) + 8)
    return f"{sentence}\n" * (lines + 6), f"<p>{sentence}</p>\n" * lines


def consume(letter: Letter) -> None:
    """Render a letter as a server connection would take it."""
    for _ in render(letter):
        pass


def joined(text: str, html: str) -> bytes:
    """The floor: the mail written by hand."""
    return "\r\n".join(
        [
            f"Date: {DATE}",
            "From: Example Support <support@example.com>",
            "To: pat@example.com",
            "Subject: Your order 4711",
            f"Message-ID: {MESSAGE_ID}",
            "MIME-Version: 1.0",
            'Content-Type: multipart/alternative; boundary="=_8eF0yQ"',
            "",
            "--=_8eF0yQ",
            "Content-Type: text/plain; charset=utf-8",
            "",
            *text.split("\n"),
            "--=_8eF0yQ",
            "Content-Type: text/html; charset=utf-8",
            "",
            *html.split("\n"),
            "--=_8eF0yQ--",
            "",
        ]
    ).encode()


def by_standard_library(text: str, html: str) -> bytes:
    message = EmailMessage()
    message["Date"] = DATE
    message["From"] = "Example Support <support@example.com>"
    message["To"] = "pat@example.com"
    message["Subject"] = "Your order 4711"
    message["Message-ID"] = MESSAGE_ID
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def by_django(text: str, html: str) -> bytes:
    message = EmailMultiAlternatives(
        subject="Your order 4711",
        body=text,
        from_email="Example Support <support@example.com>",
        to=["pat@example.com"],
        headers={"Date": DATE, "Message-ID": MESSAGE_ID},
    )
    message.attach_alternative(html, "text/html")
    mail: bytes = message.message().as_bytes()
    return mail


def by_redmail(text: str, html: str) -> bytes:
    message: EmailMessage = RED_MAIL.get_message(
        subject="Your order 4711",
        sender="Example Support <support@example.com>",
        receivers=["pat@example.com"],
        text=text,
        html=html,
        use_jinja=False,
    )
    return message.as_bytes()


RED_MAIL = EmailSender(host="localhost", port=25)


def text_and_html(name: str, sentence: str) -> Case:
    text, html = bodies(sentence)
    letter = attrs.evolve(LETTER, text=text, html=html)
    return Case(
        f"text and HTML, {(len(text) + len(html)) / 1000:.0f} KB, {name}",
        (
            Contender("a join by hand", lambda: joined(text, html)),
            Contender("compose-core", lambda: consume(letter), bound=8),
            Contender("redmail", lambda: by_redmail(text, html)),
            Contender("Django", lambda: by_django(text, html)),
            Contender("EmailMessage", lambda: by_standard_library(text, html)),
        ),
        rounds=200,
    )


def wrapped(data: bytes) -> bytes:
    """The floor of an attachment: the standard library's base64 in lines of 76."""
    encoded = binascii.b2a_base64(data, newline=False)
    return b"\r\n".join([encoded[at : at + 76] for at in range(0, len(encoded), 76)])


def attachment(megabytes: int) -> Case:
    data = os.urandom(megabytes * MEGABYTE)
    letter = with_file(data)
    return Case(
        f"an attachment of {megabytes} MB",
        (
            Contender("b2a_base64, wrapped", lambda: wrapped(data)),
            Contender("compose-core", lambda: consume(letter), bound=1.2),
            Contender("EmailMessage", lambda: file_by_standard_library(data)),
        ),
        rounds=max(3, 20 // megabytes),
    )


def with_file(data: bytes) -> Letter:
    enclosure = MimeAttachment("order.pdf", "application/pdf", InMemory(data))
    return attrs.evolve(LETTER, enclosures=(enclosure,))


def file_by_standard_library(data: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Your order 4711"
    message.set_content("")
    message.add_attachment(data, maintype="application", subtype="pdf", filename="order.pdf")
    return message.as_bytes()


def copies() -> Case:
    one, fifty = (
        attrs.evolve(LETTER, cc=tuple(f"colleague.{number}@example.com" for number in range(count)))
        for count in (1, 50)
    )
    return Case(
        "copies",
        (
            Contender("1 address in Cc", lambda: consume(one)),
            Contender("50 addresses in Cc", lambda: consume(fifty), bound=50),
        ),
        rounds=500,
    )


def medians(case: Case) -> list[float]:
    """The median time of each contender in seconds, round by round."""
    times: list[list[float]] = [[] for _ in case.contenders]
    for _ in range(case.rounds):
        for taken, contender in zip(times, case.contenders, strict=True):
            start = perf_counter()
            contender.act()
            taken.append(perf_counter() - start)
    return [median(taken) for taken in times]


def peak(letter: Letter) -> int:
    """How many octets are held at most, beyond the letter, while it is rendered."""
    tracemalloc.start()
    try:
        consume(letter)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def verdict(value: float, bound: float | None) -> str:
    if bound is None:
        return ""
    return f"[green]at most {bound:g}[/]" if value <= bound else f"[red]beyond {bound:g}[/]"


def add_times(table: Table, case: Case) -> bool:
    """Put a case into the table; whether it keeps its bounds."""
    taken = medians(case)
    kept = True
    for contender, time in zip(case.contenders, taken, strict=True):
        ratio = time / taken[0]
        kept &= contender.bound is None or ratio <= contender.bound
        name = case.name if contender is case.contenders[0] else ""
        row = (f"{time * 1e6:,.1f} µs", f"{ratio:.2f}", verdict(ratio, contender.bound))
        table.add_row(name, contender.name, *row)
    table.add_section()
    return kept


def add_memory(table: Table) -> bool:
    """Put the memory of a large attachment into the table; whether it keeps its bound."""
    held = peak(with_file(os.urandom(10 * MEGABYTE)))
    octets = f"{held / MEGABYTE:.2f} MB"
    bound = verdict(held / MEGABYTE, MEMORY_BOUND / MEGABYTE)
    table.add_row("memory beyond the input, 10 MB", "compose-core", octets, "", bound)
    return held <= MEMORY_BOUND


def main() -> int:
    django.conf.settings.configure()
    table = Table(title="A letter rendered", title_justify="left")
    for heading in ("case", "who", "median", "times the first", "bound"):
        table.add_column(heading, justify="right" if heading.endswith(("n", "t")) else "left")
    cases = (
        text_and_html("English", ENGLISH),
        text_and_html("German", GERMAN),
        attachment(1),
        attachment(10),
        copies(),
    )
    kept = [add_times(table, case) for case in cases]
    kept.append(add_memory(table))
    Console(width=120).print(table)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
