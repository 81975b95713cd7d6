"""Findings about a department's macros before a message uses them (M4, M6), for `site check`."""

from collections.abc import Iterator

import attrs

from compose_core.macros.contexts import FORBIDDEN
from compose_core.macros.library import (
    ArticleEntry,
    ArticleForms,
    CombinationEntry,
    Entry,
    IncompleteEntry,
    Library,
    ValueEntry,
    has_safe_scheme,
    unknown_parameters,
)
from compose_core.macros.syntax import is_name
from compose_core.macros.template import Template


@attrs.frozen
class SiteFinding:
    """A finding about a department's macros, for the administrator.

    Args:
        where: ``macros``, ``articles`` or ``usage_links``.
        index: of the definition there, from 0.
        name: of the definition.
        message: an English sentence.
    """

    where: str
    index: int
    name: str
    message: str


def find_site_errors(library: Library) -> tuple[SiteFinding, ...]:
    """Find what is wrong in every message: redefinitions, and names of things that do not exist."""
    return (*_macro_errors(library), *_link_errors(library))


def find_site_warnings(library: Library) -> tuple[SiteFinding, ...]:
    """Find what makes some messages fail: cycles, undefined names, HTML that fits nowhere."""
    return (*_macro_warnings(library), *_article_warnings(library))


def find_cycles(library: Library) -> tuple[tuple[str, ...], ...]:
    """Find macros that contain themselves, each as the names from one to itself again (M6).

    Of macros that contain each other in several ways, at least one cycle is found.
    """
    seen: set[str] = set()
    found: list[tuple[str, ...]] = []
    for name in library.entries:
        if name not in seen:
            found += _cycles_from(name, library, seen)
    return tuple(found)


def _cycles_from(start: str, library: Library, seen: set[str]) -> Iterator[tuple[str, ...]]:
    seen.add(start)
    path = [start]
    ways = [_contained(library.entries[start], library)]
    while ways:
        name = next(ways[-1], None)
        if name is None:
            ways.pop()
            path.pop()
        elif name in path:
            yield (*path[path.index(name) :], name)
        elif name not in seen:
            seen.add(name)
            path.append(name)
            ways.append(_contained(library.entries[name], library))


def _contained(entry: Entry, library: Library) -> Iterator[str]:
    """Find the defined macros in what a macro stands for, each once."""
    references = (each for template in _templates(entry) for each in template.references)
    return iter(dict.fromkeys(each.name for each in references if each.name in library.entries))


def _templates(entry: Entry) -> tuple[Template, ...]:
    match entry:
        case CombinationEntry():
            return (entry.template,)
        case ArticleEntry():
            return (entry.forms.html, entry.forms.text)
        case ValueEntry(exception=ArticleForms() as forms):
            return (forms.html, forms.text)
        case _:
            return ()


def _macro_errors(library: Library) -> Iterator[SiteFinding]:
    for index, macro in enumerate(library.macros.macros):
        entry = library.entries.get(macro.name)
        if not is_name(macro.name):
            message = "is no macro's name: a letter or _, then letters, digits and _."
        elif library.is_built_in(macro.name):
            message = "is a built-in macro, which cannot be redefined; choose another name."
        elif isinstance(entry, IncompleteEntry):
            message = f"is defined by '{entry.missing}', which does not exist or cannot be used."
        else:
            continue
        yield SiteFinding("macros", index, macro.name, f"'{macro.name}' {message}")


def _link_errors(library: Library) -> Iterator[SiteFinding]:
    for index, link in enumerate(library.macros.usage_links):
        for path in unknown_parameters(link.url, library.getter):
            message = f"The URL of '{link.name}' asks for '{{{path}}}', which is no attribute."
            yield SiteFinding("usage_links", index, link.name, message)
        if not has_safe_scheme(link.url):
            message = f"The URL of '{link.name}' must begin with http:, https: or mailto:."
            yield SiteFinding("usage_links", index, link.name, message)


def _macro_warnings(library: Library) -> Iterator[SiteFinding]:
    index_of = {macro.name: n for n, macro in reversed(list(enumerate(library.macros.macros)))}
    for cycle in find_cycles(library):
        message = f"'{cycle[0]}' contains itself: {' > '.join(cycle)}."
        yield SiteFinding("macros", index_of[cycle[0]], cycle[0], message)
    for index, macro in enumerate(library.macros.macros):
        entry = library.entries.get(macro.name)
        if isinstance(entry, CombinationEntry):
            for message in _warnings_of(entry.template, library):
                yield SiteFinding("macros", index, macro.name, f"In '{macro.name}' {message}")


def _article_warnings(library: Library) -> Iterator[SiteFinding]:
    for index, forms in enumerate(library.articles):
        name = forms.article.name
        for message in dict.fromkeys(_warnings_of_article(forms, library)):
            yield SiteFinding("articles", index, name, f"In '{name}' {message}")


def _warnings_of_article(forms: ArticleForms, library: Library) -> Iterator[str]:
    if not forms.html.closed:
        yield "the HTML ends inside a tag, comment or element whose end is missing."
    yield from _warnings_of(forms.html, library)
    yield from _warnings_of(forms.text, library)


def _warnings_of(template: Template, library: Library) -> Iterator[str]:
    for stray in template.strays:
        yield f"accents without a macro's name stand at offset {stray.offset}."
    for each in template.references:
        if each.name not in library.entries:
            yield f"no macro is named '{each.name}', as offset {each.offset} asks."
        elif each.context in FORBIDDEN:
            yield f"the macro '{each.name}' at offset {each.offset} stands where none can."
