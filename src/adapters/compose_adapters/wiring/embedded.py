"""The embedded default: what the command line and the server work with, tied together."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from compose_adapters.group_commit import GroupCommitStore
from compose_adapters.html import ReadableText, SafeHtml
from compose_adapters.smtp import SmtpMailer
from compose_adapters.sql import (
    Database,
    SqlComingIds,
    SqlIds,
    SqlOutbox,
    SqlOutboxAdmin,
    SqlRecords,
    SqlRetention,
    SqlSecureLinks,
    SqlSessions,
    SqlSite,
    SqlStore,
    StorageFailed,
    migrate,
)
from compose_adapters.system import (
    FirstOctetsScanner,
    GuardedEvents,
    LoggedEvents,
    SystemClock,
    SystemRandom,
)
from compose_adapters.wiring.configuration import Configuration, system_user
from compose_adapters.wiring.mail import mailer_of
from compose_adapters.wiring.site_files import LOG, SiteFiles, has_tables, no_database, no_site
from compose_adapters.workers import Workers
from compose_core.compose import ComposeService
from compose_core.delivery import DeliveryService, OutboxAdminService
from compose_core.errors import PreviewOutdated, Unavailable
from compose_core.ports import Events, Mailer, Store
from compose_core.secure import SecureMessages

_LOG = logging.getLogger("compose_core.delivery")
_UNTIL_THE_NEXT_LOOK = timedelta(seconds=5)


class Container:
    """The use cases over one database; each part is made when it is first asked for.

    Args:
        configuration: which database, site and mail server.
        events: hears of what happens; the standard log, unless given. Where it fails, the event
            alone is lost, and the log says so.
        only_looks: write nothing into the database; ids are told and not taken.
    """

    def __init__(
        self,
        configuration: Configuration,
        events: Events | None = None,
        *,
        only_looks: bool = False,
    ) -> None:
        self.configuration = configuration
        self._only_looks = only_looks
        self.events: Events = GuardedEvents(events or LoggedEvents())
        self.clock = SystemClock()
        self.random = SystemRandom()

    @cached_property
    def database(self) -> Database:
        """The database; nothing is asked of it yet."""
        return Database(self.configuration.database, only_reads=self._only_looks)

    @cached_property
    def site(self) -> SqlSite:
        """Who there is and what is set, as the database holds it."""
        return SqlSite(self.database)

    @cached_property
    def site_files(self) -> SiteFiles:
        """Site files, held against the site that is applied and applied themselves."""
        return SiteFiles(self.site, self.has_tables, self.clock)

    @cached_property
    def records(self) -> SqlRecords:
        """What was kept."""
        return SqlRecords(self.database)

    @cached_property
    def store(self) -> Store:
        """Customers, cases and activities; on SQLite, which has one writer, with shared commits."""
        store = SqlStore(self.database)
        if not self.database.is_sqlite:
            return store
        return GroupCommitStore(store, self.database.patience)

    @cached_property
    def compose(self) -> ComposeService:
        """Composes and sends."""
        return ComposeService(
            store=self.store,
            directory=self.site,
            clock=self.clock,
            ids=SqlComingIds(self.database) if self._only_looks else SqlIds(self.database),
            random=self.random,
            scanner=FirstOctetsScanner(),
            text_from_html=ReadableText(),
            events=self.events,
            sanitiser=SafeHtml(),
        )

    @cached_property
    def outbox(self) -> SqlOutbox:
        """The mails on their way."""
        return SqlOutbox(self.database)

    @cached_property
    def desk(self) -> SqlOutboxAdmin:
        """The mails as operators see them."""
        return SqlOutboxAdmin(self.database)

    @cached_property
    def operation(self) -> OutboxAdminService:
        """What operators see and do."""
        return OutboxAdminService(
            outbox=self.desk,
            retention=SqlRetention(self.database),
            clock=self.clock,
            events=self.events,
        )

    @cached_property
    def secure(self) -> SecureMessages:
        """Opens secure messages, and withdraws their links."""
        return SecureMessages(SqlSecureLinks(self.database), self.clock, SafeHtml())

    @cached_property
    def sessions(self) -> SqlSessions:
        """Who is logged in."""
        return SqlSessions(self.database)

    @cached_property
    def mailer(self) -> Mailer:
        """Who takes the mails.

        Raises:
            Misconfigured: none is named, or it cannot be used.
        """
        return mailer_of(self.configuration)

    def must_have_mailer(self) -> None:
        """The mailer can be used, as far as that shows without sending.

        Raises:
            Misconfigured: none is named, or it cannot be used.
            OSError: its folder cannot be made.
        """
        _ = self.mailer

    def workers(self, number: int = 1) -> Workers:
        """Threads that deliver.

        Args:
            number: how many, at least 1.

        Raises:
            Misconfigured: no mail server is named, or it cannot be used.
        """
        service = DeliveryService(
            outbox=self.outbox,
            mailer=self.mailer,
            clock=self.clock,
            random=self.random,
            events=self.events,
            pause=_pause,
            settings=self.configuration.delivery,
        )
        return Workers(service, self.clock, number)

    def migrate(self) -> bool:
        """The database has the tables of this program; whether anything was changed.

        Raises:
            Unavailable: the database cannot be used.
        """
        return migrate(self.database)

    def migrate_when_there(self, pause: Callable[[timedelta], None] | None = None) -> bool:
        """As `migrate`, once the server can be reached.

        Args:
            pause: waits; sleeps, unless given.

        Raises:
            StorageFailed: a person must mend the database first.
        """
        while True:
            try:
                return self.migrate()
            except StorageFailed:
                raise
            except Unavailable as fault:
                _LOG.warning("the database is away, so delivery waits: %s", fault)
                (pause or _pause)(_UNTIL_THE_NEXT_LOOK)

    def make_ready(self, tell: Callable[[str], None] = LOG.warning) -> None:
        """The database has its tables, and a site.

        The site file is applied where none was ever applied. Later, `apply_site` alone changes the
        site: where the file differs from what is applied, that is told, and what is applied holds.

        Args:
            tell: takes that sentence; the log ``compose_core.site``, unless given.

        Raises:
            SiteFaults: the site file is the first, and has faults.
            Misconfigured: there is no site, neither in a file nor in the database.
            Unavailable: the database cannot be used.
            OSError: the site file is the first, and cannot be read.
        """
        self.migrate()
        if self.site.applied() is None:
            if self.configuration.site is None:
                raise no_site()
            with suppress(PreviewOutdated):
                # Another process may be first; then the file is held against what that applied.
                self.apply_site(self.configuration.site)
                return
        if self.configuration.site is not None:
            self.site_files.compare(self.configuration.site, tell)

    def apply_site(self, file: Path, actor: str | None = None) -> bool:
        """The database holds the site of a file.

        Args:
            file: the site file.
            actor: in whose name, for the audit; the system's user, unless given.

        Returns:
            Whether anything differed, and so was applied.

        Raises:
            SiteFaults: the site file has faults; nothing was applied.
            PreviewOutdated: another site was applied at the same time.
        """
        planned = self.site_files.plan(file)
        if planned.differs:
            self.site_files.apply(planned, actor or system_user())
        return planned.differs

    def has_tables(self) -> bool:
        """Whether the database is there with its tables; see `presence.has_tables`."""
        return has_tables(self.configuration.database, lambda: self.database)

    def must_exist(self) -> None:
        """The database is there to be looked at; looking makes none.

        Raises:
            Misconfigured: it is not there.
            Unavailable: it cannot be used, or its tables are not those of this program.
        """
        if not self.has_tables():
            raise no_database(self.configuration.database)

    def close(self) -> None:
        """Give the connections back."""
        if isinstance(mailer := vars(self).get("mailer"), SmtpMailer):
            mailer.close()
        if "database" in vars(self):
            self.database.close()


def _pause(wait: timedelta) -> None:
    time.sleep(wait.total_seconds())
