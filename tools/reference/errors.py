"""docs/reference/errors.md: every finding, and everything else that stops a call."""

import inspect
from collections.abc import Iterator
from types import ModuleType

from compose_adapters.cli.failures import status_of
from compose_adapters.http.statuses import CODES, STAGES, ErrorMapping, answer_to
from compose_core.errors import ComposeError, Definition, Rejected, exceptions
from compose_core.errors.catalogue import body, call, facts, macro, multipart, permission, request
from compose_core.errors.exceptions import (
    LeaseLost,
    LoginFailed,
    NoSession,
    StaleDecision,
    TooManyLogins,
    TooManySessions,
    Unrenderable,
)
from reference.markdown import code, filled, plain, table

GROUPS: dict[ModuleType, str] = {
    call: "The call, beside its body",
    body: "The form of the body",
    multipart: "The form of a multipart body",
    request: "The request by itself",
    permission: "Permissions",
    facts: "The request against the facts",
    macro: "Macros",
}
# Services answer these themselves.
_INTERNAL = {StaleDecision, LeaseLost, Unrenderable}
# The page about HTTP has them.
_OF_SESSIONS = {LoginFailed, NoSession, TooManyLogins, TooManySessions}
_LEFT_OUT = {ComposeError, Rejected, *_INTERNAL, *_OF_SESSIONS}


def errors_page() -> str:
    """The page."""
    own_codes = ((code(name), number) for name, number in CODES.items())
    return filled(
        "errors.md",
        findings="\n\n".join(_group(module, title) for module, title in GROUPS.items()),
        tree=_tree(),
        stops=table(("raised", "means", "HTTP", "code", "exit status"), _stops()),
        codes=table(("finding", "code"), own_codes),
    )


def defined_in(module: ModuleType) -> Iterator[Definition]:
    """The findings that a module of the catalogue defines."""
    return (each for each in vars(module).values() if isinstance(each, Definition))


def _group(module: ModuleType, title: str) -> str:
    found = sorted(defined_in(module), key=lambda each: each.name)
    rows = ((code(each.name), each.rule, plain(each.text)) for each in found)
    stage = found[0].stage
    about = f"Stage `{stage.value}`; over HTTP {STAGES[stage].status}, code {STAGES[stage].code}."
    return f"## {title}\n\n{about}\n\n{table(('name', 'rule', 'sentence'), rows)}"


def _tree() -> str:
    lines = (inspect.getdoc(exceptions) or "").split("::", 1)[1].strip("\n").splitlines()
    return "\n".join(
        line.removeprefix("    ") for line in lines if not line or line[0] == " "
    ).strip()


def _stops() -> Iterator[tuple[str, ...]]:
    for stage, answer in STAGES.items():
        found = Definition("some.finding", "a rule", "A sentence.", stage).at()
        yield _stop(Rejected([found]), f"findings of the stage `{stage.value}`", answer)
    for kind in _raised():
        first_line = (inspect.getdoc(kind) or "").splitlines()[0]
        yield _stop(kind(), plain(first_line), answer_to(kind()))


def _raised() -> Iterator[type[Exception]]:
    kinds = (each for each in vars(exceptions).values() if isinstance(each, type))
    return (each for each in kinds if issubclass(each, ComposeError) and each not in _LEFT_OUT)


def _stop(error: Exception, means: str, answer: ErrorMapping) -> tuple[str, ...]:
    exit_status = str(status_of(error))
    return code(type(error).__name__), means, str(answer.status), answer.code, exit_status
