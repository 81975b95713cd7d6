"""What a send would come to, as it is told (A7)."""

import attrs

from compose_adapters.wire.answer_scalars import ADDRESS, CHOICE, FLAG, NUMBER, array
from compose_adapters.wire.error_shape import DETAIL, Detail, Tell
from compose_adapters.wire.scalars import TEXT
from compose_adapters.wire.shapes import Field, Object
from compose_core.compose import Preview, Sizes
from compose_core.macros import SourceMapping
from compose_core.model.activity import Recipient
from compose_core.model.personal import hide_texts


@attrs.frozen(kw_only=True, field_transformer=hide_texts())
class PreviewDocument:
    """A preview, as it is told.

    Args:
        sendable: whether nothing stands against it.
        secure: whether the message would be kept and notified of.
        subject: expanded, as are text and HTML; ``None`` where there is none.
        text: the text.
        html: exactly as it would be mailed.
        safe_html: the HTML without what a browser would run or load.
        denials: what the user lacks.
        findings: what the facts have against it.
        recipients: everyone whom it would go to.
        sizes: of body and letter.
        macros: where each landed.
    """

    sendable: bool
    secure: bool
    subject: str | None
    text: str | None
    html: str | None
    safe_html: str | None
    denials: tuple[Detail, ...]
    findings: tuple[Detail, ...]
    recipients: tuple[Recipient, ...]
    sizes: Sizes | None
    macros: tuple[SourceMapping, ...]


def preview_document(preview: Preview, safe_html: str | None, tell: Tell) -> PreviewDocument:
    """A preview, as it is told.

    Args:
        preview: what a send would come to.
        safe_html: its HTML, sanitised; ``None`` where it has none.
        tell: puts a finding into the caller's language.
    """
    return PreviewDocument(
        sendable=preview.prepared is not None,
        secure=preview.secure,
        subject=preview.subject,
        text=preview.text,
        html=preview.html,
        safe_html=safe_html,
        denials=tuple(Detail(each.path, tell(each), each.name) for each in preview.denials),
        findings=tuple(Detail(each.path, tell(each), each.name) for each in preview.findings),
        recipients=preview.recipients,
        sizes=preview.sizes,
        macros=preview.landings,
    )


_RECIPIENT = Object(
    Recipient, (Field("address", ADDRESS, "address"), Field("list", CHOICE, "visibility"))
)
_SIZES = Object(
    Sizes,
    (Field("bodyOctets", NUMBER, "body_octets"), Field("emailOctets", NUMBER, "email_octets")),
)
_LANDING = Object(
    SourceMapping,
    (
        Field("part", CHOICE, "part"),
        Field("offset", NUMBER, "offset"),
        Field("name", TEXT, "name"),
        Field("start", NUMBER, "start"),
        Field("end", NUMBER, "end"),
    ),
)

PREVIEW = Object(
    PreviewDocument,
    (
        Field("sendable", FLAG, "sendable"),
        Field("secure", FLAG, "secure"),
        Field("subject", TEXT, "subject"),
        Field("text", TEXT, "text"),
        Field("html", TEXT, "html"),
        Field("safeHtml", TEXT, "safe_html"),
        Field("denials", array("denial", DETAIL), "denials"),
        Field("findings", array("finding", DETAIL), "findings"),
        Field("recipients", array("recipient", _RECIPIENT), "recipients"),
        Field("sizes", _SIZES, "sizes"),
        Field("macros", array("macro", _LANDING), "macros"),
    ),
)
