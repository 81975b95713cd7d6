"""What an administrator sets, for the whole partition and for a department (section 6)."""

from datetime import timedelta
from enum import Enum

import attrs

from compose_core.model.address import Address
from compose_core.model.personal import hide_texts

MEGABYTE = 1_048_576
KILOBYTE = 1_024
CUSTOMER_VALUES = (
    "group_types",
    "contact_person_types",
    "identification_types",
    "regions",
    "levels",
    "industries",
)
"""The settings of a partition that list values of customers (C3 to C5)."""


class EmailTypes(Enum):
    """S2: what agents may send where secure messaging is on."""

    ONLY_SECURE = "only secure"
    SECURE_AND_STANDARD = "secure and standard"


class OnUncertainDelivery(Enum):
    """S9: what follows a delivery of which nobody knows whether it happened."""

    RESEND = "resend"
    HOLD = "hold"


@attrs.frozen(field_transformer=hide_texts())
class Notification:
    """The mail that tells a recipient of a secure message (section 7).

    Args:
        sender: its sender; need not be an alias.
        subject: with macros.
        text: with macros, ``secure_message_url`` among them.
    """

    sender: Address
    subject: str
    text: str


@attrs.frozen(field_transformer=hide_texts())
class SecureMessageCenter:
    """Where a department's secure messages are read.

    Args:
        url: http or https, with ``{token}`` where a recipient's token goes.
        link_life: S10, how long a link is valid.
        notification: ``None`` keeps the message and tells nobody.
    """

    url: str
    link_life: timedelta = timedelta(days=90)
    notification: Notification | None = None


@attrs.frozen
class DepartmentSettings:
    """The settings of one department.

    Args:
        secure_messaging: S1.
        email_types: S2; means nothing where S1 is off.
        agents_may_choose_queue: S3.
        on_uncertain_delivery: S9.
        default_priority: 1 to 7, where the request names none (E9).
        secure_message_center: required where S1 is on.
    """

    secure_messaging: bool = False
    email_types: EmailTypes = EmailTypes.SECURE_AND_STANDARD
    agents_may_choose_queue: bool = True
    on_uncertain_delivery: OnUncertainDelivery = OnUncertainDelivery.RESEND
    default_priority: int = 5
    secure_message_center: SecureMessageCenter | None = None


@attrs.frozen
class PartitionSettings:
    """The settings of the whole partition.

    Args:
        language: F5, a tag such as ``en-US``.
        customer_departmentalisation: S4.
        max_email_octets: S5, between DATA and the final dot.
        max_body_octets: S6, UTF-8 octets of text plus HTML, expanded.
        blocked_file_types: S7; ``None`` is the built-in list.
        session_idle: S8.
        sessions_per_user: S8.
        allow_special_use_domains: F1.
        group_types: what C3 calls configured.
        contact_person_types: what C4 calls configured.
        identification_types: what C4 calls configured.
        regions: what C5 calls configured.
        levels: what C5 calls configured.
        industries: what C5 calls configured.
    """

    language: str = "en-US"
    customer_departmentalisation: bool = False
    max_email_octets: int = 25 * MEGABYTE
    max_body_octets: int = 1024 * KILOBYTE
    blocked_file_types: tuple[str, ...] | None = None
    session_idle: timedelta = timedelta(minutes=30)
    sessions_per_user: int = 5
    allow_special_use_domains: bool = False
    group_types: tuple[str, ...] = ()
    contact_person_types: tuple[str, ...] = ()
    identification_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
