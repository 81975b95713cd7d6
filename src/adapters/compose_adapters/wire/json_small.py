"""Small bodies, read by the standard library, which is many times as fast as `json_reader`.

It copies strings and recurses as deep as the body is nested, so a large body is not for it; and it
does not say what is wrong in words of ours, so neither is one that is not well-formed.
"""

import json
from typing import Any, NoReturn

from compose_adapters.wire.limits import Limits
from compose_adapters.wire.tree import Node, Number, ParseFinding
from compose_core.errors import Rejected
from compose_core.errors.catalogue import body as body_findings

SMALL = 65_536


def read_small(body: bytes, limits: Limits) -> Node | None:
    """The tree that a small body spells; ``None`` where `json_reader` has to look at it.

    Args:
        body: UTF-8 without a byte order mark.
        limits: of depth and number of values.

    Raises:
        Rejected: it is beyond a limit; one finding.
    """
    if len(body) > SMALL:
        return None
    try:
        value = _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        return None
    return _Tree(limits).node(value, 1)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


# An object becomes a tuple of its members, a duplicate among them; an array becomes a list.
_DECODER = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=Number, parse_float=Number, parse_constant=_refuse
)


class _Tree:
    """Makes the nodes in the order of the document."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._count = 0

    def node(self, value: Any, depth: int) -> Node:
        at = self._count
        if at == self._limits.elements:
            raise Rejected([body_findings.TOO_MANY_ELEMENTS.at(limit=at)])
        self._count += 1
        if not isinstance(value, tuple | list):
            return Node(at, value)
        if depth > self._limits.depth:
            raise Rejected([body_findings.TOO_DEEP.at(limit=self._limits.depth)])
        if isinstance(value, list):
            return Node(at, [self.node(each, depth + 1) for each in value])
        return self._members(at, value, depth + 1)

    def _members(self, at: int, pairs: tuple[tuple[str, Any], ...], depth: int) -> Node:
        members: dict[str, Node] = {}
        flaws: list[ParseFinding] = []
        for name, value in pairs:
            if name in members:
                flaws.append(ParseFinding(body_findings.DUPLICATE_KEY, name))
            members.setdefault(name, self.node(value, depth))
        return Node(at, members, tuple(flaws))
