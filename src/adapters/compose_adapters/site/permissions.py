"""What a user's permissions are about: things of their departments, by name."""

from collections.abc import Callable, Iterable

from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.references import absent
from compose_adapters.site.section import Section
from compose_core.model.department import Department
from compose_core.model.user import Scoped


class Permissions:
    """Reads a user's lists of names; each name is one thing of the user's departments.

    Args:
        section: the user's table.
        departments: the user's departments, home first.
    """

    def __init__(self, section: Section, departments: Iterable[Department]) -> None:
        self._section = section
        self._departments = tuple(departments)

    def folders(self, key: str) -> frozenset[Scoped]:
        """Article folders."""
        return self._named(key, "folder", lambda department: department.folders)

    def usage_links(self, key: str) -> frozenset[Scoped]:
        """Usage links."""
        return self._named(
            key, "usage link", lambda each: tuple(link.name for link in each.macros.usage_links)
        )

    def queues(self, key: str) -> frozenset[Scoped]:
        """Queues."""
        return self._named(key, "queue", lambda each: tuple(queue.name for queue in each.queues))

    def _named(
        self, key: str, thing: str, names: Callable[[Department], tuple[str, ...]]
    ) -> frozenset[Scoped]:
        known = tuple(Scoped(each.name, name) for each in self._departments for name in names(each))
        found = set[Scoped]()
        for index, name in enumerate(self._section.names(key)):
            meant = _meant(name, known)
            if len(meant) != 1:
                place = item_of(child_of(self._section.path, key), index)
                self._section.faults.add(place, _unclear(name, meant, known, thing))
            found.update(meant)
        return frozenset(found)


def _meant(name: str, known: tuple[Scoped, ...]) -> tuple[Scoped, ...]:
    # Written in full it says more than a plain name that happens to look the same.
    in_full = tuple(each for each in known if _in_full(each) == name)
    return in_full or tuple(each for each in known if each.name == name)


def _unclear(name: str, meant: tuple[Scoped, ...], known: tuple[Scoped, ...], thing: str) -> str:
    if not meant:
        return absent(
            name, tuple(each.name for each in known), f"{thing} of the user's departments"
        )
    ways = " or ".join(f"'{_in_full(each)}'" for each in meant)
    return f"'{name}' is a {thing} of more than one of the user's departments; write {ways}"


def _in_full(thing: Scoped) -> str:
    return f"{thing.department}/{thing.name}"
