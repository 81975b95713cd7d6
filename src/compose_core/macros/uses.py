"""Which articles and usage links a message uses."""

import attrs

from compose_core.macros.library import Library
from compose_core.macros.template import Templates
from compose_core.model.macro import Article, UsageLink


@attrs.frozen
class Uses:
    """What P4 and P5 are judged on, in the order of first use."""

    articles: tuple[Article, ...] = ()
    usage_links: tuple[UsageLink, ...] = ()


def uses(templates: Templates, library: Library) -> Uses:
    """The articles and usage links that the templates use."""
    raise NotImplementedError
