"""How much a call may send, and how many are worked on at the same time."""

import os

import attrs

from compose_adapters.wire import STANDARD, Limits
from compose_core.model.settings import MEGABYTE, PartitionSettings

_MOST_PASSWORDS_AT_ONCE = 4


def passwords_at_once() -> int:
    """How many passwords are checked at the same time: half the cores are left to all else."""
    return max(1, min(_MOST_PASSWORDS_AT_ONCE, (os.cpu_count() or 1) // 2))


@attrs.frozen
class HttpLimits:
    """The limits that are judged while a call arrives.

    Args:
        body_octets: of a body; ``None`` is room for every mail that the partition's settings
            allow, in whatever format (S5, S6).
        login_octets: of the body of a login.
        octets_in_flight: of all bodies that are in the process at the same time; each costs up to
            five times its size in memory until it is answered.
        octets_of_session: likewise, of the bodies of one session.
        wire: of what a body may hold.
        logins_at_once: how many passwords a process checks at the same time; each takes a core and
            some 64 MiB of memory.
        logins_waiting: how many logins wait for that; one more is answered with 503 at once.
    """

    body_octets: int | None = None
    login_octets: int = 16 * 1024
    octets_in_flight: int = 256 * MEGABYTE
    octets_of_session: int = 128 * MEGABYTE
    wire: Limits = STANDARD
    logins_at_once: int = attrs.field(factory=passwords_at_once)
    logins_waiting: int = 32

    def of_wire(self, partition: PartitionSettings) -> Limits:
        """The limits of what a body may hold, its contents by the partition's setting (S6)."""
        octets = min(self.wire.contents_octets, partition.max_body_octets)
        return attrs.evolve(self.wire, contents_octets=octets)

    def of_body(self, partition: PartitionSettings) -> int:
        """How many octets the body of a request may have.

        A file takes no more room in a request than in the mail; a character of the contents may
        take twelve octets, as an escaped pair of surrogates does.
        """
        if self.body_octets is not None:
            return self.body_octets
        return partition.max_email_octets + 12 * partition.max_body_octets + 4 * MEGABYTE
