"""Elements to XML 1.0."""

import re

from compose_adapters.wire.shapes import Plain
from compose_adapters.wire.unstructure import Content, Element, Items
from compose_core.rules.request_alone import NOT_XML

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# A parser reads CR as LF, and makes white space in attributes spaces, unless it is escaped.
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT_ESCAPES = re.compile("[&<>\r]")
_ATTRIBUTE_ESCAPES = re.compile('[&<>\r"\n\t]')
_REPLACEMENT = "\ufffd"


def write_xml(root: Element) -> bytes:
    """The document that has the element as its root, in UTF-8.

    Its namespace is the default one. What XML cannot carry is replaced by U+FFFD.
    """
    writer = _Writer(root.space)
    body = writer.element(root, is_root=True)
    return f"{_DECLARATION}{body}\n".encode()


class _Writer:
    """Writes elements; gives each namespace a prefix when it first meets it."""

    def __init__(self, default: str) -> None:
        self._prefixes = {default: ""}

    def element(self, element: Element, *, is_root: bool = False) -> str:
        name = self._prefix(element.space) + element.name
        attributes = "".join(_attributes(element.content))
        inside = self._inside(element.content)
        if is_root:
            attributes = self._declarations() + attributes
        return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"

    def _prefix(self, space: str) -> str:
        return self._prefixes.setdefault(space, f"ns{len(self._prefixes) + 1}:")

    def _declarations(self) -> str:
        return "".join(
            f' xmlns{":" * bool(prefix)}{prefix.rstrip(":")}="{space}"'
            for space, prefix in self._prefixes.items()
        )

    def _inside(self, content: Content) -> str:
        if isinstance(content, Items):
            items = (Element(content.name, content.space, each) for each in content.contents)
            return "".join(self.element(item) for item in items)
        if isinstance(content, tuple):
            return "".join(self.element(each) for each in content if not each.is_attribute)
        return _escaped(_as_text(content), _TEXT_ESCAPES)


def _attributes(content: Content) -> list[str]:
    if not isinstance(content, tuple):
        return []
    values = ((each.name, each.content) for each in content if each.is_attribute)
    return [
        f' {name}="{_escaped(_as_text(value), _ATTRIBUTE_ESCAPES)}"'
        for name, value in values
        if not isinstance(value, tuple | Items)
    ]


def _as_text(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(text: str, pattern: re.Pattern[str]) -> str:
    carried = NOT_XML.sub(_REPLACEMENT, text)
    return pattern.sub(lambda found: _IN_ATTRIBUTE[found.group()], carried)
