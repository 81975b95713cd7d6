"""The description: every path and method, with what may be sent and what is answered."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

from compose_adapters.http.composing import APPLIED, REPRESENTATION
from compose_adapters.http.openapi.bodies import answer_body, refusal_body, request_body
from compose_adapters.http.openapi.components import components
from compose_adapters.http.openapi.schemas import Schema
from compose_adapters.http.operations import Operation, RequestBody, ResponseBody
from compose_adapters.http.queries import Parameter
from compose_adapters.http.request_context import ID_HEADER, SESSION_HEADER, USER_MESSAGE_HEADER
from compose_adapters.http.statuses import headers_of

VERSION = "3.1.1"
_NAME_IN_PATH = re.compile(r"\{(\w+)\}")
_SECURITY = "session"

Path = tuple[str, Mapping[str, Operation], bool]
"""A path, its operations by method, and whether its errors have the shape of login's."""


def described(paths: Iterable[Path], mount: str) -> dict[str, object]:
    """The OpenAPI description of paths.

    Args:
        paths: all that are served.
        mount: the prefix that they are served under; empty for none.
    """
    return {
        "openapi": VERSION,
        "info": {
            "title": "Compose and send email activities",
            "version": "12",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": mount or "/"}],
        "paths": {
            path: {
                method.lower(): _operation(path, operation, is_login=is_login)
                for method, operation in operations.items()
            }
            for path, operations, is_login in paths
        },
        "components": {
            "schemas": components(),
            "securitySchemes": {
                _SECURITY: {"type": "apiKey", "in": "header", "name": SESSION_HEADER}
            },
        },
    }


def _operation(path: str, operation: Operation, *, is_login: bool) -> Schema:
    # One name for each operation: the paths below /system do the same under another one.
    prefix = "system" if path.startswith("/system/") else ""
    found: Schema = {
        "operationId": f"{prefix}_{operation.name}" if prefix else operation.name,
        "summary": operation.summary,
        "parameters": list(_parameters(path, operation, is_login=is_login)),
        "responses": _responses(operation, is_login=is_login),
    }
    if operation.needs_session:
        found["security"] = [{_SECURITY: []}]
    if operation.sends is not RequestBody.NOTHING:
        found["requestBody"] = request_body(operation.sends)
    return found


def _parameters(path: str, operation: Operation, *, is_login: bool) -> Iterator[Schema]:
    for name in _NAME_IN_PATH.findall(path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    yield from map(_query_parameter, operation.parameters)
    if operation.negotiates:
        yield _header("Accept-Language", {"type": "string", "examples": ["de-DE, en;q=0.5"]})
    if operation.negotiates and not is_login:
        yield _header(USER_MESSAGE_HEADER, {"type": "string", "examples": ["yes"]})
    if operation.tells is ResponseBody.RECEIPT:
        yield _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255})
        yield _header("Prefer", {"type": "string", "examples": [REPRESENTATION]})


def _query_parameter(parameter: Parameter) -> Schema:
    schema: Schema = {"type": "string"}
    if parameter.values:
        schema["enum"] = list(parameter.values)
    about = {"name": parameter.name, "in": "query", "description": parameter.description}
    return {**about, "schema": schema}


def _header(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "header", "schema": schema}


def _responses(operation: Operation, *, is_login: bool) -> Schema:
    answers: Schema = {str(operation.status): _answer(operation)}
    for status in operation.statuses:
        answers[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "headers": _headers_of_refusal(operation, status),
            "content": refusal_body(operation, status, is_login=is_login),
        }
    return answers


def _answer(operation: Operation) -> Schema:
    names = [ID_HEADER]
    if operation.needs_session or operation.sends is RequestBody.LOGIN:
        names.append(SESSION_HEADER)
    if operation.tells is ResponseBody.RECEIPT:
        names.append("Location")
    headers = _headers(*names)
    if operation.tells is ResponseBody.RECEIPT:
        headers |= _headers(APPLIED, required=False)
    answer: Schema = {"description": _meaning(operation), "headers": headers}
    if content := answer_body(operation):
        answer["content"] = content
    return answer


def _meaning(operation: Operation) -> str:
    if operation.tells is not ResponseBody.RECEIPT:
        return HTTPStatus(operation.status).phrase
    return (
        "Created. There is no body, whatever Content-Type says, but with the header "
        f"'Prefer: {REPRESENTATION}': then it is the receipt."
    )


def _headers_of_refusal(operation: Operation, status: int) -> Schema:
    headers = _headers(ID_HEADER)
    for name, is_always_there in headers_of(status).items():
        headers |= _headers(name, required=is_always_there)
    if status == HTTPStatus.SERVICE_UNAVAILABLE and operation.tells is ResponseBody.HEALTH:
        headers = _headers(ID_HEADER)
    if operation.needs_session and status != HTTPStatus.UNAUTHORIZED:
        headers |= _headers(SESSION_HEADER, required=False)
    return headers


def _headers(*names: str, required: bool = True) -> Schema:
    return {name: {"required": required, "schema": {"type": "string"}} for name in names}
