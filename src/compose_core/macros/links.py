"""The URLs of usage links, and their parameters (M4)."""

import re
from collections.abc import Callable, Iterable

from compose_core.macros.attributes import Get
from compose_core.macros.encoding import as_component, as_url, is_unfit
from compose_core.macros.facts import MacroFacts
from compose_core.macros.scheme import MADE, decoded, scheme_of

_PARAMETER = re.compile(r"\{([^{}]*)\}")

Resolve = Callable[[str], Get | None]


def parameters(url: str) -> tuple[str, ...]:
    """The attribute paths that a link's URL asks for, in order."""
    return tuple(_PARAMETER.findall(url))


def unknown_parameters(url: str, resolve: Resolve) -> tuple[str, ...]:
    """Those parameters of a link's URL that no attribute has."""
    return tuple(path for path in parameters(url) if resolve(path) is None)


def has_safe_scheme(url: str) -> bool:
    """Whether a link's URL begins, before any parameter, as http, https or mailto."""
    return scheme_of(decoded(url.partition("{")[0])) in MADE


def url_reader(url: str, resolve: Resolve) -> Get:
    """What reads a link's URL: ``None`` where a parameter cannot be had or sent.

    Args:
        url: its parameters are known (`unknown_parameters`).
        resolve: gives the attribute of a path.
    """
    literals = [as_url(each) for each in _PARAMETER.split(url)[::2]]
    getters = [get for path in parameters(url) if (get := resolve(path))]

    def read(facts: MacroFacts) -> str | None:
        values = [get(facts) for get in getters]
        fit = [value for value in values if value is not None and not is_unfit(value)]
        return _woven(literals, fit) if len(fit) == len(values) else None

    return read


def _woven(literals: Iterable[str], values: Iterable[str]) -> str:
    parts = zip(literals, (*map(as_component, values), ""), strict=True)
    return "".join(literal + value for literal, value in parts)
