"""What each name of a library stands for, ready to be expanded."""

from collections.abc import Callable
from functools import cached_property

import attrs

from compose_core.macros.attributes import Get
from compose_core.macros.derived import html_of, text_of
from compose_core.macros.part import Part
from compose_core.macros.template import Template
from compose_core.model.macro import Article, UsageLink
from compose_core.model.personal import hide_texts


class ArticleForms:
    """An article's two forms, each compiled when it is first asked for; one may be derived (M7)."""

    def __init__(self, article: Article, text_from_html: Callable[[str], str]) -> None:
        self.article = article
        self._text_from_html = text_from_html

    @cached_property
    def html(self) -> Template:
        """The article as HTML that stands inside other HTML."""
        if self.article.html is None:
            return html_of(self.article.text or "")
        return Template.compile(self.article.html, Part.HTML, nested=True)

    @cached_property
    def text(self) -> Template:
        """The article as text."""
        if self.article.text is None:
            return text_of(self.html, self._text_from_html)
        return Template.compile(self.article.text, Part.TEXT)


@attrs.frozen(eq=False, field_transformer=hide_texts("name", "path"))
class ValueEntry:
    """Shows a value that is read when the mail is made.

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
    """Stands for a text with macros in it."""

    name: str
    template: Template


@attrs.frozen(eq=False)
class ArticleEntry:
    """Stands for an article."""

    name: str
    forms: ArticleForms


@attrs.frozen(eq=False)
class LinkEntry:
    """Stands for a usage link.

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
    """Stands for nothing: its definition names what does not exist."""

    name: str
    missing: str


Entry = ValueEntry | CombinationEntry | ArticleEntry | LinkEntry | IncompleteEntry
