"""By what a caller is counted."""

import ipaddress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compose_core.sessions import network_of

V4 = st.ip_addresses(v=4).map(str)
V6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)


@given(V4)
def test_an_ipv4_address_is_counted_by_itself_however_it_is_written(address: str) -> None:
    assert network_of(address) == address
    assert network_of(f"::ffff:{address}") == address


@given(V6, st.integers(0, 2**64 - 1))
def test_all_addresses_of_a_64_are_counted_together(
    address: ipaddress.IPv6Address, host: int
) -> None:
    first = int(address) >> 64 << 64
    assume(address.ipv4_mapped is None)
    neighbour = ipaddress.IPv6Address(first | host)
    if neighbour.ipv4_mapped is None:
        assert network_of(str(neighbour)) == network_of(str(address))
        assert network_of(f"{neighbour}%eth0") == network_of(str(address))


@given(V6, st.integers(0, 63))
def test_another_64_is_another(address: ipaddress.IPv6Address, bit: int) -> None:
    assume(address.ipv4_mapped is None)
    other = ipaddress.IPv6Address(int(address) ^ (1 << (64 + bit)))
    if other.ipv4_mapped is None:
        assert network_of(str(other)) != network_of(str(address))


@pytest.mark.parametrize("address", ["", "testclient", "/run/compose.sock", "1.2.3.4.5"])
def test_what_is_no_address_names_itself(address: str) -> None:
    assert network_of(address) == address
