"""A mail as its reader sees it, made from the octets that arrived."""

from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from compose_adapters.cli.output import shown
from compose_adapters.wiring.json_output import text_of_html

_HEADERS = ("From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "References")


def mail_in(file: Path) -> EmailMessage:
    """The mail that a file holds, as a foreign parser reads it."""
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def as_read(file: Path) -> Panel:
    """A mail with its headers, its text, its HTML as a page, and its attachments."""
    mail = mail_in(file)
    parts: list[RenderableType] = [_headers(mail)]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        if body is not None:
            parts += [Rule(f"text/{kind}", align="left"), Text(shown(_read(body, kind)))]
    files = [_file(each) for each in mail.iter_attachments()]
    if files:
        parts += [Rule("attachments", align="left"), Text("\n".join(files))]
    return Panel(Group(*parts), title=str(file), title_align="left")


def _headers(mail: EmailMessage) -> Text:
    width = max(map(len, _HEADERS))
    lines = (
        f"{name:>{width}}: {shown(str(mail[name]))}" for name in _HEADERS if mail[name] is not None
    )
    return Text("\n".join(lines))


def _read(body: MIMEPart, kind: str) -> str:
    content = str(body.get_content()).replace("\r\n", "\n")
    return (text_of_html(content) if kind == "html" else content).strip("\n")


def _file(part: MIMEPart) -> str:
    octets = part.get_payload(decode=True)
    size = len(octets) if isinstance(octets, bytes) else 0
    return shown(f"{part.get_filename()} ({part.get_content_type()}, {size:,} octets)")
