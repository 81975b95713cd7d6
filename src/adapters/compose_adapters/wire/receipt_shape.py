"""What a sender is told (A1)."""

from compose_adapters.wire.answer_scalars import CHOICE, EXCEPTION, FLAG, array
from compose_adapters.wire.scalars import ID, TEXT
from compose_adapters.wire.shapes import Group, Member, Record
from compose_core.ports import DeliveryLine, Receipt

_CASE = Group(
    (
        Member("id", ID, "case_id", is_attribute=True),
        Member("found", FLAG, "case_found"),
        Member("ofOtherCustomer", EXCEPTION, "case_of_other_customer"),
    )
)
_CUSTOMER = Group(
    (Member("id", ID, "customer_id", is_attribute=True), Member("found", FLAG, "customer_found"))
)
_LINE = Record(DeliveryLine, (Member("address", TEXT, "address"), Member("state", CHOICE, "state")))

RECEIPT = Record(
    Receipt,
    (
        Member("id", ID, "activity_id", is_attribute=True),
        Member("case", _CASE),
        Member("customer", _CUSTOMER),
        Member("delivery", array("recipient", _LINE), "delivery"),
    ),
)
