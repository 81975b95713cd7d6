"""A script: composes a mail from values in Python, sends and delivers it, and tells its fate.

Run it with: python plain_script.py ADDRESS
The site, database and mail server are those of COMPOSE_SITE, COMPOSE_DATABASE and COMPOSE_SMTP.
"""

import os
import sys

from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Container
from compose_core.errors import Rejected
from compose_core.model.customer import ContactPerson, CustomerDetails
from compose_core.model.request import ComposeRequest, contents

if not sys.argv[1:]:
    sys.exit("usage: python plain_script.py ADDRESS")
request = ComposeRequest(
    department="service",
    sender="support@example.com",
    to=sys.argv[1],
    subject="Good news, ``contact_person_first_name",
    contents=contents(text="Dear ``customer_name,\n\nyour order is on its way.\n"),
    customer=CustomerDetails("individual", (ContactPerson("Kim"),)),
)
world = Container(configuration(os.environ))
world.make_ready()
try:
    receipt = world.compose.send(request, actor="agent")
except Rejected as refusal:
    sys.exit("\n".join(f"{each.path}: {each.message}" for each in refusal.findings))
world.workers().once()
for record in world.records.activities([receipt.activity_id]):
    for delivery in record.deliveries:
        print(delivery.address, delivery.state.value)
world.close()
