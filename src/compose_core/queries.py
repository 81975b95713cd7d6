"""What was kept, as far as a user may see it (P9)."""

from collections.abc import Iterable

import attrs

from compose_core.errors import NotFound
from compose_core.model.customer import Customer
from compose_core.model.delivery import Visibility
from compose_core.model.site import SiteSnapshot
from compose_core.model.user import User
from compose_core.ports import Directory, ReadScope, Records
from compose_core.records import ActivityRecord, CaseRecord


@attrs.frozen
class QueryService:
    """Shows activities and cases of the departments that a user works in, and their customers.

    With customer departmentalisation on (S4), the customers of these departments and the shared
    ones; off, all (C1). What a user may not see is not read at all, and so is answered as what
    does not exist.

    Args:
        records: what was kept.
        directory: gives the users and the settings.
    """

    records: Records
    directory: Directory

    def activities(
        self, ids: Iterable[int], actor: str, site: SiteSnapshot | None = None
    ) -> tuple[ActivityRecord, ...]:
        """Those of the activities that there are for this user, in the order of their ids.

        Blind copies are shown to their sender and to holders of *Edit BCC field* alone.

        Args:
            ids: of the activities.
            actor: the login of the user who asks.
            site: a snapshot that the caller has just taken.
        """
        user, scope = self._look_up(actor, site)
        found = self.records.activities(ids, scope)
        return tuple(_shown_to(user, each) for each in found)

    def case(self, case_id: int, actor: str) -> CaseRecord:
        """A case, with those of its activities that there are for this user.

        Raises:
            NotFound: there is none, or none for this user.
        """
        user, scope = self._look_up(actor)
        record = self.records.case(case_id, scope)
        if record is None:
            raise NotFound(f"The case {case_id} was not found.")
        shown = tuple(_shown_to(user, each) for each in record.activities)
        return attrs.evolve(record, activities=shown)

    def customer(self, customer_id: int, actor: str) -> Customer:
        """A customer, if there is one for this user.

        Raises:
            NotFound: there is none, or none for this user.
        """
        _, scope = self._look_up(actor)
        customer = self.records.customer(customer_id, scope)
        if customer is None:
            raise NotFound(f"The customer {customer_id} was not found.")
        return customer

    def _look_up(self, login: str, site: SiteSnapshot | None = None) -> tuple[User, ReadScope]:
        known = self.directory.snapshot() if site is None else site
        user = known.user(login)
        if user is None or not user.active:
            raise NotFound("What was asked for was not found.")
        departmentalised = known.partition.customer_departmentalisation
        return user, ReadScope(user.departments, all_customers=not departmentalised)


def _shown_to(user: User, record: ActivityRecord) -> ActivityRecord:
    if user.may_see_bcc or record.activity.created_by == user.login:
        return record
    return attrs.evolve(
        record,
        activity=attrs.evolve(record.activity, bcc=()),
        deliveries=tuple(d for d in record.deliveries if d.visibility is not Visibility.BCC),
    )
