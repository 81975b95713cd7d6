"""Every element of a new customer, as the specification lists it, in every format (C3 to C5)."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_adapters.http.openapi.components import components
from compose_adapters.sql import Database
from compose_adapters.wire import encode_request
from compose_adapters.wire.request_shapes import CUSTOMER
from compose_adapters.wire.shapes import Kind, List, Scalar, Wrapper
from compose_core.compose.idempotency import fingerprint
from compose_core.facts import StoredFacts
from compose_core.model.customer import ContactPoint, EmailPoint
from compose_core.model.request import CheckedRequest, Command, CommandOptions, ComposeRequest
from compose_core.rules import check_facts
from compose_core.testing import builders
from compose_core.testing.contracts import Storage
from decoding import decode_and_check
from multipart_bodies import MULTIPART, request_body
from requests_as_json import JSON, XML, found_in, members
from storages import memory_storage, sql_storage
from whole_requests import scalars
from world import facts, service_over, told

PERSON = "contactPersons.contactPerson[0]"
POINT = f"{PERSON}.contactPoints.contactPoint[0]"
PHONE = f"{POINT}.type.phone"

# The most characters of each free text.
LIMITS = {
    "customerName": 124,
    "pin": 255,
    "marketSegment": 50,
    "entitlements": 1024,
    "type.group.income": 20,
    f"{PERSON}.firstName": 124,
    f"{PERSON}.middleName": 124,
    f"{PERSON}.lastName": 124,
    f"{PERSON}.initials": 16,
    f"{PERSON}.jobTitle": 255,
    f"{PERSON}.occupation": 255,
    f"{PERSON}.incomeLevel": 255,
    f"{PERSON}.startGreeting": 255,
    f"{PERSON}.endGreeting": 255,
    f"{PERSON}.loginId": 255,
    f"{PERSON}.priority": 255,
    f"{PERSON}.firstNameFurigana": 124,
    f"{PERSON}.middleNameFurigana": 124,
    f"{PERSON}.lastNameFurigana": 124,
    f"{PERSON}.spouseName": 512,
    f"{PERSON}.emergencyContact": 50,
    f"{PERSON}.identification.value": 255,
    f"{PHONE}.phoneNo": 40,
    f"{PHONE}.areaCode": 10,
    f"{PHONE}.extension": 10,
    **{
        f"{POINT}.type.postal.{name}": 255
        for name in ("street1", "street2", "city", "state", "zip", "country")
    },
}
# The values of each enumeration; those of the site are the builders'.
VALUES = {
    "role": "Partner Reseller Customer",
    "howReferred": "Website Customer Partner Employee Reseller",
    "level": "Gold",
    "industry": "Telecom",
    "type.group.type": "Association",
    "type.group.region": "North",
    f"{PERSON}.salutation": "Mr. Mrs. Ms. Miss",
    f"{PERSON}.suffix": "jr. sr. i ii iii",
    f"{PERSON}.gender": "male female",
    f"{PERSON}.maritalStatus": "married single separated divorced widowed",
    f"{PERSON}.employmentStatus": "part-time full-time temporary contract intern unemployed",
    f"{PERSON}.identification.type": "Passport",
    f"{PERSON}.type": "Buyer",
    f"{PHONE}.type": "home office mobile fax pager",
    f"{PHONE}.availability.days": "weekdays weekends any_day",
    f"{PHONE}.availability.times": "mornings afternoons evenings day anytime",
    f"{POINT}.priority": "low medium high",
}
# The digits of each number: the most, and whether a zero may begin it.
NUMBERS = {"type.group.numberOfMembers": (19, False), f"{PHONE}.countryCode": (9, True)}
CONSENTS = {
    f"{PERSON}.{name}"
    for name in ("hasDirectMailingConsent", "hasDirectCallingConsent", "hasHoldingDataConsent")
}
# What other tests are about.
OTHERS = {
    "type.value",
    f"{PERSON}.dateOfBirth.date",
    f"{POINT}.type.value",
    f"{POINT}.type.email.emailAddress",
    f"{POINT}.type.web.url",
    "customAttributes.customAttribute[0].attribName",
    "customAttributes.customAttribute[0].attribValues.attribValue[0].value",
}


def test_these_are_all_the_elements_that_there_are() -> None:
    listed = {*LIMITS, *NUMBERS, *CONSENTS, *OTHERS, *(f"{path}.value" for path in VALUES)}
    assert set(elements_of(CUSTOMER, "")) == listed


def test_the_example_of_a_new_customer_has_every_element_of_an_individual(root: Path) -> None:
    examples = root / "examples" / "requests"
    given = json.loads((examples / "5.json").read_bytes())["customer"]
    # A day may be given without an element of its own.
    expected = {path.removesuffix(".date") for path in elements_of(CUSTOMER, "")}
    of_others = {path for path in expected if path.startswith(("type.group", "customerName"))}
    assert set(values_of(given, "")) == expected - of_others


def values_of(value: Any, path: str) -> Iterator[str]:
    """The paths of all single values of a document, whichever item of a list they stand in."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from values_of(below, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from values_of(each, f"{path}[0]")
    else:
        yield path


