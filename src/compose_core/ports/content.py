"""Looking into what is sent."""

from typing import Protocol

from compose_core.facts import Scan
from compose_core.model.attachment import Attachment


class Scanner(Protocol):
    """Looks into an attachment's content (S7)."""

    def scan(self, attachment: Attachment) -> Scan:
        """What the content begins as, and the malware in it."""
        ...


class TextFromHtml(Protocol):
    """Makes a readable text of HTML (M9)."""

    def text_from(self, html: str) -> str:
        """The text that a reader of the page would read, line breaks as LF."""
        ...


class HtmlSanitiser(Protocol):
    """Makes HTML safe to show in a browser."""

    def sanitise(self, html: str) -> str:
        """The HTML without scripts, styles, forms, frames, and links that are not for people."""
        ...
