"""What is a macro in a source (M1)."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.macros import Part, Template
from compose_core.macros.syntax import MOST, find, is_name

pytestmark = pytest.mark.rule("M1")

SOURCES = st.text(alphabet="``` aZ_19-é\n", max_size=40)
FIRST = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
NEXT = FIRST | set("0123456789")


def letter_by_letter(source: str) -> Iterator[tuple[str, int, str]]:
    """M1 read aloud: what stands at which offset."""
    position = 0
    while position < len(source):
        run = position
        while source[run : run + 1] == "`":
            run += 1
        accents = run - position
        if accents < 2:
            position += 1
            continue
        name = run
        while source[name : name + 1] in (NEXT if name > run else FIRST) and name < len(source):
            name += 1
        if name == run:
            yield "empty", position, ""
        elif accents > 2:
            yield "stray", position, ""
        if name > run:
            yield "macro", run - 2, source[run:name]
        position = name


@given(SOURCES)
def test_macros_are_found_as_the_rule_reads(source: str) -> None:
    found = find(source)
    strays = [(each.definition.name.removeprefix("macro."), each.offset) for each in found.strays]
    expected = list(letter_by_letter(source))
    assert [(each.offset, each.name) for each in found.mentions] == [
        (offset, name) for kind, offset, name in expected if kind == "macro"
    ]
    assert strays == [
        ("stray_accents" if kind == "stray" else "empty", offset)
        for kind, offset, _ in expected
        if kind != "macro"
    ]


@given(SOURCES, st.sampled_from(Part))
def test_literals_and_references_together_are_the_source(source: str, part: Part) -> None:
    template = Template.compile(source, part)
    names = [f"``{each.name}" for each in template.references] + [""]
    pairs = zip(template.literals, names, strict=True)
    assert "".join(literal + name for literal, name in pairs) == source


def test_a_name_begins_with_a_letter_or_underscore() -> None:
    assert [is_name(text) for text in ("a", "_", "A1_", "", "1", "é", "a b", "a\n")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]


def test_a_source_is_read_up_to_a_bound_of_macros() -> None:
    assert find("``a" * MOST).complete
    found = find("``a" * (MOST + 1))
    assert (found.complete, len(found.mentions)) == (False, MOST)
    assert not find("`` " * (MOST + 1)).complete


def test_a_source_is_compiled_once() -> None:
    assert Template.compile("``case_id!", Part.TEXT) is Template.compile("``case_id!", Part.TEXT)


def test_equal_sources_of_other_parts_are_other_templates() -> None:
    as_text, as_html = (Template.compile("``case_id", part) for part in (Part.TEXT, Part.HTML))
    assert as_text != as_html


def test_a_long_source_is_not_kept_and_yet_equal() -> None:
    source = "x" * 70_000 + "``case_id"
    first, second = (Template.compile(source, Part.HTML) for _ in range(2))
    assert first is not second
    assert first == second
    assert hash(first) == hash(second)
