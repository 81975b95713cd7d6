"""All paths that are served, each with what its methods do (SPEC 9)."""

from collections.abc import Iterator, Mapping

from compose_adapters.http.authentication import Authentication
from compose_adapters.http.composing import Composing
from compose_adapters.http.health import Health
from compose_adapters.http.limits import HttpLimits
from compose_adapters.http.queries import Parameter
from compose_adapters.http.reading import Reading
from compose_adapters.http.resources import Operation
from compose_adapters.http.secure import Secure
from compose_adapters.http.services import Services

Operations = Mapping[str, Operation]

PRODUCT = "/ws/v12"
ACTIVITY = f"{PRODUCT}/interaction/activity"
OPTIONS = f"{PRODUCT}/interaction/compose/options"
LOGIN = f"{PRODUCT}/authentication/user/login"
LOGOUT = f"{PRODUCT}/authentication/user/logout"
SYSTEM = "/system"

_EXPAND = Parameter("expandMacros", ("yes",), "Keep the values of the macros instead of macros.")
_FORCE = Parameter("forceLogin", ("yes",), "End the earliest session if there are too many.")
_DEPARTMENT = Parameter(
    "department", (), "The department to send for; the home department if none."
)


def composing(services: Services, limits: HttpLimits) -> Iterator[tuple[str, Operations]]:
    """The calls that take a request."""
    calls = Composing(services, limits)
    yield (
        f"{ACTIVITY}/send",
        {"POST": Operation("send", "Compose and send an email activity.", calls.send)},
    )
    yield (
        f"{ACTIVITY}/sendcomplete",
        {
            "POST": Operation(
                "sendAndComplete",
                "Compose, send and complete an email activity.",
                calls.send_and_complete,
            )
        },
    )
    save = Operation(
        "save", "Compose an email activity and keep it as a draft.", calls.save, (_EXPAND,)
    )
    yield ACTIVITY, {"POST": save}
    yield (
        f"{ACTIVITY}/preview",
        {"POST": Operation("preview", "Show what a send would come to.", calls.preview)},
    )


def reading(services: Services) -> Iterator[tuple[str, Operations]]:
    """The calls that only read."""
    calls = Reading(services)
    yield (
        f"{ACTIVITY}/{{ids}}",
        {"GET": Operation("getActivities", "Up to 75 activities by their ids.", calls.activities)},
    )
    options = Operation(
        "getOptions", "What a form for composing needs.", calls.options, (_DEPARTMENT,)
    )
    yield OPTIONS, {"GET": options}


def authentication(services: Services, limits: HttpLimits) -> Iterator[tuple[str, Operations]]:
    """Login and logout."""
    calls = Authentication(services, limits)
    login = Operation("login", "Open a session.", calls.login, (_FORCE,), needs_session=False)
    yield LOGIN, {"POST": login}
    yield LOGOUT, {"DELETE": Operation("logout", "Close the session.", calls.logout)}


def secure(services: Services) -> Iterator[tuple[str, Operations]]:
    """What the recipients of secure messages call."""
    calls = Secure(services)
    message = Operation(
        "getSecureMessage",
        "A secure message, by the token of a recipient's link.",
        calls.message,
        needs_session=False,
        negotiates=False,
    )
    attachment = Operation(
        "getSecureAttachment",
        "An attachment of a secure message, counted from 0.",
        calls.attachment,
        needs_session=False,
        negotiates=False,
    )
    yield "/secure/{token}", {"GET": message}
    yield "/secure/{token}/attachments/{number}", {"GET": attachment}


def watching(services: Services) -> Iterator[tuple[str, Operations]]:
    """The call of those who watch over the service."""
    report = Operation(
        "getHealth",
        "The state of database and outbox.",
        Health(services).report,
        needs_session=False,
        negotiates=False,
    )
    yield "/healthz", {"GET": report}
