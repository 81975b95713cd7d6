"""How fast queued mails are handed over, beside django-post_office and a bare smtplib.

Everyone hands the same thousand mails to the same server, which has each of them on the disk before
it answers, as mail servers do. The contenders take turns; what is queued is queued before the clock
starts. The floor is `smtplib` on one kept connection: it keeps no record of anything.
"""

import gc
import logging
import smtplib
import sys
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from time import perf_counter

import attrs
import django
import django.conf
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / each) for each in ("src", "src/adapters", "tests/support")]

from compose_adapters.sql import Database, SqlSite, migrate  # noqa: E402 - found only now
from compose_adapters.wiring.configuration import Configuration  # noqa: E402
from compose_adapters.wiring.embedded import Container  # noqa: E402
from compose_core.model.request import contents  # noqa: E402
from compose_core.testing import builders  # noqa: E402
from crash_sink import Sink  # noqa: E402

MAILS = 1_000
ROUNDS = 3
# One fewer than the threads that django-post_office starts by itself.
WORKERS = 4
SHARE = 0.6
FROM, TO = "support@example.com", "customer.{}@example.com"
TEXT = "Dear customer, your order 4711 left our store today and will be with you soon.\n" * 20
HTML = f"<p>{TEXT}</p>"


@attrs.frozen
class Contender:
    """Someone who hands mails over.

    Args:
        name: as it stands in the table.
        queue: makes a thousand mails ready.
        deliver: hands them over; the part that is measured.
    """

    name: str
    queue: Callable[[], None]
    deliver: Callable[[], object]


def compose_core(folder: Path, sink: Sink, workers: int) -> Contender:
    """This project on SQLite, every hand-over and every result committed to the disk."""
    url = f"sqlite:///{folder / f'compose{workers}.db'}"
    database = Database(url)
    migrate(database)
    SqlSite(database).apply(builders.site())
    database.close()
    world = Container(Configuration(database=url, smtp=sink.url("compose-core")))

    def queue() -> None:
        for number in range(MAILS):
            both = contents(text=TEXT, html=HTML)
            request = builders.request(to=TO.format(number), contents=both)
            world.compose.send(request, builders.AGENT)

    name = f"compose-core, {workers} worker{'s' * (workers > 1)}"
    return Contender(name, queue, lambda: world.workers(workers).once())


def post_office(folder: Path, sink: Sink) -> Contender:
    """django-post_office as it comes, on SQLite."""
    django.conf.settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "django.db"),
                "OPTIONS": {"timeout": 30},
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=sink.port,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs the settings
    from post_office import mail  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0)

    def queue() -> None:
        mail.send_many(
            [
                {
                    "sender": FROM,
                    "recipients": [TO.format(number)],
                    "subject": "Your question",
                    "message": TEXT,
                    "html_message": HTML,
                }
                for number in range(MAILS)
            ]
        )

    def deliver() -> None:
        call_command("send_queued_mail", verbosity=0)

    return Contender("django-post_office", queue, deliver)


def bare(sink: Sink) -> Contender:
    """The standard library alone; the mails are made before the clock starts."""
    mails: list[EmailMessage] = []

    def queue() -> None:
        mails[:] = [_message(number) for number in range(MAILS)]

    def deliver() -> None:
        with smtplib.SMTP("127.0.0.1", sink.port, local_hostname="smtplib") as client:
            for message in mails:
                client.send_message(message)

    return Contender("smtplib, one connection", queue, deliver)


def _message(number: int) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = FROM, TO.format(number), "Your question"
    message["Message-ID"] = f"<{number}@example.com>"
    message.set_content(TEXT)
    message.add_alternative(HTML, subtype="html")
    return message


def measured(contenders: list[Contender], sink: Sink) -> list[float]:
    """Mails a second of each, the median of its rounds."""
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(ROUNDS):
        for taken, contender in zip(times, contenders, strict=True):
            contender.queue()
            # What the others left behind weighs on nobody's collector.
            gc.collect()
            gc.freeze()
            before = len(sink.mails)
            start = perf_counter()
            contender.deliver()
            taken.append(perf_counter() - start)
            assert len(sink.mails) - before == MAILS, f"{contender.name} handed over something else"
    return [MAILS / median(each) for each in times]


def told(contenders: list[Contender], rates: list[float]) -> Table:
    table = Table(title=f"{MAILS:,} mails handed over, SQLite", title_justify="left")
    for heading in ("who", "mails a second", "times smtplib", "bound"):
        table.add_column(heading, justify="left" if heading in {"who", "bound"} else "right")
    for contender, rate in zip(contenders, rates, strict=True):
        bound = ""
        if contender is contenders[-1]:
            colour = "green" if is_kept(rates) else "red"
            bound = f"[{colour}]at least {SHARE:g}, and ahead of post_office[/]"
        table.add_row(contender.name, f"{rate:,.0f}", f"{rate / rates[0]:.2f}", bound)
    return table


def is_kept(rates: list[float]) -> bool:
    floor, peer, *_, ours = rates
    return ours > peer and ours >= SHARE * floor


def main() -> int:
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as name:
        sink = Sink(Path(name))
        try:
            contenders = [
                bare(sink),
                post_office(Path(name), sink),
                compose_core(Path(name), sink, 1),
                compose_core(Path(name), sink, WORKERS),
            ]
            rates = measured(contenders, sink)
        finally:
            sink.close()
    Console(width=120).print(told(contenders, rates))
    return 0 if is_kept(rates) else 1


if __name__ == "__main__":
    sys.exit(main())
