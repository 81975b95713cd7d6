"""Deliveries as rows, and back."""

from typing import Any

import sqlalchemy as sa

from compose_core.model.delivery import Delivery, DeliveryState, Visibility


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        address=row.address,
        visibility=Visibility(row.visibility),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_attempt=row.next_attempt,
        reply=row.reply,
    )
