"""Which status and code each outcome has: the one table (H5, H7, SPEC 9 "Errors").

1. What is found about a request has the status and code of its stage; a few names have a code of
   their own.
2. Everything else that stops a call is an exception, and has those of its class, or of the nearest
   class above it.
"""

from collections.abc import Iterable

import attrs

from compose_adapters.http.exceptions import (
    LoginTypeUnsupported,
    MethodNotAllowed,
    NoFormatFits,
    NoLanguageFits,
    NoSecureFormatFits,
    PathUnknown,
)
from compose_adapters.wire import UnsupportedMediaType
from compose_core.errors import (
    Conflict,
    Finding,
    IdempotencyMismatch,
    NotFound,
    OutcomeUnknown,
    Stage,
    Unavailable,
)
from compose_core.errors.catalogue import call
from compose_core.errors.exceptions import LoginFailed, NoSession, TooManyLogins, TooManySessions

ALLOW = "Allow"
RETRY_AFTER = "Retry-After"


@attrs.frozen
class ErrorMapping:
    """How a class of outcomes is answered.

    Args:
        status: of HTTP.
        code: of the product's error body.
        text: an English sentence without parameters; the key of its translations.
        headers: the names of those that it has beside the ones of every answer.
    """

    status: int
    code: str
    text: str = ""
    headers: tuple[str, ...] = ()


STAGES = {
    Stage.REQUEST: ErrorMapping(400, "400-152"),
    Stage.PERMISSION: ErrorMapping(403, "403-105"),
    Stage.FACTS: ErrorMapping(400, "400-152"),
}
CODES = {
    call.QUERY_UNSUPPORTED.name: "400-101",
    call.QUERY_VALUE.name: "400-102",
    call.QUERY_REPEATED.name: "400-102",
}
UNEXPECTED = ErrorMapping(
    500,
    "500-100",
    "System is unable to process this request. Please contact your administrator.",
)
ANSWERS: dict[type[Exception], ErrorMapping] = {
    PathUnknown: ErrorMapping(404, "404-101", "This path is unknown."),
    MethodNotAllowed: ErrorMapping(
        405, "405-100", "This path does not serve this method.", headers=(ALLOW,)
    ),
    NoSession: ErrorMapping(
        401,
        "401-101",
        "Invalid or expired 'X-egain-session' header provided. New login is required.",
    ),
    LoginFailed: ErrorMapping(401, "401-101", "User could not be authenticated."),
    TooManySessions: ErrorMapping(
        401,
        "401-101",
        "User could not be authenticated. The user has too many sessions; log out of one, or log "
        "in with forceLogin=yes to end the earliest.",
    ),
    NoLanguageFits: ErrorMapping(406, "406-100", "The 'Accept-Language' header value is invalid."),
    NoFormatFits: ErrorMapping(
        406, "406-101", "The 'Accept' header must allow application/json or application/xml."
    ),
    NoSecureFormatFits: ErrorMapping(
        406, "406-101", "The 'Accept' header must allow text/html or application/json."
    ),
    LoginTypeUnsupported: ErrorMapping(
        415,
        "415-100",
        "The 'Content-Type' header must be application/json or application/xml, in UTF-8.",
    ),
    UnsupportedMediaType: ErrorMapping(
        415,
        "415-100",
        "The 'Content-Type' header must be application/json, application/xml or "
        "multipart/form-data, in UTF-8.",
    ),
    NotFound: ErrorMapping(404, "404-100", "What was asked for was not found."),
    Conflict: ErrorMapping(
        409, "409-100", "This contradicts something that was done before; nothing was stored."
    ),
    IdempotencyMismatch: ErrorMapping(
        409,
        "409-100",
        "The idempotency key was used for another command or request; take a new one. "
        "Nothing was stored.",
    ),
    TooManyLogins: ErrorMapping(
        429, "429-100", "Too many logins failed; try again later.", headers=(RETRY_AFTER,)
    ),
    Unavailable: ErrorMapping(
        503,
        "503-100",
        "The service is busy; nothing was stored. Please try again.",
        headers=(RETRY_AFTER,),
    ),
    # Without Retry-After: who repeats a send without a key might send it twice.
    OutcomeUnknown: ErrorMapping(
        503,
        "503-100",
        "It is not known whether this was stored. Repeat it under the same idempotency key, or "
        "look it up before you try again.",
    ),
    Exception: UNEXPECTED,
}


def answer_to(error: Exception) -> ErrorMapping:
    """How an exception is answered that is no `Rejected`."""
    return next(ANSWERS[each] for each in type(error).__mro__ if each in ANSWERS)


def answer_to_findings(findings: Iterable[Finding]) -> ErrorMapping:
    """How findings of one stage are answered; the code is theirs where they share one."""
    found = tuple(findings)
    stage = STAGES[found[0].definition.stage]
    codes = {CODES.get(each.name, stage.code) for each in found}
    return stage if len(codes) > 1 else attrs.evolve(stage, code=codes.pop())


def headers_of(status: int) -> dict[str, bool]:
    """The headers that answers with a status have, if exceptions led to them.

    Returns:
        By their names, whether every such answer has them.
    """
    found = [set(each.headers) for each in ANSWERS.values() if each.status == status]
    names = sorted(set().union(*found))
    return {name: all(name in each for each in found) for name in names}
