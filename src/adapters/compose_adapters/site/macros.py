"""The macros of a department with their articles and links (M4), and their faults (M6)."""

import re
from collections.abc import Iterator

import attrs

from compose_adapters.site.faults import FaultList
from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.section import Section, UniqueNames, absent, nearest, reference
from compose_core.macros import (
    ATTRIBUTES,
    Library,
    Part,
    Templates,
    check,
    find_site_errors,
    find_site_warnings,
)
from compose_core.model.custom_attribute import CustomAttribute
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
from compose_core.model.settings import Notification
from compose_core.model.site import Site

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_KINDS = BUSINESS_OBJECT, COMBINATION, ARTICLE, USAGE_LINK = (
    "business object",
    "combination",
    "article",
    "usage link",
)
_LINK = re.compile(r"(?:https?://[^\s/?#]|mailto:)\S+", re.IGNORECASE)
_CUSTOM = re.compile(r"(activity|customer)\.custom\.(.+)", re.DOTALL)
_PARAMETER = re.compile(r"\{([^{}]*)\}")


def macros_of(department: Section, folders: tuple[str, ...]) -> MacroSet:
    """Read the macros of a department, with the articles and links that they name."""
    articles = tuple(_articles(department, folders))
    links = tuple(_usage_links(department))
    return MacroSet(tuple(_macros(department, MacroSet((), articles, links))), articles, links)


def _macros(department: Section, texts: MacroSet) -> Iterator[Macro]:
    unique = UniqueNames("a macro of this department")
    for section in department.tables("macros"):
        name = unique.check(section, "name", _macro_name(section))
        kind = section.text("kind")
        if kind in _KINDS:
            yield _macro(section, kind, name, texts)
            section.close()
            continue
        if kind.strip():
            hint = nearest(kind, _KINDS) or f"; it must be one of {', '.join(_KINDS)}"
            section.fault("kind", f"'{kind}' is no kind of macro{hint}")
        # It keeps its place, so that the paths of those after it are right.
        yield CombinationMacro(name, "")


def _macro_name(section: Section) -> str:
    name = section.text("name")
    if name.strip() and not _NAME.fullmatch(name):
        section.fault(
            "name", f"'{name}' is no macro name; use letters a to z, digits and _, no digit first"
        )
    return name


def _macro(section: Section, kind: str, name: str, texts: MacroSet) -> Macro:
    if kind == BUSINESS_OBJECT:
        has_article = section.has("exception_article")
        article = _article(section, "exception_article", texts) if has_article else None
        return BusinessObjectMacro(
            name, section.text("attribute"), section.optional_text("default"), article
        )
    if kind == COMBINATION:
        return CombinationMacro(name, section.text("content"))
    if kind == ARTICLE:
        return ArticleMacro(name, _article(section, "article", texts))
    links = (link.name for link in texts.usage_links)
    link = reference(section, "usage_link", links, "usage link of this department")
    return UsageLinkMacro(name, link)


def _article(section: Section, key: str, texts: MacroSet) -> str:
    names = (article.name for article in texts.articles)
    return reference(section, key, names, "article of this department")


def _articles(department: Section, folders: tuple[str, ...]) -> Iterator[Article]:
    unique = UniqueNames("an article of this department")
    for section in department.tables("articles"):
        article = Article(
            name=unique.name(section),
            folder=reference(section, "folder", folders, "folder of this department"),
            html=section.optional_text("html"),
            text=section.optional_text("text"),
        )
        if article.html is None and article.text is None:
            section.fault("html", "is missing, and so is text; give at least one of the two")
        yield article
        section.close()


def _usage_links(department: Section) -> Iterator[UsageLink]:
    unique = UniqueNames("a usage link of this department")
    for section in department.tables("usage_links"):
        link = UsageLink(unique.name(section), section.text("label"), section.text("url"))
        if link.url.strip() and not _LINK.fullmatch(link.url):
            section.fault(
                "url",
                "must be an http, https or mailto address without blanks, "
                "as https://shop.example.com/orders/{case.id}",
            )
        yield link
        section.close()


def check_macros(site: Site, faults: FaultList, warnings: FaultList) -> None:
    """Note faults that every message would have, and warn of those that some messages have.

    A path that has a fault already gets no second one.
    """
    for index, each in enumerate(site.departments):
        place = item_of("departments", index)
        checked = _MacroCheck(Library(each.department.macros), place, site.custom_attributes)
        found = [*checked.attributes(), *checked.faults()]
        if each.settings.secure_message_center and each.settings.secure_message_center.notification:
            found += checked.notification(each.settings.secure_message_center.notification)
        for path, message in found:
            if not faults.has_within(path):
                faults.add(path, message)
        for path, message in checked.warnings():
            warnings.add(path, message)


@attrs.frozen
class _MacroCheck:
    """The check of a department's macros; each fault or warning has its path."""

    library: Library
    place: str
    configured: tuple[CustomAttribute, ...]

    @property
    def macros(self) -> MacroSet:
        return self.library.macros

    def faults(self) -> Iterator[tuple[str, str]]:
        for each in find_site_errors(self.library):
            yield self._definition(each.where, each.index), each.message

    def warnings(self) -> Iterator[tuple[str, str]]:
        for each in find_site_warnings(self.library):
            yield self._definition(each.where, each.index), each.message

    def attributes(self) -> Iterator[tuple[str, str]]:
        for index, macro in enumerate(self.macros.macros):
            if isinstance(macro, BusinessObjectMacro) and macro.attribute.strip():
                path = child_of(self._definition("macros", index), "attribute")
                yield from ((path, message) for message in self._unknown(macro.attribute))
        for index, link in enumerate(self.macros.usage_links):
            path = child_of(self._definition("usage_links", index), "url")
            for attribute in _PARAMETER.findall(link.url):
                yield from ((path, message) for message in self._unknown(attribute))

    def notification(self, notification: Notification) -> Iterator[tuple[str, str]]:
        path = child_of(child_of(self.place, "secure_message_center"), "notification")
        parts = Templates.compile(subject=notification.subject, text=notification.text)
        for fault in check(parts, self.library):
            key = "subject" if fault.part is Part.SUBJECT else "text"
            yield child_of(path, key), fault.message

    def _definition(self, where: str, index: int) -> str:
        return item_of(child_of(self.place, where), index)

    def _unknown(self, attribute: str) -> Iterator[str]:
        custom = _CUSTOM.fullmatch(attribute)
        if custom:
            names = tuple(each.name for each in self.configured if each.of.value == custom[1])
            if custom[2] not in names:
                yield absent(custom[2], names, f"custom attribute of {custom[1]}")
        elif self.library.attribute(attribute) is None:
            known = tuple(each.path for each in ATTRIBUTES)
            yield absent(attribute, known, "attribute")
