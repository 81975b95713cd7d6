"""Every kind of finding that this library makes, by its stable name."""

from types import ModuleType

from compose_core.errors.catalogue import (
    body,
    call,
    facts,
    macro,
    multipart,
    permission,
    phrases,
    request,
)
from compose_core.errors.finding import Definition, Phrase


def _defined_in(module: ModuleType) -> dict[str, Definition]:
    definitions = (each for each in vars(module).values() if isinstance(each, Definition))
    return {definition.name: definition for definition in definitions}


CATALOGUE: dict[str, Definition] = {}
for _module in (call, body, multipart, request, permission, facts, macro):
    CATALOGUE |= _defined_in(_module)

PHRASES = tuple(each for each in vars(phrases).values() if isinstance(each, Phrase))
"""Every piece of a sentence that findings are told with."""
