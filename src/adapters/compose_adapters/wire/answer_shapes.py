"""The elements of answers: errors, receipts, previews and options (SPEC 9)."""

from collections.abc import Callable, Iterable

import attrs

from compose_adapters.wire.scalars import ADDRESS, CHOICE, EXCEPTION, FLAG, ID, NUMBER, TEXT, array
from compose_adapters.wire.shapes import Field, Inline, Object
from compose_core.compose import CustomerValues, Limits, MacroOption, Options, Preview, Sizes
from compose_core.decision import DeliveryLine, Receipt
from compose_core.errors import Finding
from compose_core.macros import SourceMapping
from compose_core.model.activity import Recipient
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias
from compose_core.model.personal import hide_texts

Translate = Callable[[Finding], str]
"""Makes the sentence of a finding in the language of the caller."""


def in_english(finding: Finding) -> str:
    """Return the sentence of a finding in English."""
    return finding.message


@attrs.frozen(field_transformer=hide_texts("key", "name"))
class Detail:
    """A finding in an answer.

    Args:
        key: the path of its element; empty for the whole request.
        value: its sentence, in the caller's language.
        name: its stable name, which code matches on.
    """

    key: str
    value: str
    name: str


def _details(findings: Iterable[Finding], translate: Translate) -> tuple[Detail, ...]:
    return tuple(Detail(each.path, translate(each), each.name) for each in findings)


@attrs.frozen(field_transformer=hide_texts("code"))
class ErrorDocument:
    """An error in an answer.

    Args:
        code: such as ``400-152``.
        developer_message: in English.
        details: one for each finding; ``None`` for none.
        user_message: in the caller's language, where it was requested.
    """

    code: str
    developer_message: str
    details: tuple[Detail, ...] | None
    user_message: str | None


@attrs.frozen
class LoginErrorDocument:
    """An error of login or logout in an answer."""

    message: str


DETAIL = Object(
    Detail,
    (Field("key", TEXT, "key"), Field("value", TEXT, "value"), Field("name", TEXT, "name")),
)
ERROR = Object(
    ErrorDocument,
    (
        Field("code", TEXT, "code"),
        Field("developerMessage", TEXT, "developer_message"),
        Field("details", array("detail", DETAIL), "details"),
        Field("userMessage", TEXT, "user_message"),
    ),
)
LOGIN_ERROR = Object(LoginErrorDocument, (Field("message", TEXT, "message"),))


_CASE = Inline(
    (
        Field("id", ID, "case_id", is_attribute=True),
        Field("found", FLAG, "case_found"),
        Field("ofOtherCustomer", EXCEPTION, "case_of_other_customer"),
    )
)
_CUSTOMER = Inline(
    (Field("id", ID, "customer_id", is_attribute=True), Field("found", FLAG, "customer_found"))
)
_LINE = Object(DeliveryLine, (Field("address", TEXT, "address"), Field("state", CHOICE, "state")))

RECEIPT = Object(
    Receipt,
    (
        Field("id", ID, "activity_id", is_attribute=True),
        Field("case", _CASE),
        Field("customer", _CUSTOMER),
        Field("delivery", array("recipient", _LINE), "delivery"),
    ),
)


@attrs.frozen(kw_only=True, field_transformer=hide_texts())
class PreviewDocument(Preview):
    """A preview in an answer (A7).

    Args:
        safe_html: the HTML without what a browser would run or load.
        denial_details: the denials, each with its sentence.
        finding_details: the findings, each with its sentence.
    """

    safe_html: str | None
    denial_details: tuple[Detail, ...]
    finding_details: tuple[Detail, ...]

    @property
    def is_sendable(self) -> bool:
        """Whether it has neither denials nor findings."""
        return self.prepared is not None


def preview_document(
    preview: Preview, safe_html: str | None, translate: Translate
) -> PreviewDocument:
    """Make the answer of a preview; the arguments are those of `encode_preview`."""
    return PreviewDocument(
        **attrs.asdict(preview, recurse=False),
        safe_html=safe_html,
        denial_details=_details(preview.denials, translate),
        finding_details=_details(preview.findings, translate),
    )


