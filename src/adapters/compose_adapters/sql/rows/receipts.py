"""A receipt as it is kept under an idempotency key, and back."""

from typing import Any

import attrs

from compose_core.model.delivery import DeliveryState, Visibility
from compose_core.ports import DeliveryLine, Receipt


def receipt_members(receipt: Receipt) -> dict[str, Any]:
    """The receipt as members that JSON can carry."""
    members = attrs.asdict(receipt, recurse=False)
    lines = [[line.address, line.visibility.value, line.state.value] for line in receipt.delivery]
    return members | {"delivery": lines}


def receipt_of(members: dict[str, Any]) -> Receipt:
    """The receipt of its members."""
    lines = tuple(
        DeliveryLine(address, Visibility(visibility), DeliveryState(state))
        for address, visibility, state in members["delivery"]
    )
    return Receipt(**(members | {"delivery": lines}))
