"""Customers as rows, and back."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeVar

import attrs
import sqlalchemy as sa

from compose_adapters.sql.compiled_statements import CompiledStatement, ResultRow
from compose_adapters.sql.rows import (
    ATTRIBUTE_VALUES,
    Departments,
    Row,
    from_json_column,
    to_json_column,
)
from compose_adapters.sql.tables import contact_persons, contact_points, customers
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    Customer,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    Identification,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)

T = TypeVar("T", bound=attrs.AttrsInstance)

_PLACES: Mapping[str, type[Place]] = {
    "email": EmailPoint,
    "phone": PhonePoint,
    "postal": PostalPoint,
    "web": WebPoint,
}
_FIELDS = {place: tuple(f.name for f in attrs.fields(place)) for place in _PLACES.values()}
_PLACE_COLUMNS = tuple(name for names in _FIELDS.values() for name in names)
# What has no column of its name: it has rows of its own, or several columns, or is JSON.
_OTHERWISE = {"contact_points", "identification", "contact_persons", "group", "custom_attributes"}
_PERSON, _DETAILS = (
    tuple(f.name for f in attrs.fields(kind) if f.name not in _OTHERWISE)
    for kind in (ContactPerson, CustomerDetails)
)

_PEOPLE = (
    sa.select(
        contact_persons,
        contact_points.c.point,
        # A contact person has a type and a priority too.
        contact_points.c.type.label("point_type"),
        contact_points.c.priority.label("point_priority"),
        *(contact_points.c[name] for name in _PLACE_COLUMNS),
    )
    .outerjoin_from(
        contact_persons,
        contact_points,
        (contact_persons.c.customer_id == contact_points.c.customer_id)
        & (contact_persons.c.person == contact_points.c.person),
    )
    .order_by(contact_persons.c.customer_id, contact_persons.c.person, contact_points.c.point)
)
_OF_CUSTOMERS = _PEOPLE.where(
    contact_persons.c.customer_id.in_(sa.bindparam("customers", expanding=True))
)
_OF_CUSTOMER = CompiledStatement(
    _PEOPLE.where(contact_persons.c.customer_id == sa.bindparam("customer"))
)


def customer_row(customer: Customer, department_id: int | None) -> Row:
    """The row of a customer."""
    details = customer.details
    row = {name: getattr(details, name) for name in _DETAILS}
    return (
        row
        | _apart("group", GroupDetails, details.group)
        | {
            "id": customer.id,
            "department_id": department_id,
            "version": customer.version,
            "custom_attributes": to_json_column(details.custom_attributes),
        }
    )


def person_rows(customer: Customer) -> list[Row]:
    """The rows of a customer's contact persons."""
    return [
        {"customer_id": customer.id, "person": number}
        | _values(person, _PERSON)
        | _apart("identification", Identification, person.identification)
        for number, person in enumerate(customer.details.contact_persons)
    ]


def point_rows(customer: Customer) -> list[Row]:
    """The rows of the contact points of a customer's contact persons."""
    return [
        {"customer_id": customer.id, "person": person, "point": number} | _point_row(point)
        for person, each in enumerate(customer.details.contact_persons)
        for number, point in enumerate(each.contact_points)
    ]


def customer_of(connection: sa.Connection, row: ResultRow, departments: Departments) -> Customer:
    """The customer of a row of the table `customers`."""
    people = _OF_CUSTOMER.rows(connection, {"customer": row.id})
    return _customer(connection, row, tuple(_persons(people)), departments)


def customers_of(
    connection: sa.Connection, rows: Iterable[ResultRow], departments: Departments
) -> dict[int, Customer]:
    """The customers of rows of the table `customers`, by id."""
    found = {row.id: row for row in rows}
    if not found:
        return {}
    people = connection.execute(_OF_CUSTOMERS, {"customers": list(found)})
    persons = {
        customer: tuple(_persons(group))
        for customer, group in groupby(people, key=lambda row: int(row.customer_id))
    }
    return {
        number: _customer(connection, row, persons.get(number, ()), departments)
        for number, row in found.items()
    }


def _customer(
    connection: sa.Connection,
    row: ResultRow,
    persons: tuple[ContactPerson, ...],
    departments: Departments,
) -> Customer:
    shared = row.department_id is None
    details = CustomerDetails(
        **_values(row, _DETAILS),
        group=_together("group", GroupDetails, row),
        contact_persons=persons,
        custom_attributes=from_json_column(row.custom_attributes, ATTRIBUTE_VALUES),
    )
    department = None if shared else departments.name(connection, row.department_id)
    return Customer(row.id, department, details, row.version)


def _persons(rows: Iterable[ResultRow]) -> Iterator[ContactPerson]:
    for _, group in groupby(rows, key=lambda row: int(row.person)):
        lines = list(group)
        points = tuple(_point(line) for line in lines if line.point is not None)
        yield ContactPerson(
            **_values(lines[0], _PERSON),
            identification=_together("identification", Identification, lines[0]),
            contact_points=points,
        )


def _point_row(point: ContactPoint) -> Row:
    fields = _FIELDS[type(point.place)] if point.place else ()
    row: Row = dict.fromkeys(_PLACE_COLUMNS)
    return row | _values(point.place, fields) | {"type": point.type, "priority": point.priority}


def _point(row: ResultRow) -> ContactPoint:
    place = _PLACES[row.point_type]
    return ContactPoint(row.point_type, place(**_values(row, _FIELDS[place])), row.point_priority)


def _apart(name: str, kind: type[T], value: T | None) -> Row:
    """A value that a row holds in columns of its own, each beginning with its name."""
    fields = (field.name for field in attrs.fields(kind))
    return {f"{name}_{each}": getattr(value, each, None) for each in fields}


def _together(name: str, kind: type[T], row: ResultRow) -> T | None:
    """The value that `_apart` took apart; ``None`` where none of it is there."""
    fields = (field.name for field in attrs.fields(kind))
    members = {each: getattr(row, f"{name}_{each}") for each in fields}
    return None if all(each is None for each in members.values()) else kind(**members)


def _values(source: object, names: Iterable[str]) -> Row:
    return {name: getattr(source, name) for name in names}


CUSTOMERS = sa.select(customers)
"""Customers without their people, for `customers_of`."""
