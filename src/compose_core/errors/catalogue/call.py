"""Findings about a call beside what its body says: the query, the ids, the body's size."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.REQUEST)


QUERY_UNSUPPORTED = _define(
    "query.unsupported", "H1", "Unsupported query parameter(s) supplied: '{parameter}'."
)
QUERY_VALUE = _define(
    "query.value",
    "H1",
    "Unsupported value for query parameter '{parameter}'. "
    "Only the following values are supported: '{values}'.",
)
QUERY_REPEATED = _define(
    "query.repeated",
    "H1",
    "The query parameter '{parameter}' is given {count} times; give it once.",
)
TOO_MANY_IDS = _define(
    "ids.too_many", "SPEC 9", "{count} ids are asked for; at most {limit} are answered at once."
)
BODY_TOO_LARGE = _define("body.too_large", "SPEC 9", "The body has more than {limit} octets.")
