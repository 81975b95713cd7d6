"""No room needs what its own extra does not bring, and what is missing is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from compose_adapters.extras import MissingExtra, require
from distributions import EXTRAS, SOURCES, closure_of, modules_of

# The extra that a room names when it is missing. Every other room runs on the base alone.
EXTRA_OF = {
    "compose_adapters.html": "html",
    "compose_adapters.http": "http",
    "compose_adapters.sql": "sql",
}
BASE_ROOMS = [
    "compose_adapters.memory",
    "compose_adapters.site",
    "compose_adapters.smtp",
    "compose_adapters.system",
    "compose_adapters.wire",
    "compose_adapters.wiring",
]
# The rooms for tests need the test tools; what ties rooms together needs theirs.
LEFT_OUT = (
    *("compose_core.testing", "compose_adapters.smtp.testing"),
    *(f"compose_adapters.wiring.{name}" for name in ("embedded", "previewing", "protocol")),
    *(f"compose_adapters.wiring.{name}" for name in ("server", "serving", "site_files")),
)

# Run in a fresh interpreter: what is not of the standard library, ours or allowed is not found.
BLOCKING = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        is_standard = top in sys.stdlib_module_names or top.startswith("_sysconfigdata")
        if top not in ALLOWED and not is_standard:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())

def imported(room):
    package = importlib.import_module(room)
    yield room
    for found in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{room}."):
        if found.name not in LEFT_OUT:
            yield from imported(found.name)
"""


def run_with(allowed: set[str], code: str) -> str:
    """What the code prints where only these modules, ours and the standard library's are found."""
    head = f"ALLOWED = {allowed!r}\nLEFT_OUT = {LEFT_OUT!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", head + BLOCKING + code],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(map(str, SOURCES.values())), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_core_imports_with_attrs_and_email_validator_alone() -> None:
    allowed = modules_of(closure_of("attrs") | closure_of("email-validator"))
    assert "cattrs" not in allowed
    code = "print(*imported('compose_core'))"
    assert "compose_core.errors" in run_with(allowed, code).split()


@pytest.mark.parametrize("room", BASE_ROOMS)
def test_a_room_without_an_extra_imports_with_the_base_alone(room: str) -> None:
    allowed = modules_of(closure_of("compose-core"))
    assert not allowed & {"sqlalchemy", "starlette", "click", "rich"}
    assert room in run_with(allowed, f"print(*imported({room!r}))").split()


@pytest.mark.parametrize("room", EXTRA_OF)
def test_a_room_imports_with_its_own_extra_alone(room: str) -> None:
    allowed = modules_of(closure_of(f"compose-core[{EXTRA_OF[room]}]"))
    assert room in run_with(allowed, f"import {room}\nprint({room!r})").split()


@pytest.mark.parametrize("room", EXTRA_OF)
def test_a_room_whose_extra_is_missing_names_it(room: str) -> None:
    code = f"""
from compose_adapters.extras import MissingExtra
try:
    import {room}
except MissingExtra as missing:
    print(missing)
"""
    said = run_with(modules_of(closure_of("compose-core")), code)
    assert f"pip install 'compose-core[{EXTRA_OF[room]}]'" in said


def test_the_command_without_its_extra_is_one_sentence_and_an_exit_status() -> None:
    code = """
import contextlib, io
from compose_adapters.cli import main
said = io.StringIO()
try:
    with contextlib.redirect_stderr(said):
        main()
except SystemExit as stop:
    print(stop.code, said.getvalue(), end="")
"""
    said = run_with(modules_of(closure_of("compose-core")), code)
    assert said.startswith("3 compose-core cannot start: ")
    assert said.endswith("pip install 'compose-core[cli]'.\n")
    assert len(said.splitlines()) == 1


OTHERS = sorted(set(EXTRAS) - {"cli", "all"})
WITH_CLI = [
    ["cli"],
    *(["cli", extra] for extra in OTHERS),
    *(["cli", *(other for other in OTHERS if other != extra)] for extra in OTHERS),
]
RUNNING = """
from click.testing import CliRunner
from compose_adapters.cli.program import COMMANDS, program

def run(*arguments):
    result = CliRunner().invoke(program, arguments)
    print(result.exit_code, " ".join(arguments), "|", result.stderr.replace("\\n", " "))
"""


@pytest.mark.parametrize("extras", WITH_CLI, ids=",".join)
def test_help_and_version_work_with_every_set_of_extras_that_has_cli(extras: list[str]) -> None:
    code = """
run("--help")
run("--version")
for name in COMMANDS:
    run(name, "--help")
"""
    allowed = modules_of(closure_of(f"compose-core[{','.join(extras)}]"))
    said = run_with(allowed, RUNNING + code).splitlines()
    assert len(said) > 10
    assert [line for line in said if not line.startswith("0 ")] == []


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("send FILE --as agent", "sql"),
        ("preview FILE --as agent", "sql"),
        ("deliver --smtp maildir:mails", "sql"),
        ("outbox list", "sql"),
        ("activity show 1", "sql"),
        ("migrate", "sql"),
        ("site apply --site FILE", "sql"),
        ("serve --no-deliver", "http"),
        ("demo", "demo"),
    ],
)
def test_a_command_that_needs_a_missing_extra_names_it(
    command: str, extra: str, tmp_path: Path
) -> None:
    (tmp_path / "site.toml").write_text("")
    arguments = command.replace("FILE", str(tmp_path / "site.toml")).split()
    allowed = modules_of(closure_of("compose-core[cli]"))
    said = run_with(allowed, f"{RUNNING}\nrun(*{arguments!r})")
    assert said.startswith("3 ")
    assert f"pip install 'compose-core[{extra}]'" in said


def test_a_missing_module_names_the_extra_that_brings_it() -> None:
    with pytest.raises(MissingExtra) as caught:
        require("sql", "json", "no_such_package.engine")
    assert str(caught.value) == (
        "the module 'no_such_package.engine' is not installed; "
        "the extra 'sql' brings it: pip install 'compose-core[sql]'"
    )
    assert (caught.value.extra, caught.value.module) == ("sql", "no_such_package.engine")


def test_a_module_that_fails_for_want_of_another_is_not_a_missing_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_installed.py").write_text("import no_such_package")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError) as caught:
        require("sql", "half_installed")
    assert not isinstance(caught.value, MissingExtra)
    assert caught.value.name == "no_such_package"
