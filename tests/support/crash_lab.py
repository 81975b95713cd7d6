"""A database, a mail server that keeps a record, and what became of every mail."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import sqlalchemy as sa

from compose_adapters.memory import MemoryEvents
from compose_adapters.sql import Database, SqlOutboxAdmin, SqlRetention, SqlSite, migrate
from compose_adapters.sql.tables import deliveries, letters
from compose_adapters.system import SystemClock
from compose_core.delivery import OutboxAdminService
from compose_core.model.delivery import DeliveryState
from compose_core.outbox import OPEN, Mail
from compose_core.testing import builders
from counting import rows_of
from crash_processes import wait_until
from crash_recoveries import counting_recoveries, recoveries
from crash_sink import Sink

_ALL = 1_000_000
_SENT = sa.select(letters.c.message_id, deliveries.c.address, deliveries.c.state).join_from(
    letters,
    deliveries,
    sa.and_(letters.c.activity_id == deliveries.c.activity_id, letters.c.mail == deliveries.c.mail),
)
_MESSAGE_ID = sa.select(letters.c.message_id).where(
    letters.c.activity_id == sa.bindparam("activity"), letters.c.mail == sa.bindparam("mail")
)
_BACKENDS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :client")


@attrs.frozen
class Report:
    """What became of the mails.

    Args:
        committed: recipients of mails whose activity was committed.
        lost: those of them that never got their mail.
        unexpected: mails that nobody committed.
        duplicated: mails that were taken more often than once, each counted once less.
        recovered: leases of dead workers that were put right.
    """

    committed: int
    lost: int
    unexpected: int
    duplicated: int
    recovered: int

    def __str__(self) -> str:
        return (
            f"{self.committed} recipients committed: lost {self.lost}, "
            f"unexpected {self.unexpected}, duplicated {self.duplicated}, "
            f"recovered {self.recovered}"
        )


@attrs.frozen
class Lab:
    """What the processes of one test work on.

    Args:
        folder: for their files.
        url: of the database, which has a site.
        sink: takes the mails.
        database: the same, for this process.
    """

    folder: Path
    url: str
    sink: Sink
    database: Database

    @property
    def desk(self) -> SqlOutboxAdmin:
        return SqlOutboxAdmin(self.database)

    @property
    def operation(self) -> OutboxAdminService:
        return OutboxAdminService(
            outbox=self.desk,
            retention=SqlRetention(self.database),
            clock=SystemClock(),
            events=MemoryEvents(),
        )

    def url_for(self, client: str) -> str:
        """The database's URL for a process that can be told from the others there."""
        if self.database.is_sqlite:
            return self.url
        named = sa.make_url(self.url).update_query_dict({"application_name": client})
        return named.render_as_string(hide_password=False)

    def open_mails(self) -> tuple[Mail, ...]:
        """The mails that are not done with."""
        return self.desk.listed(OPEN, _ALL)

    def states(self) -> Counter[DeliveryState]:
        """How many recipients are in each state."""
        return Counter(DeliveryState(state) for _, _, state in self._sent())

    def being_handed_over(self) -> set[str]:
        """The Message-IDs of the mails that a worker is handing over, dead or alive."""
        under_way = DeliveryState.HANDING_OVER.value
        return {name for name, _, state in self._sent() if state == under_way}

    def message_id_of(self, mail: Mail) -> str:
        """The Message-ID of a mail."""
        asked = {"activity": mail.activity_id, "mail": mail.index}
        with self.database.read() as connection:
            return str(connection.execute(_MESSAGE_ID, asked).scalar_one())

    def activities(self) -> int:
        """How many activities there are."""
        return rows_of(self.database)["activities"]

    def must_be_gone(self, client: str) -> None:
        """Wait until the database server has noticed that a process is dead."""
        if not self.database.is_sqlite:
            wait_until(lambda: not self._backends(client), f"no connection of {client} is left")

    def report(self) -> Report:
        """What became of the mails up to now."""
        committed = {(message_id, address) for message_id, address, _ in self._sent()}
        copies = self.sink.copies
        mails = Counter(mail.message_id for mail in self.sink.mails)
        return Report(
            committed=len(committed),
            lost=len(committed - set(copies)),
            unexpected=len(set(copies) - committed),
            duplicated=sum(number - 1 for number in mails.values()),
            recovered=recoveries(self.database),
        )

    def _sent(self) -> list[tuple[str, str, str]]:
        with self.database.read() as connection:
            return [(each[0], each[1], each[2]) for each in connection.execute(_SENT)]

    def _backends(self, client: str) -> int:
        with self.database.read() as connection:
            return int(connection.execute(_BACKENDS, {"client": client}).scalar_one())


@contextmanager
def laboratory(folder: Path, url: str) -> Iterator[Lab]:
    """A lab over an empty database."""
    database = Database(url)
    sink = Sink(folder)
    try:
        migrate(database)
        SqlSite(database).apply(builders.site())
        with counting_recoveries(database):
            yield Lab(folder, url, sink, database)
    finally:
        sink.close()
        database.close()
