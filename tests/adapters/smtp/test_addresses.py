"""From a host's name to a socket: what cannot be looked up or reached costs bounded time."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

import pytest

from compose_adapters.smtp.connection import Place, connect, connect_first


@contextmanager
def listening() -> Iterator[Place]:
    """A place where a connection can be made."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield socket.AF_INET, listener.getsockname()


@contextmanager
def dead() -> Iterator[Place]:
    """A place that never answers: nobody takes the connections for which it had room."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield socket.AF_INET, listener.getsockname()


@pytest.mark.parametrize("host", ["mail..example", "m" * 64 + ".example"])
def test_a_name_that_no_resolver_takes_is_unknown_at_once(host: str) -> None:
    start = monotonic()
    with pytest.raises(OSError, match="cannot be looked up"):
        connect(host, 25, start + 20)
    assert monotonic() - start < 10


def test_a_dead_address_leaves_time_to_the_next() -> None:
    with dead() as first, listening() as second:
        start = monotonic()
        with connect_first([first, second], start + 2) as connection:
            assert connection.getpeername() == second[1]
        assert monotonic() - start > 0.9


def test_addresses_that_are_all_dead_take_no_more_than_the_time() -> None:
    with dead() as place:
        start = monotonic()
        with pytest.raises(TimeoutError):
            connect_first([place, place], start + 0.3)
        assert 0.25 < monotonic() - start < 5


def test_an_address_that_refuses_leaves_all_the_time_to_the_next() -> None:
    with listening() as gone:
        pass
    with listening() as second, connect_first([gone, second], monotonic() + 20) as connection:
        assert connection.getpeername() == second[1]
