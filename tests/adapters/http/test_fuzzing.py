"""Whatever is sent, the answer is one that the description tells, and never a fault of ours."""

from http import HTTPStatus
from typing import Any, Literal

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from calls import JSON, SESSION, XML
from forms import BOUNDARY, MULTIPART
from host import Host

pytestmark = pytest.mark.fuzz_http

Scale = Literal["short", "full"]
# Over all operations and modes these are some 10,000 at full size.
CASES = {"short": 8, "full": 250}
BODIES = {"short": 100, "full": 1_000}


def schema_conformance(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """A body is as described; that of a 201 is there only for those who prefer it."""
    if response.status_code == HTTPStatus.CREATED and not response.content:
        return None
    return checks.response_schema_conformance(context, response, case)


CONFORMANCE = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    schema_conformance,
]

HOST = Host()
SESSION_OF_AGENT = HOST.agent().session or ""
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", HOST.app)
OPERATIONS = {
    each.ok().label: each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)
}
MODES = [
    (label, mode)
    for label, operation in OPERATIONS.items()
    for mode in GenerationMode
    # Any text is as right as another where there is but a path.
    if mode is GenerationMode.POSITIVE or operation.body or operation.query
]
# With the session closed every later answer would be 401; it is tried without one.
LEAVES = {label for label in OPERATIONS if label.endswith("/logout")}


@pytest.mark.parametrize(("label", "mode"), MODES)
def test_every_answer_conforms_to_the_description(
    label: str, mode: GenerationMode, scale: Scale
) -> None:
    @settings(max_examples=CASES[scale], deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def conforms(case: Case[Any]) -> None:
        session = {} if label in LEAVES else {SESSION: SESSION_OF_AGENT}
        case.call_and_validate(headers=session, checks=CONFORMANCE)

    conforms()


def words(*given: str) -> st.SearchStrategy[str]:
    """One of some texts, or any that a header may hold."""
    letters = st.text(st.characters(min_codepoint=32, max_codepoint=126))
    return st.sampled_from(given) | letters


HEADERS = st.fixed_dictionaries(
    {"Content-Type": words(JSON, XML, MULTIPART, "application/json;charset=utf-16")},
    optional={
        "Accept": words(JSON, XML, "*/*", "text/html;q=0.1"),
        "Accept-Language": words("de", "fr;q=0.5, *;q=0.1", "tlh"),
        "Idempotency-Key": words("one"),
        "Prefer": words("return=representation"),
        "X-egain-error-message": words("yes"),
        "X-egain-session": words(""),
    },
)
PIECES = st.sampled_from(
    [
        *(b'{"', b'":', b"[", b"]", b"}", b'"', b"null", b"1e999", b"\\ud800", b"\x00", b"\xff"),
        *(b"subject", b"payload", b"email", b"department", b"activity", b"value", b"``", b"cid:"),
        *(
            b"<activity>",
            b"</activity>",
            b"<!DOCTYPE a>",
            b"<?x?>",
            b"&#0;",
            b"<![CDATA[",
            b"xmlns=",
        ),
        *(f"--{BOUNDARY}".encode(), b"--", b"\r\n", b"Content-Disposition: form-data; name=data"),
        *(b"; filename*=UTF-8''%ff", b"\r\n\r\n", b"data-type", b"application/json"),
    ]
)
BODY = st.binary(max_size=200) | st.lists(PIECES, max_size=40).map(b"".join)
QUERY = st.just("") | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).map(
    lambda text: "?" + text.replace("#", "").replace("%", "%25")
)


@pytest.mark.parametrize(
    "path",
    [
        "/ws/v12/interaction/activity/send",
        "/ws/v12/interaction/activity",
        "/ws/v12/interaction/activity/preview",
        "/ws/v12/authentication/user/login",
    ],
)
def test_no_octets_whatever_are_answered_with_a_fault_of_ours(path: str, scale: Scale) -> None:
    @settings(max_examples=BODIES[scale], deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=BODY, headers=HEADERS, query=QUERY)
    def is_answered(body: bytes, headers: dict[str, str], query: str) -> None:
        given_headers = {"X-egain-session": SESSION_OF_AGENT, **headers}
        answer = HOST.caller().call("POST", path + query, body, given_headers)
        assert answer.status_code in {200, 201, 204, 400, 401, 403, 404, 406, 409, 415, 429}
        assert_told(answer.headers, answer.content)

    is_answered()


def assert_told(headers: Any, content: bytes) -> None:
    """An answer has an id, and a body of the type that it names."""
    assert headers["x-request-id"]
    if content:
        assert headers["content-type"] in {JSON, XML}
        assert content.startswith(b"{" if headers["content-type"] == JSON else b"<?xml ")
