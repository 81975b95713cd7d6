"""How the server speaks HTTP: what is not well-formed is answered as everything else is."""

import logging
import secrets

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from compose_adapters.http.call import ID_HEADER
from compose_adapters.wire import encode_error
from compose_adapters.wire.media import JSON

LOG = logging.getLogger("compose_core.http")
HEAD_OCTETS = 16 * 1024
"""How long the head of a request may be at least: its first line and its headers together.

A longer one that has not ended is refused; one that arrives in one piece may still be taken.
"""

_CODE = "400-152"
_TOLD = f"The request is not well-formed HTTP, or its head has more than {HEAD_OCTETS} octets."
_ID_OCTETS = 12
_HEAD = """HTTP/1.1 400 Bad Request\r
Content-Type: {type}\r
Content-Length: {length}\r
Connection: close\r
Cache-Control: no-store\r
X-Content-Type-Options: nosniff\r
{id_header}: {id}\r
\r
"""


class Protocol(H11Protocol):
    """HTTP/1.1 by h11, whose own answers have an id and the product's form.

    They are in JSON: what the request accepts is not known.
    """

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the base's words
        """Answer a request that cannot be read, and close the connection."""
        call_id = secrets.token_urlsafe(_ID_OCTETS)
        LOG.info("(malformed) 400 id=%s", call_id)
        cycle = _under_way(self.cycle)
        if cycle is None or not cycle.response_started:
            self.transport.write(_answer(call_id))
        if cycle is not None:
            # Its head was right: nobody hears the answer any more.
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()


def _under_way(cycle: RequestResponseCycle | None) -> RequestResponseCycle | None:
    """The call that is being answered on the connection, if there is one."""
    return None if cycle is None or cycle.response_complete else cycle


def _answer(call_id: str) -> bytes:
    body = encode_error(_CODE, _TOLD, (), None, JSON)
    head = _HEAD.format(type=JSON, length=len(body), id_header=ID_HEADER, id=call_id)
    return head.encode() + body
