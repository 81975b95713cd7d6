"""A consumer of a queue: each message is a request, done once however often it is delivered.

Run it with: python queue_consumer.py < messages
A message is a line of JSON with an id, a user, a content type and a body; a broker's client would
hand over the same. What is printed for a message is its acknowledgement, after the commit.
"""

import json
import os
import sys

from compose_adapters.wire import UnsupportedMediaType, decode
from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Container
from compose_core.errors import Conflict, Rejected, Unavailable

world = Container(configuration(os.environ))
world.make_ready()


def consume(message: dict[str, str]) -> str:
    """Do what a message asks; what is wrong for good is set aside, what may pass comes again."""
    try:
        request = decode(message["body"].encode(), message["contentType"])
        receipt = world.compose.send(request, message["user"], idempotency_key=message["id"])
    except (Rejected, UnsupportedMediaType, Conflict) as refusal:
        return f"set aside: {refusal}"
    except Unavailable:
        return "again, later"
    return f"activity {receipt.activity_id}"


for line in sys.stdin:
    message = json.loads(line)
    print(message["id"], consume(message), flush=True)
world.close()
