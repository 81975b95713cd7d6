"""Two readers of mail that are not ours: the standard library's and the Rust crate mailparse's."""

from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses

import attrs
from fast_mail_parser import PyAddress, parse_email


@attrs.frozen
class Read:
    """What a reader makes of a mail."""

    subject: str
    sender: tuple[tuple[str, str], ...]
    reply_to: tuple[tuple[str, str], ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    text: str | None
    html: str | None
    files: tuple[tuple[str, str, bytes], ...]
    headers: frozenset[str]


Reader = Callable[[bytes], Read]


def read_by_the_standard_library(octets: bytes) -> Read:
    message = message_from_bytes(octets, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not [each for part in message.walk() for each in part.defects]
    assert not [each for header in message.values() for each in header.defects]
    return Read(
        subject=str(message["Subject"]),
        sender=_boxes(message, "From"),
        reply_to=_boxes(message, "Reply-To"),
        to=tuple(address for _, address in _boxes(message, "To")),
        cc=tuple(address for _, address in _boxes(message, "Cc")),
        bcc=tuple(address for _, address in _boxes(message, "Bcc")),
        text=_text(message, "plain"),
        html=_text(message, "html"),
        files=tuple(map(_file, message.iter_attachments())),
        headers=frozenset(each.lower() for each in message),
    )


def _boxes(message: EmailMessage, name: str) -> tuple[tuple[str, str], ...]:
    header = message[name]
    if header is None:
        return ()
    assert isinstance(header, AddressHeader)
    boxes = getaddresses([raw for each, raw in message.raw_items() if each == name])
    assert [each.addr_spec for each in header.addresses] == [address for _, address in boxes]
    # Python's newer decoder sets a space between two encoded words of a name; the older does not.
    return tuple((_decoded(shown), address) for shown, address in boxes)


def _decoded(name: str) -> str:
    return str(make_header(decode_header(name))).strip()


def _text(message: EmailMessage, subtype: str) -> str | None:
    for part in message.walk():
        if part.get_content_type() == f"text/{subtype}" and not part.is_attachment():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return _lines(payload.decode(part.get_content_charset("")))
    return None


def _file(part: EmailMessage) -> tuple[str, str, bytes]:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return part.get_filename("?").strip(), part.get_content_type(), payload


def read_by_rust(octets: bytes) -> Read:
    mail = parse_email(octets, strict=True)
    return Read(
        subject=mail.subject,
        sender=(_box(mail.from_),) if mail.from_ else (),
        reply_to=tuple(map(_box, mail.reply_to)),
        to=tuple(each.address for each in mail.to),
        cc=tuple(each.address for each in mail.cc),
        bcc=tuple(each.address for each in mail.bcc),
        text=_lines(mail.text_plain[0]) if mail.text_plain else None,
        html=_lines(mail.text_html[0]) if mail.text_html else None,
        files=tuple(
            (each.filename.strip(), each.mimetype, each.content) for each in mail.attachments
        ),
        headers=frozenset(each.lower() for each in mail.headers),
    )


def _box(address: PyAddress) -> tuple[str, str]:
    return (address.display_name or "").strip(), address.address


def _lines(text: str) -> str:
    # The Rust reader takes U+FEFF at the start for a mark of the encoding, which says nothing.
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


READERS: tuple[Reader, ...] = (read_by_the_standard_library, read_by_rust)
