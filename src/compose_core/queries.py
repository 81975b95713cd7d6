"""What was kept, as far as a user may see it (P9)."""

from collections.abc import Iterable

import attrs

from compose_core.errors import NotFound
from compose_core.model.customer import Customer
from compose_core.model.delivery import Visibility
from compose_core.model.user import User
from compose_core.ports import Directory, ReadScope, Records, Settings
from compose_core.records import ActivityRecord, CaseRecord


@attrs.frozen
class QueryService:
    """Shows activities and cases of the departments that a user works in, and their customers.

    With customer departmentalisation on (S4), the customers of these departments and the shared
    ones; off, all (C1). What a user may not see is not read at all, and so is answered as what
    does not exist.

    Args:
        records: what was kept.
        directory: knows the users.
        settings: what the administrator set.
    """

    records: Records
    directory: Directory
    settings: Settings

    def activities(self, ids: Iterable[int], actor: str) -> tuple[ActivityRecord, ...]:
        """Those of the activities that there are for this user, in the order of their ids.

        Blind copies are shown to their sender and to holders of *Edit BCC field* alone.
        """
        user = self._user(actor)
        found = self.records.activities(ids, self._scope(user))
        return tuple(_shown_to(user, each) for each in found)

    def case(self, case_id: int, actor: str) -> CaseRecord:
        """A case, with those of its activities that there are for this user.

        Raises:
            NotFound: there is none, or none for this user.
        """
        user = self._user(actor)
        record = self.records.case(case_id, self._scope(user))
        if record is None:
            raise NotFound(f"The case {case_id} was not found.")
        shown = tuple(_shown_to(user, each) for each in record.activities)
        return attrs.evolve(record, activities=shown)

    def customer(self, customer_id: int, actor: str) -> Customer:
        """A customer, if there is one for this user.

        Raises:
            NotFound: there is none, or none for this user.
        """
        user = self._user(actor)
        customer = self.records.customer(customer_id, self._scope(user))
        if customer is None:
            raise NotFound(f"The customer {customer_id} was not found.")
        return customer

    def _user(self, login: str) -> User:
        user = self.directory.user(login)
        if user is None or not user.active:
            raise NotFound("What was asked for was not found.")
        return user

    def _scope(self, user: User) -> ReadScope:
        departmentalised = self.settings.partition().customer_departmentalisation
        return ReadScope(user.departments, all_customers=not departmentalised)


def _shown_to(user: User, record: ActivityRecord) -> ActivityRecord:
    if user.may_see_bcc or record.activity.created_by == user.login:
        return record
    return attrs.evolve(
        record,
        activity=attrs.evolve(record.activity, bcc=()),
        deliveries=tuple(d for d in record.deliveries if d.visibility is not Visibility.BCC),
    )
