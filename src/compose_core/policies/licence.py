"""Who may work at all: active users with the licence (P7, P8)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import permission as denials
from compose_core.facts import Facts
from compose_core.model.request import ComposeRequest
from compose_core.model.user import LICENCE, User


def active_user(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user is active (P8)."""
    if not actor.active:
        yield denials.USER.at(login=actor.login)


def licensed(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user holds the licence (P7)."""
    yield from without_licence(actor)


def without_licence(actor: User) -> Iterator[Finding]:
    """What a user without the licence lacks for every request."""
    if LICENCE not in actor.licences:
        yield denials.LICENCE.at(licence=LICENCE)
