"""What was kept is shown as far as the user may see it (P9)."""

import attrs
import pytest

from compose_core.errors import NotFound
from compose_core.model.settings import PartitionSettings
from compose_core.model.site import Site, SiteUser
from compose_core.model.user import CREATE_ACTIVITY, User
from compose_core.testing import builders
from world import World

pytestmark = pytest.mark.rule("P9")
AGENT = builders.AGENT
READER = attrs.evolve(builders.agent("reader"), actions=frozenset({CREATE_ACTIVITY}))
OUTSIDER = User("outsider", "Out", "Sider", home_department="sales")
GONE = attrs.evolve(builders.agent("gone"), active=False)


def site() -> Site:
    users = (builders.agent(), READER, OUTSIDER, GONE)
    return attrs.evolve(builders.site(), users=tuple(map(SiteUser, users)))


def sent() -> World:
    world = World(site())
    world.service.send(builders.request(bcc=("lee@example.com",)), AGENT)
    return world


def test_the_sender_and_who_may_edit_bcc_see_blind_copies() -> None:
    (record,) = sent().reading.activities([1], AGENT)
    assert [each.text for each in record.activity.bcc] == ["lee@example.com"]
    assert len(record.deliveries) == 2


def test_others_see_neither_blind_copies_nor_their_delivery() -> None:
    (record,) = sent().reading.activities([1], "reader")
    assert record.activity.bcc == ()
    assert [each.address for each in record.deliveries] == ["pat@example.com"]
    (in_case,) = sent().reading.case(1, "reader").activities
    assert in_case.activity.bcc == ()


def test_a_sender_sees_the_blind_copies_even_without_the_permission() -> None:
    world = sent()
    world.site.apply(builders.site(user=attrs.evolve(builders.agent(), actions=frozenset())))
    (record,) = world.reading.activities([1], AGENT)
    assert len(record.activity.bcc) == 1


def test_what_a_user_may_not_see_is_answered_as_what_does_not_exist() -> None:
    reading = sent().reading
    assert reading.activities([1], "outsider") == reading.activities([2], "outsider") == ()
    messages = []
    for case_id, user in ((1, "outsider"), (1, AGENT)):
        world = sent()
        if user == AGENT:
            world.tables.cases.clear()
        with pytest.raises(NotFound) as refused:
            world.reading.case(case_id, user)
        messages.append(str(refused.value))
    assert messages[0] == messages[1]


@pytest.mark.parametrize("user", ["gone", "stranger"])
def test_who_has_no_account_sees_nothing(user: str) -> None:
    with pytest.raises(NotFound):
        sent().reading.activities([1], user)


def departmentalised(world: World, *, on: bool) -> None:
    partition = PartitionSettings(customer_departmentalisation=on)
    world.site.apply(attrs.evolve(site(), partition=partition))


@pytest.mark.rule("S4", "C1")
def test_with_departmentalisation_shared_customers_and_the_departments_own_are_shown() -> None:
    world = sent()
    departmentalised(world, on=True)
    assert world.reading.customer(1, "outsider").name == "Pat Example"
    world.tables.customers[1] = attrs.evolve(world.tables.customers[1], department="service")
    assert world.reading.customer(1, AGENT).id == 1
    messages = set()
    for customer_id, user in ((1, "outsider"), (2, AGENT)):
        with pytest.raises(NotFound) as refused:
            world.reading.customer(customer_id, user)
        messages.add(str(refused.value).replace(str(customer_id), "N"))
    assert len(messages) == 1


@pytest.mark.rule("S4", "C1")
def test_without_departmentalisation_the_customers_are_the_whole_applications() -> None:
    world = sent()
    world.tables.customers[1] = attrs.evolve(world.tables.customers[1], department="service")
    departmentalised(world, on=False)
    assert world.reading.customer(1, "outsider").id == 1


def test_of_an_activity_a_case_and_customer_of_another_department_are_not_shown() -> None:
    world = sent()
    departmentalised(world, on=True)
    cases, customers = world.tables.cases, world.tables.customers
    cases[1] = attrs.evolve(cases[1], department="sales")
    customers[1] = attrs.evolve(customers[1], department="sales")
    (record,) = world.reading.activities([1], AGENT)
    assert (record.activity.id, record.case, record.customer) == (1, None, None)
