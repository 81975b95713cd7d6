"""A send over HTTP to the example site, of the size that agents write."""

import json

SEND = "/ws/v12/interaction/activity/send"
BODY = json.dumps(
    {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "subject": "Your order, ``contact_person_first_name",
        "payload": {
            "email": {
                "emailAddresses": {"from": "support@example.com", "to": "pat@example.com"},
                "contents": {
                    "content": [
                        {"type": "text", "value": "Dear ``customer_name, it is on its way. " * 20},
                        {
                            "type": "html",
                            "value": "<p>Dear ``customer_name, it is on its way.</p>" * 20,
                        },
                    ]
                },
            }
        },
        "customer": {
            "type": {"value": "individual"},
            "contactPersons": {"contactPerson": {"firstName": "Pat"}},
        },
    }
).encode()
