"""The text of HTML, as a person would type it (M9)."""

import nh3

from compose_adapters.html.nesting import is_beyond_reason, without_tags
from compose_adapters.html.reader import Reader
from compose_adapters.html.sanitising import DROPPED_WITH_CONTENT, SCHEMES

_SHAPING = frozenset(
    "a address article aside blockquote br caption center dd div dl dt figcaption figure footer h1"
    " h2 h3 h4 h5 h6 header hr img li main nav ol p pre section span table tbody td tfoot th thead"
    " tr ul".split()
)
_ATTRIBUTES = {
    "*": {"hidden", "style"},
    "a": {"href"},
    "img": {"alt"},
    "li": {"value"},
    "ol": {"start"},
}
# What comes out of it is well-formed, so that the reader below meets no trap.
_cleaner = nh3.Cleaner(
    tags=_SHAPING,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    filter_style_properties={"display"},
    url_schemes=SCHEMES | {"tel"},
    url_relative="deny",
    link_rel=None,
)


def text_from_html(html: str) -> str:
    """The text that a reader of the page would read.

    Links show their target (``label <url>``), lists their bullets and numbers, tables their
    columns, quotations ``> ``; line breaks are LF, and there are no blank lines at the ends. What
    the page hides is not shown. What nests beyond reason is read without its structure.

    Args:
        html: a page or a piece of one, of any origin.
    """
    whole = html.encode("utf-8", "replace").decode()
    reader = Reader()
    if is_beyond_reason(whole):
        reader.handle_data(without_tags(whole))
    else:
        reader.feed(_cleaner.clean(whole))
    reader.close()
    return reader.text()


class ReadableText:
    """The port `TextFromHtml`, by nh3 and the standard library."""

    def text_from(self, html: str) -> str:
        """The text as `text_from_html` makes it."""
        return text_from_html(html)
