"""The program as a whole: its commands, options, variables and exit statuses (SPEC 10)."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from command_line import CommandLine
from compose_adapters.cli.failures import code_of, name_of, sentence_of, status_of
from compose_adapters.cli.program import program
from compose_adapters.extras import MissingExtra
from compose_adapters.site import SiteFaults
from compose_adapters.sql import DatabaseTooNew
from compose_adapters.wire import UnsupportedMediaType
from compose_adapters.wiring import Misconfigured
from compose_core.errors import (
    Conflict,
    IdempotencyMismatch,
    NotFound,
    NotPossible,
    OutcomeUnknown,
    PreviewOutdated,
    Rejected,
    Unavailable,
)
from compose_core.errors.catalogue.permission import CREATE

COMMANDS = (
    *("send", "save", "sendcomplete", "preview", "deliver", "outbox", "secure", "activity", "case"),
    *("customer", "serve", "sessions", "migrate", "site", "demo"),
)


def test_help_names_every_command(shell: CommandLine) -> None:
    said = shell.done("--help")

    listed = said.partition("Commands:")[2].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert tuple(names) == COMMANDS


@pytest.mark.parametrize(
    "command",
    [
        *((name,) for name in COMMANDS),
        *(("outbox", name) for name in ("list", "show", "retry", "cancel", "resolve", "purge")),
        ("secure", "withdraw"),
        *(("site", name) for name in ("check", "apply", "hash-password")),
        *((name, "show") for name in ("activity", "case", "customer")),
    ],
)
def test_every_command_has_help_and_the_common_options(
    shell: CommandLine, command: tuple[str, ...]
) -> None:
    said = shell.done(*command, "--help")

    for option in ("--site FILE", "--database URL", "--smtp URL", "--json"):
        assert option in said


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("sned",),
        ("outbox",),
        ("outbox", "lsit"),
        ("send",),
        ("activity", "show", "x"),
        ("activity", "show", "0"),
        ("deliver", "--workers", "0"),
        ("outbox", "resolve", "1", "perhaps"),
        ("--databse", "x", "migrate"),
        ("--smtp", "smtp://user:secret@mail.example.com", "migrate"),
    ],
)
def test_wrong_usage_is_status_2_and_a_sentence(
    shell: CommandLine, arguments: tuple[str, ...]
) -> None:
    result = shell.run(*arguments)

    assert result.exit_code == 2
    assert "Usage: compose-core" in result.stderr
    assert "Traceback" not in result.output
    assert "secret" not in result.output


def test_options_stand_before_or_after_the_command(new_shell: CommandLine) -> None:
    shell, database = new_shell, f"sqlite:///{new_shell.folder / 'other.db'}"

    shell.done("--database", database, "migrate")
    shell.done("outbox", "--database", database, "list")
    shell.done("outbox", "list", "--database", database)

    assert not (shell.folder / "compose.db").exists()


def test_of_an_option_given_twice_the_later_wins(new_shell: CommandLine) -> None:
    shell = new_shell
    first, second = (f"sqlite:///{shell.folder / name}" for name in ("first.db", "second.db"))

    shell.done("--database", first, "migrate", "--database", second)

    assert (shell.folder / "second.db").exists()
    assert not (shell.folder / "first.db").exists()


def test_the_database_is_compose_db_unless_told_otherwise(
    new_shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new_shell.folder)

    result = new_shell.run("migrate", COMPOSE_DATABASE=None)

    assert result.exit_code == 0
    assert (new_shell.folder / "compose.db").exists()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("COMPOSE_LEASE_SECONDS", "soon", "must be a whole number of seconds"),
        ("COMPOSE_LEASE_SECONDS", "50", "must be below COMPOSE_LEASE_SECONDS"),
        ("COMPOSE_SMTP_DEADLINE_SECONDS", "60", "must be below COMPOSE_LEASE_SECONDS"),
        ("COMPOSE_SMTP_TIMEOUT_SECONDS", "0", "must be a whole number of seconds"),
        ("COMPOSE_RETRY_BASE_SECONDS", "9999999", "must be a whole number of seconds"),
        ("COMPOSE_BODIES_MB", "0", "must be a whole number of megabytes"),
        ("COMPOSE_SESSION_BODIES_MB", "much", "must be a whole number of megabytes"),
        ("COMPOSE_DATABASE", "mysql://host/name", "must be SQLite or PostgreSQL"),
        ("COMPOSE_DATABASE", "nonsense", "the database URL is none"),
        ("COMPOSE_SMTP", "smtp://user:secret@host:0", "The mail server cannot be used"),
        ("COMPOSE_SMTP", "maildir:", "names no folder"),
        ("COMPOSE_SITE", "/nowhere/site.toml", "/nowhere/site.toml: No such file"),
        ("COMPOSE_SITE", None, "name a site file with --site or COMPOSE_SITE"),
    ],
)
def test_an_environment_that_cannot_be_used_is_status_3_and_one_sentence(
    shell: CommandLine, variable: str, value: str | None, says: str
) -> None:
    result = shell.run("send", shell.request(), "--as", "agent", "--deliver", **{variable: value})

    assert result.exit_code == 3
    assert says.lower() in result.stderr.lower()
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.output


def test_a_site_file_with_faults_stops_a_send_with_all_of_them(shell: CommandLine) -> None:
    (shell.folder / "site.toml").write_text("[partition]\nlangauge = 1\nx = 2\n")

    result = shell.run("send", shell.request(), "--as", "agent")

    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        "The site file cannot be used:",
        ("  line 2: partition.langauge: is not known here; remove it; did you mean 'language'?"),
        "  line 3: partition.x: is not known here; remove it.",
    ]


def test_a_file_that_is_no_database_is_one_sentence(new_shell: CommandLine) -> None:
    (new_shell.folder / "compose.db").write_bytes(b"This is a letter, and no database. " * 30)

    result = new_shell.run("send", new_shell.request(), "--as", "agent")

    assert result.exit_code == 3
    assert "not an SQLite database" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_database_in_a_folder_that_is_not_there_is_one_sentence(new_shell: CommandLine) -> None:
    result = new_shell.run("migrate", COMPOSE_DATABASE="sqlite:////nowhere/at/all/compose.db")

    assert result.exit_code == 3
    assert "the folder must exist and be writable" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "status", "code", "name"),
    [
        (Rejected([CREATE.at()]), 1, "500-100", "fault"),
        (SiteFaults([]), 1, "500-100", "fault"),
        (UnsupportedMediaType("x"), 1, "415-100", "body.media_type"),
        (NotFound("x"), 1, "404-100", "not_found"),
        (Conflict("x"), 1, "409-100", "conflict"),
        (IdempotencyMismatch("x"), 1, "409-100", "conflict.idempotency_key"),
        (NotPossible("x"), 1, "409-100", "conflict.state"),
        (PreviewOutdated("x"), 1, "409-100", "conflict"),
        (click.UsageError("x"), 2, "400-101", "command.usage"),
        (click.BadParameter("x"), 2, "400-101", "command.usage"),
        (Misconfigured("x"), 3, "500-100", "environment.configuration"),
        (Unavailable("x"), 3, "503-100", "environment.unavailable"),
        (OutcomeUnknown(7), 3, "503-100", "environment.outcome_unknown"),
        (DatabaseTooNew("x"), 3, "503-100", "environment.unavailable"),
        (MissingExtra("sql", "sqlalchemy"), 3, "500-100", "environment.extra"),
        (FileNotFoundError(2, "No such file", "x"), 3, "500-100", "environment.system"),
        (KeyboardInterrupt(), 130, "500-100", "command.interrupted"),
        (ZeroDivisionError("x"), 3, "500-100", "fault"),
    ],
)
def test_every_end_has_its_status_code_and_name(
    error: BaseException, status: int, code: str, name: str
) -> None:
    assert (status_of(error), code_of(error), name_of(error)) == (status, code, name)


def test_a_fault_of_the_program_says_where_it_happened_and_nothing_of_the_data() -> None:
    with pytest.raises(ValueError, match="pat") as raised:
        int("pat@example.com")

    told = sentence_of(raised.value)
    assert told.startswith("This should not have happened: ValueError in test_program.py, line ")
    assert "pat@example.com" not in told


def test_an_error_of_the_system_without_a_file_is_told_by_its_reason() -> None:
    assert sentence_of(OSError(98, "Address already in use")) == "Address already in use."
    assert sentence_of(OSError()) == "OSError."
    assert sentence_of(KeyboardInterrupt()) == "Interrupted."


_WITHOUT = """
import sys
absent = sys.argv.pop(1)
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
from compose_adapters.cli import main
main()
"""


@pytest.mark.parametrize(("package", "extra"), [("sqlalchemy", "sql"), ("nh3", "html")])
def test_a_missing_extra_is_named(shell: CommandLine, package: str, extra: str) -> None:
    arguments = [package, "send", shell.request(), "--as", "agent"]

    ended = subprocess.run(
        [sys.executable, "-c", _WITHOUT, *arguments],
        env={**shell.environment, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 3
    assert f"pip install 'compose-core[{extra}]'" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_the_console_script_ends_with_the_status_of_its_command(shell: CommandLine) -> None:
    script = "from compose_adapters.cli import main; main()"
    statuses = [
        subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env={**shell.environment, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=False,
        ).returncode
        for arguments in (
            ("send", shell.request(), "--as", "agent"),
            ("send", shell.request("bad.json", priority=9), "--as", "agent"),
            ("send",),
            ("send", str(Path("nowhere.json")), "--as", "agent"),
        )
    ]

    assert statuses == [0, 1, 2, 3]


def test_help_imports_neither_an_adapter_nor_the_core() -> None:
    script = """
import atexit, sys
sys.argv = ["compose-core", "--help"]
ours = lambda: sorted(name for name in sys.modules if name.startswith("compose_"))
atexit.register(lambda: print(ours(), file=sys.stderr))
from compose_adapters.cli import main
main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr.strip() == str(
        [
            "compose_adapters",
            *(f"compose_adapters.cli{name}" for name in ("", ".options", ".program")),
            "compose_adapters.extras",
        ]
    )


def test_every_command_of_the_list_is_there_with_its_name() -> None:
    context = click.Context(program)
    found = [program.get_command(context, name) for name in COMMANDS]
    assert [each and each.name for each in found] == list(COMMANDS)
    assert program.get_command(context, "none") is None
