"""What is sent and answered, by media type."""

from http import HTTPStatus

from compose_adapters.http.openapi import examples
from compose_adapters.http.openapi.components import (
    ERROR_NAME,
    FORM,
    LOGIN_ERROR_NAME,
    LOGIN_NAME,
    REQUEST,
)
from compose_adapters.http.openapi.schemas import Schema
from compose_adapters.http.operations import Operation, RequestBody, ResponseBody
from compose_adapters.wire.media import JSON, MULTIPART, XML

HTML = "text/html"
_SHOWN_AS_PAGE = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
FILE = "application/octet-stream"
# What an XML body holds is told by the same elements; of requests there is an XML schema besides.
_XML: Schema = {"type": "string", "contentMediaType": XML}
_XML_REQUEST = _XML | {"description": "Its XML schema is at /schema/activity.xsd."}


def request_body(sent: RequestBody) -> Schema:
    """What may be sent."""
    content = {
        RequestBody.LOGIN: {
            JSON: _media(LOGIN_NAME, examples.LOGIN),
            XML: {"schema": _XML, "example": examples.LOGIN_XML},
        },
        RequestBody.REQUEST: {
            JSON: _media(REQUEST, examples.request_json()),
            XML: {"schema": _XML_REQUEST, "example": examples.request_xml()},
            MULTIPART: _media(FORM, examples.request_form()),
        },
    }[sent]
    return {"required": True, "content": content}


def answer_body(operation: Operation) -> Schema:
    """What is answered when all is well; nothing where there is no body."""
    told = operation.tells
    if told is ResponseBody.NOTHING:
        return {}
    if told is ResponseBody.XML_SCHEMA:
        return {XML: {"schema": _XML}}
    if told is ResponseBody.FILE:
        return {FILE: _media(told.value)}
    if told is ResponseBody.SECURE_MESSAGE:
        return {HTML: {"schema": {"type": "string"}}, JSON: _media(told.value)}
    whole: Schema = {JSON: _media(told.value)}
    return whole | {XML: {"schema": _XML}} if operation.negotiates else whole


def refusal_body(operation: Operation, status: int, *, is_login: bool) -> Schema:
    """What is answered when all is not well."""
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
