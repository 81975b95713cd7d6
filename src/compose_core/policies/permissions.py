"""What a user may do, and with what (P1 to P6)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import permission as denials
from compose_core.facts import Facts
from compose_core.model import paths
from compose_core.model.request import ComposeRequest, in_nfc
from compose_core.model.user import CREATE_ACTIVITY, User


def create_activity(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user may create activities (P1)."""
    yield from without_creating(actor)


def without_creating(actor: User) -> Iterator[Finding]:
    """What a user who may create no activities lacks for every request."""
    if CREATE_ACTIVITY not in actor.actions:
        yield denials.CREATE.at()


def edit_bcc(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """Whoever sends blind copies may (P2)."""
    if request.bcc and not actor.may_see_bcc:
        yield denials.BCC.at(paths.BCC)


def department(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The department is there, active and the user's: one denial for all three (P3, P8)."""
    if facts.department is None:
        yield denials.DEPARTMENT.at(paths.DEPARTMENT)


def view_folders(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user may view the folder of every article used (P4)."""
    for article in facts.uses.articles:
        if not actor.may_view(_name(facts), article.folder):
            yield denials.FOLDER.at(folder=article.folder, article=article.name)


def execute_usage_links(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user may execute every usage link used (P5)."""
    for link in facts.uses.usage_links:
        if not actor.may_execute(_name(facts), link.name):
            yield denials.USAGE_LINK.at(usage_link=link.name)


def pull_queue(actor: User, request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """The user may pull from a queue that can be chosen at all (P6; otherwise see E8)."""
    if request.queue is None or facts.department is None:
        return
    queue = facts.department.queue_named(in_nfc(request.queue))
    offered = queue if facts.settings.agents_may_choose_queue else None
    if offered and not actor.may_pull(facts.department.name, offered.name):
        yield denials.QUEUE.at(paths.QUEUE, queue=request.queue)


def _name(facts: Facts) -> str:
    return facts.department.name if facts.department else ""
