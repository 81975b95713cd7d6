"""An error as an answer: status, code, and the body in the caller's format and language."""

from collections.abc import Callable, Sequence
from functools import partial

import attrs
from starlette.responses import Response

from compose_adapters.http.exceptions import LoginTypeUnsupported, MethodNotAllowed
from compose_adapters.http.request_context import RequestContext
from compose_adapters.http.statuses import (
    ALLOW,
    RETRY_AFTER,
    ErrorMapping,
    answer_to,
    answer_to_findings,
)
from compose_adapters.wire import Detail, UnsupportedMediaType, encode_error, encode_login_error
from compose_core.errors import Finding, OutcomeUnknown, Rejected, Stage, Unavailable
from compose_core.errors.catalogue.request import KEY_MALFORMED
from compose_core.errors.exceptions import TooManyLogins

MOST_LISTED = 100
_RETRY_SECONDS = 2

Translate = Callable[[str, str], str]
"""The sentence of a catalogue in a language, by the language's tag and the English sentence."""


@attrs.frozen
class ErrorResponses:
    """Makes answers of errors, in the shape that the interaction calls have.

    Args:
        translate: tells a sentence in a language.
    """

    translate: Translate

    def answer(self, call: RequestContext, error: Exception) -> Response:
        """The answer to a call that an error ended."""
        if isinstance(error, Rejected):
            return self._with_findings(call, error.findings)
        answer = answer_to(error)
        told = f"{answer.text}{_looked_for(error)}"
        return self._response(call, answer, told, headers=_headers(error))

    def unexpected(self, call: RequestContext, error: Exception) -> Response:
        """The answer to a call that a fault of ours ended: nothing of the inside, and an id."""
        answer = answer_to(error)
        return self._response(call, answer, f"{answer.text} Request id: {call.id}.")

    def _with_findings(self, call: RequestContext, findings: Sequence[Finding]) -> Response:
        answer = answer_to_findings(findings)
        details = [self._detail(call, each) for each in findings[:MOST_LISTED]]
        told = developer_message(answer, findings)
        return self._response(call, answer, told, details)

    def _detail(self, call: RequestContext, finding: Finding) -> Detail:
        told = finding.in_language(partial(self.translate, call.language))
        return Detail(key=finding.path, value=told, name=finding.name)

    def _response(
        self,
        call: RequestContext,
        answer: ErrorMapping,
        told: str,
        details: Sequence[Detail] = (),
        headers: dict[str, str] | None = None,
    ) -> Response:
        body = encode_error(
            answer.code,
            told,
            details,
            self._user_message(call, answer, details),
            call.format,
        )
        return Response(body, answer.status, headers, call.format)

    def _user_message(
        self, call: RequestContext, answer: ErrorMapping, details: Sequence[Detail]
    ) -> str | None:
        if not call.wants_user_message:
            return None
        if details:
            return " ".join(each.value for each in details)
        return self.translate(call.language, answer.text)


@attrs.frozen
class LoginErrorResponses(ErrorResponses):
    """The same in the shape that login and logout have."""

    def answer(self, call: RequestContext, error: Exception) -> Response:
        """The answer to a call that an error ended."""
        is_of_type = isinstance(error, UnsupportedMediaType)
        return super().answer(call, LoginTypeUnsupported() if is_of_type else error)

    def _response(
        self,
        call: RequestContext,
        answer: ErrorMapping,
        told: str,
        details: Sequence[Detail] = (),
        headers: dict[str, str] | None = None,
    ) -> Response:
        # This shape has one member for everything, so each finding is told in it, once; and it is
        # all that there is to show, so it is in the caller's language.
        translated = self.translate(call.language, answer.text)
        message = " ".join(each.value for each in details) or told.replace(answer.text, translated)
        return Response(
            encode_login_error(message, call.format), answer.status, headers, call.format
        )


def developer_message(answer: ErrorMapping, findings: Sequence[Finding]) -> str:
    """What is wrong, in one English sentence for whoever writes the client."""
    more = len(findings) - MOST_LISTED
    tail = f" {more} more findings are not listed." if more > 0 else ""
    return _summary(answer, findings) + tail


def _summary(answer: ErrorMapping, findings: Sequence[Finding]) -> str:
    if findings[0].definition.stage is Stage.PERMISSION:
        return "User is not allowed to perform this action."
    if len(findings) == 1 or answer.code != "400-152":
        return " ".join(each.message for each in findings[:MOST_LISTED])
    listed = findings[:MOST_LISTED]
    place = "request" if any(map(_is_beside_the_body, listed)) else "request body"
    paths = dict.fromkeys(each.path or _whole(each) for each in listed)
    return (
        f"Invalid value is provided in the {place} for the following attribute(s): "
        f"'{', '.join(paths)}'."
    )


def _is_beside_the_body(finding: Finding) -> bool:
    return finding.path.startswith("?") or finding.definition is KEY_MALFORMED


def _whole(finding: Finding) -> str:
    return "Idempotency-Key" if finding.definition is KEY_MALFORMED else "(body)"


def _looked_for(error: Exception) -> str:
    if isinstance(error, OutcomeUnknown) and error.activity_id is not None:
        return f" Activity id, if it was: {error.activity_id}."
    return ""


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, MethodNotAllowed):
        return {ALLOW: ", ".join(error.allowed)}
    if isinstance(error, TooManyLogins):
        return {RETRY_AFTER: str(error.seconds)}
    if isinstance(error, Unavailable) and not isinstance(error, OutcomeUnknown):
        return {RETRY_AFTER: str(_RETRY_SECONDS)}
    return {}
