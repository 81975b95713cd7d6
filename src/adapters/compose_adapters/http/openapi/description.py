"""The description: every path and method, with what may be sent and what is answered."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

from compose_adapters.http.call import SESSION_HEADER
from compose_adapters.http.openapi.bodies import answer_body, refusal_body, request_body
from compose_adapters.http.openapi.components import components
from compose_adapters.http.openapi.schemas import Schema
from compose_adapters.http.operations import Operation, Sent, Told
from compose_adapters.http.queries import Parameter

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
        "parameters": list(_parameters(path, operation)),
        "responses": _responses(operation, is_login=is_login),
    }
    if operation.needs_session:
        found["security"] = [{_SECURITY: []}]
    if operation.sends is not Sent.NOTHING:
        found["requestBody"] = request_body(operation.sends)
    return found


def _parameters(path: str, operation: Operation) -> Iterator[Schema]:
    for name in _NAME_IN_PATH.findall(path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    yield from map(_query_parameter, operation.parameters)
    if operation.status == HTTPStatus.CREATED:
        yield _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255})
        yield _header("Prefer", {"type": "string", "examples": ["return=representation"]})


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
            "headers": _headers("X-Request-Id"),
            "content": refusal_body(operation, status, is_login=is_login),
        }
    return answers


def _answer(operation: Operation) -> Schema:
    names = ["X-Request-Id"]
    if operation.needs_session or operation.sends is Sent.LOGIN:
        names.append(SESSION_HEADER)
    if operation.status == HTTPStatus.CREATED:
        names.append("Location")
    answer: Schema = {"description": _meaning(operation), "headers": _headers(*names)}
    if content := answer_body(operation):
        answer["content"] = content
    return answer


def _meaning(operation: Operation) -> str:
    if operation.tells is not Told.RECEIPT:
        return HTTPStatus(operation.status).phrase
    # A body that is there on wish alone cannot be described as content: that would require one.
    return (
        "Created. There is no body, whatever Content-Type says; with the header "
        "'Prefer: return=representation' it is a Receipt (#/components/schemas/Receipt)."
    )


def _headers(*names: str) -> Schema:
    return {name: {"required": True, "schema": {"type": "string"}} for name in names}
