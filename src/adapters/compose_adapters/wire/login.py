"""The body of a login: a user's name and password (SPEC 9)."""

import attrs

from compose_adapters.wire import media
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.scalars import SECRET, TEXT
from compose_adapters.wire.shapes import Field, Object
from compose_adapters.wire.structure import Structured, structure
from compose_core.errors import Finding, Rejected, in_document_order
from compose_core.errors.catalogue.body import ELEMENT_MISSING
from compose_core.model.personal import hide_texts

ROOT = "login"


@attrs.frozen(field_transformer=hide_texts())
class Login:
    """A user's name and password, as given."""

    user_name: str
    password: str = attrs.field(repr=False)


@attrs.frozen(field_transformer=hide_texts())
class _Given:
    user_name: str | None
    password: str | None = attrs.field(repr=False)


LOGIN = Object(
    _Given,
    (
        Field("userName", TEXT, "user_name"),
        Field("username", TEXT, "user_name"),
        Field("password", SECRET, "password"),
    ),
)


def decode_login(body: bytes, content_type: str, limits: Limits = STANDARD) -> Login:
    """Decode a login.

    Args:
        body: JSON or XML, in UTF-8.
        content_type: the value of its Content-Type; empty for none.
        limits: of the body.

    Raises:
        UnsupportedMediaType: the content type is neither of the two, or not UTF-8.
        Rejected: all findings.
    """
    name = media.media_type(content_type).essence
    if name == media.MULTIPART:
        raise media.UnsupportedMediaType(f"send {media.JSON} or {media.XML}")
    found = structure(LOGIN, ROOT, body, name, limits)
    findings = (*found.findings, *_missing(found))
    given = found.value
    if findings or given.user_name is None or given.password is None:
        raise Rejected(in_document_order(findings, found.positions))
    return Login(given.user_name, given.password)


def _missing(found: Structured[_Given]) -> tuple[Finding, ...]:
    faulty = {finding.path for finding in found.findings}
    given = (
        ("userName", found.value.user_name, faulty & {"userName", "username"}),
        ("password", found.value.password, faulty & {"password"}),
    )
    return tuple(
        ELEMENT_MISSING.at(name, element=name)
        for name, value, is_found in given
        if value is None and not is_found
    )
