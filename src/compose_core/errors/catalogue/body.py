"""Findings about the form of a request body: syntax, elements, types, cardinality."""

from compose_core.errors.violation import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.REQUEST)


MALFORMED = _define(
    "body.malformed",
    "SPEC 9",
    "The body is not well-formed {format}: line {line}, column {column}: {reason}.",
)
ELEMENT_MISSING = _define("element.missing", "section 1", "'{element}' is required.")
ELEMENT_UNSUPPORTED = _define(
    "element.unsupported", "section 1", "'{element}' is not an element of this request; remove it."
)
