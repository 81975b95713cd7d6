"""WSGI: one path of a Flask service that takes the same requests as the HTTP contract.

Run it with: flask --app wsgi_flask run
The site, database and mail server are those of COMPOSE_SITE, COMPOSE_DATABASE and COMPOSE_SMTP.
"""

import os

from flask import Flask, Response, request

from compose_adapters.wire import Detail, UnsupportedMediaType, decode, encode_error, encode_receipt
from compose_adapters.wiring import configuration
from compose_adapters.wiring.embedded import Container
from compose_core.errors import Conflict, Rejected, Stage, Unavailable

JSON = "application/json"

world = Container(configuration(os.environ))
world.make_ready()
app = Flask(__name__)


def error(code: str, told: str, details: tuple[Detail, ...] = ()) -> Response:
    """An error in the product's form."""
    body = encode_error(code, told, details, None, JSON)
    return Response(body, int(code[:3]), content_type=JSON)


@app.post("/send")
def send() -> Response:
    """Send what the body asks for, as whoever the service in front of this has let in."""
    if not (user := request.headers.get("X-Forwarded-User")):
        return error("401-101", "Nobody is logged in.")
    asked = decode(request.get_data(), request.headers.get("Content-Type", ""))
    receipt = world.compose.send(
        asked, user, idempotency_key=request.headers.get("Idempotency-Key")
    )
    return Response(encode_receipt(receipt, JSON), 201, content_type=JSON)


@app.errorhandler(Rejected)
def refused(refusal: Rejected) -> Response:
    """Tell everything that is wrong at once."""
    details = tuple(Detail(each.path, each.message, each.name) for each in refusal.findings)
    code = "403-105" if refusal.stage is Stage.PERMISSION else "400-152"
    return error(code, "The request is refused.", details)


app.register_error_handler(UnsupportedMediaType, lambda unread: error("415-100", str(unread)))
app.register_error_handler(Conflict, lambda conflict: error("409-100", str(conflict)))
app.register_error_handler(Unavailable, lambda busy: error("503-100", str(busy)))
