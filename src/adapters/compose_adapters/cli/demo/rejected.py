"""Three requests that are refused, each at another stage of judgement."""

import attrs


@attrs.frozen
class RejectedExample:
    """A request that will be refused.

    Args:
        about: what is wrong with it.
        login: who asks.
        body: in JSON.
    """

    about: str
    login: str
    body: str


REJECTED_EXAMPLES = (
    RejectedExample(
        "Wrong by itself: nothing is looked up",
        "agent",
        """{
  "department": {"nam": "service"},
  "type": {"value": "email", "subtype": {"value": "reply"}},
  "subject": "One\\nBcc: everybody@example.com",
  "priority": 9,
  "payload": {"email": {"emailAddresses": {
    "to": {"address": ["pat@example.com", "lee@example.com"]}, "from": "support@@example.com"
  }}}
}""",
    ),
    RejectedExample(
        "Not allowed: the trainee has neither the article's folder nor the blind copies",
        "trainee",
        """{
  "department": {"name": "service"},
  "type": {"value": "email", "subtype": {"value": "compose"}},
  "subject": "Your order",
  "payload": {"email": {
    "emailAddresses": {"to": ["pat@example.com"], "bcc": ["boss@example.com"],
                       "from": "support@example.com"},
    "contents": {"content": [{"type": "text", "value": "``greeting,\\n\\n``liability"}]}
  }}
}""",
    ),
    RejectedExample(
        "Cannot be sent: macros, an alias and a file",
        "agent",
        """{
  "department": {"name": "service"},
  "type": {"value": "email", "subtype": {"value": "compose"}},
  "subject": "Case ``case_id of ``contact_person_frist_name",
  "payload": {"email": {
    "emailAddresses": {"to": ["pat@example.com"], "from": "help@example.com"},
    "contents": {"content": [
      {"type": "html", "value": "<p>``greeting</p>\\n<a href=``order_page>your order</a> `` "}
    ]}
  }},
  "attachments": {"attachment": [
    {"contentType": "image/png", "fileName": "picture.png.exe", "content": "TVqQAAMAAAA="}
  ]}
}""",
    ),
)
