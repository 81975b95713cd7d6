"""`--deliver`: what is stored is told, whatever becomes of its delivery."""

import json
import sqlite3
from contextlib import closing

from command_line import CommandLine


def make_every_claim_fail(shell: CommandLine) -> None:
    with closing(sqlite3.connect(shell.folder / "compose.db")) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON mails BEGIN SELECT RAISE(ABORT, 'full'); END"
        )


def test_what_is_stored_is_told_when_it_cannot_be_delivered(shell: CommandLine) -> None:
    make_every_claim_fail(shell)

    said = shell.run("send", shell.request(), "--as", "agent", "--deliver")

    assert said.exit_code == 3
    assert said.stdout.startswith("Activity 1 is sent.\n")
    assert said.stderr.startswith("Stored as activity 1; not delivered now: ")


def test_programs_are_told_both_too(shell: CommandLine) -> None:
    make_every_claim_fail(shell)

    told = shell.run("send", shell.request(), "--as", "agent", "--deliver", "--json")

    assert told.exit_code == 3
    assert json.loads(told.stdout)["id"] == "1"
    assert json.loads(told.stderr)["developerMessage"].startswith(
        "Stored as activity 1; not delivered now: "
    )
