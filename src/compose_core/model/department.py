"""Departments: who sends, from which addresses, through which queues."""

import attrs

from compose_core.model.address import Address
from compose_core.model.macro import MacroSet


@attrs.frozen
class Alias:
    """An address that a department sends from (E6).

    Args:
        name: the display name, shown in From and Reply-To.
        address: the address itself.
        active: whether it may be used.
    """

    name: str
    address: Address
    active: bool = True


@attrs.frozen
class Queue:
    """A queue that an activity can be recorded with (E8)."""

    name: str
    active: bool = True


@attrs.frozen
class Department:
    """A department.

    Args:
        name: unique in the partition; matches exactly, in NFC.
        active: whether its users may send for it.
        aliases: the addresses that it sends from.
        queues: the queues that it has.
        folders: the names of its article folders.
        macros: its macros, articles and usage links.
    """

    name: str
    active: bool = True
    aliases: tuple[Alias, ...] = ()
    queues: tuple[Queue, ...] = ()
    folders: tuple[str, ...] = ()
    macros: MacroSet = MacroSet()

    def alias_of(self, key: str) -> Alias | None:
        """Find the active alias with an address's key."""
        return next((a for a in self.aliases if a.active and a.address.key == key), None)

    def queue_named(self, name: str) -> Queue | None:
        """Find the active queue of a name in NFC."""
        return next((q for q in self.queues if q.active and q.name == name), None)
