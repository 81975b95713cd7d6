"""Every difference between two sites is told, by its place, and nothing that is none."""

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from functools import singledispatch
from types import NoneType
from typing import Any

import attrs
import pytest

from compose_core.model.address import Address
from compose_core.model.department import Alias
from compose_core.model.macro import CombinationMacro
from compose_core.model.site import Site, SiteDepartment, SiteUser
from compose_core.model.user import Scoped
from compose_core.ports import ChangeKind, SiteChange, changes_between
from compose_core.testing import builders
from compose_core.testing.contracts.site import full_site

WHOLE = full_site()


@singledispatch
def other(value: object) -> object:
    """A value of the same kind that is another."""
    return f"{value}x"


@other.register
def _(value: frozenset) -> object:  # type: ignore[type-arg]
    is_scoped = any(isinstance(each, Scoped) for each in value)
    return value | {Scoped("service", "another") if is_scoped else "another"}


other.register(bool, lambda value: not value)
other.register(int, lambda value: value + 1)
other.register(Enum, lambda value: next(each for each in type(value) if each is not value))
other.register(timedelta, lambda value: value + timedelta(seconds=1))
other.register(Address, lambda _: Address.parse("another@example.com"))
other.register(tuple, lambda value: (*value, "another"))
other.register(NoneType, lambda _: "another")


def is_whole(value: object) -> bool:
    return attrs.has(type(value)) and not isinstance(value, (Address, Scoped))


def with_one_changed(value: Any) -> Iterator[Any]:
    """The value as often as it has members, at any depth, each time with another one changed."""
    if isinstance(value, tuple) and value and is_whole(value[0]):
        for place, each in enumerate(value):
            yield value[:place] + value[place + 1 :]
            for changed in with_one_changed(each):
                yield (*value[:place], changed, *value[place + 1 :])
    elif is_whole(value):
        for field in attrs.fields(type(value)):
            if field.name != "digest":
                member = getattr(value, field.name)
                for changed in with_one_changed(member):
                    yield attrs.evolve(value, **{field.name: changed})
    else:
        yield other(value)


CHANGED = list(with_one_changed(WHOLE))


def retired(site: Site) -> Site:
    """The site with everything that can be inactive so."""
    return attrs.evolve(
        site,
        users=tuple(
            attrs.evolve(each, user=attrs.evolve(each.user, active=False)) for each in site.users
        ),
        departments=tuple(
            attrs.evolve(each, department=attrs.evolve(each.department, active=False))
            for each in site.departments
        ),
        custom_attributes=(),
    )


def test_the_same_site_has_no_difference_whatever_file_it_is_of() -> None:
    assert changes_between(WHOLE, attrs.evolve(WHOLE, digest="another")) == ()


@pytest.mark.parametrize("site", CHANGED, ids=range(len(CHANGED)))
def test_a_change_of_any_member_is_a_difference_both_ways(site: Site) -> None:
    is_silent_without = changes_between(retired(WHOLE), retired(site)) == ()
    assert changes_between(WHOLE, site) or is_silent_without
    assert changes_between(site, WHOLE)


def test_whatever_is_told_has_a_place_of_its_own() -> None:
    told = [change for site in CHANGED for change in changes_between(WHOLE, site)]
    assert all(change.path for change in told)
    assert len({change.path for change in told}) > 60


def one(before: Site, after: Site) -> SiteChange:
    [change] = changes_between(before, after)
    return change


def test_what_vanishes_becomes_inactive_once() -> None:
    without = attrs.evolve(WHOLE, users=WHOLE.users[1:])
    assert one(WHOLE, without) == SiteChange("users[agent]", ChangeKind.INACTIVE)
    assert changes_between(retired(WHOLE), Site(partition=WHOLE.partition)) == ()


def test_what_comes_anew_is_added_as_one() -> None:
    new = SiteUser(builders.agent("new"))
    more = attrs.evolve(WHOLE, users=(*WHOLE.users, new))
    assert one(WHOLE, more) == SiteChange("users[new]", ChangeKind.ADDED)


def test_a_permission_is_told_by_itself() -> None:
    user = attrs.evolve(builders.agent(), actions=frozenset({"Activity.Edit"}))
    changes = changes_between(builders.site(), builders.site(user=user))
    assert SiteChange("users[agent].actions[Activity.Edit]", ChangeKind.GRANTED) in changes
    assert SiteChange("users[agent].actions[Activity.Create]", ChangeKind.TAKEN_AWAY) in changes
    assert {change.kind for change in changes} == {ChangeKind.GRANTED, ChangeKind.TAKEN_AWAY}


def test_a_value_is_told_before_and_after() -> None:
    partition = attrs.evolve(WHOLE.partition, language="en-US", levels=())
    changes = changes_between(WHOLE, attrs.evolve(WHOLE, partition=partition))
    assert changes == (
        SiteChange("partition.language", ChangeKind.CHANGED, "de-DE", "en-US"),
        SiteChange("partition.levels", ChangeKind.CHANGED, "Gold, Silver", "nothing"),
    )


def test_the_name_of_an_alias_is_no_part_of_what_it_is_found_by() -> None:
    department = builders.department()
    [alias, *others] = department.aliases
    renamed = attrs.evolve(
        department, aliases=(Alias("Another", alias.address, alias.active), *others)
    )
    before = Site(departments=(SiteDepartment(department),))
    change = one(before, Site(departments=(SiteDepartment(renamed),)))
    assert change.path == f"departments[service].aliases[{alias.address.key}].name"
    assert (change.before, change.after) == (alias.name, "Another")


def test_a_hash_is_never_told() -> None:
    user = WHOLE.users[0]
    changed = attrs.evolve(WHOLE, users=(attrs.evolve(user, password_hash="$x"), *WHOLE.users[1:]))
    change = one(WHOLE, changed)
    assert change == SiteChange("users[agent].password_hash", ChangeKind.CHANGED)


def test_another_order_is_told() -> None:
    turned = attrs.evolve(WHOLE, custom_attributes=WHOLE.custom_attributes[::-1])
    assert one(WHOLE, turned) == SiteChange("custom_attributes", ChangeKind.REORDERED)


def test_a_macro_of_another_kind_and_a_center_that_is_new_are_told_whole() -> None:
    [first, *others] = builders.macro_set().macros
    kinds = attrs.evolve(
        builders.macro_set(), macros=(CombinationMacro(first.name, "``x"), *others)
    )
    department = attrs.evolve(builders.department(), macros=kinds)
    before = Site(departments=(SiteDepartment(builders.department()),))
    settings = WHOLE.departments[1].settings
    changes = changes_between(before, Site(departments=(SiteDepartment(department, settings),)))
    told = {change.path: change for change in changes}
    assert told[f"departments[service].macros[{first.name}]"].after == (
        f"name {first.name}; content ``x"
    )
    center = told["departments[service].secure_message_center"]
    assert center.before == "nothing"
    assert "link_life 86400 seconds" in str(center.after)
