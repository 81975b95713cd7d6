"""docs/reference/macros.md: what a macro can be, show and cost, and where it can stand."""

from collections.abc import Iterator

from compose_core.macros import Limits, attribute_reference
from compose_core.macros.contexts import FORBIDDEN, Context
from reference.markdown import code, filled, plain, table

TAKES: dict[Context, str] = {
    Context.SUBJECT: (
        "white space and line breaks become one space; other control characters are refused"
    ),
    Context.TEXT: "the value as it is",
    Context.ELEMENT: "escaped, line breaks as `<br>`; an article's HTML goes in as HTML",
    Context.PLAIN_ELEMENT: "escaped; of an article its text, of a usage link label and URL",
    Context.FOREIGN: "in SVG and MathML: likewise, and line breaks stay as they are",
    Context.QUOTED: "escaped; of an article its text, of a usage link its URL",
    Context.URL_START: "must make an `http`, `https` or `mailto` address, or it is refused",
    Context.URL_PART: "percent-encoded",
    Context.ADDRESS_PART: "percent-encoded, but for `@` and `+`",
}


def macros_page() -> str:
    """The page."""
    return filled(
        "macros.md",
        attributes=table(("attribute", "built-in macro", "shows"), _attributes()),
        places=table(("place", "what becomes of the value"), _places()),
        limits=table(("limit", "is"), _limits()),
    )


def _attributes() -> Iterator[tuple[str, ...]]:
    for row in attribute_reference():
        names = (code(each) if each else "" for each in (row.path, row.macro_name))
        yield *names, plain(row.description)


def _places() -> Iterator[tuple[str, ...]]:
    for place in Context:
        refusal = FORBIDDEN.get(place)
        yield place.value, f"refused: {code(refusal.name)}" if refusal else TAKES[place]


def _limits() -> Iterator[tuple[str, ...]]:
    limits = Limits()
    yield "depth of nesting, the outermost being 1", str(limits.depth)
    yield "macros, those in articles and combinations counted", f"{limits.references:,}"
    yield "octets of text and HTML, expanded", "as the site's `max_body_size_kb` says"
