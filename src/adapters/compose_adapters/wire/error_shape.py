"""How an error is told (SPEC 9)."""

from collections.abc import Callable

import attrs

from compose_adapters.wire.answer_scalars import array
from compose_adapters.wire.scalars import TEXT
from compose_adapters.wire.shapes import Field, Object
from compose_core.errors import Finding
from compose_core.model.personal import hide_texts

Tell = Callable[[Finding], str]
"""The sentence of a finding in some language."""


def in_english(finding: Finding) -> str:
    """The sentence of a finding in English."""
    return finding.message


@attrs.frozen(field_transformer=hide_texts("key", "name"))
class Detail:
    """One finding, as it is told.

    Args:
        key: the path of its element; empty for the whole request.
        value: its sentence, in the caller's language.
        name: its stable name, which code matches on.
    """

    key: str
    value: str
    name: str


@attrs.frozen(field_transformer=hide_texts("code"))
class ErrorDocument:
    """An error, as it is told.

    Args:
        code: such as ``400-152``.
        developer_message: in English.
        details: one for each finding; ``None`` for none.
        user_message: in the caller's language, where it was asked for.
    """

    code: str
    developer_message: str
    details: tuple[Detail, ...] | None
    user_message: str | None


@attrs.frozen
class LoginErrorDocument:
    """An error of login or logout, as it is told."""

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
