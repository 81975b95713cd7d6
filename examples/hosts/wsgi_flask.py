"""WSGI: one path of a Flask service that takes the same requests as the HTTP contract.

Run it with: flask --app wsgi_flask run
The site, database and mail server are those of COMPOSE_SITE, COMPOSE_DATABASE and COMPOSE_SMTP.
"""

import os

from flask import Flask, Response, request

from compose_adapters.wire import (
    Detail,
    UnsupportedMediaType,
    decode,
    encode_error,
    encode_receipt,
)
from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Embedded
from compose_core.errors import Rejected, Stage
from compose_core.model.request import Command

JSON = "application/json"

world = Embedded(configuration(os.environ))
world.make_ready()
app = Flask(__name__)


@app.post("/send")
def send() -> Response:
    """Send what the body asks for, as whoever the service in front of this has let in."""
    asked = decode(request.get_data(), request.headers.get("Content-Type", ""), Command.SEND)
    receipt = world.compose.send(asked, actor=request.headers["X-Forwarded-User"])
    return Response(encode_receipt(receipt, JSON), 201, content_type=JSON)


@app.errorhandler(Rejected)
def refused(refusal: Rejected) -> Response:
    """Tell everything that is wrong at once."""
    denied = refusal.stage is Stage.PERMISSION
    code, status = ("403-105", 403) if denied else ("400-152", 400)
    details = [Detail(each.path, each.message, each.name) for each in refusal.findings]
    told = "The request is refused."
    return Response(encode_error(code, told, details, None, JSON), status, content_type=JSON)


@app.errorhandler(UnsupportedMediaType)
def unreadable(refusal: UnsupportedMediaType) -> Response:
    """Tell which types are read."""
    told = encode_error("415-100", str(refusal), (), None, JSON)
    return Response(told, 415, content_type=JSON)
