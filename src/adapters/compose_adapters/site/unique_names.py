"""Names of which each may stand once."""

from compose_adapters.site.section import Section


class UniqueNames:
    """Notes a fault where a name comes a second time.

    Args:
        thing: what the names are of, with its article, such as ``a department``.
    """

    def __init__(self, thing: str) -> None:
        self._thing = thing
        self._seen: set[str] = set()

    def name(self, section: Section, key: str = "name") -> str:
        """The name that a member holds, in NFC."""
        return self.see(section, key, section.name(key))

    def see(self, section: Section, key: str, value: str) -> str:
        """The value that was read from a member."""
        if value and value in self._seen:
            section.fault(
                key, f"'{value}' is already the name of {self._thing}; rename or remove one"
            )
        self._seen.add(value)
        return value
