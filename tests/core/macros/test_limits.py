"""Expansion costs no more than the limits, each with a fault of its own (M6)."""

from itertools import pairwise
from typing import Any

import pytest
from tests.core.macros.objects import FACTS, MORNING, expanded, facts, library, told, value

from compose_core.macros import Library, Limits, MacroFinding, Part, Templates
from compose_core.macros.rendering import Values, render
from compose_core.macros.syntax import MOST
from compose_core.model.macro import Article, BusinessObjectMacro, CombinationMacro

pytestmark = pytest.mark.rule("M6")


def chain(depth: int) -> Library:
    """Combinations ``c1`` to ``c<depth>``, each holding the next, the last holding a text."""
    links = [CombinationMacro(f"c{n}", f"``c{n + 1}") for n in range(1, depth)]
    return library(*links, CombinationMacro(f"c{depth}", "end"))


def laughs(levels: int) -> Library:
    """Each of ten macros that stand in the one before it."""
    names = [f"c{n}" for n in range(1, levels + 1)]
    return library(
        *(CombinationMacro(a, f"``{b}" * 10) for a, b in pairwise(names)),
        CombinationMacro(names[-1], "ha"),
    )


def test_a_hundred_misspelt_names_are_compared_with_those_that_are_defined() -> None:
    text = " ".join(f"``case_id{number}" for number in range(1_000))
    faults = expanded(library(), text=text).findings
    names = [fault.definition.name for fault in faults]
    assert names == ["macro.misspelled"] * 100 + ["macro.undefined"] * 900


def test_macros_may_be_nested_sixteen_deep() -> None:
    assert expanded(chain(16), text="``c1").text == "end"


def test_macros_may_not_be_nested_seventeen_deep() -> None:
    [fault] = expanded(chain(17), text="a ``c1").findings
    names = tuple(f"c{n}" for n in range(1, 17))
    assert (fault.offset, fault.name, fault.in_macro) == (2, "c17", names)
    assert (fault.definition.name, fault.params["limit"]) == ("macro.too_deep", 16)


def test_a_business_object_has_its_depth_too() -> None:
    known = library(CombinationMacro("c1", "``c2"), CombinationMacro("c2", "``case_id"))
    assert expanded(known, limits=Limits(depth=3), text="``c1").text == "2001"
    faults = expanded(known, limits=Limits(depth=2), text="``c1").findings
    assert told(faults) == ["text 0 c1 > c2 > case_id: macro.too_deep"]


def test_an_exception_article_is_as_deep_as_its_macro() -> None:
    known = library(
        value("x", exception="sorry"), articles=(Article("sorry", "f", text="``case_id"),)
    )
    assert expanded(known, limits=Limits(depth=2), text="``x").text == "2001"
    faults = expanded(known, limits=Limits(depth=1), text="``x").findings
    assert told(faults) == ["text 0 x > case_id: macro.too_deep"]


def test_exception_articles_in_exception_articles_end_with_the_depth() -> None:
    macros = [value(f"m{n}", exception=f"a{n}") for n in range(20)]
    articles = tuple(Article(f"a{n}", "f", text=f"``m{n + 1}") for n in range(20))
    faults = expanded(library(*macros, articles=articles), text="``m0").findings
    assert [each.definition.name for each in faults] == ["macro.too_deep"]


def test_an_exception_article_that_holds_its_own_macro_is_a_cycle() -> None:
    known = library(value("x", exception="sorry"), articles=(Article("sorry", "f", text="``x"),))
    assert told(expanded(known, text="``x").findings) == ["text 0 x > x: macro.cycle"]
    assert expanded(known, facts({"x": "there"}), text="``x").text == "there"


def test_a_thousand_macros_are_not_too_many() -> None:
    assert expanded(library(), text="``case_id" * 1000).text == "2001" * 1000


def test_a_thousand_and_one_macros_are_too_many() -> None:
    faults = expanded(library(), text="``case_id" * 1001).findings
    assert faults == (MacroFinding(Part.TEXT, 9000, "", faults[0].definition, {"limit": 1000}),)
    assert faults[0].definition.name == "macro.too_many"


def test_the_three_parts_are_counted_together() -> None:
    limits = Limits(references=6)
    parts: dict[str, Any] = {"subject": "``case_id``case_id", "text": "``case_id ``case_id"}
    assert not expanded(library(), limits=limits, html="``case_id``case_id", **parts).findings
    html = "``case_id``case_id``case_id``case_id"
    faults = expanded(library(), limits=limits, html=html, **parts).findings
    assert told(faults) == ["html 18 -: macro.too_many"]


