"""All that a macro can show of."""

from datetime import datetime

import attrs

from compose_core.model.activity import Activity
from compose_core.model.address import Address
from compose_core.model.case import Case
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.customer import ContactPerson, Customer
from compose_core.model.department import Alias, Department
from compose_core.model.personal import hide_texts
from compose_core.model.user import User


@attrs.frozen(field_transformer=hide_texts("queue"))
class MacroFacts:
    """The business objects of one request, as they will be after it (M8).

    Args:
        activity: the new activity, its subject unexpanded.
        case: its case, with the status that it has after this act (A2).
        customer: whom it is for.
        contact_person: of the customer, the one with the ``to`` address, lowest id.
        to: the customer's address.
        user: who sends.
        department: that sends.
        alias: whose address it is sent from; ``None`` where there is none.
        queue: the queue's name; ``None`` where there is none.
        now: the time of the request, aware, in UTC.
        secure_url: of the recipient's secure message; in notifications alone.
        custom_attributes: the configured ones; a date among them is shown as M8 says.
    """

    activity: Activity
    case: Case
    customer: Customer
    contact_person: ContactPerson
    to: Address
    user: User
    department: Department
    alias: Alias | None
    queue: str | None
    now: datetime
    secure_url: str | None = attrs.field(default=None, repr=False)
    custom_attributes: tuple[CustomAttribute, ...] = ()
