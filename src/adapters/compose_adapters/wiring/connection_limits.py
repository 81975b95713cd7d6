"""The limits of the clients of a process: how many there may be, and how slow."""

import re
from collections.abc import Mapping

import attrs

from compose_adapters.wiring.configuration import Misconfigured

MOST_CONNECTIONS = 2_000
"""How many connections a process holds at most, unless the environment says otherwise."""
ROOM = 128
"""How many descriptors are left to the database, the mail server and files."""
FEWEST_CONNECTIONS = 8
_NUMBER = re.compile("[1-9][0-9]{0,8}", re.ASCII)


@attrs.frozen(kw_only=True)
class ConnectionLimits:
    """The limits of the clients of a process.

    Args:
        connections: how many there may be at the same time.
        head: seconds for the head of a request, from its first octet, and for that octet itself.
        grace: seconds that a client may be behind with its body or in taking its answer.
        rate: octets a second of a body or an answer, on the average, once the grace is used up.
    """

    connections: int = MOST_CONNECTIONS
    head: int = 15
    grace: int = 30
    rate: int = 1_000


def connection_limits(environment: Mapping[str, str]) -> ConnectionLimits:
    """Read the limits from the environment; the connections fit below the limit of descriptors.

    Raises:
        Misconfigured: a value cannot be used, or asks for more descriptors than there are.
    """
    standard = ConnectionLimits()
    return ConnectionLimits(
        connections=_connections(environment),
        head=_number(environment, "COMPOSE_HEAD_SECONDS", standard.head),
        grace=_number(environment, "COMPOSE_BODY_GRACE_SECONDS", standard.grace),
        rate=_number(environment, "COMPOSE_BODY_RATE", standard.rate),
    )


def _connections(environment: Mapping[str, str]) -> int:
    name = "COMPOSE_CONNECTIONS"
    descriptors = _descriptors()
    most = fitting(descriptors)
    wanted = _number(environment, name, min(most, MOST_CONNECTIONS))
    if wanted > most:
        raise Misconfigured(
            f"{name} is {wanted}, but a process may open {descriptors} files and connections, "
            f"which leaves {most}; raise the limit of descriptors (ulimit -n, LimitNOFILE)"
        )
    if wanted < FEWEST_CONNECTIONS:
        raise Misconfigured(
            f"{name} comes to {wanted}; it must be {FEWEST_CONNECTIONS} or more, and a process "
            f"may open {descriptors} files and connections (ulimit -n, LimitNOFILE)"
        )
    return wanted


def fitting(descriptors: int) -> int:
    """Count the connections that fit below a limit of descriptors."""
    return descriptors - min(ROOM, descriptors // 2)


def _descriptors() -> int:
    try:
        import resource
    except ImportError:  # a system without such limits
        return MOST_CONNECTIONS + ROOM
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS * ROOM if soft == resource.RLIM_INFINITY else soft


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        raise Misconfigured(f"{name} is '{text[:20]}'; it must be a whole number, 1 or more")
    return int(text)


@attrs.define
class Pace:
    """The pace of a client: a bucket of seconds that octets fill and time empties.

    Args:
        rate: octets that a second is worth.
        most: seconds that the bucket holds; it is full at first.
    """

    rate: int
    most: float
    left: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = self.most

    @property
    def behind(self) -> float:
        """How many seconds the client is late by."""
        return self.most - self.left

    def keeps_up(self, octets: int, seconds: float) -> bool:
        """Count what came in a time; whether the client may go on."""
        self.left = min(self.most, self.left + octets / self.rate) - seconds
        return self.left > 0
