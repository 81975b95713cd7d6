"""What a Directory and a SiteWriter must do together."""

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from compose_core.model.address import Address
from compose_core.model.department import Department
from compose_core.model.settings import (
    DepartmentSettings,
    EmailTypes,
    Notification,
    OnUncertainDelivery,
    PartitionSettings,
    SecureMessageCenter,
)
from compose_core.model.site import Site, SiteDepartment, SiteSnapshot, SiteUser
from compose_core.testing import builders
from compose_core.testing.contracts.storage import Storage

_LOOKS: dict[str, Callable[[SiteSnapshot], object]] = {
    "version": lambda site: site.version,
    "user": lambda site: site.user(builders.AGENT),
    "department": lambda site: site.department(builders.DEPARTMENT),
    "custom attributes": lambda site: site.custom_attributes,
    "partition": lambda site: site.partition,
    "settings": lambda site: site.settings_of(builders.DEPARTMENT),
}


class SiteContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    def test_before_the_first_site_there_is_nobody_and_the_defaults_hold(
        self, storage: Storage
    ) -> None:
        assert storage.site.applied() is None
        assert storage.directory.snapshot().user(builders.AGENT) is None
        assert storage.directory.snapshot().department(builders.DEPARTMENT) is None
        assert storage.directory.snapshot().custom_attributes == ()
        assert storage.directory.snapshot().partition == PartitionSettings()

    def test_everything_that_was_applied_is_told(self, storage: Storage) -> None:
        site = full_site()
        storage.site.apply(site)
        assert storage.site.applied() == site.digest
        assert storage.directory.snapshot().partition == site.partition
        assert storage.directory.snapshot().custom_attributes == site.custom_attributes
        for each in site.departments:
            name = each.department.name
            assert storage.directory.snapshot().department(name) == each.department
            assert storage.directory.snapshot().settings_of(name) == each.settings
        for user in site.users:
            assert storage.directory.snapshot().user(user.user.login) == user.user

    def test_a_snapshot_stays_as_it_was(self, storage: Storage) -> None:
        storage.site.apply(full_site())
        before = storage.directory.snapshot()
        storage.site.apply(Site())
        assert before.user(builders.AGENT) == builders.agent()
        assert before.settings_of(builders.DEPARTMENT) == OWN

    def test_settings_of_a_department_that_is_not_there_are_the_defaults(
        self, storage: Storage
    ) -> None:
        storage.site.apply(full_site())
        assert storage.directory.snapshot().settings_of("nowhere") == DepartmentSettings()

    def test_names_match_exactly(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        assert storage.directory.snapshot().department("Service") is None
        assert storage.directory.snapshot().user("Agent") is None

    def test_the_version_changes_with_every_change(self, storage: Storage) -> None:
        versions = [storage.directory.snapshot().version]
        for site in (builders.site(), full_site(), builders.site()):
            storage.site.apply(site)
            versions.append(storage.directory.snapshot().version)
        assert len(set(versions)) == len(versions)
        assert storage.directory.snapshot().version == versions[-1]

    def test_what_vanishes_is_inactive_and_what_comes_back_is_active(
        self, storage: Storage
    ) -> None:
        storage.site.apply(full_site())
        storage.site.apply(Site())
        department = storage.directory.snapshot().department(builders.DEPARTMENT)
        user = storage.directory.snapshot().user(builders.AGENT)
        assert department is not None
        assert user is not None
        assert not department.active
        assert not user.active
        assert storage.directory.snapshot().custom_attributes == ()
        storage.site.apply(full_site())
        assert storage.directory.snapshot().department(builders.DEPARTMENT) == builders.department()
        assert storage.directory.snapshot().user(builders.AGENT) == builders.agent()

    def test_parts_of_a_department_that_vanish_are_not_to_be_had(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        storage.site.apply(Site(departments=(SiteDepartment(Department(builders.DEPARTMENT)),)))
        department = storage.directory.snapshot().department(builders.DEPARTMENT)
        assert department is not None
        assert department.alias_of(Address.parse(builders.ALIAS).key) is None
        assert department.queue_named("outbound") is None
        assert department.folders == ()
        assert department.macros == Department("any").macros

    def test_a_permission_taken_away_is_gone(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        plain = attrs.evolve(builders.agent(), actions=frozenset(), pull_queues=frozenset())
        storage.site.apply(builders.site(user=plain))
        assert storage.directory.snapshot().user(builders.AGENT) == plain

    def test_another_order_is_told_in_that_order(self, storage: Storage) -> None:
        site = full_site()
        storage.site.apply(site)
        turned = attrs.evolve(site, custom_attributes=site.custom_attributes[::-1])
        storage.site.apply(turned)
        assert storage.directory.snapshot().custom_attributes == turned.custom_attributes


CENTER = SecureMessageCenter(
    "https://secure.example.com/{token}",
    timedelta(days=1),
    Notification(Address.parse("noreply@example.com"), "A message", "``secure_message_url"),
)
OWN = DepartmentSettings(
    secure_messaging=True,
    email_types=EmailTypes.ONLY_SECURE,
    agents_may_choose_queue=False,
    on_uncertain_delivery=OnUncertainDelivery.HOLD,
    default_priority=1,
    secure_message_center=CENTER,
)
SILENT = attrs.evolve(OWN, secure_message_center=SecureMessageCenter("https://s.example/{token}"))
PARTITION = PartitionSettings(
    language="de-DE",
    customer_departmentalisation=True,
    max_email_octets=2**40,
    max_body_octets=1,
    blocked_file_types=("exe", "text/html"),
    session_idle=timedelta(minutes=5),
    sessions_per_user=2,
    allow_special_use_domains=True,
    group_types=("Association",),
    contact_person_types=("Buyer", "Seller"),
    identification_types=("Passport",),
    regions=("North", "South"),
    levels=("Gold", "Silver"),
    industries=("Telecom",),
)


class SharedSiteContract:
    """What holds where several processes share a site.

    A subclass gives the fixtures ``storage``, as for `SiteContract`, and ``elsewhere``: the same
    store as another process has it.
    """

    @pytest.mark.parametrize("look", _LOOKS)
    def test_each_look_tells_what_another_process_applied(
        self, storage: Storage, elsewhere: Storage, look: str
    ) -> None:
        storage.site.apply(full_site())
        before = storage.directory.snapshot()
        elsewhere.site.apply(Site(departments=(SiteDepartment(Department(builders.DEPARTMENT)),)))
        found = _LOOKS[look](storage.directory.snapshot())
        assert found == _LOOKS[look](elsewhere.directory.snapshot())
        assert found != _LOOKS[look](before)


def full_site() -> Site:
    """A site with a value in every member."""
    abroad = frozenset({"sales", "closed"})
    guest = attrs.evolve(builders.agent("guest"), active=False, foreign_departments=abroad)
    return Site(
        partition=PARTITION,
        departments=(
            SiteDepartment(builders.department("sales"), SILENT),
            SiteDepartment(builders.department(), OWN),
            SiteDepartment(Department("closed", active=False)),
        ),
        custom_attributes=builders.custom_attributes(),
        users=(SiteUser(builders.agent(), "$argon2id$one"), SiteUser(guest)),
        digest="d" * 64,
    )