def elements_of(kind: Kind, path: str) -> Iterator[str]:
    """The paths of all single values below an element."""
    if isinstance(kind, Scalar):
        yield path
    elif isinstance(kind, List):
        yield from elements_of(kind.item.kind, f"{path}.{kind.item.name}[0]")
    else:
        below = (kind.member,) if isinstance(kind, Wrapper) else kind.members
        for each in below:
            yield from elements_of(each.kind, f"{path}.{each.name}".lstrip("."))


def customer(path: str, value: Any) -> dict[str, Any]:
    """A customer that nothing is wrong with, but for what stands at a path."""
    whole: dict[str, Any] = {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": [{"firstName": "Pat"}]},
    }
    person = whole["contactPersons"]["contactPerson"][0]
    if path.startswith("type.group") or path == "customerName":
        group = {"type": {"value": "Association"}}
        whole |= {"type": {"value": "group", "group": group}, "customerName": "Club"}
    if path.startswith(f"{PERSON}.identification"):
        person["identification"] = {"type": {"value": "Passport"}, "value": "C01"}
    if path.startswith(POINT):
        kind = path.removeprefix(f"{POINT}.type.").partition(".")[0] if ".type." in path else "web"
        place: dict[str, Any] = {
            "phone": {"phoneNo": "1", "type": {"value": "home"}},
            "postal": {"zip": "1"},
            "web": {"url": "https://example.com/"},
            "email": {"emailAddress": "kim@example.com"},
        }
        point = {"type": {"value": kind, kind: place[kind]}}
        person["contactPoints"] = {"contactPoint": [point]}
    put(whole, path, value)
    return whole


def put(owner: Any, path: str, value: Any) -> None:
    *above, last = path.replace("[", ".").replace("]", "").split(".")
    for name in above:
        owner = owner[int(name)] if name.isdecimal() else owner.setdefault(name, {})
    owner[last] = value


def spelt(details: dict[str, Any], form: str) -> ComposeRequest:
    """The request with a new customer, as it comes in a format."""
    body = json.dumps(members(customer=details)).encode()
    request = decode_and_check(body, JSON)
    if form == JSON:
        return request
    xml = encode_request(request, XML)
    if form == XML:
        return decode_and_check(xml, XML)
    return decode_and_check(request_body(xml, data_type=XML.encode()), MULTIPART, Command.SEND)


def found(details: dict[str, Any], form: str = JSON) -> list[tuple[str, str]]:
    known = facts()
    request = spelt(details, form)
    of_customer = (
        each
        for each in check_facts(CheckedRequest.parse(request), known)
        if "customer" in each.path
    )
    return told(tuple(of_customer))


FORMS = pytest.mark.parametrize("form", [JSON, XML, MULTIPART])


@pytest.mark.rule("C3", "C4", "C5")
@FORMS
@pytest.mark.parametrize(("path", "limit"), LIMITS.items())
def test_a_text_has_its_limit_in_every_format(path: str, limit: int, form: str) -> None:
    for fits in ("x", "ß" * limit, "\U0001f600" * limit):
        assert found(customer(path, fits), form) == []
    for text in ("x" * (limit + 1), "ß" * (limit + 1), "x" * (limit * 3)):
        assert found(customer(path, text), form) == [(f"customer.{path}", "customer.too_long")]
    assert found(customer(path, ""), form) == [(f"customer.{path}", "customer.empty")]


