"""Elements to JSON."""

import json
from collections.abc import Iterable

from compose_adapters.wire.shapes import Plain
from compose_adapters.wire.unstructure import Content, Element, Items

Json = dict[str, "Json"] | list["Json"] | Plain


def write_json(elements: Iterable[Element]) -> bytes:
    """The object that has the elements as members, in UTF-8."""
    text = json.dumps(_object(elements), ensure_ascii=False)
    # A lone surrogate has no UTF-8; written like this, it is the escape that JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def _object(elements: Iterable[Element]) -> dict[str, Json]:
    return {element.name: _value(element.content) for element in elements}


def _value(content: Content) -> Json:
    if isinstance(content, Items):
        items = [_value(each) for each in content.contents]
        return items if content.is_array else {content.name: items}
    return _object(content) if isinstance(content, tuple) else content
