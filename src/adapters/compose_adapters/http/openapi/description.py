"""The OpenAPI description: every path and method, its request bodies and its answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

from compose_adapters.http.composing import APPLIED, REPRESENTATION
from compose_adapters.http.openapi.components import (
    ERROR_NAME,
    EXAMPLE_LOGIN,
    EXAMPLE_LOGIN_XML,
    FORM,
    LOGIN_ERROR_NAME,
    LOGIN_NAME,
    REQUEST,
    Schema,
    components,
    example_form,
    example_json,
    example_xml,
)
from compose_adapters.http.operations import Operation, RequestBody, ResponseBody
from compose_adapters.http.queries import Parameter
from compose_adapters.http.request_context import ID_HEADER, SESSION_HEADER, USER_MESSAGE_HEADER
from compose_adapters.http.statuses import headers_of
from compose_adapters.wire.media import JSON, MULTIPART, XML

VERSION = "3.1.1"
_NAME_IN_PATH = re.compile(r"\{(\w+)\}")
_SECURITY = "session"

Path = tuple[str, Mapping[str, Operation], bool]
"""A path, its operations by method, and whether its errors have the shape of login's."""


def describe(paths: Iterable[Path], mount: str) -> dict[str, object]:
    """Describe paths in OpenAPI.

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
        found["requestBody"] = _request_body(operation.sends)
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
            "headers": _headers_of_error(operation, status),
            "content": _error_body(operation, status, is_login=is_login),
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
    answer: Schema = {"description": _description(operation), "headers": headers}
    if content := _success_body(operation):
        answer["content"] = content
    return answer


def _description(operation: Operation) -> str:
    if operation.tells is not ResponseBody.RECEIPT:
        return HTTPStatus(operation.status).phrase
    return (
        "Created. There is no body, whatever Content-Type says, but with the header "
        f"'Prefer: {REPRESENTATION}': then it is the receipt."
    )


def _headers_of_error(operation: Operation, status: int) -> Schema:
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


HTML = "text/html"
_SHOWN_AS_PAGE = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
FILE = "application/octet-stream"
# The content of an XML body is in the same elements; of requests there is an XML schema besides.
_XML: Schema = {"type": "string", "contentMediaType": XML}
_XML_REQUEST = _XML | {"description": "Its XML schema is at /schema/activity.xsd."}


def _request_body(sent: RequestBody) -> Schema:
    """Describe the body of a request."""
    content = {
        RequestBody.LOGIN: {
            JSON: _media(LOGIN_NAME, EXAMPLE_LOGIN),
            XML: {"schema": _XML, "example": EXAMPLE_LOGIN_XML},
        },
        RequestBody.REQUEST: {
            JSON: _media(REQUEST, example_json()),
            XML: {"schema": _XML_REQUEST, "example": example_xml()},
            MULTIPART: _media(FORM, example_form()),
        },
    }[sent]
    return {"required": True, "content": content}


def _success_body(operation: Operation) -> Schema:
    """Describe the body of a success; empty where there is none."""
    body = operation.tells
    if body is ResponseBody.NOTHING:
        return {}
    if body is ResponseBody.XML_SCHEMA:
        return {XML: {"schema": _XML}}
    if body is ResponseBody.FILE:
        return {FILE: _media(body.value)}
    if body is ResponseBody.SECURE_MESSAGE:
        return {HTML: {"schema": {"type": "string"}}, JSON: _media(body.value)}
    whole: Schema = {JSON: _media(body.value)}
    return whole | {XML: {"schema": _XML}} if operation.negotiates else whole


def _error_body(operation: Operation, status: int, *, is_login: bool) -> Schema:
    """Describe the body of an error."""
    if operation.tells is ResponseBody.HEALTH and status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {JSON: _media(ResponseBody.HEALTH.value)}
    if (
        operation.tells in {ResponseBody.SECURE_MESSAGE, ResponseBody.FILE}
        and status in _SHOWN_AS_PAGE
    ):
        return {HTML: {"schema": {"type": "string"}}, JSON: _media(ERROR_NAME)}
    name = LOGIN_ERROR_NAME if is_login else ERROR_NAME
    return {JSON: _media(name), XML: {"schema": _XML}}


def _media(name: str, example: object = None) -> Schema:
    media: Schema = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return media | {"example": example} if example is not None else media
