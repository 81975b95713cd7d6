"""What a department's macros are, and what is wrong with them before anybody uses them (M4, M6)."""

import pytest
from tests.core.macros.objects import ARTICLES, LIBRARY, expanded, facts, library, value

from compose_core.macros import (
    Library,
    SiteFinding,
    Templates,
    Uses,
    find_cycles,
    find_site_errors,
    find_site_warnings,
    uses,
)
from compose_core.model.macro import (
    Article,
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    MacroSet,
    UsageLink,
    UsageLinkMacro,
)

BY_NAME = {article.name: article for article in ARTICLES}


@pytest.mark.rule("M4")
def test_a_built_in_macro_cannot_be_redefined() -> None:
    known = library(CombinationMacro("case_id", "mine"), CombinationMacro("grave_accents", "mine"))
    assert expanded(known, text="``case_id ``grave_accents").text == "2001 ``"
    assert [(each.where, each.index, each.name) for each in find_site_errors(known)] == [
        ("macros", 0, "case_id"),
        ("macros", 1, "grave_accents"),
    ]


@pytest.mark.rule("M4")
def test_all_faults_of_a_departments_macros_are_told() -> None:
    known = Library(
        MacroSet(
            macros=(
                CombinationMacro("fine", "x"),
                CombinationMacro("not a name", "x"),
                BusinessObjectMacro("attribute", "case.nothing"),
                BusinessObjectMacro("exception", "case.id", None, "nowhere"),
                ArticleMacro("article", "nowhere"),
                UsageLinkMacro("link", "nowhere"),
                UsageLinkMacro("unsafe", "unsafe"),
            ),
            usage_links=(
                UsageLink("unsafe", "x", "javascript:f({case.id})"),
                UsageLink("unknown", "x", "https://a.example/{case.id}/{case.nothing}/{}"),
            ),
        )
    )
    missing = "which does not exist or cannot be used."
    assert find_site_errors(known) == (
        SiteFinding(
            "macros",
            1,
            "not a name",
            "'not a name' is no macro's name: a letter or _, then letters, digits and _.",
        ),
        SiteFinding(
            "macros", 2, "attribute", f"'attribute' is defined by 'case.nothing', {missing}"
        ),
        SiteFinding("macros", 3, "exception", f"'exception' is defined by 'nowhere', {missing}"),
        SiteFinding("macros", 4, "article", f"'article' is defined by 'nowhere', {missing}"),
        SiteFinding("macros", 5, "link", f"'link' is defined by 'nowhere', {missing}"),
        SiteFinding(
            "macros", 6, "unsafe", f"'unsafe' is defined by 'javascript:f({{case.id}})', {missing}"
        ),
        SiteFinding(
            "usage_links",
            0,
            "unsafe",
            "The URL of 'unsafe' must begin with http:, https: or mailto:.",
        ),
        SiteFinding(
            "usage_links",
            1,
            "unknown",
            "The URL of 'unknown' asks for '{case.nothing}', which is no attribute.",
        ),
        SiteFinding(
            "usage_links",
            1,
            "unknown",
            "The URL of 'unknown' asks for '{}', which is no attribute.",
        ),
    )


@pytest.mark.rule("M6")
def test_macros_that_contain_themselves_are_found() -> None:
    known = library(
        CombinationMacro("alone", "``alone"),
        CombinationMacro("first", "``second ``case_id"),
        CombinationMacro("second", "``third ``nobody"),
        CombinationMacro("third", "``first"),
        CombinationMacro("beside", "``first"),
        value("excused", exception="excuse"),
        articles=(
            Article("excuse", "f", text="``excused"),
            Article("page", "f", html="``page_again", text="x"),
        ),
    )
    assert set(find_cycles(known)) == {
        ("alone", "alone"),
        ("first", "second", "third", "first"),
        ("excused", "excused"),
    }


@pytest.mark.rule("M6")
def test_cycles_through_articles_are_warned_of() -> None:
    known = library(
        CombinationMacro("turn", "``page"), articles=(Article("page", "f", html="<p>``turn"),)
    )
    [warning] = find_site_warnings(known)
    assert (warning.where, warning.index, warning.name) == ("macros", 1, "page")
    assert warning.message == "'page' contains itself: page > turn > page."


@pytest.mark.rule("M6")
def test_a_long_chain_is_no_cycle() -> None:
    chain = [CombinationMacro(f"c{n}", f"``c{n + 1}") for n in range(5000)]
    assert find_cycles(library(*chain, CombinationMacro("c5000", "end"))) == ()


