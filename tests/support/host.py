"""The HTTP application over everything in memory, its clock stopped."""

import attrs
from argon2 import PasswordHasher
from starlette.applications import Starlette

from calls import PASSWORD, Caller
from compose_adapters.html import SafeHtml
from compose_adapters.http import Argon2Passwords, HttpLimits, Services, application
from compose_adapters.language import shipped
from compose_adapters.memory import (
    MemoryLoginAttempts,
    MemoryOutbox,
    MemorySecureLinks,
    MemorySessions,
)
from compose_adapters.security_log import note
from compose_adapters.system import SystemRandom
from compose_core.model.site import Site
from compose_core.secure import SecureMessages
from compose_core.sessions import LoginRules, SessionService
from compose_core.testing import builders
from world import World

# As weak as can be: the tests log in often.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Host:
    """An application over a site in memory, and what is behind it.

    Args:
        site: whose users all have the password ``secret``.
        limits: of what a call may send.
        rules: of logins.
        allowed_origins: as `application` takes them.
    """

    def __init__(
        self,
        site: Site | None = None,
        *,
        limits: HttpLimits | None = None,
        rules: LoginRules | None = None,
        allowed_origins: tuple[str, ...] = (),
    ) -> None:
        self.world = World(with_passwords(site or builders.site()))
        self.sessions = MemorySessions()
        self.services = self._services(rules or LoginRules())
        self.app: Starlette = application(
            self.services, limits=limits, allowed_origins=allowed_origins
        )

    def _services(self, rules: LoginRules) -> Services:
        world = self.world
        return Services(
            compose=world.service,
            reading=world.reading,
            sessions=SessionService(
                sessions=self.sessions,
                attempts=MemoryLoginAttempts(),
                credentials=world.site,
                passwords=Argon2Passwords(),
                directory=world.site,
                log=note,
                clock=world.clock,
                random=SystemRandom(),
                rules=rules,
            ),
            directory=world.site,
            outbox=MemoryOutbox(world.tables),
            clock=world.clock,
            secure=SecureMessages(MemorySecureLinks(world.tables), world.clock, SafeHtml()),
            sanitiser=SafeHtml(),
            translate=shipped().text,
        )

    def caller(self) -> Caller:
        """Someone who is not logged in."""
        return Caller(self.app)

    def agent(self, name: str = builders.AGENT) -> Caller:
        """A user who is logged in."""
        caller = self.caller()
        answer = caller.log_in(name)
        assert answer.status_code == 204, answer.text
        return caller


def with_passwords(site: Site) -> Site:
    """The site, its users all with the same password."""
    users = tuple(attrs.evolve(each, password_hash=HASH) for each in site.users)
    return attrs.evolve(site, users=users)
