"""What a Directory, the Settings and whoever writes them must do together."""

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
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.testing import builders
from compose_core.testing.contracts.storage import Storage

_LOOKS: dict[str, Callable[[Storage], object]] = {
    "version": lambda storage: storage.directory.version(),
    "user": lambda storage: storage.directory.user(builders.AGENT),
    "department": lambda storage: storage.directory.department(builders.DEPARTMENT),
    "custom attributes": lambda storage: storage.directory.custom_attributes(),
    "partition": lambda storage: storage.settings.partition(),
    "settings": lambda storage: storage.settings.department(builders.DEPARTMENT),
}


class SiteContract:
    """A subclass gives the fixture ``storage``: a new `Storage` for every test."""

    def test_before_the_first_site_there_is_nobody_and_the_defaults_hold(
        self, storage: Storage
    ) -> None:
        assert storage.site.applied() is None
        assert storage.directory.user(builders.AGENT) is None
        assert storage.directory.department(builders.DEPARTMENT) is None
        assert storage.directory.custom_attributes() == ()
        assert storage.settings.partition() == PartitionSettings()

    def test_everything_that_was_applied_is_told(self, storage: Storage) -> None:
        site = full_site()
        storage.site.apply(site)
        assert storage.site.applied() == site.digest
        assert storage.settings.partition() == site.partition
        assert storage.directory.custom_attributes() == site.custom_attributes
        for each in site.departments:
            name = each.department.name
            assert storage.directory.department(name) == each.department
            assert storage.settings.department(name) == each.settings
        for user in site.users:
            assert storage.directory.user(user.user.login) == user.user

    def test_names_match_exactly(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        assert storage.directory.department("Service") is None
        assert storage.directory.user("Agent") is None

    def test_the_version_changes_with_every_change(self, storage: Storage) -> None:
        versions = [storage.directory.version()]
        for site in (builders.site(), full_site(), builders.site()):
            storage.site.apply(site)
            versions.append(storage.directory.version())
        assert len(set(versions)) == len(versions)
        assert storage.directory.version() == versions[-1]

    def test_what_vanishes_is_inactive_and_what_comes_back_is_active(
        self, storage: Storage
    ) -> None:
        storage.site.apply(full_site())
        storage.site.apply(Site())
        department = storage.directory.department(builders.DEPARTMENT)
        user = storage.directory.user(builders.AGENT)
        assert department is not None
        assert user is not None
        assert not department.active
        assert not user.active
        assert storage.directory.custom_attributes() == ()
        storage.site.apply(full_site())
        assert storage.directory.department(builders.DEPARTMENT) == builders.department()
        assert storage.directory.user(builders.AGENT) == builders.agent()

    def test_parts_of_a_department_that_vanish_are_not_to_be_had(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        storage.site.apply(Site(departments=(SiteDepartment(Department(builders.DEPARTMENT)),)))
        department = storage.directory.department(builders.DEPARTMENT)
        assert department is not None
        assert department.alias_of(Address.parse(builders.ALIAS).key) is None
        assert department.queue_named("outbound") is None
        assert department.folders == ()
        assert department.macros == Department("any").macros

    def test_a_permission_taken_away_is_gone(self, storage: Storage) -> None:
        storage.site.apply(builders.site())
        plain = attrs.evolve(builders.agent(), actions=frozenset(), pull_queues=frozenset())
        storage.site.apply(builders.site(user=plain))
        assert storage.directory.user(builders.AGENT) == plain

    def test_another_order_is_told_in_that_order(self, storage: Storage) -> None:
        site = full_site()
        storage.site.apply(site)
        turned = attrs.evolve(site, custom_attributes=site.custom_attributes[::-1])
        storage.site.apply(turned)
        assert storage.directory.custom_attributes() == turned.custom_attributes


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
        before = {name: see(storage) for name, see in _LOOKS.items()}
        elsewhere.site.apply(Site(departments=(SiteDepartment(Department(builders.DEPARTMENT)),)))
        told = _LOOKS[look](storage)
        assert told == _LOOKS[look](elsewhere)
        assert told != before[look]


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
