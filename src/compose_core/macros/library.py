"""The macros of a department, each with what its name stands for."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import islice
from types import MappingProxyType

import attrs

from compose_core.macros.attributes import (
    ATTRIBUTES,
    GRAVE_ACCENTS,
    Attribute,
    Get,
    MacroFacts,
    custom_attribute,
)
from compose_core.macros.contexts import MADE, decoded, scheme_of
from compose_core.macros.encoding import as_component, as_url, is_unfit
from compose_core.macros.syntax import Part, is_name
from compose_core.macros.template import Template, derive_html, derive_text, text_between_tags
from compose_core.model.macro import (
    Article,
    ArticleMacro,
    BusinessObjectMacro,
    CombinationMacro,
    Macro,
    MacroSet,
    UsageLink,
    UsageLinkMacro,
)
from compose_core.model.personal import hide_texts

# A name is compared with no more than so many names, none longer, of about its length.
_MOST_COMPARED = 500
_LONGEST_COMPARED = 64
_LENGTHS_APART = 3
_CLOSE = 0.75
_MOST_NEAREST = 256

_PARAMETER = re.compile(r"\{([^{}]*)\}")

Resolve = Callable[[str], Get | None]


class ArticleForms:
    """An article's two forms, each compiled when it is first asked for; one may be derived (M7)."""

    def __init__(self, article: Article, text_from_html: Callable[[str], str]) -> None:
        self.article = article
        self._text_from_html = text_from_html

    @cached_property
    def html(self) -> Template:
        """The article as HTML that stands inside other HTML."""
        if self.article.html is None:
            return derive_html(self.article.text or "")
        return Template.compile(self.article.html, Part.HTML, nested=True)

    @cached_property
    def text(self) -> Template:
        """The article as text."""
        if self.article.text is None:
            return derive_text(self.html, self._text_from_html)
        return Template.compile(self.article.text, Part.TEXT)


@attrs.frozen(eq=False, field_transformer=hide_texts("name", "path"))
class ValueEntry:
    """A macro that shows a value, read when the mail is made.

    Args:
        name: of the macro.
        path: of its attribute; empty where it shows none.
        get: reads the value.
        default: stands for an empty value; ``None`` for none.
        exception: stands for a value that cannot be had; ``None`` for none.
    """

    name: str
    path: str
    get: Get
    default: str | None = None
    exception: ArticleForms | None = None


@attrs.frozen(eq=False)
class CombinationEntry:
    """A macro that stands for a text with macros in it."""

    name: str
    template: Template


@attrs.frozen(eq=False)
class ArticleEntry:
    """A macro that stands for an article."""

    name: str
    forms: ArticleForms


@attrs.frozen(eq=False)
class LinkEntry:
    """A macro that stands for a usage link.

    Args:
        name: of the macro.
        link: as the site defines it.
        url: reads the URL; its parameters are percent-encoded.
    """

    name: str
    link: UsageLink
    url: ValueEntry


@attrs.frozen(eq=False)
class IncompleteEntry:
    """A macro that stands for nothing: its definition names a thing that does not exist."""

    name: str
    missing: str


Entry = ValueEntry | CombinationEntry | ArticleEntry | LinkEntry | IncompleteEntry


class Library:
    """All macros that a department's messages can name; immutable, to be kept and shared.

    Compiling is put off until a macro is used, and done once. A built-in macro cannot be
    redefined (M4); of two macros with one name the first counts. `compose_core.macros.site_checks`
    reports both.

    Args:
        macros: the department's.
        attributes: all that macros can show. Each whose path makes a name is a built-in macro too.
        text_from_html: derives the text of an article that has only HTML (M7); the port
            `TextFromHtml` of a service.
    """

    def __init__(
        self,
        macros: MacroSet,
        attributes: Iterable[Attribute] = ATTRIBUTES,
        text_from_html: Callable[[str], str] = text_between_tags,
    ) -> None:
        self.macros = macros
        self.attributes = MappingProxyType({each.path: each for each in attributes})
        self._articles = {
            each.name: ArticleForms(each, text_from_html) for each in reversed(macros.articles)
        }
        self._links = {each.name: each for each in reversed(macros.usage_links)}
        own = {macro.name: self._entry(macro) for macro in reversed(macros.macros)}
        self.entries = MappingProxyType(own | dict(self._built_in()))
        self.nearest = lru_cache(_MOST_NEAREST)(partial(_find_nearest, defined=self.entries))

    @property
    def articles(self) -> tuple[ArticleForms, ...]:
        """The department's articles."""
        return tuple(reversed(self._articles.values()))

    def is_built_in(self, name: str) -> bool:
        """Whether a name is one that no site may define."""
        return name in dict(self._built_in())

    def attribute(self, path: str) -> Attribute | None:
        """Find the attribute of a path, one that the site adds among them."""
        return self.attributes.get(path) or custom_attribute(path)

    def _built_in(self) -> Iterator[tuple[str, Entry]]:
        for attribute in self.attributes.values():
            if is_name(name := attribute.macro_name):
                yield name, ValueEntry(name, attribute.path, attribute.get)
        yield GRAVE_ACCENTS, ValueEntry(GRAVE_ACCENTS, "", _two_accents)

    def getter(self, path: str) -> Get | None:
        """Find the function that reads the attribute of a path."""
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


def unknown_parameters(url: str, resolve: Resolve) -> tuple[str, ...]:
    """Find the parameters of a link's URL that no attribute has."""
    return tuple(path for path in _PARAMETER.findall(url) if resolve(path) is None)


def has_safe_scheme(url: str) -> bool:
    """Whether a link's URL begins, before any parameter, as http, https or mailto."""
    return scheme_of(decoded(url.partition("{")[0])) in MADE


def url_reader(url: str, resolve: Resolve) -> Get:
    """Make the function that reads a link's URL: ``None`` where a parameter cannot be had or sent.

    Args:
        url: its parameters are known (`unknown_parameters`).
        resolve: gives the attribute of a path.
    """
    literals = [as_url(each) for each in _PARAMETER.split(url)[::2]]
    getters = [get for path in _PARAMETER.findall(url) if (get := resolve(path))]

    def read(facts: MacroFacts) -> str | None:
        values = [get(facts) for get in getters]
        fit = [value for value in values if value is not None and not is_unfit(value)]
        return _weave(literals, fit) if len(fit) == len(values) else None

    return read


def _weave(literals: Iterable[str], values: Iterable[str]) -> str:
    parts = zip(literals, (*map(as_component, values), ""), strict=True)
    return "".join(literal + value for literal, value in parts)


def _find_nearest(name: str, defined: Iterable[str]) -> str | None:
    """Find the defined name nearest to another; ``None`` if none is near."""
    if len(name) > _LONGEST_COMPARED:
        return None
    near = (each for each in defined if abs(len(each) - len(name)) <= _LENGTHS_APART)
    by_letters = {each.lower(): each for each in islice(near, _MOST_COMPARED)}
    found = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=_CLOSE)
    return by_letters[found[0]] if found else None
