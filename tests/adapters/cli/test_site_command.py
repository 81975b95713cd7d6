"""`site` and `migrate`: judging, applying, hashing, creating."""

import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from command_line import SITE, CommandLine
from compose_adapters.site import read_site

CYCLE = """
macros = [
  { name = "a", kind = "combination", content = "``a" },
"""


def test_check_finds_no_fault_and_makes_no_database(new_shell: CommandLine) -> None:
    file = new_shell.folder / "site.toml"

    assert new_shell.done("site", "check") == f"{file}: no faults.\n"
    assert not (new_shell.folder / "compose.db").exists()


def test_check_tells_all_faults_at_once(shell: CommandLine) -> None:
    (shell.folder / "site.toml").write_text('[partitions]\n[[departments]]\nname = ""\n')

    result = shell.run("site", "check")

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "The site file has faults:",
        "  line 1: partitions: is not known here; remove it; did you mean 'partition'?",
        "  line 3: departments[0].name: must not be empty; give a text",
    ]


def test_check_tells_programs_path_and_sentence_of_each_fault(shell: CommandLine) -> None:
    (shell.folder / "site.toml").write_text("x = 1\n")

    result = shell.run("site", "check", "--json")

    error = json.loads(result.stderr)
    assert (result.exit_code, error["code"]) == (1, "400-152")
    assert error["details"] == [
        {"key": "x", "value": "line 1: x: is not known here; remove it", "name": "site.fault"}
    ]


@pytest.mark.rule("M6")
def test_check_warns_of_a_cycle_and_ends_well(shell: CommandLine) -> None:
    (shell.folder / "site.toml").write_text(SITE.replace("\nmacros = [\n", CYCLE))

    result = shell.run("site", "check")

    assert result.exit_code == 0
    assert "'a' contains itself: a > a." in result.stderr
    assert shell.told("site", "check")["warnings"] != []


def test_check_without_a_file_is_wrong_usage(shell: CommandLine) -> None:
    result = shell.run("site", "check", COMPOSE_SITE=None)

    assert result.exit_code == 2
    assert "give --site FILE or COMPOSE_SITE" in result.stderr


def test_apply_writes_the_site_once(new_shell: CommandLine) -> None:
    shell = new_shell

    first = json.loads(shell.run("site", "apply", "--json").stdout)
    assert (first["applied"], first["first"], first["version"]) == (True, True, 1)
    second = shell.told("site", "apply")
    assert second == {"applied": False, "first": False, "version": 1, "changes": []}
    assert "is the site that is applied already" in shell.done("site", "apply")
    shell.done("send", shell.request(), "--as", "agent", "--site", "")


OTHER = SITE.replace('name = "service"', 'name = "service"\ndefault_priority = 3').replace(
    '"Activity.Create", ', ""
)


def applied_with(shell: CommandLine, site: str) -> None:
    shell.run("site", "apply")
    (shell.folder / "site.toml").write_text(site)


def test_a_dry_run_shows_what_differs_and_changes_nothing(shell: CommandLine) -> None:
    applied_with(shell, OTHER)
    before = snapshot(shell)

    assert shell.told("site", "apply", "--dry-run") == {
        "applied": False,
        "first": False,
        "version": 1,
        "changes": [
            {
                "path": "departments[service].default_priority",
                "change": "changed",
                "before": "5",
                "after": "3",
            },
            {
                "path": "users[agent].actions[Activity.Create]",
                "change": "taken away",
                "before": None,
                "after": None,
            },
        ],
    }
    said = shell.done("site", "apply", "--dry-run")
    assert "departments[service].default_priority: 5 -> 3" in said
    assert "users[agent].actions[Activity.Create]: taken away" in said
    assert snapshot(shell) == before


def test_a_dry_run_makes_no_database(new_shell: CommandLine) -> None:
    assert "the first site of this database" in new_shell.done("site", "apply", "--dry-run")
    assert not (new_shell.folder / "compose.db").exists()


