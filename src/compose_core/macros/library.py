"""The macros of a department beside the built-in ones."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from types import MappingProxyType

from compose_core.macros.attributes import ATTRIBUTES, Attribute, Get
from compose_core.macros.compiled import CompiledPart
from compose_core.macros.custom import custom_attribute
from compose_core.macros.entries import (
    ArticleEntry,
    ArticleForms,
    CombinationEntry,
    Entry,
    IncompleteEntry,
    LinkEntry,
    ValueEntry,
)
from compose_core.macros.facts import MacroFacts
from compose_core.macros.limits import Limits
from compose_core.macros.links import has_safe_scheme, unknown_parameters, url_reader
from compose_core.macros.names import nearest
from compose_core.macros.part import Part
from compose_core.macros.planner import Compiler
from compose_core.macros.readable import plain_text_from_html
from compose_core.macros.syntax import is_name
from compose_core.macros.template import Template
from compose_core.model.macro import (
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    MacroSet,
    UsageLinkMacro,
)

GRAVE_ACCENTS = "grave_accents"
NOTHING_MISSING: frozenset[str] = frozenset()
_PLANS_KEPT = 256


class Library:
    """All macros that a department's messages can name; immutable, to be kept and shared.

    Compiling is put off until a macro is used, and done once. A built-in macro cannot be
    redefined (M4); of two macros with one name the first counts. `compose_core.macros.site_checks`
    tells both.

    Args:
        macros: the department's.
        attributes: all that macros can show. Each whose path makes a name is a built-in macro too.
        text_from_html: derives the text of an article that has only HTML (M7).
    """

    def __init__(
        self,
        macros: MacroSet,
        attributes: Iterable[Attribute] = ATTRIBUTES,
        text_from_html: Callable[[str], str] = plain_text_from_html,
    ) -> None:
        self.macros = macros
        self.attributes = MappingProxyType({each.path: each for each in attributes})
        self._articles = {
            each.name: ArticleForms(each, text_from_html) for each in reversed(macros.articles)
        }
        self._links = {each.name: each for each in reversed(macros.usage_links)}
        own = {macro.name: self._entry(macro) for macro in reversed(macros.macros)}
        self.entries = MappingProxyType(own | dict(self._built_in()))
        self.nearest = lru_cache(_PLANS_KEPT)(self._nearest)
        self._kept_plan = lru_cache(_PLANS_KEPT)(self._plan)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that can be used, in alphabetical order."""
        return tuple(sorted(self.entries))

    @property
    def articles(self) -> tuple[ArticleForms, ...]:
        """The department's articles."""
        return tuple(reversed(self._articles.values()))

    def is_built_in(self, name: str) -> bool:
        """Whether a name is one that no site may define."""
        return name in dict(self._built_in())

    def attribute(self, path: str) -> Attribute | None:
        """The attribute of a path, one that the site adds among them."""
        return self.attributes.get(path) or custom_attribute(path)

    def plan(self, template: Template, missing: frozenset[str], limits: Limits) -> CompiledPart:
        """How a part is expanded where the values of some macros cannot be had; kept in bounds."""
        if template.is_kept:
            return self._kept_plan(template, missing, limits)
        return self._plan(template, missing, limits)

    def _plan(self, template: Template, missing: frozenset[str], limits: Limits) -> CompiledPart:
        return Compiler(self.entries, self.nearest, missing, limits).plan(template)

    def _nearest(self, name: str) -> str | None:
        return nearest(name, self.entries)

    def _built_in(self) -> Iterator[tuple[str, Entry]]:
        for attribute in self.attributes.values():
            if is_name(name := attribute.macro_name):
                yield name, ValueEntry(name, attribute.path, attribute.get)
        yield GRAVE_ACCENTS, ValueEntry(GRAVE_ACCENTS, "", _two_accents)

    def getter(self, path: str) -> Get | None:
        """What reads the attribute of a path."""
        attribute = self.attribute(path)
        return attribute.get if attribute else None

    def _entry(self, macro: Macro) -> Entry:
        match macro:
            case BusinessObjectMacro():
                return self._value(macro)
            case CombinationMacro():
                return CombinationEntry(macro.name, Template.compile(macro.content, Part.TEXT))
            case ArticleMacro():
                forms = self._articles.get(macro.article)
                missing = IncompleteEntry(macro.name, macro.article)
                return ArticleEntry(macro.name, forms) if forms else missing
            case _:
                return self._link(macro)

    def _value(self, macro: BusinessObjectMacro) -> Entry:
        get = self.getter(macro.attribute)
        if get is None:
            return IncompleteEntry(macro.name, macro.attribute)
        name = macro.exception_article
        if name is not None and name not in self._articles:
            return IncompleteEntry(macro.name, name)
        exception = None if name is None else self._articles[name]
        return ValueEntry(macro.name, macro.attribute, get, macro.default, exception)

    def _link(self, macro: UsageLinkMacro) -> Entry:
        link = self._links.get(macro.usage_link)
        if link is None:
            return IncompleteEntry(macro.name, macro.usage_link)
        unknown = unknown_parameters(link.url, self.getter)
        if unknown or not has_safe_scheme(link.url):
            return IncompleteEntry(macro.name, unknown[0] if unknown else link.url)
        get = url_reader(link.url, self.getter)
        return LinkEntry(macro.name, link, ValueEntry(macro.name, "", get))


def _two_accents(facts: MacroFacts) -> str:  # noqa: ARG001 (every attribute is read from facts)
    return "``"