_RECIPIENT = Object(
    Recipient, (Field("address", ADDRESS, "address"), Field("list", CHOICE, "visibility"))
)
_SIZES = Object(
    Sizes,
    (Field("bodyOctets", NUMBER, "body_octets"), Field("emailOctets", NUMBER, "email_octets")),
)
_MAPPING = Object(
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
        Field("sendable", FLAG, "is_sendable"),
        Field("secure", FLAG, "secure"),
        Field("subject", TEXT, "subject"),
        Field("text", TEXT, "text"),
        Field("html", TEXT, "html"),
        Field("safeHtml", TEXT, "safe_html"),
        Field("denials", array("denial", DETAIL), "denial_details"),
        Field("findings", array("finding", DETAIL), "finding_details"),
        Field("recipients", array("recipient", _RECIPIENT), "recipients"),
        Field("sizes", _SIZES, "sizes"),
        Field("macros", array("macro", _MAPPING), "landings"),
    ),
)


_ALIAS = Object(Alias, (Field("name", TEXT, "name"), Field("address", ADDRESS, "address")))
_MACRO = Object(
    MacroOption,
    (
        Field("name", TEXT, "name"),
        Field("kind", TEXT, "kind"),
        Field("sample", TEXT, "sample"),
        Field("allowed", FLAG, "allowed"),
        Field("inSubject", FLAG, "in_subject"),
    ),
)
_ATTRIBUTE = Object(
    CustomAttribute,
    (
        Field("of", CHOICE, "of"),
        Field("name", TEXT, "name"),
        Field("kind", CHOICE, "kind"),
        Field("values", array("value", TEXT), "values"),
    ),
)
_CUSTOMER_VALUES = Object(
    CustomerValues,
    (
        Field("groupTypes", array("groupType", TEXT), "group_types"),
        Field("contactPersonTypes", array("contactPersonType", TEXT), "contact_person_types"),
        Field("identificationTypes", array("identificationType", TEXT), "identification_types"),
        Field("regions", array("region", TEXT), "regions"),
        Field("levels", array("level", TEXT), "levels"),
        Field("industries", array("industry", TEXT), "industries"),
    ),
)
_LIMITS = Object(
    Limits,
    (
        Field("subjectCharacters", NUMBER, "subject_characters"),
        Field("bodyOctets", NUMBER, "body_octets"),
        Field("emailOctets", NUMBER, "email_octets"),
        Field("blockedFileTypes", array("fileType", TEXT), "blocked_file_types"),
        Field("leastPriority", NUMBER, "least_priority"),
        Field("mostPriority", NUMBER, "most_priority"),
        Field("copiesCharacters", NUMBER, "copies_characters"),
        Field("fileNameCharacters", NUMBER, "file_name_characters"),
        Field("attributeCharacters", NUMBER, "attribute_characters"),
    ),
)


@attrs.frozen(kw_only=True)
class OptionsDocument(Options):
    """The options in an answer.

    Args:
        denial_details: the denials, each with its sentence.
    """

    denial_details: tuple[Detail, ...]

    @property
    def may_send(self) -> bool:
        """Whether the user has all permissions that every request needs."""
        return not self.denials


def options_document(options: Options, translate: Translate) -> OptionsDocument:
    """Make the answer of options; the arguments are those of `encode_options`."""
    return OptionsDocument(
        **attrs.asdict(options, recurse=False), denial_details=_details(options.denials, translate)
    )


OPTIONS = Object(
    OptionsDocument,
    (
        Field("departments", array("department", TEXT), "departments"),
        Field("department", TEXT, "department"),
        Field("sendAllowed", FLAG, "may_send"),
        Field("denials", array("denial", DETAIL), "denial_details"),
        Field("secure", CHOICE, "secure"),
        Field("aliases", array("alias", _ALIAS), "aliases"),
        Field("fromRequired", FLAG, "sender_required"),
        Field("queueAllowed", FLAG, "may_choose_queue"),
        Field("queues", array("queue", TEXT), "queues"),
        Field("bccAllowed", FLAG, "may_send_bcc"),
        Field("defaultPriority", NUMBER, "default_priority"),
        Field("macros", array("macro", _MACRO), "macros"),
        Field("customAttributes", array("customAttribute", _ATTRIBUTE), "custom_attributes"),
        Field("customerValues", _CUSTOMER_VALUES, "customer_values"),
        Field("limits", _LIMITS, "limits"),
    ),
)
