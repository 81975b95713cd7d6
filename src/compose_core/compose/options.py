"""Everything that a form for composing needs, for one user and department."""

import attrs

from compose_core.compose.macro_options import MacroOption
from compose_core.letter.attachments import BUILT_IN
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias, Department
from compose_core.model.user import User
from compose_core.rules.lengths import SUBJECT_LIMIT
from compose_core.settings import DepartmentSettings, PartitionSettings


@attrs.frozen
class Limits:
    """How much may be sent.

    Args:
        subject_characters: E11.
        body_octets: S6.
        email_octets: S5.
        blocked_file_types: S7, extensions and content types.
    """

    subject_characters: int
    body_octets: int
    email_octets: int
    blocked_file_types: tuple[str, ...]


@attrs.frozen
class CustomerValues:
    """The configured values of a new customer (C3, C5)."""

    group_types: tuple[str, ...]
    levels: tuple[str, ...]
    industries: tuple[str, ...]


@attrs.frozen
class Options:
    """What a user can choose from when composing for a department.

    Args:
        departments: the names of the active departments that the user can send for.
        department: the one that the rest is about.
        aliases: the active ones.
        sender_required: whether ``from`` must be given (E6).
        queues: the names of those that the user can choose.
        may_send_bcc: P2.
        default_priority: what an absent priority becomes.
        macros: all that can be written, each with a sample.
        custom_attributes: of activities and customers, with their values.
        customer_values: the configured ones.
        limits: of what is sent.
    """

    departments: tuple[str, ...]
    department: str
    aliases: tuple[Alias, ...]
    sender_required: bool
    queues: tuple[str, ...]
    may_send_bcc: bool
    default_priority: int
    macros: tuple[MacroOption, ...]
    custom_attributes: tuple[CustomAttribute, ...]
    customer_values: CustomerValues
    limits: Limits


def limits_of(partition: PartitionSettings) -> Limits:
    """The limits that the partition's settings draw."""
    blocked = partition.blocked_file_types
    return Limits(
        SUBJECT_LIMIT,
        partition.max_body_octets,
        partition.max_email_octets,
        tuple(sorted(BUILT_IN)) if blocked is None else blocked,
    )


def queues_of(user: User, department: Department, settings: DepartmentSettings) -> tuple[str, ...]:
    """The names of the queues that a user can choose (E8, P6)."""
    if not settings.agents_may_choose_queue:
        return ()
    active = (queue.name for queue in department.queues if queue.active)
    return tuple(name for name in active if user.may_pull(department.name, name))


def customer_values_of(partition: PartitionSettings) -> CustomerValues:
    """The configured values of a new customer."""
    return CustomerValues(partition.group_types, partition.levels, partition.industries)
