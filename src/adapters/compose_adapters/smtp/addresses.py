"""From a host's name to a connected socket, in bounded time."""

import queue
import socket
import threading
from time import monotonic

Address = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]


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

    Args:
        host: a name or an address.
        port: 1 to 65535.
        until: by `time.monotonic`.

    Raises:
        TimeoutError: it took too long.
        OSError: the name is unknown, or no address answers.
    """
    fault: OSError = ConnectionError("the host has no address")
    for family, address in _resolved(host, port, until):
        try:
            return _connected(family, address, until)
        except OSError as refusal:
            fault = refusal
    raise fault


def _connected(family: socket.AddressFamily, address: Address, until: float) -> socket.socket:
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


def _resolved(host: str, port: int, until: float) -> list[tuple[socket.AddressFamily, Address]]:
    # The system's resolver knows no time limit, so another thread waits for it.
    answers: queue.SimpleQueue[list[tuple[socket.AddressFamily, Address]] | OSError]
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


def _asked(host: str, port: int) -> list[tuple[socket.AddressFamily, Address]] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        return fault
    except UnicodeError:
        return OSError("the host's name cannot be looked up")
    return [(family, address) for family, _, _, _, address in found]
