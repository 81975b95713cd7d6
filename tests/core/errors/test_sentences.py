"""Sentences of findings show what a caller wrote, and nothing that cannot be seen."""

from compose_core.errors.catalogue.request import NOT_COMPOSE, SUBJECT_TOO_LONG


def test_what_cannot_be_seen_is_shown_by_its_code() -> None:
    finding = NOT_COMPOSE.at("type.subtype.value", value="\ue000com\u0085pose\u202e")
    assert finding.message == "The subtype must be 'compose', not '\\ue000com\\u0085pose\\u202e'."


def test_a_long_value_is_cut() -> None:
    finding = NOT_COMPOSE.at("type.subtype.value", value="x" * 1_001)
    assert finding.message == f"The subtype must be 'compose', not '{'x' * 999}…'."


def test_numbers_are_shown_as_they_are() -> None:
    finding = SUBJECT_TOO_LONG.at("subject", length=246, limit=245)
    assert finding.message == "The subject has 246 characters; at most 245 are allowed."
