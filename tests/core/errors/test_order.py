"""Findings come in the document's order, then by name (H6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.errors import in_document_order
from compose_core.errors.catalogue import body, macro
from compose_core.errors.finding import parent_of, position_of

POSITIONS = {"": 0, "subject": 1, "payload": 2, "payload.email": 3, "payload.email.cc[0]": 4}


@pytest.mark.rule("H6")
def test_findings_come_in_the_order_of_their_elements_then_by_name() -> None:
    absent = body.ELEMENT_MISSING.at("department.name", element="department.name")
    last = body.NOT_TEXT.at("payload.email.cc[0]", element="cc[0]", value="1")
    unsupported = body.ELEMENT_UNSUPPORTED.at("subject", element="subject")
    not_text = body.NOT_TEXT.at("subject", element="subject", value="1")
    missing = body.ELEMENT_MISSING.at("subject", element="subject")
    given_in_another_order = (not_text, last, unsupported, missing, absent)
    assert in_document_order(given_in_another_order, POSITIONS) == (
        absent,
        missing,
        not_text,
        unsupported,
        last,
    )


@pytest.mark.rule("H6")
def test_findings_in_one_text_come_in_the_order_in_which_it_is_read() -> None:
    second = macro.MISSPELLED.at("subject", part="subject", offset=9, name="casse_id")
    first = macro.UNDEFINED.at("subject", part="subject", offset=3, name="zz")
    before = macro.UNDEFINED.at("", part="subject", offset=12, name="zz")
    assert in_document_order((second, first, before), POSITIONS) == (before, first, second)


@pytest.mark.rule("H6")
def test_what_is_absent_stands_where_the_nearest_element_above_it_stands() -> None:
    assert position_of("payload.email.cc[0].address", POSITIONS) == 4
    assert position_of("payload.email.contents", POSITIONS) == 3
    assert position_of("case.id", POSITIONS) == 0
    assert position_of("case.id", {}) == 0


def test_the_parent_of_an_element_is_its_list_or_the_element_that_holds_it() -> None:
    steps = ["a.b[1].c"]
    while steps[-1]:
        steps.append(parent_of(steps[-1]))
    assert steps == ["a.b[1].c", "a.b[1]", "a.b", "a", ""]


@given(st.text("ab.[]\"'0", max_size=40))
def test_going_up_from_any_path_ends_at_the_document(path: str) -> None:
    assert position_of(path, {"": 7}) == 7
