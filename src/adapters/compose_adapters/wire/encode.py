"""Values to bodies, in JSON or XML (SPEC 8, 9)."""

from collections.abc import Iterable

import attrs

from compose_adapters.wire import media, namespaces
from compose_adapters.wire.answer_shapes import (
    ERROR,
    LOGIN_ERROR,
    OPTIONS,
    PREVIEW,
    RECEIPT,
    Detail,
    ErrorDocument,
    LoginErrorDocument,
    Translate,
    in_english,
    options_document,
    preview_document,
)
from compose_adapters.wire.request_shapes import ACTIVITY, ROOT
from compose_adapters.wire.shapes import Object
from compose_adapters.wire.unstructure import Element, Items, unstructure, write_json, write_xml
from compose_adapters.wire.views import ACTIVITY_VIEW, CUSTOMER_VIEW, view_of, view_of_customer
from compose_core.compose import Options, Preview
from compose_core.decision import Receipt
from compose_core.model.customer import Customer
from compose_core.model.request import ComposeRequest
from compose_core.records import ActivityRecord


def encode_request(request: ComposeRequest, media_name: str) -> bytes:
    """Encode a request as `decode` reads it.

    Args:
        request: one that its rules allow.
        media_name: ``application/json`` or ``application/xml``; so for all that follow.
    """
    return _encode(ROOT, namespaces.ACTIVITY, ACTIVITY, request, media_name)


def encode_receipt(receipt: Receipt, media_name: str) -> bytes:
    """Encode a receipt (A1)."""
    return _encode(ROOT, namespaces.ACTIVITY, RECEIPT, receipt, media_name)


def encode_activities(records: Iterable[ActivityRecord], media_name: str) -> bytes:
    """Encode stored activities, in their order.

    Args:
        records: with all that the user may see (P9).
        media_name: see `encode_request`.
    """
    contents = tuple(
        unstructure(ACTIVITY_VIEW, view_of(each), namespaces.ACTIVITY) for each in records
    )
    items = Items(ROOT, namespaces.ACTIVITY, contents, is_array=False)
    if media_name == media.JSON:
        return write_json([Element(ROOT, namespaces.ACTIVITY, attrs.evolve(items, is_array=True))])
    return write_xml(Element("activities", namespaces.ACTIVITY, items))


def encode_customer(customer: Customer, media_name: str) -> bytes:
    """Encode a stored customer with all its elements."""
    view = view_of_customer(customer)
    return _encode("customer", namespaces.CUSTOMER, CUSTOMER_VIEW, view, media_name)


def encode_preview(
    preview: Preview,
    media_name: str,
    safe_html: str | None = None,
    translate: Translate = in_english,
) -> bytes:
    """Encode a preview (A7).

    Args:
        preview: of the service.
        media_name: see `encode_request`.
        safe_html: its HTML, sanitised; ``None`` where it has none.
        translate: puts a finding into the caller's language.
    """
    return _encode(
        "preview",
        namespaces.ACTIVITY,
        PREVIEW,
        preview_document(preview, safe_html, translate),
        media_name,
    )


def encode_options(options: Options, media_name: str, translate: Translate = in_english) -> bytes:
    """Encode the options of a form; the arguments are those of `encode_preview`."""
    return _encode(
        "options", namespaces.ACTIVITY, OPTIONS, options_document(options, translate), media_name
    )


def encode_error(
    code: str,
    developer_message: str,
    details: Iterable[Detail],
    user_message: str | None,
    media_name: str,
) -> bytes:
    """Encode an error of an interaction call (SPEC 9, Errors).

    Args:
        code: such as ``400-152``.
        developer_message: in English.
        details: one for each finding that is listed.
        user_message: in the caller's language, where it was requested.
        media_name: see `encode_request`.
    """
    error = ErrorDocument(code, developer_message, tuple(details) or None, user_message)
    return _encode("error", namespaces.COMMON, ERROR, error, media_name)


def encode_login_error(message: str, media_name: str) -> bytes:
    """Encode an error of login or logout."""
    return _encode(
        "Error", namespaces.PLATFORM, LOGIN_ERROR, LoginErrorDocument(message), media_name
    )


def _encode(root: str, space: str, shape: Object[object], value: object, media_name: str) -> bytes:
    elements = unstructure(shape, value, space)
    if media_name == media.JSON:
        return write_json(elements)
    return write_xml(Element(root, space, elements))
