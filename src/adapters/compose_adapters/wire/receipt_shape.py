"""What a sender is told (A1)."""

from compose_adapters.wire.answer_scalars import CHOICE, EXCEPTION, FLAG, array
from compose_adapters.wire.scalars import ID, TEXT
from compose_adapters.wire.shapes import Field, Inline, Object
from compose_core.decision import DeliveryLine, Receipt

_CASE = Inline(
    (
        Field("id", ID, "case_id", is_attribute=True),
        Field("found", FLAG, "case_found"),
        Field("ofOtherCustomer", EXCEPTION, "case_of_other_customer"),
    )
)
_CUSTOMER = Inline(
    (Field("id", ID, "customer_id", is_attribute=True), Field("found", FLAG, "customer_found"))
)
_LINE = Object(DeliveryLine, (Field("address", TEXT, "address"), Field("state", CHOICE, "state")))

RECEIPT = Object(
    Receipt,
    (
        Field("id", ID, "activity_id", is_attribute=True),
        Field("case", _CASE),
        Field("customer", _CUSTOMER),
        Field("delivery", array("recipient", _LINE), "delivery"),
    ),
)
