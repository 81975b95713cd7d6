"""The macros of a department, by their kinds (M4)."""

import re
from collections.abc import Callable, Iterator

from compose_adapters.site.references import reference
from compose_adapters.site.section import Section, nearest
from compose_adapters.site.texts import articles_of, usage_links_of
from compose_adapters.site.unique_names import UniqueNames
from compose_core.model.macro import (
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    MacroSet,
    UsageLinkMacro,
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def macros_of(department: Section, folders: tuple[str, ...]) -> MacroSet:
    """All that a department's macros are made of."""
    articles = tuple(articles_of(department, folders))
    links = tuple(usage_links_of(department))
    return MacroSet(tuple(_macros(department, MacroSet((), articles, links))), articles, links)


def _macros(department: Section, texts: MacroSet) -> Iterator[Macro]:
    once = UniqueNames("a macro of this department")
    for section in department.tables("macros"):
        name = once.see(section, "name", _macro_name(section))
        kind = _kind(section)
        # One that nobody can read keeps its place, so that those after it keep theirs.
        yield kind(section, name, texts) if kind else CombinationMacro(name, "")
        if kind:
            section.close()


def _macro_name(section: Section) -> str:
    name = section.text("name")
    if name.strip() and not _NAME.fullmatch(name):
        section.fault(
            "name", f"'{name}' is no macro name; use letters a to z, digits and _, no digit first"
        )
    return name


def _business_object(section: Section, name: str, texts: MacroSet) -> Macro:
    article = None
    if section.has("exception_article"):
        article = _article(section, "exception_article", texts)
    return BusinessObjectMacro(
        name, section.text("attribute"), section.optional_text("default"), article
    )


def _combination(section: Section, name: str, _: MacroSet) -> Macro:
    return CombinationMacro(name, section.text("content"))


def _article_macro(section: Section, name: str, texts: MacroSet) -> Macro:
    return ArticleMacro(name, _article(section, "article", texts))


def _usage_link(section: Section, name: str, texts: MacroSet) -> Macro:
    links = (link.name for link in texts.usage_links)
    return UsageLinkMacro(
        name, reference(section, "usage_link", links, "usage link of this department")
    )


def _article(section: Section, key: str, texts: MacroSet) -> str:
    names = (article.name for article in texts.articles)
    return reference(section, key, names, "article of this department")


_Kind = Callable[[Section, str, MacroSet], Macro]
_KINDS: dict[str, _Kind] = {
    "business object": _business_object,
    "combination": _combination,
    "article": _article_macro,
    "usage link": _usage_link,
}


def _kind(section: Section) -> _Kind | None:
    kind = section.text("kind")
    if kind.strip() and kind not in _KINDS:
        hint = nearest(kind, tuple(_KINDS)) or f"; it must be one of {', '.join(_KINDS)}"
        section.fault("kind", f"'{kind}' is no kind of macro{hint}")
    return _KINDS.get(kind)
