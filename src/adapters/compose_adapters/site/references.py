"""What one part of the site file says of another must be there."""

from collections.abc import Iterable

from compose_adapters.site.section import Section, nearest


def reference(section: Section, key: str, known: Iterable[str], thing: str) -> str:
    """The name that a member holds, of something that is there.

    Args:
        section: the table that names it.
        key: the member.
        known: the names of all that there are.
        thing: what they are, such as ``article of this department``.
    """
    names = tuple(known)
    name = section.name(key)
    if name.strip() and name not in names:
        section.fault(key, absent(name, names, thing))
    return name


def absent(name: str, known: tuple[str, ...], thing: str) -> str:
    """The sentence for a name that nothing has."""
    return f"there is no {thing} '{name}'" + (nearest(name, known) or "; add it or name another")
