"""A secure message in its recipient's browser: one page that loads nothing and runs nothing.

The message's HTML comes sanitised; everything else is escaped here.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable
from html import escape

from compose_core.letter import clean_file_name
from compose_core.model.attachment import Attachment
from compose_core.secure import SecureMessage

UNAVAILABLE = "This message is not available, or no longer."
ATTACHMENTS = "Attachments"
OCTETS = "{size} octets"
TEXTS = (UNAVAILABLE, ATTACHMENTS, OCTETS)

_STYLE = (
    "body{margin:2rem auto;max-width:48rem;padding:0 1rem;font:1rem/1.5 sans-serif;"
    "color:#1a1a1a;background:#fff;overflow-wrap:anywhere}"
    "main{margin:1.5rem 0}.text{white-space:pre-wrap}li{margin:.25rem 0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

Translated = Callable[[str], str]


def message_page(
    message: SecureMessage, language: str, translated: Translated, links: Iterable[str]
) -> str:
    """The page of a message.

    Args:
        message: its HTML sanitised.
        language: of the words around it.
        translated: tells a sentence in that language.
        links: where each attachment can be had, in their order.
    """
    return _page(
        language,
        message.subject,
        f"<h1>{escape(message.subject)}</h1>\n<main>{_body(message)}</main>\n"
        + _files(message.attachments, translated, links),
    )


def unavailable_page(language: str, translated: Translated) -> str:
    """The page where there is no message: the same, whyever there is none."""
    told = translated(UNAVAILABLE)
    return _page(language, told, f"<main><p>{escape(told)}</p></main>")


def _page(language: str, title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{content}\n</body>\n</html>\n"
    )


def _body(message: SecureMessage) -> str:
    if message.html is not None:
        return message.html
    return f'<div class="text">{escape(message.text or "")}</div>'


def _files(files: tuple[Attachment, ...], translated: Translated, links: Iterable[str]) -> str:
    if not files:
        return ""
    items = "\n".join(
        f'<li><a href="{escape(link)}" download>{escape(clean_file_name(each.file_name))}</a>'
        f" ({escape(translated(OCTETS).format(size=each.content.size))})</li>"
        for each, link in zip(files, links, strict=True)
    )
    return f"<h2>{escape(translated(ATTACHMENTS))}</h2>\n<ul>\n{items}\n</ul>\n"
