"""Macros as a department defines them, and what they show (M4)."""

import attrs

from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts("name", "folder"))
class Article:
    """A text kept for reuse; a template itself.

    Args:
        name: unique in its department.
        folder: the folder that holds it; P4 asks for its permission.
        html: its HTML form.
        text: its text form. At least one of the two is there; the other is derived.
    """

    name: str
    folder: str
    html: str | None = None
    text: str | None = None


@attrs.frozen(field_transformer=hide_texts("name"))
class UsageLink:
    """A link whose use needs a permission (P5).

    Args:
        name: unique in its department.
        label: what the reader sees.
        url: with parameters as ``{attribute.path}``, percent-encoded when they are filled in.
    """

    name: str
    label: str
    url: str


@attrs.frozen(field_transformer=hide_texts("name", "attribute", "exception_article"))
class BusinessObjectMacro:
    """Shows one attribute of a business object.

    Args:
        name: without the accents.
        attribute: the path of an attribute, such as ``contact_person.first_name``.
        default: stands where the attribute is empty.
        exception_article: the name of the article that stands where it cannot be had.
    """

    name: str
    attribute: str
    default: str | None = None
    exception_article: str | None = None


@attrs.frozen(field_transformer=hide_texts("name"))
class CombinationMacro:
    """Stands for a text with macros in it."""

    name: str
    content: str


@attrs.frozen
class ArticleMacro:
    """Stands for an article, by the article's name."""

    name: str
    article: str


@attrs.frozen
class UsageLinkMacro:
    """Stands for a usage link, by the link's name."""

    name: str
    usage_link: str


Macro = BusinessObjectMacro | CombinationMacro | ArticleMacro | UsageLinkMacro


@attrs.frozen
class MacroSet:
    """All that a department's macros are made of, by name."""

    macros: tuple[Macro, ...] = ()
    articles: tuple[Article, ...] = ()
    usage_links: tuple[UsageLink, ...] = ()
