"""What must be told of a customer whom nobody knew before (E16, C2 to C5)."""

from typing import Any

import attrs
import pytest

from compose_core.facts import Facts, StoredFacts
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    PhonePoint,
    PostalPoint,
    WebPoint,
)
from compose_core.rules import check_facts
from compose_core.testing import builders
from world import facts, told

PERSON = "customer.contactPersons.contactPerson[0]"
POINT = f"{PERSON}.contactPoints.contactPoint[0]"
ASSOCIATION = GroupDetails("Association")
KNOWN = facts(stored=StoredFacts(customer=builders.customer()))


def found(details: CustomerDetails | None, known: Facts | None = None) -> list[tuple[str, str]]:
    request = builders.checked_request(customer=details)
    return sorted(told(check_facts(request, known or facts())))


def individual(**members: Any) -> CustomerDetails:
    return CustomerDetails("individual", (ContactPerson(**{"first_name": "Pat", **members}),))


def reached_at(point: ContactPoint) -> CustomerDetails:
    return individual(contact_points=(point,))


def group(**members: Any) -> CustomerDetails:
    whole = CustomerDetails(
        "group", (ContactPerson("Pat"), ContactPerson("Kim")), name="Club", group=ASSOCIATION
    )
    return attrs.evolve(whole, **members)


@pytest.mark.rule("E16", "C1")
def test_a_customer_is_told_of_where_none_has_the_address() -> None:
    assert found(None) == [("customer", "customer.required")]
    assert found(None, KNOWN) == []


@pytest.mark.rule("E16")
def test_a_customer_that_is_not_needed_is_ignored_but_for_its_shape() -> None:
    nonsense = CustomerDetails(
        "nobody",
        (ContactPerson("", contact_points=(ContactPoint("email", EmailPoint("x")),)),),
        custom_attributes=(AttributeValue("unknown", ""),),
    )
    assert found(nonsense, KNOWN) == []


@pytest.mark.rule("C3")
@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (group(), []),
        (group(contact_persons=(ContactPerson("Pat"),)), []),
        (attrs.evolve(group(group=None), type="corporate"), []),
        (group(type=None), [("customer.type.value", "customer.missing")]),
        (group(type="Group"), [("customer.type.value", "customer.value")]),
        (group(name=None), [("customer.customerName", "customer.missing")]),
        (group(name=""), [("customer.customerName", "customer.empty")]),
        (group(name="n" * 125), [("customer.customerName", "customer.too_long")]),
        (group(name="n" * 124), []),
        (group(group=None), [("customer.type.group.type.value", "customer.missing")]),
        (group(group=GroupDetails("Gang")), [("customer.type.group.type.value", "customer.value")]),
        (group(contact_persons=()), [("customer.contactPersons", "customer.missing")]),
        (
            group(type="corporate"),
            [("customer.type.group", "customer.unexpected")],
        ),
        (
            group(type="individual", group=None),
            [
                ("customer.contactPersons", "customer.contact_persons"),
                ("customer.customerName", "customer.unexpected"),
            ],
        ),
    ],
)
def test_each_type_of_customer_has_what_goes_with_it(
    details: CustomerDetails, expected: list[tuple[str, str]]
) -> None:
    assert found(details) == expected


@pytest.mark.rule("C5", "F4")
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", []),
        ("9" * 19, []),
        ("9" * 20, ["customer.too_long"]),
        ("", ["customer.empty"]),
        *((wrong, ["customer.format"]) for wrong in ("-1", "01", "1.0", "x", "٣", "1\n")),
    ],
)
def test_the_members_of_a_group_are_digits(number: str, expected: list[str]) -> None:
    details = group(group=attrs.evolve(ASSOCIATION, number_of_members=number))
    path = "customer.type.group.numberOfMembers"
    assert found(details) == [(path, name) for name in expected]


TEXTS = [
    ("first_name", "firstName", 124),
    ("middle_name", "middleName", 124),
    ("last_name", "lastName", 124),
    ("initials", "initials", 16),
    ("job_title", "jobTitle", 255),
    ("occupation", "occupation", 255),
    ("income_level", "incomeLevel", 255),
    ("start_greeting", "startGreeting", 255),
    ("end_greeting", "endGreeting", 255),
]


@pytest.mark.rule("C4")
@pytest.mark.parametrize(("member", "path", "limit"), TEXTS)
def test_a_persons_texts_are_not_empty_and_not_too_long(member: str, path: str, limit: int) -> None:
    assert found(individual(**{member: "n" * limit})) == []
    assert found(individual(**{member: "n" * (limit + 1)})) == [
        (f"{PERSON}.{path}", "customer.too_long")
    ]
    assert found(individual(**{member: ""})) == [(f"{PERSON}.{path}", "customer.empty")]


ENUMERATIONS = [
    ("salutation", "salutation", "Mr. Mrs. Ms. Miss"),
    ("suffix", "suffix", "jr. sr. i ii iii"),
    ("gender", "gender", "male female"),
    ("marital_status", "maritalStatus", "married single separated divorced widowed"),
    (
        "employment_status",
        "employmentStatus",
        "part-time full-time temporary contract intern unemployed",
    ),
]


@pytest.mark.rule("C4")
@pytest.mark.parametrize(("member", "path", "values"), ENUMERATIONS)
def test_a_persons_enumerated_members_have_their_values(
    member: str, path: str, values: str
) -> None:
    for value in values.split():
        assert found(individual(**{member: value})) == []
    assert found(individual(**{member: "Other"})) == [(f"{PERSON}.{path}.value", "customer.value")]


