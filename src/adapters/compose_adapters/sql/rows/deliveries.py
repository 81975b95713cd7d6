"""Deliveries as rows, and back."""

from compose_adapters.sql.compiled_statements import ResultRow
from compose_core.model.delivery import Delivery, DeliveryState, Visibility


def delivery_of(row: ResultRow) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        address=row.address,
        visibility=Visibility(row.visibility),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_attempt=row.next_attempt,
        reply=row.reply,
    )
