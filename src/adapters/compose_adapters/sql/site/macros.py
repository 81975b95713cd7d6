"""Macros as rows, and back."""

from typing import Any

import sqlalchemy as sa

from compose_core.model.macro import (
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    UsageLinkMacro,
)

Row = dict[str, Any]

_EMPTY: Row = dict.fromkeys(
    ("attribute", "default_value", "exception_article", "content", "article", "usage_link")
)


def macro_row(macro: Macro) -> Row:
    """The columns of a macro."""
    return _EMPTY | {"name": macro.name} | _own(macro)


def _own(macro: Macro) -> Row:
    match macro:
        case BusinessObjectMacro():
            return {
                "kind": "business object",
                "attribute": macro.attribute,
                "default_value": macro.default,
                "exception_article": macro.exception_article,
            }
        case CombinationMacro():
            return {"kind": "combination", "content": macro.content}
        case ArticleMacro():
            return {"kind": "article", "article": macro.article}
        case UsageLinkMacro():
            return {"kind": "usage link", "usage_link": macro.usage_link}


def macro_of(row: sa.Row[Any]) -> Macro:
    """The macro of a row."""
    match row.kind:
        case "business object":
            shown = (row.attribute, row.default_value, row.exception_article)
            return BusinessObjectMacro(row.name, *shown)
        case "combination":
            return CombinationMacro(row.name, row.content)
        case "article":
            return ArticleMacro(row.name, row.article)
        case _:
            return UsageLinkMacro(row.name, row.usage_link)
