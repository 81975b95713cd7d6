"""docs/reference/http.md: every path with its methods and parameters, every status."""

import inspect
from collections.abc import Iterator

from starlette.routing import Route

from compose_adapters.http import application, paths
from compose_adapters.http.error_responses import MOST_LISTED
from compose_adapters.http.operations import Operation
from compose_adapters.http.resources import Resource
from compose_adapters.http.statuses import ANSWERS, STAGES
from compose_adapters.wiring import Configuration
from compose_adapters.wiring.embedded import Container
from compose_adapters.wiring.protocol import HEAD_OCTETS
from compose_adapters.wiring.serving import services_of
from compose_core.sessions import LoginRules
from reference.markdown import code, codes, filled, plain, table


def http_page() -> str:
    """The page."""
    rules = LoginRules()
    return filled(
        "http.md",
        paths=table(("method and path", "does", "query", "session"), _paths()),
        answers=table(("status", "code", "because"), _answers()),
        listed=str(MOST_LISTED),
        head=f"{HEAD_OCTETS:,}",
        stretch=f"{rules.window.total_seconds() / 60:.0f}",
        life=f"{rules.max_age.total_seconds() / 3600:.0f}",
        of_user_at_address=str(rules.most_of_user_at_address),
        of_user=str(rules.most_of_user),
        at_address=str(rules.most_at_address),
    )


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every path with a method and what it does, but for those under `paths.SYSTEM`."""
    # Nothing is asked of the database that it would stand on.
    app = application(services_of(Container(Configuration())))
    routes = [route for route in app.routes if isinstance(route, Route)]
    for route in routes:
        resource: object = route.endpoint
        if isinstance(resource, Resource) and not route.path.startswith(paths.SYSTEM):
            for method, operation in resource.operations.items():
                yield route.path, method, operation


def _paths() -> Iterator[tuple[str, ...]]:
    for path, method, operation in operations():
        asked = codes(_query(operation))
        needs = "yes" if operation.needs_session else "no"
        yield code(f"{method} {path}"), plain(operation.summary), asked, needs


def _query(operation: Operation) -> Iterator[str]:
    for parameter in operation.parameters:
        yield f"{parameter.name}={'|'.join(parameter.values)}"


def _answers() -> Iterator[tuple[str, ...]]:
    rows = [
        (answer.status, answer.code, f"findings of the stage `{stage.value}`")
        for stage, answer in STAGES.items()
    ]
    for kind, answer in ANSWERS.items():
        because = "a fault of the program" if kind is Exception else _first_line(kind)
        rows.append((answer.status, answer.code, plain(because)))
    return ((str(status), number, because) for status, number, because in sorted(rows))


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]
