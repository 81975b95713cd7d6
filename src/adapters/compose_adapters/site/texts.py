"""What a department keeps for reuse: articles in folders, and usage links (M4)."""

import re
from collections.abc import Iterator

from compose_adapters.site.references import reference
from compose_adapters.site.section import Section
from compose_adapters.site.unique_names import UniqueNames
from compose_core.model.macro import Article, UsageLink

_LINK = re.compile(r"(?:https?://[^\s/?#]|mailto:)\S+", re.IGNORECASE)


def articles_of(department: Section, folders: tuple[str, ...]) -> Iterator[Article]:
    """The articles; each has a folder of the department, and HTML, text or both."""
    once = UniqueNames("an article of this department")
    for section in department.tables("articles"):
        article = Article(
            name=once.name(section),
            folder=reference(section, "folder", folders, "folder of this department"),
            html=section.optional_text("html"),
            text=section.optional_text("text"),
        )
        if article.html is None and article.text is None:
            section.fault("html", "is missing, and so is text; give at least one of the two")
        yield article
        section.close()


def usage_links_of(department: Section) -> Iterator[UsageLink]:
    """The usage links; each leads to an http, https or mailto address."""
    once = UniqueNames("a usage link of this department")
    for section in department.tables("usage_links"):
        link = UsageLink(once.name(section), section.text("label"), section.text("url"))
        if link.url.strip() and not _LINK.fullmatch(link.url):
            section.fault(
                "url",
                "must be an http, https or mailto address without blanks, "
                "as https://shop.example.com/orders/{case.id}",
            )
        yield link
        section.close()