def test_what_was_applied_is_audited_and_logged(shell: CommandLine) -> None:
    applied_with(shell, OTHER)

    result = shell.run("site", "apply", "--as", "Ann\nBob")

    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 1
    assert "the site of version 2 was applied by 'Ann\\nBob': 2 differences" in result.stderr
    newest, oldest = shell.told("site", "history")
    assert (newest["version"], newest["actor"], len(newest["changes"])) == (2, "Ann\nBob", 2)
    assert oldest["version"] == 1
    assert "users[agent]: added" in shell.done("site", "history")


END_OF_INPUT = "\x04"


def at_terminal(shell: CommandLine, *arguments: str, typed: str) -> tuple[int, str]:
    """The status of a command at a terminal of its own, and what stands on it."""
    ours, its = pty.openpty()
    script = "from compose_adapters.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**shell.environment, "PYTHONPATH": ":".join(sys.path)},
        stdin=its,
        stdout=its,
        stderr=its,
    ) as command:
        os.close(its)
        os.write(ours, typed.encode())
        shown = b""
        # Linux tells the end of a terminal as an error.
        with suppress(OSError):
            while piece := os.read(ours, 4096):
                shown += piece
    os.close(ours)
    return command.returncode, shown.decode()


@pytest.mark.parametrize(
    ("typed", "options", "is_applied"),
    [
        ("y\n", (), True),
        ("n\n", (), False),
        (END_OF_INPUT, (), False),
        ("", ("--yes",), True),
        ("", ("--dry-run",), False),
    ],
)
def test_at_a_terminal_it_asks(
    shell: CommandLine, typed: str, options: tuple[str, ...], is_applied: bool
) -> None:
    applied_with(shell, OTHER)

    status, shown = at_terminal(shell, "site", "apply", *options, typed=typed)

    assert "users[agent].actions[Activity.Create]: taken away" in shown
    assert ("Apply it?" in shown) is not bool(options)
    assert (status == 0) is (is_applied or bool(options))
    assert shell.told("site", "apply", "--dry-run")["version"] == 1 + is_applied


def test_at_a_terminal_it_asks_nothing_where_nothing_differs(shell: CommandLine) -> None:
    applied_with(shell, SITE)

    status, shown = at_terminal(shell, "site", "apply", typed="")

    assert (status, "Apply it?" in shown) == (0, False)


def test_a_comment_is_no_difference(shell: CommandLine) -> None:
    applied_with(shell, "# Nothing else.\n" + SITE)

    assert shell.told("site", "apply")["applied"] is False


def snapshot(shell: CommandLine) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in sorted(shell.folder.rglob("*")) if path.is_file()
    }


ACTING = ("send", "save", "sendcomplete", "preview")


@pytest.mark.parametrize("command", ACTING)
@pytest.mark.parametrize(
    ("site", "says"),
    [
        (OTHER, "differs; going on with the site that is applied"),
        ("x = 1\n", "has 1 fault; going on with the site that is applied"),
        (None, "cannot be read: No such file or directory; going on"),
    ],
)
def test_another_file_changes_nothing_and_is_told_in_one_line(
    shell: CommandLine, command: str, site: str | None, says: str
) -> None:
    # The other file takes the permission away that every one of them needs.
    applied_with(shell, site or "")
    if site is None:
        (shell.folder / "site.toml").unlink()
    request = shell.request()
    history = shell.told("site", "history")

    result = shell.run(command, request, "--as", "agent")
    told = shell.run(command, request, "--as", "agent", "--json")

    assert result.exit_code == 0
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert says in json.loads(told.stderr)["notice"]
    assert shell.told("site", "history") == history


