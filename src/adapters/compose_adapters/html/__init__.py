"""HTML that is safe to show, and the text of HTML that is read without a browser."""

from compose_adapters.extras import require

require("html", "nh3")

from compose_adapters.html.reading import ReadableText, text_from_html
from compose_adapters.html.sanitising import SafeHtml, sanitise

__all__ = ["ReadableText", "SafeHtml", "sanitise", "text_from_html"]
