"""Where a call comes from, as far as failed logins are counted by it."""

import ipaddress

_OF_ONE_CUSTOMER = 64


def network_of(address: str) -> str:
    """Name the network that failures are counted for.

    An IPv4 address is one; of IPv6 it is the ``/64``, which is the least that one customer is
    given and may choose addresses from. An IPv4 address that is written as IPv6 is IPv4.

    Args:
        address: as the server tells it; what is no IP address names itself.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, _OF_ONE_CUSTOMER), strict=False))
        found = found.ipv4_mapped
    return str(found)
