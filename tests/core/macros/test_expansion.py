"""A message is expanded whole, or not at all (M2, M3, M9)."""

from typing import Any

import pytest
from tests.core.macros.objects import FACTS, LIBRARY, expanded, facts, library, told, value

from compose_core.macros import Library, Part, SourceMapping, Templates, check, expand
from compose_core.model.macro import CombinationMacro, MacroSet

PARTS: dict[str, Any] = {
    "subject": "Case ``case_id",
    "text": "Dear ``contact_person_first_name",
    "html": "<p>Dear ``contact_person_first_name",
}


@pytest.mark.rule("M2")
def test_the_three_parts_are_expanded_together() -> None:
    expansion = expanded(library(), **PARTS)
    given = (expansion.subject, expansion.text, expansion.html, expansion.findings)
    assert given == ("Case 2001", "Dear Pat", "<p>Dear Pat", ())


@pytest.mark.rule("M2")
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_a_fault_in_one_part_leaves_nothing_of_any(part: str) -> None:
    parts = {**PARTS, part: "``nobody_at_all"}
    expansion = expanded(library(), **parts)
    assert told(expansion.findings) == [f"{part} 0 nobody_at_all: macro.undefined"]
    assert (expansion.subject, expansion.text, expansion.html) == (None, None, None)
    assert expansion.mappings == ()


@pytest.mark.rule("M9")
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_a_part_that_is_absent_stays_absent(part: str) -> None:
    expansion = expanded(library(), **{part: "x ``case_id"})  # type: ignore[arg-type]  # a part
    given = {"subject": expansion.subject, "text": expansion.text, "html": expansion.html}
    assert given == {"subject": None, "text": None, "html": None, part: "x 2001"}


def test_nothing_expands_to_nothing() -> None:
    expansion = expand(Templates(), library(), FACTS)
    given = (expansion.subject, expansion.text, expansion.html, expansion.findings)
    assert given == (None, None, None, ())


@pytest.mark.rule("M2")
def test_what_the_author_wrote_stays_as_it_is() -> None:
    html = "<P  Class=x onclick='f()'>&nbsp;&bogus;<br/>\r\n<!-- x --><script>1<2</script>"
    assert expanded(library(), html=html).html == html


@pytest.mark.rule("M3")
def test_a_fault_says_where_it_is_what_it_is_and_what_was_meant() -> None:
    [fault] = expanded(library(), html="Dear ``contact_person_firstname,").findings
    assert (fault.part, fault.offset, fault.name) == (Part.HTML, 5, "contact_person_firstname")
    assert fault.message == (
        "No macro is named 'contact_person_firstname', as offset 5 of the html asks; "
        "the nearest name is 'contact_person_first_name'."
    )
    violation = fault.at("payload.email.contents.content[0].value")
    assert (violation.name, violation.path) == (
        "macro.misspelled",
        "payload.email.contents.content[0].value",
    )


@pytest.mark.rule("M3")
def test_a_fault_inside_a_macro_says_the_way_to_it() -> None:
    known = library(
        CombinationMacro("outer", "``inner"), CombinationMacro("inner", "``x"), value("x")
    )
    [fault] = expanded(known, text="a ``outer").findings
    assert fault.message == (
        "The macro 'outer > inner > x' at offset 2 of the text has no value here, "
        "and its definition says nothing to put instead."
    )


@pytest.mark.rule("M3")
@pytest.mark.parametrize("name", ["wholly_different", "x" * 65])
def test_where_no_name_is_near_none_is_told(name: str) -> None:
    assert [each.definition.name for each in expanded(library(), text=f"``{name}").findings] == [
        "macro.undefined"
    ]


@pytest.mark.rule("M3")
def test_a_draft_that_keeps_its_macros_is_judged_by_names_alone() -> None:
    templates = Templates.compile(
        subject="``activity_subject ``",
        text="``case_ids ``queue_name ``this",
        html="<script>``case_id</script>``bad_name ```x",
    )
    assert told(check(templates, LIBRARY)) == [
        "subject 19 -: macro.empty",
        "text 0 case_ids: macro.misspelled",
        "html 26 bad_name > nobody: macro.undefined",
        "html 37 -: macro.stray_accents",
    ]


@pytest.mark.rule("A7")
def test_each_macro_of_the_source_landed_somewhere() -> None:
    known = library(
        value("nothing", default=""), CombinationMacro("two", "``case_id and ``case_id")
    )
    expansion = expanded(known, text="a ``case_id``nothing``two", html="<b>``two</b>é``case_id")
    assert (expansion.text, expansion.html) == ("a 20012001 and 2001", "<b>2001 and 2001</b>é2001")
    assert expansion.mappings == (
        SourceMapping(Part.TEXT, 2, "case_id", 2, 6),
        SourceMapping(Part.TEXT, 11, "nothing", 6, 6),
        SourceMapping(Part.TEXT, 20, "two", 6, 19),
        SourceMapping(Part.HTML, 3, "two", 3, 16),
        SourceMapping(Part.HTML, 13, "case_id", 21, 25),
    )


@pytest.mark.rule("M5")
def test_only_what_is_missing_gives_way() -> None:
    text = "``with_article, ``x, ``with_article"
    given = facts({"x": "there", "y": "please"})
    assert expanded(LIBRARY, given, text=text).text == "sorry, please, there, sorry, please"
    given = facts({"x": "there", "with_article": "here"})
    assert expanded(LIBRARY, given, text=text).text == "here, there, here"


def test_a_long_part_is_expanded_like_a_short_one() -> None:
    expansion = expanded(library(), text="x" * 70_000 + "``case_id")
    assert expansion.text == "x" * 70_000 + "2001"


def test_equal_messages_share_a_plan_and_not_their_values() -> None:
    known = library(value("x"))
    shown = [expanded(known, facts({"x": each}), text="``x").text for each in ("a", "b")]
    assert shown == ["a", "b"]


def test_an_empty_library_has_the_built_in_macros() -> None:
    assert expanded(Library(MacroSet()), text="``case_id").text == "2001"


@pytest.mark.rule("M5")
def test_without_a_subject_there_is_none_to_show() -> None:
    faults = expanded(library(), text="``activity_subject").findings
    assert told(faults) == ["text 0 activity_subject: macro.unavailable"]


def test_a_subject_at_fault_and_endless_is_told_by_its_fault() -> None:
    known = library(value("x"), value("y"))
    given = facts({"x": "x" * 600_000, "y": "\x7f"})
    faults = expanded(known, given, subject="``x``x``y").findings
    assert told(faults) == ["subject 6 y: macro.character"]
