"""Requests that nothing is wrong with, with every element there is, for Hypothesis."""

import string
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    Identification,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import ComposeRequest, contents

T = TypeVar("T")

# What XML 1.0 can carry, but for the line break that becomes another in contents.
_NOT_CARRIED = [*map(chr, range(32)), "\ufffe", "\uffff"]
CARRIED = st.characters(codec="utf-8", exclude_characters=_NOT_CARRIED)
ONE_LINE = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn"))

# White space around a scalar is layout in XML; elsewhere it is part of it.
scalars = st.text(CARRIED, min_size=1, max_size=20).map(lambda text: f"<{text}&>")
subjects = st.text(ONE_LINE, max_size=40).map(lambda text: f" {text}]]>")
bodies = st.text(st.one_of(CARRIED, st.sampled_from("\n\t")), max_size=80).map(
    lambda text: f"\n{text} <p>&amp;"
)
addresses = st.text(string.ascii_letters, min_size=1, max_size=8).map(lambda n: f"{n}@example.com")
lists = st.lists(addresses, max_size=3).map(tuple)
moments = st.integers(0, 200_000_000_000_000).map(
    lambda milliseconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)
ids = st.integers(1, 2**63 - 1)
maybe = st.none() | scalars
attributes = st.lists(
    st.builds(AttributeValue, scalars, scalars), max_size=3, unique_by=lambda each: each.name
).map(tuple)
files = st.lists(
    st.builds(
        Attachment,
        st.sampled_from(["text/plain", "image/png; x=y", "application/octet-stream"]),
        st.text(string.ascii_letters + "äß日 .;='", min_size=1, max_size=12).map(
            lambda name: f"_{name}_"
        ),
        st.binary(max_size=60).map(InMemory),
    ),
    max_size=3,
).map(tuple)

digits = st.text("0123456789", min_size=1, max_size=18).map(lambda text: f"9{text}")
GIVEN: dict[str, st.SearchStrategy[object]] = {
    "str | None": maybe,
    "bool | None": st.none() | st.booleans(),
}


def built(kind: type[T], **others: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    """A value of a class of the model with every member that it declares.

    Args:
        kind: the class.
        others: what is given for members that are not texts of any kind.
    """
    members = {
        field.name: others[field.name] if field.name in others else GIVEN[_named(field.type)]
        for field in attrs.fields(kind)  # type: ignore[arg-type]
    }
    return st.builds(kind, **members)


def _named(kind: Any) -> str:
    return str(kind).replace("builtins.", "")


_places: dict[str, st.SearchStrategy[Place]] = {
    "email": built(EmailPoint),
    "phone": built(PhonePoint, number=scalars),
    "postal": built(PostalPoint, street1=scalars),
    "web": built(WebPoint, url=scalars),
}


def _point(kind: str) -> st.SearchStrategy[ContactPoint]:
    return built(ContactPoint, type=st.just(kind), place=_places[kind])


points = st.lists(st.sampled_from(sorted(_places)).flatmap(_point), max_size=3).map(tuple)
persons = built(
    ContactPerson,
    identification=st.none() | built(Identification),
    contact_points=points,
)
customers = built(
    CustomerDetails,
    contact_persons=st.lists(persons, max_size=2).map(tuple),
    group=st.none() | built(GroupDetails, number_of_members=st.none() | digits),
    custom_attributes=attributes,
)
requests = st.builds(
    ComposeRequest,
    department=scalars,
    to=addresses,
    subject=subjects,
    contents=st.builds(
        lambda text, html: contents(text=text, html=html), st.none() | bodies, st.none() | bodies
    ),
    sender=st.none() | addresses,
    cc=lists,
    bcc=lists,
    case_id=st.none() | ids,
    queue=maybe,
    priority=st.none() | st.integers(1, 7),
    due_date=st.none() | moments,
    attachments=files,
    custom_attributes=attributes,
    customer=st.none() | customers,
)
