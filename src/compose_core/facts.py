"""The facts of a decision: gathered once, then read by pure functions."""

from collections.abc import Callable
from datetime import datetime

import attrs

from compose_core.macros import Library, Templates, Uses
from compose_core.model.case import Case
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.customer import Customer
from compose_core.model.department import Department
from compose_core.model.personal import hide_texts
from compose_core.model.request import Command
from compose_core.model.settings import DepartmentSettings, PartitionSettings
from compose_core.model.user import User


@attrs.frozen(field_transformer=hide_texts("kind"))
class Scan:
    """The findings of a scanner in an attachment's content.

    Args:
        kind: what the first octets begin as, such as ``PE``; ``None`` for nothing known.
        threat: the name of the malware in it; ``None`` for none.
    """

    kind: str | None = None
    threat: str | None = None


@attrs.frozen
class Identity:
    """The ids of this request's things, found or new; macros may show them (M8)."""

    activity: int
    case: int
    customer: int


@attrs.frozen(field_transformer=hide_texts())
class Randomness:
    """Texts of 256 random bits that nobody can guess, each for its purpose.

    Args:
        message_id: for the Message-IDs.
        boundary: for the boundaries between a letter's parts.
        links: one a recipient of a secure message; each is a placeholder of the token of the
            recipient's link.
    """

    message_id: str
    boundary: str
    links: tuple[str, ...] = ()


@attrs.frozen(field_transformer=hide_texts("thread"))
class StoredFacts:
    """The stored facts about a request.

    Args:
        customer: the one that has the ``to`` address in C1's scope.
        taken: those of the asked keys that a customer in C1's scope has.
        case: the case that the request names, if the actor may see it (P9).
        case_has_open_activities: whether it has a draft or assigned activity.
        thread: Message-IDs of this case's mails to this customer, in the order in which they
            were stored.
    """

    customer: Customer | None = None
    taken: frozenset[str] = frozenset()
    case: Case | None = None
    case_has_open_activities: bool = False
    thread: tuple[str, ...] = ()


@attrs.frozen
class Facts:
    """The facts by which a request is decided.

    Args:
        command: of the request.
        expand_macros: whether the contents are expanded; a draft's only when asked (A2).
        now: the time of the request, aware, in UTC.
        actor: the user who asks.
        department: ``None`` where it is missing, inactive or not the user's (P8).
        settings: the department's.
        partition: the partition's settings.
        custom_attributes: all that are configured, of activities and customers.
        stored: what the store knows.
        scans: one for each attachment of the request, in its order.
        identity: the ids of what is found or new.
        randomness: the parts of the messages that nobody can guess.
        templates: the compiled subject, text and HTML.
        library: the department's macros beside the built-in ones.
        derive_text: makes the text alternative of an HTML mail; ``None`` where none is asked (M9).
        sanitise: makes HTML safe to show; ``None`` where it is done at the first opening.
        uses: the articles and usage links that they reach.
        version: of the directory that was read; the commit checks it.
    """

    command: Command
    expand_macros: bool
    now: datetime
    actor: User
    department: Department | None
    settings: DepartmentSettings
    partition: PartitionSettings
    custom_attributes: tuple[CustomAttribute, ...]
    stored: StoredFacts
    scans: tuple[Scan, ...]
    identity: Identity
    randomness: Randomness = attrs.field(repr=False)
    templates: Templates
    library: Library
    derive_text: Callable[[str], str] | None
    sanitise: Callable[[str], str] | None = attrs.field(kw_only=True, default=None)
    uses: Uses
    version: str


@attrs.frozen(field_transformer=hide_texts("department", "departments"))
class FactsQuery:
    """The question to the store about one request.

    Args:
        department: the activity's.
        departmentalised: S4; on, only the department's customers are looked at (C1).
        to: the key of the customer's address.
        others: keys of which it matters whether a customer in C1's scope has them.
        case_id: the case that the request names.
        departments: those that the actor works in; a case of another one is not found (P9).
    """

    department: str
    departmentalised: bool
    to: str
    others: frozenset[str] = frozenset()
    case_id: int | None = None
    departments: frozenset[str] = frozenset()
