"""Permission policies: what a user lacks for a request (section 3).

A policy is a plain function; a host adds its own to the public tuple.
"""

from collections.abc import Callable, Iterable

from compose_core.errors import Finding
from compose_core.facts import Facts
from compose_core.model.request import ComposeRequest
from compose_core.model.user import User
from compose_core.policies import licence, permissions

Policy = Callable[[User, ComposeRequest, Facts], Iterable[Finding]]

POLICIES: tuple[Policy, ...] = (
    licence.active_user,
    licence.licensed,
    permissions.create_activity,
    permissions.edit_bcc,
    permissions.department,
    permissions.view_folders,
    permissions.execute_usage_links,
    permissions.pull_queue,
)


def denials(
    actor: User, request: ComposeRequest, facts: Facts, policies: Iterable[Policy] = POLICIES
) -> tuple[Finding, ...]:
    """Everything that the user lacks, in the order of the policies; empty is permission."""
    return tuple(denial for policy in policies for denial in policy(actor, request, facts))


__all__ = ["POLICIES", "Policy", "denials"]