def test_macros_in_combinations_are_counted() -> None:
    known = library(CombinationMacro("c1", "``case_id``case_id"))
    assert not expanded(known, limits=Limits(references=6), text="``c1``c1").findings
    faults = expanded(known, limits=Limits(references=5), text="``c1``c1").findings
    assert told(faults) == ["text 4 -: macro.too_many"]


def test_a_part_that_alone_has_too_many_is_told_once() -> None:
    faults = expanded(
        library(), limits=Limits(references=2), subject="``case_id" * 3, text="x"
    ).findings
    assert told(faults) == ["subject 18 -: macro.too_many"]


def test_following_stops_at_the_limit_however_many_there_would_be() -> None:
    known = laughs(15)
    template = Templates.compile(text="``c1 ``nobody").text
    assert template is not None
    part = render(template, known, Limits(), Values(FACTS))
    assert part.references == 1001
    assert told(part.findings) == ["text 0 -: macro.too_many"]


def test_a_source_with_more_macros_than_are_ever_read_has_too_many() -> None:
    limits = Limits(references=10 * MOST, body_octets=10**9)
    faults = expanded(library(), limits=limits, text="``case_id" * (MOST + 1)).findings
    assert (told(faults), faults[0].params) == (
        [f"text {9 * (MOST - 1)} -: macro.too_many"],
        {"limit": MOST},
    )


def test_a_cycle_is_found_at_once() -> None:
    known = library(CombinationMacro("a", "``b ``b"), CombinationMacro("b", "``a ``a"))
    assert told(expanded(known, text="``a").findings) == ["text 0 a > b > a: macro.cycle"] * 4


@pytest.mark.rule("S6")
@pytest.mark.parametrize("spare", [0, 1])
def test_text_and_html_may_have_as_many_octets_as_the_limit(spare: int) -> None:
    size = len("x€".encode()) + len("<b>2001€</b>".encode())
    limits = Limits(body_octets=size - 1 + spare)
    expansion = expanded(library(), limits=limits, text="x€", html="<b>``case_id€</b>")
    assert [each.definition.name for each in expansion.findings] == ["size.body"] * (1 - spare)
    assert (expansion.text is None) == (not spare)


@pytest.mark.rule("S6")
def test_what_would_be_gigabytes_is_measured_and_not_made() -> None:
    page = Article("page", "f", html="<p>é" + "x" * 999_995, text="é" + "x" * 999_998)
    parts: dict[str, Any] = {"text": "``page" * 500, "html": "<b>" + "``page" * 500}
    [fault] = expanded(library(articles=(page,)), **parts).findings
    assert (fault.part, fault.definition.name) == (Part.HTML, "size.body")
    assert fault.params == {"size": 1_000_000 * 1000 + 3, "limit": 1_048_576}


def test_a_subject_that_would_be_gigabytes_is_measured_and_not_made() -> None:
    page = Article("page", "f", text="x" * 1_000_000)
    [fault] = expanded(library(articles=(page,)), subject="``page" * 1000).findings
    assert (fault.part, fault.definition.name) == (Part.SUBJECT, "subject.too_long_expanded")
    assert fault.params == {"size": 1_000_000_000, "limit": 245}


@pytest.mark.rule("E11")
def test_a_subject_that_is_only_too_long_is_shown() -> None:
    known = library(value("x"))
    expansion = expanded(known, facts({"x": "x" * 300}), subject="``x")
    assert expansion.subject == "x" * 300


def test_a_part_that_nearly_fills_the_limit_passes() -> None:
    known = library(value("x"))
    limits = Limits(body_octets=500)
    assert expanded(known, facts({"x": "x" * 250}), limits, text="``x``x").text == "x" * 500
    assert expanded(known, facts({"x": "x" * 120}), limits, subject="``x" * 3).subject == "x" * 360


@pytest.mark.parametrize(
    "repeated",
    [
        "<",
        "``",
        "`` ",
        "``x",
        "<!--",
        "<svg><![CDATA[",
        "<a href='",
        "<style>",
        "<noscript>",
        "<title></titl",
        "<a a=",
        "</",
        "<!",
        "<?",
        "<template>",
        "<script><!--</script>",
        "&#0",
        "<plaintext>",
        "<a href='``x'>",
        "<a \n",
        "<select><title></title>",
    ],
)
def test_a_hostile_source_costs_in_proportion_to_its_length(repeated: str) -> None:
    # Anything quadratic in these would run for many minutes.
    hostile = repeated * (100_000 // len(repeated))
    known = library(value("x"), BusinessObjectMacro("date", "system.date"))
    for html in (hostile, f"<a href='{hostile}``x'>", f"<title>{hostile}``x</title>"):
        expansion = expanded(known, facts({"x": "x"}, now=MORNING), text=hostile, html=html)
        assert (expansion.html is None) == bool(expansion.findings)
