"""Who is shown what: readers by what is kept, over HTTP and by the library, against an oracle."""

import re
from functools import cache
from itertools import product

import attrs
import pytest

import visibility_oracle as oracle
from authorisation import ACTIVITY, CUSTOMERS, STORED_CASES, XML, Stage, site_of_user
from authorisation_oracle import CASES, MISSING, NAMES
from compose_core.errors import NotFound
from compose_core.model.address import Address
from compose_core.model.user import CREATE_ACTIVITY, EDIT_BCC, LICENCE, User
from compose_core.testing import decisions
from visibility_oracle import ACTIVITIES, ASKED, BOSS, Reader

pytestmark = [pytest.mark.permissions, pytest.mark.rule("P2", "P3", "P9", "C1", "S4")]
NAMED = [field.name for field in attrs.fields(Reader)]
READERS = [
    Reader(**dict(zip(NAMED, held, strict=True))) for held in product((True, False), repeat=5)
]


@cache
def stage() -> Stage:
    """What is kept, by commits as they are made of sends."""
    made = Stage()
    world = made.world
    made.apply(site_of_user(user_of(READERS[0]), departmentalised=False))
    world.tables.customers.update(CUSTOMERS)
    world.tables.cases.update(STORED_CASES)
    for number, kept in ACTIVITIES.items():
        sent = decisions.activity(
            number,
            department=kept.department,
            created_by=kept.by,
            case_id=kept.case,
            customer_id=kept.customer,
            to=Address.parse(NAMES[kept.customer][1]),
            bcc=(Address.parse(BOSS),),
            html=None,
        )
        world.store.commit(
            decisions.decision(
                sent,
                version=world.site.snapshot().version,
                known_customer=world.tables.customers[kept.customer],
                known_case=world.tables.cases[kept.case],
            )
        )
    return made


def user_of(reader: Reader) -> User:
    actions = {EDIT_BCC: reader.edits_bcc, CREATE_ACTIVITY: reader.sends}
    return User(
        "agent",
        "Ann",
        "Agent",
        home_department="service",
        active=reader.active,
        foreign_departments=frozenset({"sales"} if reader.abroad else ()),
        licences=frozenset({LICENCE} if reader.sends else ()),
        actions=frozenset(name for name, held in actions.items() if held),
    )


def read_by(reader: Reader) -> Stage:
    made = stage()
    made.apply(site_of_user(user_of(reader), departmentalised=reader.departmentalised))
    return made


@pytest.mark.parametrize("reader", READERS)
def test_every_answer_to_a_get_is_the_oracles(reader: Reader) -> None:
    agent = read_by(reader).agent
    for numbers in ASKED:
        path = f"{ACTIVITY}/{','.join(map(str, numbers))}"
        answer = agent.get(path)
        assert (answer.status_code, answer.content) == oracle.answer_to_get(reader, numbers)


@pytest.mark.parametrize("reader", READERS)
def test_in_xml_as_well_nothing_more_is_shown(reader: Reader) -> None:
    agent = read_by(reader).agent
    missing = agent.get(f"{ACTIVITY}/{MISSING}", Accept=XML)
    for number in ACTIVITIES:
        answer = agent.get(f"{ACTIVITY}/{number}", Accept=XML)
        if not oracle.sees_activity(reader, number):
            assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
            continue
        assert (BOSS in answer.text) is oracle.sees_bcc(reader, number)
        shows_case = oracle.sees_case(reader, ACTIVITIES[number].case)
        assert ("<status>closed</status>" in answer.text) is shows_case


@pytest.mark.parametrize("reader", READERS)
def test_the_library_shows_what_the_oracle_does(reader: Reader) -> None:
    reading = read_by(reader).world.reading
    if not reader.active:
        with pytest.raises(NotFound):
            reading.activities(ACTIVITIES, "agent")
        return
    found = reading.activities((*ACTIVITIES, MISSING), "agent")
    assert [each.activity.id for each in found] == [
        each for each in ACTIVITIES if oracle.sees_activity(reader, each)
    ]
    for record in found:
        kept = ACTIVITIES[record.activity.id]
        sees_bcc = oracle.sees_bcc(reader, record.activity.id)
        assert (len(record.activity.bcc), len(record.deliveries)) == (sees_bcc, 1 + sees_bcc)
        assert (record.case is not None) is oracle.sees_case(reader, kept.case)
        assert (record.customer is not None) is oracle.sees_customer(reader, kept.customer)


@pytest.mark.parametrize("reader", READERS)
def test_cases_and_customers_are_there_for_whom_the_oracle_says(reader: Reader) -> None:
    reading = read_by(reader).world.reading
    refusals = set()
    for number in (*CASES, MISSING):
        try:
            case = reading.case(number, "agent")
        except NotFound as refused:
            refusals.add(re.sub("[0-9]+", "N", str(refused)))
            assert not oracle.sees_case(reader, number)
        else:
            assert oracle.sees_case(reader, number)
            seen = [each.activity.id for each in case.activities]
            assert seen == oracle.of_case(reader, number)
    assert len(refusals) == 1
    refusals = set()
    for number in (*NAMES, MISSING):
        try:
            customer = reading.customer(number, "agent")
        except NotFound as refused:
            refusals.add(re.sub("[0-9]+", "N", str(refused)))
            assert not oracle.sees_customer(reader, number)
        else:
            assert oracle.sees_customer(reader, number)
            assert customer == CUSTOMERS[number]
    assert len(refusals) == 1
