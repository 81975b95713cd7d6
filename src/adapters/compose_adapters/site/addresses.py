"""Addresses in the site file: F1, and special use as the setting says."""

from compose_adapters.site.section import Section
from compose_core.errors.exceptions import NotAnAddress
from compose_core.model.address import Address

_NONE = Address("", "")


def address_of(section: Section, key: str, *, special_use: bool) -> Address:
    """The address of a member.

    Args:
        section: the table that holds it.
        key: the member.
        special_use: whether domains such as ``.test`` are allowed.
    """
    text = section.text(key)
    if not text.strip():
        return _NONE
    try:
        address = Address.parse(text)
    except NotAnAddress as refusal:
        section.fault(key, f"'{text}' is not an email address: {refusal}")
        return _NONE
    if address.is_special_use and not special_use:
        section.fault(key, _special_use(address))
    return address


def _special_use(address: Address) -> str:
    return (
        f"the domain of '{address.text}' is reserved for special use; take another, or set "
        "allow_special_use_domains = true in [partition]"
    )