LOOKING = (
    ("preview", "REQUEST", "--as", "agent"),
    ("activity", "show", "1"),
    ("case", "show", "1"),
    ("outbox", "list"),
    ("outbox", "show", "1"),
    ("site", "check"),
    ("site", "history"),
    ("site", "apply", "--dry-run"),
)


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
@pytest.mark.parametrize("state", ["none", "empty", "foreign", "migrated", "applied", "used"])
def test_what_only_looks_writes_nothing(
    new_shell: CommandLine, migrated: Path, command: tuple[str, ...], state: str
) -> None:
    shell, file = new_shell, new_shell.folder / "compose.db"
    if state in {"migrated", "applied", "used"}:
        shutil.copy(migrated, shell.folder)
    if state in {"applied", "used"}:
        shell.run("site", "apply")
    if state == "used":
        shell.done("send", shell.request(), "--as", "agent")
    if state == "empty":
        file.touch()
    if state == "foreign":
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE tickets (number INTEGER)")
        connection.close()
    request = shell.request()
    before = snapshot(shell)

    for options in ((), ("--json",)):
        shell.run(*(request if each == "REQUEST" else each for each in command), *options)

    assert snapshot(shell) == before


def test_a_preview_before_the_first_site_is_the_preview_after_it(new_shell: CommandLine) -> None:
    shell, request = new_shell, new_shell.request()

    before = shell.told("preview", request, "--as", "agent")
    shell.run("site", "apply")

    assert shell.told("preview", request, "--as", "agent") == before
    assert shell.told("send", request, "--as", "agent")["id"] == "1"


def test_a_preview_needs_a_site(new_shell: CommandLine) -> None:
    shell = new_shell

    result = shell.run("preview", shell.request(), "--as", "agent", COMPOSE_SITE=None)

    assert result.exit_code == 3
    assert "name a site file with --site or COMPOSE_SITE" in result.stderr
    assert not (shell.folder / "compose.db").exists()


def test_apply_applies_nothing_of_a_file_with_faults(shell: CommandLine) -> None:
    shell.run("site", "apply")
    before = shell.rows()
    (shell.folder / "site.toml").write_text(SITE + "x = 1\n")

    assert shell.run("site", "apply").exit_code == 1
    assert shell.rows() == before


def test_a_hash_is_one_that_a_site_file_may_hold_and_a_log_in_accepts(shell: CommandLine) -> None:
    encoded = shell.done("site", "hash-password", given="correct horse\n").strip()

    site = read_site(f"{SITE}\npassword_hash = '{encoded}'".encode())
    assert site.users[0].password_hash == encoded
    assert PasswordHasher().verify(encoded, "correct horse")


def test_two_hashes_of_a_password_differ(shell: CommandLine) -> None:
    first, second = (shell.done("site", "hash-password", given="x\n") for _ in range(2))

    assert first != second


@pytest.mark.parametrize("given", ["", "\n", "x" * 1025])
def test_no_password_and_an_endless_one_are_wrong_usage(shell: CommandLine, given: str) -> None:
    result = shell.run("site", "hash-password", given=given)

    assert result.exit_code == 2
    assert "give a password of 1 to 1024 characters" in result.stderr


def test_a_hash_is_not_hashed_again(shell: CommandLine) -> None:
    encoded = shell.done("site", "hash-password", given="x\n")
    result = shell.run("site", "hash-password", given=encoded)

    assert result.exit_code == 2
    assert "this is a hash already" in result.stderr
    assert encoded.strip() not in result.stderr


def test_migrate_creates_the_database_once(new_shell: CommandLine) -> None:
    assert new_shell.told("migrate") == {"migrated": True}
    assert new_shell.told("migrate") == {"migrated": False}
    assert new_shell.done("migrate") == "The database is up to date.\n"


def test_a_database_newer_than_the_program_is_refused(shell: CommandLine) -> None:
    connection = sqlite3.connect(shell.folder / "compose.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()

    for command in (("migrate",), ("send", shell.request(), "--as", "agent")):
        result = shell.run(*command)
        assert result.exit_code == 3
        assert "use the newer program that made them" in result.stderr
        assert len(result.stderr.splitlines()) == 1
