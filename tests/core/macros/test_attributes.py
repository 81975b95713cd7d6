"""What each attribute shows (section 5, the list; M8)."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from tests.core.macros.objects import (
    ACTIVITY,
    DETAILS,
    FACTS,
    expanded,
    facts,
    library,
    person,
    told,
)

from compose_core.macros import ATTRIBUTES, Attribute, Library, MacroFacts, attribute_reference
from compose_core.model.case import CaseStatus
from compose_core.model.custom_attribute import AttributeValue, CustomAttribute, Kind, Subject
from compose_core.model.customer import ContactPoint, Customer, CustomerDetails, PhonePoint
from compose_core.model.macro import BusinessObjectMacro, MacroSet

SHOWN = {
    "activity_id": "11",
    "activity_subject": "About [#2001]",
    "activity_priority": "3",
    "activity_due_date": "2030-12-24 18:00 GMT",
    "activity_created": "2030-01-31 09:05 GMT",
    "activity_from": "support@example.com",
    "activity_to": "pat@example.com",
    "activity_cc": "a@example.com, b@example.com",
    "activity_queue": "outbound",
    "activity_department": "service",
    "case_id": "2001",
    "external_case_id": "[#2001]",
    "case_status": "open",
    "case_created": "2029-02-03 04:05 GMT",
    "customer_id": "7",
    "customer_name": "Pat Q. O'Neil",
    "customer_type": "individual",
    "contact_person_first_name": "Pat",
    "contact_person_middle_name": "Q.",
    "contact_person_last_name": "O'Neil",
    "contact_person_full_name": "Pat Q. O'Neil",
    "contact_person_salutation": "Ms.",
    "contact_person_job_title": "Buyer",
    "contact_point_email": "pat@example.com",
    "contact_point_phone": "+49 228 7000 ext. 12",
    "user_login": "agent",
    "user_first_name": "Ann",
    "user_last_name": "Agent",
    "user_full_name": "Ann Agent",
    "department_name": "service",
    "alias_name": "Example Support",
    "alias_address": "support@example.com",
    "queue_name": "outbound",
    "system_date": "2030-01-31",
    "system_time": "09:05 GMT",
    "secure_message_url": "https://secure.example.com/secure/token",
    "grave_accents": "``",
}


def shown(name: str, told_facts: MacroFacts = FACTS, known: Library | None = None) -> str | None:
    return expanded(known or library(), told_facts, text=f"``{name}").text


@pytest.mark.rule("M4", "M8")
def test_each_built_in_macro_shows_its_attribute() -> None:
    everything = facts(secure_url="https://secure.example.com/secure/token")
    text = "\n".join(f"{name}=``{name}" for name in SHOWN)
    expansion = expanded(library(), everything, subject="About ``external_case_id", text=text)
    assert expansion.text == "\n".join(f"{name}={value}" for name, value in SHOWN.items())


@pytest.mark.rule("M4")
def test_there_are_no_other_built_in_macros() -> None:
    assert tuple(sorted(library().entries)) == tuple(sorted(SHOWN))


@pytest.mark.rule("M5")
@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("queue.name", facts(queue=None)),
        ("alias.name", facts(alias=None)),
        ("alias.address", facts(alias=None)),
        ("secure_message.url", FACTS),
    ],
)
def test_what_is_not_there_cannot_be_had_whatever_the_default(
    path: str, missing: MacroFacts
) -> None:
    known = library(BusinessObjectMacro("shown", path, "a default"))
    assert told(expanded(known, missing, text="``shown").findings) == [
        "text 0 shown: macro.unavailable"
    ]


def _without(**members: Any) -> MacroFacts:
    return attrs.evolve(FACTS, activity=attrs.evolve(ACTIVITY, **members))


@pytest.mark.rule("M5")
@pytest.mark.parametrize(
    ("path", "without"),
    [
        ("activity.due_date", _without(due_date=None)),
        ("activity.from", _without(sender=None)),
        ("activity.cc", _without(cc=())),
        ("activity.queue", _without(queue=None)),
        ("contact_person.middle_name", person(middle_name=None)),
        ("contact_point.phone", person(contact_points=())),
        ("customer.type", facts(customer=Customer(7, None, CustomerDetails(None)))),
        ("customer.name", facts(customer=Customer(7, None, CustomerDetails("group")))),
        ("activity.custom.product", FACTS),
        ("customer.custom.product", FACTS),
    ],
)
def test_what_has_nothing_in_it_is_empty(path: str, without: MacroFacts) -> None:
    known = library(BusinessObjectMacro("shown", path, "a default"))
    assert shown("shown", without, known) == "a default"


@pytest.mark.rule("M4")
def test_a_group_is_shown_by_its_own_name() -> None:
    group = attrs.evolve(DETAILS, type="group", name="The Group")
    assert shown("customer_name", facts(customer=Customer(7, None, group))) == "The Group"


@pytest.mark.rule("M4")
def test_a_telephone_number_shows_what_is_known_of_it() -> None:
    points = (ContactPoint("phone", PhonePoint("7000", "home")),)
    assert shown("contact_point_phone", person(contact_points=points)) == "7000"


@pytest.mark.rule("M8")
def test_the_case_is_shown_as_it_is_after_the_act() -> None:
    closed = FACTS.case.with_status(CaseStatus.CLOSED)
    assert shown("case_status", facts(case=closed)) == "closed"


@pytest.mark.rule("M8")
def test_dates_are_shown_in_gmt() -> None:
    there = datetime(2030, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert shown("activity_created", _without(created=there)) == "2029-12-31 19:45 GMT"
    assert shown("activity_created", _without(created=datetime(1, 1, 1, tzinfo=UTC))) == (
        "0001-01-01 00:00 GMT"
    )


@pytest.mark.rule("M4", "M8")
def test_attributes_of_the_site_are_shown_dates_in_gmt() -> None:
    names = ("bought", "serial")
    known = library(*(BusinessObjectMacro(each, f"activity.custom.{each}") for each in names))
    told_facts = facts(dict.fromkeys(names, "2030-01-31T09:30:00.000Z"))
    assert expanded(known, told_facts, text="``bought / ``serial").text == (
        "2030-01-31 09:30 GMT / 2030-01-31T09:30:00.000Z"
    )


@pytest.mark.rule("M8")
def test_a_date_that_is_none_is_shown_as_given() -> None:
    known = library(BusinessObjectMacro("bought", "activity.custom.bought"))
    assert shown("bought", facts({"bought": "yesterday"}), known) == "yesterday"


@pytest.mark.rule("M4")
def test_attributes_of_a_customer_are_the_customers() -> None:
    known = library(BusinessObjectMacro("tier", "customer.custom.tier"))
    assert shown("tier", facts({"tier": "silver"}), known) == "gold"


@pytest.mark.rule("M4")
def test_names_of_attributes_match_whatever_their_unicode_form() -> None:
    composed, decomposed = "gr\u00f6\u00dfe", "gro\u0308\u00dfe"
    kinds = (CustomAttribute(Subject.ACTIVITY, decomposed, Kind.DATE),)
    told_facts = attrs.evolve(
        FACTS,
        activity=attrs.evolve(
            ACTIVITY, custom_attributes=(AttributeValue(decomposed, "2030-01-31T09:30:00Z"),)
        ),
        custom_attributes=kinds,
    )
    known = library(BusinessObjectMacro("size", f"activity.custom.{composed}"))
    assert shown("size", told_facts, known) == "2030-01-31 09:30 GMT"


@pytest.mark.rule("M4")
def test_a_family_without_a_name_is_no_attribute() -> None:
    known = library(BusinessObjectMacro("nothing", "activity.custom."))
    faults = expanded(known, text="``nothing").findings
    assert told(faults) == ["text 0 nothing: macro.incomplete"]


@pytest.mark.rule("M4")
def test_a_host_adds_attributes_of_its_own() -> None:
    mine = Attribute("weather.today", "Today's weather", lambda f: f"sunny for {f.user.login}")
    odd = Attribute("it's", "No name for a macro", lambda _: "odd")
    macros = MacroSet((BusinessObjectMacro("odd", "it's"),))
    known = Library(macros, attributes=(*ATTRIBUTES, mine, odd))
    assert expanded(known, text="``weather_today, ``odd").text == "sunny for agent, odd"
    assert "it's" not in known.entries


def test_the_reference_lists_every_attribute_and_built_in_macro() -> None:
    rows = attribute_reference()
    assert {row.macro_name for row in rows if row.macro_name} == set(SHOWN)
    assert [row.path for row in rows[len(ATTRIBUTES) :]] == [
        "activity.custom.<name>",
        "customer.custom.<name>",
        "",
    ]
    assert all(row.description for row in rows)
