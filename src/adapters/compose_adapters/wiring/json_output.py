"""JSON for programs, as in the HTTP contract (SPEC 8, 9)."""

from collections.abc import Iterable

from compose_adapters.language import translate
from compose_adapters.wire import (
    Detail,
    encode_activities,
    encode_customer,
    encode_error,
    encode_preview,
    encode_receipt,
)
from compose_core.compose import Preview
from compose_core.decision import Receipt
from compose_core.model.customer import Customer
from compose_core.records import ActivityRecord

JSON = "application/json"


def receipt_for_programs(receipt: Receipt) -> str:
    """Encode a receipt (A1)."""
    return encode_receipt(receipt, JSON).decode()


def activities_for_programs(records: Iterable[ActivityRecord]) -> str:
    """Encode activities as they are stored, with all elements."""
    return encode_activities(records, JSON).decode()


def customer_for_programs(customer: Customer) -> str:
    """Encode a customer as it is stored, with all elements."""
    return encode_customer(customer, JSON).decode()


def preview_for_programs(preview: Preview, language: str) -> str:
    """Encode a preview, its findings in a language (A7)."""
    # Late: only a preview needs the extra ``html``.
    from compose_adapters.html import sanitise

    safe_html = None if preview.html is None else sanitise(preview.html)
    return encode_preview(preview, JSON, safe_html, lambda each: translate(each, language)).decode()


def error_for_programs(code: str, message: str, details: Iterable[tuple[str, str, str]]) -> str:
    """Encode an error.

    Args:
        code: such as ``400-152``.
        message: an English sentence.
        details: of each finding its path, its sentence and its stable name.
    """
    found = (Detail(*each) for each in details)
    return encode_error(code, message, found, None, JSON).decode()


def text_of_html(html: str) -> str:
    """Extract the text that a reader of a page would read."""
    from compose_adapters.html import text_from_html

    return text_from_html(html)
