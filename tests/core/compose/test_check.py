"""A request is checked once, and its texts become values (H5, stage 4)."""

import unicodedata
from typing import Any

import attrs
import pytest

from compose_core.compose.check import check
from compose_core.errors import Finding, Phrase, Rejected
from compose_core.errors.catalogue import body
from compose_core.model.address import Address
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.request import CheckedRequest, Command, ComposeRequest, contents
from compose_core.testing import builders

DECOMPOSED = unicodedata.normalize("NFD", "büro")


def found(request: ComposeRequest, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as rejected:
        check(request, Command.SEND, **options)
    return [(each.path, each.name) for each in rejected.value.findings]


def unsupported(path: str) -> Finding:
    return body.ELEMENT_UNSUPPORTED.at(path, element=path, what="an element")


@pytest.mark.rule("F1", "E4", "E6", "E15")
def test_addresses_become_values() -> None:
    checked = builders.checked_request(cc=("Kim@Example.com",), bcc=("lee@example.com",))
    texts = [builders.ALIAS, builders.CUSTOMER, "Kim@example.com", "lee@example.com"]
    assert [each.text for each in checked.addresses] == texts
    assert builders.checked_request(sender=None).addresses == (Address.parse(builders.CUSTOMER),)


@pytest.mark.rule("E1", "E8", "E13", "C5")
def test_names_are_in_nfc_and_values_as_given() -> None:
    attributes = (AttributeValue(DECOMPOSED, DECOMPOSED),)
    customer = attrs.evolve(builders.customer_details(), custom_attributes=attributes)
    checked = builders.checked_request(
        department=DECOMPOSED, queue=DECOMPOSED, custom_attributes=attributes, customer=customer
    )
    assert checked.customer is not None
    assert (checked.department, checked.queue) == ("büro", "büro")
    assert checked.custom_attributes == (AttributeValue("büro", DECOMPOSED),)
    assert checked.customer.custom_attributes == (AttributeValue("büro", DECOMPOSED),)


@pytest.mark.rule("E5")
def test_white_space_only_is_absent() -> None:
    checked = builders.checked_request(subject=" \t", contents=contents(text="\n", html="<p>x</p>"))
    assert (checked.subject, checked.text, checked.html) == (None, None, "<p>x</p>")


@pytest.mark.rule("C4")
def test_an_email_of_a_new_customer_is_an_address_or_the_reason_why_it_is_none() -> None:
    addresses = builders.checked_request(
        customer=builders.customer_details("kim@example.com")
    ).customer_addresses
    assert addresses == {"kim@example.com": Address.parse("kim@example.com")}
    wrong = builders.checked_request(customer=builders.customer_details("kim")).customer_addresses
    assert isinstance(wrong["kim"], Phrase)
    assert builders.checked_request(customer=None).customer_addresses == {}


@pytest.mark.rule("H5", "H6")
def test_findings_of_form_and_of_the_rules_come_together_in_the_order_of_the_document() -> None:
    request = builders.request(
        priority=9,
        to="no address",
        positions={"priority": 1, "nonsense": 2, "payload.email.emailAddresses.to": 3},
        form_findings=(unsupported("nonsense"),),
    )
    assert found(request) == [
        ("priority", "value.out_of_range"),
        ("nonsense", "element.unsupported"),
        ("payload.email.emailAddresses.to", "address.malformed"),
    ]


@pytest.mark.rule("H5", "H6")
def test_findings_that_follow_from_one_of_form_are_left_out() -> None:
    request = attrs.evolve(
        ComposeRequest(department="service", to=builders.CUSTOMER),
        form_findings=(unsupported("subject.x"), unsupported("department")),
    )
    assert {path for path, _ in found(request)} == {"subject.x", "department"}


@pytest.mark.rule("S6")
def test_a_body_that_expansion_cannot_mend_is_found_first() -> None:
    request = builders.request(contents=contents(text="x" * 2_000_000), priority=9)
    assert found(request, body_octets=1) == [("payload.email.contents", "size.body")]


@pytest.mark.rule("A5")
def test_a_malformed_key_is_found_beside_the_rest() -> None:
    names = {name for _, name in found(builders.request(priority=9), idempotency_key="")}
    assert names == {"idempotency_key.malformed", "value.out_of_range"}


@pytest.mark.parametrize("missing", [{"to": None}, {"department": None}])
def test_a_request_that_lacks_what_every_one_has_is_not_parsed(missing: dict[str, None]) -> None:
    with pytest.raises(ValueError, match="was not checked"):
        CheckedRequest.parse(builders.request(**missing))
