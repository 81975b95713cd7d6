"""From a host's name to a socket: what cannot be looked up or reached costs bounded time."""

from time import monotonic

import pytest

from compose_adapters.smtp.addresses import connected


@pytest.mark.parametrize("host", ["mail..example", "m" * 64 + ".example"])
def test_a_name_that_no_resolver_takes_is_unknown_at_once(host: str) -> None:
    start = monotonic()
    with pytest.raises(OSError, match="cannot be looked up"):
        connected(host, 25, start + 20)
    assert monotonic() - start < 10
