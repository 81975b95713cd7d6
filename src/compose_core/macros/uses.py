"""Which articles and usage links a message uses (P4, P5)."""

from collections.abc import Iterator

import attrs

from compose_core.macros.compiled import CompiledPart
from compose_core.macros.library import NOTHING_MISSING, Library
from compose_core.macros.limits import DEFAULT_LIMITS, Limits
from compose_core.macros.template import Templates
from compose_core.model.macro import Article, UsageLink


@attrs.frozen
class Uses:
    """What P4 and P5 are judged on, in the order of first use.

    Args:
        articles: that article macros reach, also inside combinations and articles.
        usage_links: that usage-link macros reach, likewise.
    """

    articles: tuple[Article, ...] = ()
    usage_links: tuple[UsageLink, ...] = ()


def uses(templates: Templates, library: Library, limits: Limits = DEFAULT_LIMITS) -> Uses:
    """The articles and usage links that the templates use.

    An exception article needs no permission, and nor does what stands inside it: the
    administrator chose all of that, and a permission must not depend on a customer's data.
    """
    plans = tuple(_plans(templates, library, limits))
    articles = dict.fromkeys(article for plan in plans for article in plan.articles)
    links = dict.fromkeys(link for plan in plans for link in plan.links)
    return Uses(tuple(articles), tuple(links))


def _plans(templates: Templates, library: Library, limits: Limits) -> Iterator[CompiledPart]:
    for template in (templates.subject, templates.text, templates.html):
        if template is not None:
            yield library.plan(template, NOTHING_MISSING, limits)
