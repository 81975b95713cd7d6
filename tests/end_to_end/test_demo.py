"""The demo: every example through a real mail server, and three requests that are refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = "from compose_adapters.cli import main; main()"


def demo(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, "demo", *options],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def told() -> Any:
    ended = demo("--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    story = json.loads(ended.stdout)
    yield story
    shutil.rmtree(story["folder"])


def test_every_recipient_of_every_example_was_reached(told: Any) -> None:
    states = {line["state"] for each in told["activities"] for line in each["delivery"]}

    assert len(told["activities"]) == 9
    assert states == {"accepted"}


def test_cases_and_customers_are_found_and_created(told: Any) -> None:
    found = [(each["case"]["found"], each["customer"]["found"]) for each in told["activities"]]

    assert found[:3] == [(False, False), (True, True), (True, True)]
    assert {customer for _, customer in found[6:]} == {False, True}


def test_the_database_and_the_mails_are_in_the_folder_that_it_names(told: Any) -> None:
    folder = Path(told["folder"])

    assert (folder / "compose.db").is_file()
    assert sorted(told["mails"]) == sorted(str(path) for path in (folder / "mails").iterdir())
    assert len(told["mails"]) == 9


def test_three_requests_are_refused_each_at_another_stage(told: Any) -> None:
    by_itself, denied, by_facts = told["refused"]

    assert "element.unsupported" in by_itself
    assert "list.not_one" in by_itself
    assert denied == ["permission.view_folder", "permission.view_folder", "permission.edit_bcc"]
    assert {"macro.misspelled", "macro.in_unquoted", "attachment.blocked"} <= set(by_facts)


def test_people_see_the_table_the_mail_and_the_reports() -> None:
    ended = demo()
    folder = Path(ended.stdout.partition("The folder")[2].split()[0])
    shutil.rmtree(folder)

    assert (ended.returncode, ended.stderr) == (0, "")
    for expected in (
        "to pat@example.com: accepted",
        "From: Example Support <support@example.com>",
        "Ms. Example, welcome.",
        "steps.txt (text/plain, 58 octets)",
        "Refused 3 of 3.",
        "        Case ``case_id of ``contact_person_frist_name\n                          ^",
        "compose-core activity show 1 --database sqlite:///",
    ):
        assert expected in ended.stdout
    assert (
        "archive@example.com" not in ended.stdout.partition("One mail")[2].partition("Refused")[0]
    )