@pytest.mark.rule("C3", "C4", "C5")
@FORMS
@pytest.mark.parametrize(("path", "values"), VALUES.items())
def test_an_enumeration_has_its_values_in_every_format(path: str, values: str, form: str) -> None:
    for value in values.split():
        assert found(customer(path, {"value": value}), form) == []
        for other in (value.swapcase(), f"{value}x", "x"):
            unknown = [(f"customer.{path}.value", "customer.value")]
            assert found(customer(path, {"value": other}), form) == unknown
    assert found(customer(path, {}), form) == [(f"customer.{path}.value", "customer.value")]
    too_long = [(f"customer.{path}.value", "customer.too_long")]
    assert found(customer(path, {"value": "x" * 256}), form) == too_long


@pytest.mark.rule("C4", "C5")
@FORMS
@pytest.mark.parametrize(("path", "limit"), [(path, most) for path, (most, _) in NUMBERS.items()])
def test_a_number_has_its_digits_in_every_format(path: str, limit: int, form: str) -> None:
    for number in ("0", "1", "9" * limit):
        assert found(customer(path, number), form) == []


@pytest.mark.rule("C5", "F4")
@pytest.mark.parametrize("given", [0, 12, "12", 10**19 - 1, "9" * 19])
def test_the_members_of_a_group_are_a_number_or_a_text(given: object) -> None:
    request = spelt(customer("type.group.numberOfMembers", given), XML)
    assert request.customer is not None
    assert request.customer.group is not None
    assert request.customer.group.number_of_members == str(given)


@pytest.mark.rule("C5", "F4", "E16")
@pytest.mark.parametrize(
    "given", [-1, "+1", "01", 1.5, "1.0", 10**19, "9" * 20, "", "one", True, "٣", " 1"]
)
def test_what_is_no_number_of_members_is_told_always(given: object) -> None:
    body = members(customer=customer("type.group.numberOfMembers", given))
    path = "customer.type.group.numberOfMembers"
    assert found_in(body) == [(path, "integer.malformed")]


@pytest.mark.rule("C5")
def test_a_group_has_its_region_with_or_without_an_element_of_its_own() -> None:
    bare, whole = (
        spelt(customer("type.group.region", given), XML) for given in ("North", {"value": "North"})
    )
    assert bare == whole


@pytest.mark.rule("C3", "C5")
@pytest.mark.parametrize("kind", ["individual", "corporate"])
@pytest.mark.parametrize(
    "group",
    [
        {},
        {"type": {"value": "Association"}},
        {"region": {"value": "North"}},
        {"numberOfMembers": 1},
        {"income": "1"},
    ],
)
@FORMS
def test_what_a_group_has_goes_with_no_other_type(
    kind: str, group: dict[str, Any], form: str
) -> None:
    details = customer("customerName" if kind == "corporate" else "pin", "1")
    details["type"] = {"value": kind, "group": group}
    unexpected = ("customer.type.group", "customer.unexpected")
    assert unexpected in found(details, form)
    details["type"]["group"] = None
    assert found(details, form) == []


@pytest.mark.rule("C3")
@pytest.mark.parametrize("group", [None, {}, {"region": {"value": "North"}}])
def test_a_group_has_a_type_of_groups(group: object) -> None:
    details = customer("customerName", "Club")
    details["type"]["group"] = group
    assert found(details) == [("customer.type.group.type.value", "customer.missing")]


@pytest.mark.rule("C4")
@FORMS
def test_an_identification_has_both_of_its_members(form: str) -> None:
    path = f"customer.{PERSON}.identification"
    kind, value = ((f"{path}.{name}", "customer.missing") for name in ("type.value", "value"))
    assert found(customer(f"{PERSON}.identification", {}), form) == [kind, value]
    assert found(customer(f"{PERSON}.identification.type", None), form) == [kind]
    assert found(customer(f"{PERSON}.identification.value", None), form) == [value]
    assert found(customer(f"{PERSON}.identification", None), form) == []


@pytest.mark.rule("C4")
@pytest.mark.parametrize("name", ["secretQuestion", "secretAnswer"])
@pytest.mark.parametrize("owner", ["", f"{PERSON}."])
def test_no_secret_of_a_customer_is_taken_or_repeated(name: str, owner: str) -> None:
    details = customer("pin", "1")
    put(details, f"{owner}{name}", "My first cat was called Ada")
    body = json.dumps(members(customer=details)).encode()
    assert found_in(body) == [(f"customer.{owner}{name}", "element.unsupported")]


def in_whole(path: str) -> str:
    """Where an element stands in the customer with everything: its places are two points."""
    return path.replace(f"{POINT}.type.postal", f"{POINT[:-3]}[1].type.postal")


