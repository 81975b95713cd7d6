"""Findings as people read them."""

import pytest
from tests.core.macros.objects import expanded, library

from compose_core.macros import report


def shown(source: str) -> str:
    return report(source, expanded(library(), text=source).findings)


@pytest.mark.rule("M3")
def test_a_report_shows_line_column_and_a_caret() -> None:
    assert shown("Dear ``contact_person_first_name,\nyour case ``case_ids ``") == (
        "text, line 2, column 11: No macro is named 'case_ids', as offset 44 of the text asks; "
        "the nearest name is 'case_id'.\n"
        "  your case ``case_ids ``\n"
        "            ^\n"
        "text, line 2, column 22: Two accents without a macro's name stand at offset 55 "
        "of the text; name a macro, or write ``grave_accents for two accents.\n"
        "  your case ``case_ids ``\n"
        "                       ^"
    )


@pytest.mark.rule("M3")
def test_the_caret_stands_below_the_macro_whatever_the_letters_before_it() -> None:
    lines = shown("\u6771\u4eac e\u0301\t``").split("\n")
    assert lines[1:] == ["  \u6771\u4eac e\u0301 ``", "         ^"]


@pytest.mark.rule("M3")
def test_of_a_long_line_the_surroundings_are_shown() -> None:
    lines = shown("x" * 1000 + "``" + " " + "y" * 1000).split("\n")
    assert lines[1:] == ["  " + "x" * 40 + "`` " + "y" * 33, "  " + " " * 40 + "^"]


@pytest.mark.rule("M3")
def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert "\x1b" not in shown("\x1b[31m ``\x9b``")


def test_no_faults_make_no_report() -> None:
    assert report("x", ()) == ""
