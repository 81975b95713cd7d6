"""`site` and `migrate`: judging, applying, hashing, creating."""

import json
import sqlite3

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

    assert shell.told("site", "apply") == {"applied": True}
    assert shell.told("site", "apply") == {"applied": False}
    assert "is the site that is applied already" in shell.done("site", "apply")
    shell.done("send", shell.request(), "--as", "agent", "--site", "")


def test_apply_applies_nothing_of_a_file_with_faults(shell: CommandLine) -> None:
    shell.done("site", "apply")
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
