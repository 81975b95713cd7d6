"""From a host's name to a connected socket, in bounded time."""

import queue
import socket
import threading
from collections.abc import Sequence
from time import monotonic

Address = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
Place = tuple[socket.AddressFamily, Address]


def time_left(until: float) -> float:
    """How many seconds are left.

    Args:
        until: by `time.monotonic`.

    Raises:
        TimeoutError: none.
    """
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def connected(host: str, port: int, until: float) -> socket.socket:
    """A socket that is connected to the first of the host's addresses that answers.

    The time is shared among them, so that one that is dead leaves some to the next.

    Args:
        host: a name or an address.
        port: 1 to 65535.
        until: by `time.monotonic`.

    Raises:
        TimeoutError: it took too long.
        OSError: the name is unknown, or no address answers.
    """
    return first_connected(_resolved(host, port, until), until)


def first_connected(places: Sequence[Place], until: float) -> socket.socket:
    """A socket that is connected to the first place that answers.

    Args:
        places: tried in their order, each for its share of the time that is left.
        until: by `time.monotonic`.

    Raises:
        TimeoutError: it took too long.
        OSError: no place answers.
    """
    fault: OSError = ConnectionError("the host has no address")
    for tried, place in enumerate(places):
        try:
            share = time_left(until) / (len(places) - tried)
            return _connected(place, monotonic() + share)
        except OSError as refusal:
            fault = refusal
    raise fault


def _connected(place: Place, until: float) -> socket.socket:
    family, address = place
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(time_left(until))
        opened.connect(address)
        # Commands are small and wait for answers: nothing is won by holding them back.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        opened.close()
        raise
    return opened


def _resolved(host: str, port: int, until: float) -> list[Place]:
    # The system's resolver knows no time limit, so another thread waits for it.
    answers: queue.SimpleQueue[list[Place] | OSError]
    answers = queue.SimpleQueue()
    thread = threading.Thread(
        target=lambda: answers.put(_asked(host, port)), name="resolver", daemon=True
    )
    thread.start()
    try:
        answer = answers.get(timeout=time_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _asked(host: str, port: int) -> list[Place] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        return fault
    except UnicodeError:
        return OSError("the host's name cannot be looked up")
    return [(family, address) for family, _, _, _, address in found]
