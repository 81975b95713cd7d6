"""A stored customer under the names of a request, with its id and its department."""

import attrs

from compose_adapters.wire import namespaces
from compose_adapters.wire.customer_shape import CUSTOMER
from compose_adapters.wire.scalars import ID, TEXT
from compose_adapters.wire.shapes import Field, Object, Wrapper
from compose_core.model.customer import Customer, CustomerDetails


@attrs.frozen(kw_only=True)
class CustomerView(CustomerDetails):
    """A stored customer.

    Args:
        id: 1 to 2^63-1.
        department: the name of its department; ``None`` for a customer shared by all.
    """

    id: int
    department: str | None


def view_of_customer(customer: Customer) -> CustomerView:
    """A customer as it is shown; who may see it is judged before."""
    details = attrs.asdict(customer.details, recurse=False)
    return CustomerView(**details, id=customer.id, department=customer.department)


CUSTOMER_VIEW = Object(
    CustomerView,
    (
        Field("id", ID, "id", is_attribute=True),
        Field("department", Wrapper(Field("name", TEXT, space=namespaces.PLATFORM)), "department"),
        *CUSTOMER.members,
    ),
)
