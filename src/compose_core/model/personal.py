"""Values of persons do not show in a `repr`, which ends in logs, tracebacks and debuggers.

A class that holds addresses, contents or secrets is declared with
``field_transformer=hide_texts(...)``: its texts and octets are hidden, also those that are added
later, but for the fields that are named. Of several texts their number is shown.
"""

import re
from collections.abc import Callable, Collection
from typing import Any, get_args, get_origin

import attrs

_TEXTS: tuple[object, ...] = (str, bytes, bytearray, memoryview)
_NAMES_TEXT = re.compile(r"\b(str|bytes|bytearray|memoryview|Content)\b")

Transform = Callable[[type, list["attrs.Attribute[Any]"]], list["attrs.Attribute[Any]"]]


def hide_texts(*shown: str) -> Transform:
    """Hide the fields of a class that hold text or octets from its `repr`.

    Args:
        shown: names of fields that show nevertheless, such as those of a login or a department.
    """

    def hide(_: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
        return [
            each.evolve(repr=_number if _is_collection(each.type) else False)
            if each.repr is True and each.name not in shown and _holds_text(each.type)
            else each
            for each in fields
        ]

    return hide


def show_essence(media_type: str) -> str:
    """Show a media type without its parameters, which may name a file."""
    return repr(media_type.partition(";")[0])


def _number(value: Collection[object]) -> str:
    return f"<{len(value)}>"


def _is_collection(kind: object) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Collection)


def _holds_text(kind: object) -> bool:
    # A type that names a class below it is declared as a string.
    if isinstance(kind, str):
        return bool(_NAMES_TEXT.search(kind))
    return kind in _TEXTS or any(_holds_text(each) for each in get_args(kind))