@pytest.mark.rule("C4")
def test_a_person_has_a_first_name() -> None:
    assert found(individual(first_name=None)) == [(f"{PERSON}.firstName", "customer.missing")]


@pytest.mark.rule("C4", "F2")
@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("1980-12-31", True),
        ("1980-12-31T00:00:00Z", True),
        ("2030-01-02T11:59:59Z", True),
        ("2030-01-02T12:00:00Z", False),
        ("2031-01-01", False),
        ("1980-13-01", False),
        ("yesterday", False),
    ],
)
def test_a_date_of_birth_is_in_the_past(value: str, allowed: bool) -> None:
    expected = [] if allowed else [(f"{PERSON}.dateOfBirth", "customer.format")]
    assert found(individual(date_of_birth=value)) == expected


POINTS = [
    (ContactPoint("email", EmailPoint("a@example.com"), "high"), []),
    (ContactPoint("phone", PhonePoint("1", "home", "49", "30", "7")), []),
    (ContactPoint("postal", PostalPoint(street1="Way 1", zip="12345")), []),
    (ContactPoint("web", WebPoint("https://www.example.com/a?b=c")), []),
    (ContactPoint("web", WebPoint("HTTP://example.com")), []),
    (ContactPoint(None, EmailPoint("a@example.com")), [("type.value", "customer.missing")]),
    (ContactPoint("fax", EmailPoint("a@example.com")), [("type.value", "customer.value")]),
    (ContactPoint("web", WebPoint("https://e.com"), "top"), [("priority.value", "customer.value")]),
    (ContactPoint("web", None), [("type.web", "customer.missing")]),
    (ContactPoint("web", PostalPoint()), [("type.postal", "customer.unexpected")]),
    (ContactPoint("email", EmailPoint(None)), [("type.email.emailAddress", "customer.missing")]),
    (ContactPoint("email", EmailPoint("")), [("type.email.emailAddress", "customer.empty")]),
    (ContactPoint("email", EmailPoint("a@b")), [("type.email.emailAddress", "customer.format")]),
    (
        ContactPoint("email", EmailPoint("a@host.test")),
        [("type.email.emailAddress", "address.special_use")],
    ),
    (
        ContactPoint("phone", PhonePoint(None, None)),
        [("type.phone.phoneNo", "customer.missing"), ("type.phone.type.value", "customer.missing")],
    ),
    (
        ContactPoint("phone", PhonePoint("1" * 41, "car", "+49")),
        [
            ("type.phone.countryCode", "customer.format"),
            ("type.phone.phoneNo", "customer.too_long"),
            ("type.phone.type.value", "customer.value"),
        ],
    ),
    (
        ContactPoint("phone", PhonePoint("1", "home", "1" * 10, "1" * 11, "1" * 11)),
        [
            ("type.phone.areaCode", "customer.too_long"),
            ("type.phone.countryCode", "customer.too_long"),
            ("type.phone.extension", "customer.too_long"),
        ],
    ),
    (
        ContactPoint("postal", PostalPoint(city="c" * 256)),
        [("type.postal.city", "customer.too_long")],
    ),
    *(
        (ContactPoint("web", WebPoint(url)), [("type.web.url", "customer.format")])
        for url in ("www.example.com", "ftp://e.com", "https://", "https://a b", "http://[x")
    ),
]


@pytest.mark.rule("C4")
@pytest.mark.parametrize(("point", "expected"), POINTS)
def test_a_contact_point_has_the_place_of_its_type(
    point: ContactPoint, expected: list[tuple[str, str]]
) -> None:
    assert found(reached_at(point)) == [(f"{POINT}.{path}", name) for path, name in expected]


@pytest.mark.rule("C4", "C1")
def test_an_address_that_another_customer_has_is_refused() -> None:
    taken = facts(stored=StoredFacts(taken=frozenset({"kim@example.com"})))
    point = ContactPoint("email", EmailPoint("Kim@Example.com"))
    assert found(reached_at(point), taken) == [
        (f"{POINT}.type.email.emailAddress", "customer.address_taken")
    ]


@pytest.mark.rule("C5")
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"role": "Partner", "how_referred": "Website", "level": "Gold"}, []),
        ({"industry": "Telecom", "pin": "1" * 255, "market_segment": "m" * 50}, []),
        ({"entitlements": "e" * 1024}, []),
        ({"role": "King"}, [("role.value", "customer.value")]),
        ({"how_referred": "King"}, [("howReferred.value", "customer.value")]),
        ({"level": "Lead"}, [("level.value", "customer.value")]),
        ({"industry": "Coal"}, [("industry.value", "customer.value")]),
        ({"pin": "1" * 256}, [("pin", "customer.too_long")]),
        ({"market_segment": "m" * 51}, [("marketSegment", "customer.too_long")]),
        ({"entitlements": "e" * 1025}, [("entitlements", "customer.too_long")]),
    ],
)
def test_a_customers_members_have_their_lengths_and_values(
    members: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    details = attrs.evolve(individual(), **members)
    assert found(details) == [(f"customer.{path}", name) for path, name in expected]


@pytest.mark.rule("C5")
def test_a_customers_attributes_are_configured_given_once_and_of_their_kind() -> None:
    given = (
        AttributeValue("product", "router"),
        AttributeValue("product", "modem"),
        AttributeValue("colour", "red"),
    )
    base = "customer.customAttributes.customAttribute"
    assert found(attrs.evolve(individual(), custom_attributes=given)) == [
        (f"{base}[1].attribName", "customer.attribute_repeated"),
        (f"{base}[1].attribValues.attribValue[0].value", "attribute.value"),
        (f"{base}[2].attribName", "attribute.unknown"),
    ]
