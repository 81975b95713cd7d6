"""The places in which a macro can stand, and what its value needs there (M7)."""

from enum import Enum

from compose_core.errors import Definition
from compose_core.errors.catalogue import macro


class Context(Enum):
    """Where a macro stands.

    ``URL_START`` is where a value begins a URL and so makes its scheme; ``URL_PART`` any other
    place in a URL; ``ADDRESS_PART`` what follows ``mailto:`` or ``tel:``. ``PLAIN_ELEMENT`` is
    a title or text area, which holds text but no elements; ``FOREIGN`` is the text of a drawing or
    a formula (SVG, MathML), which any element of HTML would end. The last group takes no value.
    """

    SUBJECT = "subject"
    TEXT = "text"
    ELEMENT = "element"
    PLAIN_ELEMENT = "plain element"
    FOREIGN = "drawing or formula"
    QUOTED = "quoted attribute"
    URL_START = "start of a URL"
    URL_PART = "part of a URL"
    ADDRESS_PART = "part of an address"

    SCRIPT = "script"
    STYLE = "style"
    COMMENT = "comment"
    TAG = "tag"
    UNQUOTED = "unquoted attribute"
    ATTRIBUTE = "attribute that runs or loads"
    AMPERSAND = "after an ampersand"
    AMBIGUOUS = "ambiguous"


FORBIDDEN: dict[Context, Definition] = {
    Context.SCRIPT: macro.IN_SCRIPT,
    Context.STYLE: macro.IN_STYLE,
    Context.COMMENT: macro.IN_COMMENT,
    Context.TAG: macro.IN_TAG,
    Context.UNQUOTED: macro.IN_UNQUOTED,
    Context.ATTRIBUTE: macro.IN_ATTRIBUTE,
    Context.AMPERSAND: macro.AFTER_AMPERSAND,
    Context.AMBIGUOUS: macro.AMBIGUOUS,
}
