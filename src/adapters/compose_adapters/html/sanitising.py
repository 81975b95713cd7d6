"""HTML of mails, made safe to show in a browser."""

from html import escape

import nh3

from compose_adapters.html.prediction import is_beyond_reason, without_tags

SCHEMES = frozenset({"http", "https", "mailto"})
DROPPED_WITH_CONTENT = frozenset({"script", "style", "title", "noscript", "template", "textarea"})

_TAGS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup"
    " dd del dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li"
    " main mark nav ol p pre q s samp section small span strike strong sub sup table tbody td tfoot"
    " th thead time tr tt u ul var wbr".split()
)
# An image without its source shows its text and tells nobody that the mail was read.
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "bdo": {"dir"},
    "img": {"alt"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)


def sanitise(html: str) -> str:
    """Take out of HTML what acts, loads or disguises; every tag in the result is closed.

    No script, style, form or frame is left, no link but to http, https or mailto, and nothing that
    a browser would fetch by itself. What nests beyond reason loses all its tags.

    Args:
        html: a page or a piece of one, of any origin.
    """
    whole = html.encode("utf-8", "replace").decode()
    if is_beyond_reason(whole):
        return escape(without_tags(whole))
    return _cleaner.clean(whole)


class SafeHtml:
    """The port `HtmlSanitiser`, by nh3."""

    def sanitise(self, html: str) -> str:
        """Clean the HTML as `sanitise` does."""
        return sanitise(html)
