"""Permission policies: what a user lacks for a request (section 3).

A policy is a plain function; a host adds its own to the public tuple `POLICIES`.
"""

from collections.abc import Callable, Iterable, Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import permission
from compose_core.facts import Facts
from compose_core.model import paths
from compose_core.model.request import CheckedRequest
from compose_core.model.user import CREATE_ACTIVITY, LICENCE, User

Policy = Callable[[User, CheckedRequest, Facts], Iterable[Finding]]


def require_active_user(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require an active user (P8)."""
    if not actor.active:
        yield permission.USER.at(login=actor.login)


def require_licence(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require the licence (P7)."""
    yield from without_licence(actor)


def without_licence(actor: User) -> Iterator[Finding]:
    """Deny every request to a user without the licence (P7)."""
    if LICENCE not in actor.licences:
        yield permission.LICENCE.at(licence=LICENCE)


def require_create(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require that the user may create activities (P1)."""
    yield from without_creating(actor)


def without_creating(actor: User) -> Iterator[Finding]:
    """Deny every request to a user who may create no activities (P1)."""
    if CREATE_ACTIVITY not in actor.actions:
        yield permission.CREATE.at()


def require_bcc(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require that the user may send blind copies, if there are any (P2)."""
    if request.bcc and not actor.may_see_bcc:
        yield permission.BCC.at(paths.BCC)


def require_department(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require an existing, active department of the user's: one denial for all three (P3, P8)."""
    if facts.department is None:
        yield permission.DEPARTMENT.at(paths.DEPARTMENT)


def require_folders(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require that the user may view the folder of every article used (P4)."""
    for article in facts.uses.articles:
        if not actor.may_view(_department(facts), article.folder):
            yield permission.FOLDER.at(folder=article.folder, article=article.name)


def require_usage_links(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require that the user may execute every usage link used (P5)."""
    for link in facts.uses.usage_links:
        if not actor.may_execute(_department(facts), link.name):
            yield permission.USAGE_LINK.at(usage_link=link.name)


def require_queue(actor: User, request: CheckedRequest, facts: Facts) -> Iterator[Finding]:
    """Require that the user may pull from a queue that can be chosen at all (P6; else see E8)."""
    if request.queue is None or facts.department is None:
        return
    queue = facts.department.queue_named(request.queue)
    offered = queue if facts.settings.agents_may_choose_queue else None
    if offered and not actor.may_pull(facts.department.name, offered.name):
        yield permission.QUEUE.at(paths.QUEUE, queue=str(request.given.queue))


def _department(facts: Facts) -> str:
    return facts.department.name if facts.department else ""


POLICIES: tuple[Policy, ...] = (
    require_active_user,
    require_licence,
    require_create,
    require_bcc,
    require_department,
    require_folders,
    require_usage_links,
    require_queue,
)


def denials(
    actor: User, request: CheckedRequest, facts: Facts, policies: Iterable[Policy] = POLICIES
) -> tuple[Finding, ...]:
    """List all that the user lacks, in the order of the policies; empty is permission."""
    return tuple(denial for policy in policies for denial in policy(actor, request, facts))
