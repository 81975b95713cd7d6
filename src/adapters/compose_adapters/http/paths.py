"""All paths that are served, each with what its methods do (SPEC 9)."""

from collections.abc import Iterator, Mapping

from compose_adapters.http.authentication import Authentication
from compose_adapters.http.composing import Composing
from compose_adapters.http.describing import Describe, Describing, SchemaDocument
from compose_adapters.http.health import Health
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.operations import Handler, Operation, RequestBody, ResponseBody
from compose_adapters.http.queries import Parameter
from compose_adapters.http.reading import Reading
from compose_adapters.http.secure import Secure
from compose_adapters.http.services import Services
from compose_adapters.wire import xml_schemas
from compose_core.model.request import Command

Operations = Mapping[str, Operation]

PRODUCT = "/ws/v12"
ACTIVITY = f"{PRODUCT}/interaction/activity"
OPTIONS = f"{PRODUCT}/interaction/compose/options"
LOGIN = f"{PRODUCT}/authentication/user/login"
LOGOUT = f"{PRODUCT}/authentication/user/logout"
SECURE = "/secure/{token}"
SCHEMA = "/schema"
SYSTEM = "/system"

_EXPAND = Parameter("expandMacros", ("yes",), "Keep the values of the macros instead of macros.")
_FORCE = Parameter("forceLogin", ("yes",), "End the earliest session if there are too many.")
_DEPARTMENT = Parameter(
    "department", (), "The department to send for; the home department if none."
)


def composing(services: Services, limits: HttpLimits) -> Iterator[tuple[str, Operations]]:
    """The calls that take a request."""
    calls = Composing(services, limits)
    send = "Compose and send an email activity."
    yield f"{ACTIVITY}/send", _made("send", send, calls.send, Command.SEND)
    complete = "Compose, send and complete an email activity."
    yield (
        f"{ACTIVITY}/sendcomplete",
        _made("sendAndComplete", complete, calls.send_and_complete, Command.SEND_AND_COMPLETE),
    )
    save = "Compose an email activity and keep it as a draft."
    yield ACTIVITY, _made("save", save, calls.save, Command.SAVE, _EXPAND)
    preview = Operation(
        "preview",
        "Show what a send would come to.",
        calls.preview,
        sends=RequestBody.REQUEST,
        tells=ResponseBody.PREVIEW,
    )
    yield f"{ACTIVITY}/preview", {"POST": preview}


def _made(
    name: str, summary: str, handler: Handler, command: Command, *parameters: Parameter
) -> Operations:
    made = Operation(
        name,
        summary,
        handler,
        parameters,
        sends=RequestBody.REQUEST,
        command=command,
        tells=ResponseBody.RECEIPT,
        status=201,
        refusals=(403, 409),
    )
    return {"POST": made}


def reading(services: Services) -> Iterator[tuple[str, Operations]]:
    """The calls that only read."""
    calls = Reading(services)
    activities = Operation(
        "getActivities",
        "Up to 75 activities by their ids.",
        calls.activities,
        tells=ResponseBody.ACTIVITIES,
        refusals=(404,),
    )
    yield f"{ACTIVITY}/{{ids}}", {"GET": activities}
    options = Operation(
        "getOptions",
        "What a form for composing needs.",
        calls.options,
        (_DEPARTMENT,),
        tells=ResponseBody.OPTIONS,
        refusals=(403,),
    )
    yield OPTIONS, {"GET": options}


def authentication(services: Services, limits: HttpLimits) -> Iterator[tuple[str, Operations]]:
    """Login and logout."""
    calls = Authentication(services, limits)
    login = Operation(
        "login",
        "Open a session.",
        calls.login,
        (_FORCE,),
        needs_session=False,
        sends=RequestBody.LOGIN,
        status=204,
        refusals=(401, 429),
    )
    yield LOGIN, {"POST": login}
    logout = Operation("logout", "Close the session.", calls.logout, status=204)
    yield LOGOUT, {"DELETE": logout}


def secure(services: Services) -> Iterator[tuple[str, Operations]]:
    """What the recipients of secure messages call."""
    calls = Secure(services)
    message = _open(
        "getSecureMessage",
        "A secure message, by the token of a recipient's link.",
        calls.message,
        ResponseBody.SECURE_MESSAGE,
        404,
        406,
        needs_site=True,
    )
    yield SECURE, message
    attachment = _open(
        "getSecureAttachment",
        "An attachment of a secure message, counted from 0.",
        calls.attachment,
        ResponseBody.FILE,
        404,
        needs_site=True,
    )
    yield f"{SECURE}/attachments/{{number}}", attachment


def watching(services: Services) -> Iterator[tuple[str, Operations]]:
    """The call of those who watch over the service."""
    report = Health(services).report
    yield (
        "/healthz",
        _open("getHealth", "The state of database and outbox.", report, ResponseBody.HEALTH),
    )


def describing(describe: Describe) -> Iterator[tuple[str, Operations]]:
    """The calls that describe all others."""
    description = Describing(describe).description
    yield (
        "/openapi.json",
        _open(
            "getDescription", "All calls, in OpenAPI 3.1.", description, ResponseBody.DESCRIPTION
        ),
    )
    for name, document in xml_schemas().items():
        space = name.removesuffix(".xsd")
        answer = SchemaDocument(document).answer
        summary = f"The XML schema of requests: the elements of the namespace {space}."
        yield (
            f"{SCHEMA}/{name}",
            _open(f"getXmlSchema_{space}", summary, answer, ResponseBody.XML_SCHEMA),
        )


def _open(
    name: str,
    summary: str,
    handler: Handler,
    tells: ResponseBody,
    *refusals: int,
    needs_site: bool = False,
) -> Operations:
    """Declare a call for everyone, in one format."""
    found = Operation(
        name,
        summary,
        handler,
        needs_session=False,
        needs_site=needs_site,
        negotiates=False,
        tells=tells,
        refusals=refusals,
    )
    return {"GET": found}
