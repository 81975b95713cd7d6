"""Everything that a form for composing needs, for one user and department."""

from datetime import datetime
from enum import Enum

import attrs

from compose_core.compose.gather import MacroLibraries, find_actor, find_department
from compose_core.compose.macro_samples import MacroOption, macro_options
from compose_core.errors import Finding, Rejected
from compose_core.errors.catalogue import permission
from compose_core.letter.attachments import BUILT_IN
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias, Department
from compose_core.model.request import in_nfc
from compose_core.model.settings import (
    CUSTOMER_VALUES,
    DepartmentSettings,
    EmailTypes,
    PartitionSettings,
)
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User
from compose_core.policies import without_creating, without_licence
from compose_core.rules.against_facts import STRING_LIMIT
from compose_core.rules.request_alone import (
    COPIES_LIMIT,
    FILE_NAME_LIMIT,
    LEAST_PRIORITY,
    MOST_PRIORITY,
    SUBJECT_LIMIT,
)


@attrs.frozen
class Limits:
    """The limits of a message.

    Args:
        subject_characters: E11.
        body_octets: S6.
        email_octets: S5.
        blocked_file_types: S7, extensions and content types.
        least_priority: E9.
        most_priority: likewise.
        copies_characters: of ``cc`` and of ``bcc``, each joined by commas (E15).
        file_name_characters: E12.
        attribute_characters: of a custom attribute that is a string (E13).
    """

    subject_characters: int
    body_octets: int
    email_octets: int
    blocked_file_types: tuple[str, ...]
    least_priority: int = LEAST_PRIORITY
    most_priority: int = MOST_PRIORITY
    copies_characters: int = COPIES_LIMIT
    file_name_characters: int = FILE_NAME_LIMIT
    attribute_characters: int = STRING_LIMIT


class WhenSecure(Enum):
    """When a message of a department is secure (S1, S2, E6)."""

    NEVER = "never"
    WITHOUT_SENDER = "without from"
    ALWAYS = "always"


@attrs.frozen
class CustomerValues:
    """The configured values of a new customer (C3 to C5)."""

    group_types: tuple[str, ...]
    contact_person_types: tuple[str, ...]
    identification_types: tuple[str, ...]
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    industries: tuple[str, ...]


@attrs.frozen
class Options:
    """The choices of a user who composes for a department.

    Args:
        departments: the names of the active departments that the user can send for.
        department: the one that the rest is about.
        denials: what the user lacks to send anything at all (P1, P7).
        secure: when a message is secure.
        aliases: the active ones.
        sender_required: whether ``from`` must be given (E6).
        may_choose_queue: whether a queue can be given at all (S3).
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
    denials: tuple[Finding, ...]
    secure: WhenSecure
    aliases: tuple[Alias, ...]
    sender_required: bool
    may_choose_queue: bool
    queues: tuple[str, ...]
    may_send_bcc: bool
    default_priority: int
    macros: tuple[MacroOption, ...]
    custom_attributes: tuple[CustomAttribute, ...]
    customer_values: CustomerValues
    limits: Limits


def limits_of(partition: PartitionSettings) -> Limits:
    """Make the limits of the partition's settings."""
    blocked = partition.blocked_file_types
    return Limits(
        SUBJECT_LIMIT,
        partition.max_body_octets,
        partition.max_email_octets,
        tuple(sorted(BUILT_IN)) if blocked is None else blocked,
    )


def when_secure(settings: DepartmentSettings) -> WhenSecure:
    """Find out when a message is secure under a department's settings."""
    if not settings.secure_messaging:
        return WhenSecure.NEVER
    only_secure = settings.email_types is EmailTypes.ONLY_SECURE
    return WhenSecure.ALWAYS if only_secure else WhenSecure.WITHOUT_SENDER


def queues_of(user: User, department: Department, settings: DepartmentSettings) -> tuple[str, ...]:
    """List the names of the queues that a user can choose (E8, P6)."""
    if not settings.agents_may_choose_queue:
        return ()
    active = (queue.name for queue in department.queues if queue.active)
    return tuple(name for name in active if user.may_pull(department.name, name))


def customer_values_of(partition: PartitionSettings) -> CustomerValues:
    """Collect the configured values of a new customer."""
    return CustomerValues(**{name: getattr(partition, name) for name in CUSTOMER_VALUES})


def load_options(
    site: SiteSnapshot, login: str, name: str | None, libraries: MacroLibraries, now: datetime
) -> Options:
    """Load the options of a user in a department, by the facts that a send is judged by.

    Args:
        site: as it is now.
        login: the user's.
        name: the department's; ``None`` for the user's home department.
        libraries: of macros.
        now: the time that the samples of macros show.
    """
    user = find_actor(site, login)
    if not user.active:
        raise Rejected([permission.USER.at(login=login)])
    department = find_department(site, user, user.home_department if name is None else in_nfc(name))
    if department is None:
        raise Rejected([permission.DEPARTMENT.at("department")])
    settings = site.settings_of(department.name)
    library = libraries.of(department, site.version)
    return Options(
        departments=tuple(
            each for each in sorted(user.departments) if find_department(site, user, each)
        ),
        department=department.name,
        denials=(*without_creating(user), *without_licence(user)),
        secure=when_secure(settings),
        aliases=tuple(alias for alias in department.aliases if alias.active),
        sender_required=not settings.secure_messaging,
        may_choose_queue=settings.agents_may_choose_queue,
        queues=queues_of(user, department, settings),
        may_send_bcc=user.may_see_bcc,
        default_priority=settings.default_priority,
        macros=macro_options(user, department, library, libraries.attributes, now),
        custom_attributes=site.custom_attributes,
        customer_values=customer_values_of(site.partition),
        limits=limits_of(site.partition),
    )
