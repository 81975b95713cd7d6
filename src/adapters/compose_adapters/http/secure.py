"""Secure messages for those who got a link to one (section 7)."""

from functools import partial
from urllib.parse import quote

import attrs
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from compose_adapters.http.bodies import Body
from compose_adapters.http.exceptions import NoSecureFormatFits
from compose_adapters.http.negotiation import best_match_or_none
from compose_adapters.http.queries import Query
from compose_adapters.http.request_context import RequestContext, header
from compose_adapters.http.secure_page import HEADERS, message_page, unavailable_page
from compose_adapters.http.services import Services
from compose_adapters.wire.media import JSON
from compose_core.errors import NotFound, Rejected
from compose_core.letter import clean_file_name
from compose_core.model.attachment import Attachment
from compose_core.secure import SecureMessage

HTML = "text/html"
FILE = "{mount}/secure/{token}/attachments/{number}"

_TEXT = {"type": "string"}
_OPTIONAL_TEXT = {"type": ["string", "null"]}
_ATTACHMENT = {
    "type": "object",
    "properties": {
        "fileName": _TEXT,
        "contentType": _TEXT,
        "size": {"type": "integer", "minimum": 0},
        "url": _TEXT,
    },
    "required": ["fileName", "contentType", "size", "url"],
    "additionalProperties": False,
}
SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "subject": _TEXT,
        "html": _OPTIONAL_TEXT,
        "text": _OPTIONAL_TEXT,
        "attachments": {"type": "array", "items": _ATTACHMENT},
    },
    "required": ["subject", "html", "text", "attachments"],
    "additionalProperties": False,
}


@attrs.frozen
class Secure:
    """The handlers of the calls that a recipient makes.

    Args:
        services: for the messages.
    """

    services: Services

    def message(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """The message as a page, or in JSON for those who ask for it."""
        wants_json = _wants_json(call)
        try:
            query.raise_for_findings()
            message = self._opened(call)
        except (NotFound, Rejected) as error:
            return self._refused(call, error, wants_json=wants_json)
        links = _links(call, message)
        if wants_json:
            return JSONResponse(_members(message, links), headers=HEADERS)
        page = message_page(message, call.language, self._translated(call), links)
        return HTMLResponse(page, headers=HEADERS)

    def attachment(self, call: RequestContext, query: Query, _body: Body) -> Response:
        """One of its files, to be kept and never shown by the browser."""
        try:
            query.raise_for_findings()
            return _download(self._attachment(call))
        except (NotFound, Rejected) as error:
            # A file is served whatever is accepted; who accepts no page gets none.
            wants_page = best_match_or_none(header(call.request, "accept"), (HTML, JSON)) == HTML
            return self._refused(call, error, wants_json=not wants_page)

    def _attachment(self, call: RequestContext) -> Attachment:
        message = self._opened(call)
        numbered = {str(number): each for number, each in enumerate(message.attachments)}
        found = numbered.get(call.request.path_params["number"])
        if found is None:
            raise NotFound("the message has no such attachment")
        return found

    def _refused(
        self, call: RequestContext, error: NotFound | Rejected, *, wants_json: bool
    ) -> Response:
        """A customer's browser is shown a page; a program is told what every program is."""
        if wants_json:
            raise error
        status = 404 if isinstance(error, NotFound) else 400
        page = unavailable_page(call.language, self._translated(call))
        return HTMLResponse(page, status, HEADERS)

    def _opened(self, call: RequestContext) -> SecureMessage:
        return self.services.secure.open(call.request.path_params["token"])

    def _translated(self, call: RequestContext) -> "partial[str]":
        return partial(self.services.translate, call.language)


def _wants_json(call: RequestContext) -> bool:
    accept = header(call.request, "accept")
    chosen = best_match_or_none(accept, (HTML, JSON))
    if chosen is None:
        raise NoSecureFormatFits(accept)
    return chosen == JSON


def _links(call: RequestContext, message: SecureMessage) -> list[str]:
    token = quote(call.request.path_params["token"], safe="")
    mount = call.request.scope.get("root_path", "")
    count = len(message.attachments)
    return [FILE.format(mount=mount, token=token, number=number) for number in range(count)]


def _members(message: SecureMessage, links: list[str]) -> dict[str, object]:
    return {
        "subject": message.subject,
        "html": message.html,
        "text": message.text,
        "attachments": [
            {
                "fileName": clean_file_name(each.file_name),
                "contentType": each.content_type,
                "size": each.content.size,
                "url": link,
            }
            for each, link in zip(message.attachments, links, strict=True)
        ],
    }


def _download(attachment: Attachment) -> Response:
    # The declared type is the sender's word: a browser that knows none cannot be led astray by it.
    name = quote(clean_file_name(attachment.file_name), safe="")
    headers = {
        **HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(attachment.content.size),
    }
    chunks = attachment.content.chunks()
    return StreamingResponse(chunks, 200, headers, "application/octet-stream")
