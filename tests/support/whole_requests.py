"""Requests that nothing is wrong with, with every element there is, for Hypothesis."""

import string
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    PhonePoint,
    Place,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import ComposeRequest, contents

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

_places: dict[str, st.SearchStrategy[Place]] = {
    "email": st.builds(EmailPoint, maybe),
    "phone": st.builds(PhonePoint, scalars, maybe, maybe, maybe, maybe),
    "postal": st.builds(PostalPoint, *[scalars] * 6),
    "web": st.builds(WebPoint, scalars),
}


def _point(kind: str) -> st.SearchStrategy[ContactPoint]:
    return st.builds(ContactPoint, st.just(kind), _places[kind], maybe)


points = st.lists(st.sampled_from(sorted(_places)).flatmap(_point), max_size=3).map(tuple)
persons = st.builds(
    ContactPerson,
    maybe,
    middle_name=maybe,
    last_name=maybe,
    salutation=maybe,
    gender=maybe,
    date_of_birth=maybe,
    job_title=maybe,
    has_direct_mailing_consent=st.none() | st.booleans(),
    has_direct_calling_consent=st.none() | st.booleans(),
    has_holding_data_consent=st.none() | st.booleans(),
    contact_points=points,
)
customers = st.builds(
    CustomerDetails,
    maybe,
    st.lists(persons, max_size=2).map(tuple),
    name=maybe,
    group_type=maybe,
    role=maybe,
    pin=maybe,
    entitlements=maybe,
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
