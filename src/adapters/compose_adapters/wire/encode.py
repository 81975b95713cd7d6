"""Values to bodies, in JSON or XML (SPEC 8, 9)."""

from collections.abc import Iterable

import attrs

from compose_adapters.wire import media, namespaces
from compose_adapters.wire.activity_shape import ACTIVITY, ROOT
from compose_adapters.wire.activity_view import ACTIVITY_VIEW, view_of
from compose_adapters.wire.customer_view import CUSTOMER_VIEW, view_of_customer
from compose_adapters.wire.error_shape import (
    ERROR,
    LOGIN_ERROR,
    Detail,
    ErrorDocument,
    LoginErrorDocument,
    Tell,
    in_english,
)
from compose_adapters.wire.json_writer import write_json
from compose_adapters.wire.options_shape import OPTIONS, options_document
from compose_adapters.wire.preview_shape import PREVIEW, preview_document
from compose_adapters.wire.receipt_shape import RECEIPT
from compose_adapters.wire.shapes import Object
from compose_adapters.wire.unstructure import Element, Items, unstructure
from compose_adapters.wire.xml_writer import write_xml
from compose_core.compose import Options, Preview
from compose_core.decision import Receipt
from compose_core.model.customer import Customer
from compose_core.model.request import ComposeRequest
from compose_core.records import ActivityRecord


def encode_request(request: ComposeRequest, media_name: str) -> bytes:
    """A request as `decode` reads it.

    Args:
        request: one that its rules allow.
        media_name: ``application/json`` or ``application/xml``; so for all that follow.
    """
    return _encoded(ROOT, namespaces.ACTIVITY, ACTIVITY, request, media_name)


def encode_receipt(receipt: Receipt, media_name: str) -> bytes:
    """What the sender is told (A1)."""
    return _encoded(ROOT, namespaces.ACTIVITY, RECEIPT, receipt, media_name)


def encode_activities(records: Iterable[ActivityRecord], media_name: str) -> bytes:
    """Activities as they were kept, in their order.

    Args:
        records: what the viewer may see of them (P9).
        media_name: see `encode_request`.
    """
    shown = tuple(
        unstructure(ACTIVITY_VIEW, view_of(each), namespaces.ACTIVITY) for each in records
    )
    items = Items(ROOT, namespaces.ACTIVITY, shown, is_array=False)
    if media_name == media.JSON:
        return write_json([Element(ROOT, namespaces.ACTIVITY, attrs.evolve(items, is_array=True))])
    return write_xml(Element("activities", namespaces.ACTIVITY, items))


def encode_customer(customer: Customer, media_name: str) -> bytes:
    """A customer as it was kept, everything shown."""
    view = view_of_customer(customer)
    return _encoded("customer", namespaces.CUSTOMER, CUSTOMER_VIEW, view, media_name)


def encode_preview(
    preview: Preview,
    media_name: str,
    safe_html: str | None = None,
    tell: Tell = in_english,
) -> bytes:
    """What a send would come to (A7).

    Args:
        preview: as the service shows it.
        media_name: see `encode_request`.
        safe_html: its HTML, sanitised; ``None`` where it has none.
        tell: puts a finding into the caller's language.
    """
    return _encoded(
        "preview",
        namespaces.ACTIVITY,
        PREVIEW,
        preview_document(preview, safe_html, tell),
        media_name,
    )


def encode_options(options: Options, media_name: str, tell: Tell = in_english) -> bytes:
    """What a form for composing needs; the arguments are those of `encode_preview`."""
    return _encoded(
        "options", namespaces.ACTIVITY, OPTIONS, options_document(options, tell), media_name
    )


def encode_error(
    code: str,
    developer_message: str,
    details: Iterable[Detail],
    user_message: str | None,
    media_name: str,
) -> bytes:
    """An error of an interaction call (SPEC 9, Errors).

    Args:
        code: such as ``400-152``.
        developer_message: in English.
        details: one for each finding that is listed.
        user_message: in the caller's language, where it was asked for.
        media_name: see `encode_request`.
    """
    error = ErrorDocument(code, developer_message, tuple(details) or None, user_message)
    return _encoded("error", namespaces.COMMON, ERROR, error, media_name)


def encode_login_error(message: str, media_name: str) -> bytes:
    """An error of login or logout."""
    return _encoded(
        "Error", namespaces.PLATFORM, LOGIN_ERROR, LoginErrorDocument(message), media_name
    )


def _encoded(root: str, space: str, shape: Object[object], value: object, media_name: str) -> bytes:
    elements = unstructure(shape, value, space)
    if media_name == media.JSON:
        return write_json(elements)
    return write_xml(Element(root, space, elements))
