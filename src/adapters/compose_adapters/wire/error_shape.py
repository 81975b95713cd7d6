"""How an error is told (SPEC 9)."""

from collections.abc import Callable

import attrs

from compose_adapters.wire.answer_scalars import array
from compose_adapters.wire.scalars import TEXT
from compose_adapters.wire.shapes import Member, Record
from compose_core.errors import Violation

Tell = Callable[[Violation], str]
"""The sentence of a finding in some language."""


def in_english(finding: Violation) -> str:
    """The sentence of a finding in English."""
    return finding.message


@attrs.frozen
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


@attrs.frozen
class ErrorTold:
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
class LoginErrorTold:
    """An error of login or logout, as it is told."""

    message: str


DETAIL = Record(
    Detail,
    (Member("key", TEXT, "key"), Member("value", TEXT, "value"), Member("name", TEXT, "name")),
)
ERROR = Record(
    ErrorTold,
    (
        Member("code", TEXT, "code"),
        Member("developerMessage", TEXT, "developer_message"),
        Member("details", array("detail", DETAIL), "details"),
        Member("userMessage", TEXT, "user_message"),
    ),
)
LOGIN_ERROR = Record(LoginErrorTold, (Member("message", TEXT, "message"),))