@pytest.mark.rule("M4")
def test_what_will_fail_in_some_message_is_warned_of() -> None:
    known = library(
        CombinationMacro("odd", "`` ``nobody"),
        articles=(
            Article("open", "f", html="<p title='``case_id", text="x"),
            Article("run", "f", html="<script>``case_id</script>", text="``` ``nobody"),
            Article("fine", "f", html="<p>``case_id", text="``case_id"),
        ),
    )
    assert [(each.where, each.index, each.message) for each in find_site_warnings(known)] == [
        ("macros", 0, "In 'odd' accents without a macro's name stand at offset 0."),
        ("macros", 0, "In 'odd' no macro is named 'nobody', as offset 3 asks."),
        (
            "articles",
            0,
            "In 'open' the HTML ends inside a tag, comment or element whose end is missing.",
        ),
        ("articles", 1, "In 'run' the macro 'case_id' at offset 8 stands where none can."),
        ("articles", 1, "In 'run' accents without a macro's name stand at offset 0."),
        ("articles", 1, "In 'run' no macro is named 'nobody', as offset 4 asks."),
    ]


@pytest.mark.rule("M4")
def test_of_two_definitions_with_one_name_the_first_counts() -> None:
    known = Library(
        MacroSet(
            (
                CombinationMacro("a", "first"),
                CombinationMacro("a", "second"),
                ArticleMacro("b", "b"),
            ),
            (Article("b", "f", text="first"), Article("b", "f", text="second")),
        )
    )
    assert expanded(known, text="``a ``b").text == "first first"


@pytest.mark.rule("M7")
def test_a_host_may_derive_texts_in_its_own_way() -> None:
    page = Article("page", "f", html="<p>``case_id")
    known = library(articles=(page,), text_from_html=lambda html: html.replace("<p>", "text of "))
    assert expanded(known, text="``page").text == "text of 2001"


@pytest.mark.rule("M7")
def test_without_a_converter_an_article_is_the_text_between_its_tags() -> None:
    page = Article("page", "f", html="<style>p {}</style><p>a &amp; ``case_id<br>b")
    known = Library(MacroSet((ArticleMacro("page", "page"),), (page,)))
    assert expanded(known, text="``page").text == "a & 2001b"


@pytest.mark.rule("M7")
def test_texts_are_derived_once_and_only_when_asked_for() -> None:
    asked: list[str] = []

    def text_from_html(html: str) -> str:
        asked.append(html)
        return "text"

    page = Article("page", "f", html="<p>")
    known = library(articles=(page,), text_from_html=text_from_html)
    assert expanded(known, html="``page").html == "<p>"
    assert asked == []
    for text in ("``page", "again ``page"):
        expanded(known, text=text)
    assert asked == ["<p>"]


@pytest.mark.rule("P4", "P5")
def test_articles_and_links_are_used_wherever_they_are_reached() -> None:
    templates = Templates.compile(subject="``greeting", text="``queue_page", html="``nested")
    link = {each.name: each for each in LIBRARY.macros.usage_links}
    assert uses(templates, LIBRARY) == Uses(
        articles=(BY_NAME["greeting"], BY_NAME["nested"]),
        usage_links=(link["queue_page"], link["order_page"]),
    )


@pytest.mark.rule("P4")
def test_only_the_form_of_an_article_that_is_used_counts() -> None:
    inside = Article("inside", "secret", text="x")
    outside = Article("outside", "f", html="``inside", text="nothing inside")
    known = library(articles=(inside, outside))
    assert uses(Templates.compile(text="``outside"), known).articles == (outside,)
    assert uses(Templates.compile(html="``outside"), known).articles == (outside, inside)


@pytest.mark.rule("P4")
def test_an_exception_article_and_what_it_holds_are_not_used() -> None:
    known = library(
        value("x", exception="sorry"),
        articles=(
            Article("sorry", "secret", text="``hidden"),
            Article("hidden", "secret", text="!"),
        ),
    )
    assert uses(Templates.compile(text="``x"), known) == Uses()
    assert expanded(known, text="``x").text == "!"


@pytest.mark.rule("P4")
def test_articles_in_a_cycle_are_used_once() -> None:
    assert uses(Templates.compile(text="``round"), LIBRARY).articles == (BY_NAME["round"],)


@pytest.mark.rule("P4")
def test_an_article_is_used_even_where_it_cannot_stand() -> None:
    used = uses(Templates.compile(html="<!-- ``greeting -->"), LIBRARY)
    assert used.articles == (BY_NAME["greeting"],)


def test_a_library_serves_many_messages() -> None:
    known = library(value("x"))
    shown = {expanded(known, facts({"x": "1"}), text=f"{n} ``x").text for n in range(300)}
    assert shown == {f"{n} 1" for n in range(300)}
