"""Bodies that can be sent as they stand, to a site that has the names in them."""

import json
from functools import cache

from compose_adapters.wire import encode_request
from compose_adapters.wire.media import JSON, XML
from compose_core.model.customer import ContactPerson, CustomerDetails
from compose_core.model.request import ComposeRequest, contents

REQUEST = ComposeRequest(
    department="service",
    to="pat@example.com",
    sender="support@example.com",
    subject="Your question, ``contact_person_first_name",
    contents=contents(
        text="Dear ``contact_person_first_name,\n\nthank you for asking.\n",
        html="<p>Dear ``contact_person_first_name,</p><p>thank you for asking.</p>",
    ),
    customer=CustomerDetails("individual", (ContactPerson("Pat", last_name="Example"),)),
)
LOGIN = {"userName": "agent", "password": "agent-demo"}
LOGIN_XML = (
    '<login xmlns="http://bindings.egain.com/ws/model/v12/gen/platform">'
    "<userName>agent</userName><password>agent-demo</password></login>"
)


@cache
def request_json() -> object:
    """A request as the value that its JSON spells."""
    return json.loads(encode_request(REQUEST, JSON))


@cache
def request_xml() -> str:
    """The same request in XML."""
    return encode_request(REQUEST, XML).decode()


@cache
def request_form() -> dict[str, str]:
    """The same request in the fields of a form."""
    return {"data": encode_request(REQUEST, JSON).decode(), "data-type": JSON}