def whole() -> dict[str, Any]:
    """A group with every element of the tables above."""
    details = customer("customerName", "Club")
    person = details["contactPersons"]["contactPerson"][0]
    types = ({"type": {"value": "phone"}}, {"type": {"value": "postal"}})
    person["contactPoints"] = {"contactPoint": list(types)}
    for path in (*LIMITS, *NUMBERS):
        put(details, in_whole(path), "1")
    for path in CONSENTS:
        put(details, path, value=True)
    for path, values in VALUES.items():
        put(details, f"{path}.value", values.split()[0])
    return details


WHOLE = whole()
WHOLE["customAttributes"] = {
    "customAttribute": [
        {"attribName": name, "attribValues": {"attribValue": [{"value": value}]}}
        for name, value in (
            ("product", "router"),
            ("serial", "a-1"),
            ("seats", "-5"),
            ("bought", "2029-01-31T00:00:00Z"),
        )
    ]
}


def objects(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all objects."""
    if isinstance(value, dict):
        yield path
        for name, below in value.items():
            yield from objects(below, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for below in value[:1]:
            yield from objects(below, f"{path}[0]")


def test_a_customer_with_everything_is_taken() -> None:
    assert found(WHOLE) == []


@pytest.mark.rule("C4", "C5", "E16")
@given(st.sampled_from(sorted(objects(WHOLE))), st.sampled_from(["currency", "affiliation", "x"]))
def test_no_other_element_is_taken_anywhere(path: str, name: str) -> None:
    details = copy.deepcopy(WHOLE)
    place = f"{path}.{name}".lstrip(".")
    put(details, place, "x")
    assert found_in(members(customer=details)) == [(f"customer.{place}", "element.unsupported")]


@pytest.mark.rule("E16")
@given(st.sampled_from(sorted({*LIMITS, *(f"{path}.value" for path in VALUES)})), scalars)
def test_values_are_not_judged_where_the_customer_is_known(path: str, value: str) -> None:
    details = copy.deepcopy(WHOLE)
    put(details, in_whole(path), value * 60)
    known = facts(stored=StoredFacts(customer=builders.customer()))
    found = check_facts(CheckedRequest.parse(spelt(details, JSON)), known)
    assert "customer" not in {name for _, name in told(found)}


@pytest.mark.rule("A5")
@given(st.sampled_from(sorted({*LIMITS, *NUMBERS, *(f"{path}.value" for path in VALUES)})))
def test_every_element_is_part_of_what_an_idempotency_key_stands_for(path: str) -> None:
    details = copy.deepcopy(WHOLE)
    put(details, in_whole(path), "77")
    first, other = spelt(WHOLE, JSON), spelt(details, JSON)
    act = CommandOptions(Command.SEND)
    assert fingerprint(act, first) != fingerprint(act, other)
    assert fingerprint(act, first) == fingerprint(act, spelt(WHOLE, MULTIPART))


@pytest.fixture(params=["memory", "sql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "memory":
        yield memory_storage()
        return
    database = Database(f"sqlite:///{tmp_path / 'customers.db'}")
    yield sql_storage(database)
    database.close()


@pytest.mark.rule("C2", "C4", "C5")
@FORMS
def test_a_customer_is_stored_as_it_was_told(form: str, storage: Storage) -> None:
    storage.site.apply(builders.site())
    request = spelt(WHOLE, form)
    asked = builders.request(customer=request.customer)
    receipt = service_over(storage).send(asked, builders.AGENT)
    stored = storage.records.customer(receipt.customer_id)
    assert stored is not None
    assert request.customer is not None
    # C2 adds the address to the contact points of the first person.
    (given,) = request.customer.contact_persons
    point = ContactPoint("email", EmailPoint(builders.CUSTOMER))
    person = given.with_contact_point(point)
    assert stored.details == attrs.evolve(request.customer, contact_persons=(person,))
    again = builders.request(customer=stored.details)
    for written in (JSON, XML):
        told_again = decode_and_check(
            encode_request(again, written), written, Command.SEND
        ).customer
        assert told_again == stored.details


def test_the_description_has_the_same_elements() -> None:
    described = jsonschema_rs.Draft202012Validator(components()["Request"])
    described.validate(members(customer=WHOLE))
    for path in objects(WHOLE):
        details = copy.deepcopy(WHOLE)
        put(details, f"{path}.secretAnswer".lstrip("."), "x")
        assert not described.is_valid(members(customer=details))
