"""Bodies that are decoded and then checked, as by a service that gets them."""

from compose_adapters.wire import Limits, decode
from compose_adapters.wire.limits import STANDARD
from compose_core.compose.check import check
from compose_core.model.request import Command, ComposeRequest


def decode_and_check(
    body: bytes, content_type: str, command: Command = Command.SEND, limits: Limits = STANDARD
) -> ComposeRequest:
    """Decode a request that is right by itself.

    Raises:
        Rejected: with all that is wrong with its form, or by the rules of the request.
    """
    request = decode(body, content_type, limits)
    check(request, command)
    return request
