"""What was stored, and where the mail goes."""

from typing import TYPE_CHECKING

import attrs
from rich.table import Table

from compose_adapters.cli.options import wants_json
from compose_adapters.cli.output import console, echo_json, say, shown, table
from compose_adapters.wiring.json_output import receipt_for_programs
from compose_core.decision import DeliveryLine, Receipt
from compose_core.errors import Unavailable
from compose_core.model.request import Command

if TYPE_CHECKING:
    from compose_adapters.wiring.embedded import Container

_DONE = {
    Command.SAVE: "kept as a draft",
    Command.SEND: "sent",
    Command.SEND_AND_COMPLETE: "sent and completed",
}


def show_receipt(world: "Container", command: Command, receipt: Receipt) -> None:
    """Tell the sender what was stored, with the delivery as it stands now."""
    say_stored(command, receipt)
    show_delivery(current(world, receipt))


def say_stored(command: Command, receipt: Receipt) -> None:
    """Tell people what was stored; programs are told once, with the delivery."""
    if wants_json():
        return
    say(f"Activity {receipt.activity_id} is {_DONE[command]}.")
    say(f"Case {receipt.case_id}, {_found(receipt.case_found)}{_note(receipt)}.")
    say(f"Customer {receipt.customer_id}, {_found(receipt.customer_found)}.")


def show_delivery(receipt: Receipt) -> None:
    """Show where the mail goes; for programs, the whole receipt."""
    if wants_json():
        echo_json(receipt_for_programs(receipt))
    elif receipt.delivery:
        console().print(_table(receipt.delivery))


def current(world: "Container", receipt: Receipt) -> Receipt:
    """The receipt with the deliveries that it names as they stand now.

    Where that cannot be read, as they were stored: the receipt itself must not be lost.
    """
    try:
        records = world.records.activities([receipt.activity_id])
    except Unavailable:
        return receipt
    states = {each.address: each.state for record in records for each in record.deliveries}
    lines = (
        DeliveryLine(each.address, each.visibility, states.get(each.address, each.state))
        for each in receipt.delivery
    )
    return attrs.evolve(receipt, delivery=tuple(lines))


def _found(was_found: bool) -> str:
    return "found" if was_found else "created"


def _note(receipt: Receipt) -> str:
    return ", made for another customer" if receipt.case_of_other_customer else ""


def _table(lines: tuple[DeliveryLine, ...]) -> Table:
    made = table("", "list", "recipient", "delivery")
    for line in lines:
        made.add_row(line.visibility.value, shown(line.address), line.state.value)
    return made
