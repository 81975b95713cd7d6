"""`send`, `save`, `sendcomplete`: what they store, print and refuse."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from command_line import REQUEST, SITE, CommandLine

TO = {"to": ["pat@example.com"]}
RECEIPT = {
    "id": "1",
    "case": {"id": "1", "found": False},
    "customer": {"id": "1", "found": False},
    "delivery": [{"address": "pat@example.com", "state": "queued"}],
}


@pytest.mark.rule("A1")
def test_send_tells_programs_the_receipt(shell: CommandLine) -> None:
    assert shell.told("send", shell.request(), "--as", "agent") == RECEIPT


def test_deliver_by_a_mail_server_that_cannot_be_used_stores_nothing(shell: CommandLine) -> None:
    shell.run("site", "apply")
    before = shell.rows()

    result = shell.run(
        "send", shell.request(), "--as", "agent", "--deliver", COMPOSE_SMTP="ftp://mail.example.com"
    )

    assert result.exit_code == 3
    assert shell.rows() == before


def test_send_makes_its_database(new_shell: CommandLine) -> None:
    assert new_shell.told("send", new_shell.request(), "--as", "agent") == RECEIPT


def test_send_tells_people_what_was_stored_and_where_the_mail_goes(shell: CommandLine) -> None:
    said = shell.done("send", shell.request(), "--as", "agent")

    assert said.splitlines()[:3] == [
        "Activity 1 is sent.",
        "Case 1, created.",
        "Customer 1, created.",
    ]
    assert "pat@example.com" in said
    assert "queued" in said


def test_the_second_send_finds_the_customer_and_the_case(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")

    receipt = shell.told("send", shell.request(case={"id": 1}), "--as", "agent")

    assert receipt["case"] == {"id": "1", "found": True}
    assert receipt["customer"] == {"id": "1", "found": True}


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("command", "status", "case", "mails"),
    [
        ("save", "draft", "open", 0),
        ("send", "assigned", "open", 1),
        ("sendcomplete", "completed", "closed", 1),
    ],
)
def test_each_command_leaves_activity_and_case_as_it_promises(
    shell: CommandLine, command: str, status: str, case: str, mails: int
) -> None:
    shell.done(command, shell.request(), "--as", "agent", "--deliver")

    kept = shell.told("case", "show", "1")
    assert (kept["activities"][0]["status"], kept["status"]) == (status, case)
    assert len(shell.mails) == mails


@pytest.mark.rule("A2")
def test_a_draft_keeps_its_macros_unless_they_are_to_be_expanded(shell: CommandLine) -> None:
    shell.done("save", shell.request(), "--as", "agent")
    shell.done("save", shell.request(), "--as", "agent", "--expand-macros")

    subjects = [shell.told("activity", "show", number)["subject"] for number in ("1", "2")]
    assert subjects == ["Case ``case_id", "Case 2"]


def test_deliver_hands_the_mail_over_at_once(shell: CommandLine) -> None:
    receipt = shell.told("send", shell.request(), "--as", "agent", "--deliver")

    assert receipt["delivery"] == [{"address": "pat@example.com", "state": "accepted"}]
    (mail,) = (message_from_bytes(octets, policy=policy.default) for octets in shell.mails)
    assert (mail["Subject"], mail["To"]) == ("Case 1", "pat@example.com")
    assert mail.get_content() == "Dear Pat,\r\nyours\r\n"


def test_deliver_without_a_mail_server_is_wrong_usage_and_stores_nothing(
    new_shell: CommandLine,
) -> None:
    shell = new_shell

    result = shell.run("send", shell.request(), "--as", "agent", "--deliver", COMPOSE_SMTP=None)

    assert result.exit_code == 2
    assert "give --smtp URL or COMPOSE_SMTP" in result.stderr
    assert not (shell.folder / "compose.db").exists()


@pytest.mark.rule("A5")
def test_the_same_key_and_request_give_the_first_receipt_again(shell: CommandLine) -> None:
    command = ("send", shell.request(), "--as", "agent", "--idempotency-key", "k")

    assert shell.told(*command) == shell.told(*command) == RECEIPT
    assert shell.rows()["activities"] == 1


@pytest.mark.rule("A5")
def test_another_request_under_the_key_is_refused(shell: CommandLine) -> None:
    key = ("--as", "agent", "--idempotency-key", "k", "--json")
    shell.done("send", shell.request(), *key)

    result = shell.run("send", shell.request(subject="Another"), *key)

    assert result.exit_code == 1
    assert json.loads(result.stderr)["code"] == "409-100"


def test_a_request_comes_from_standard_input_with_its_content_type(shell: CommandLine) -> None:
    arguments = ("send", "-", "--as", "agent", "--content-type", "application/json", "--json")

    assert json.loads(shell.done(*arguments, given=json.dumps(REQUEST))) == RECEIPT


def test_standard_input_without_a_content_type_is_wrong_usage(shell: CommandLine) -> None:
    result = shell.run("send", "-", "--as", "agent", given=json.dumps(REQUEST))

    assert result.exit_code == 2
    assert "a request from standard input needs --content-type" in result.stderr


def test_an_ending_that_says_nothing_is_wrong_usage(shell: CommandLine) -> None:
    result = shell.run("send", shell.request("request.txt"), "--as", "agent")

    assert result.exit_code == 2
    assert "name the content type" in result.stderr


def test_a_content_type_that_is_not_read_is_refused(shell: CommandLine) -> None:
    arguments = ("--as", "agent", "--content-type", "text/plain", "--json")

    result = shell.run("send", shell.request(), *arguments)

    assert result.exit_code == 1
    assert json.loads(result.stderr)["code"] == "415-100"


def test_an_agent_must_be_named(shell: CommandLine) -> None:
    result = shell.run("send", shell.request())

    assert result.exit_code == 2
    assert "Missing option '--as'" in result.stderr


def test_a_wrong_login_is_refused_in_one_sentence(shell: CommandLine) -> None:
    result = shell.run("send", shell.request(), "--as", "nobody")

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Refused, and nothing was stored: one finding.",
        ("  the request: The user 'nobody' is not an active user.  [permission.inactive_user, P8]"),
    ]


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_a_request_that_cannot_be_read_is_one_sentence(shell: CommandLine, name: str) -> None:
    path = str(Path(shell.folder / name))

    result = shell.run("send", path, "--as", "agent")

    assert result.exit_code == 3
    assert result.stderr.startswith(f"{path}: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_body_that_is_not_json_says_where(shell: CommandLine) -> None:
    (shell.folder / "broken.json").write_text('{\n "department": }')

    result = shell.run("send", str(shell.folder / "broken.json"), "--as", "agent")

    assert result.exit_code == 1
    assert "not well-formed JSON: line 2, column 16" in result.stderr


@pytest.mark.rule("M3")
def test_a_refusal_lists_path_sentence_name_and_rule_and_shows_macros_in_their_place(
    shell: CommandLine,
) -> None:
    bad = shell.request(subject="Hello ``frist_name", priority=9)
    worse = shell.request("worse.json", subject="Hello ``frist_name")

    by_itself = shell.run("send", bad, "--as", "agent")
    by_facts = shell.run("send", worse, "--as", "agent")

    assert by_itself.stderr.splitlines() == [
        "Refused, and nothing was stored: one finding.",
        ("  priority: 'priority' is 9; it must be from 1 to 7.  [value.out_of_range, section 1]"),
    ]
    assert by_facts.stderr.splitlines() == [
        "Refused, and nothing was stored: one finding.",
        (
            "  subject: No macro is named 'frist_name', as offset 6 of the subject asks; "
            "the nearest name is 'first_name'.  [macro.misspelled, M3]"
        ),
        "      subject, line 1, column 7",
        "        Hello ``frist_name",
        "              ^",
    ]


def test_a_refusal_for_programs_is_the_error_of_the_contract(shell: CommandLine) -> None:
    result = shell.run("send", shell.request(priority=9), "--as", "agent", "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(result.stderr) == {
        "code": "400-152",
        "developerMessage": "Refused, and nothing was stored: one finding.",
        "details": [
            {
                "key": "priority",
                "value": "'priority' is 9; it must be from 1 to 7.",
                "name": "value.out_of_range",
            }
        ],
    }


def test_a_missing_permission_has_the_code_of_denials(shell: CommandLine) -> None:
    content = [{"type": "text", "value": "``liability"}]
    email = {**REQUEST["payload"]["email"], "contents": {"content": content}}

    result = shell.run("send", shell.request(payload={"email": email}), "--as", "agent", "--json")

    error = json.loads(result.stderr)
    assert (result.exit_code, error["code"]) == (1, "403-105")
    assert [each["name"] for each in error["details"]] == ["permission.view_folder"]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "``nothing"},
        {"department": {"name": "sales"}},
        {"priority": 0},
        {"case": {"id": 77}},
        {"customer": None},
    ],
)
def test_a_refused_request_stores_nothing_and_sends_nothing(
    shell: CommandLine, changes: dict[str, Any]
) -> None:
    shell.run("site", "apply")
    before = shell.rows()

    result = shell.run("send", shell.request(**changes), "--as", "agent", "--deliver")

    assert result.exit_code == 1
    assert shell.rows() == before
    assert shell.mails == []


@pytest.mark.rule("F5")
def test_a_refusal_is_told_in_the_language_of_the_partition(shell: CommandLine) -> None:
    (shell.folder / "site.toml").write_text('[partition]\nlanguage = "de-DE"\n' + SITE)

    result = shell.run("send", shell.request(priority=9), "--as", "agent")

    assert "'priority' ist 9; erlaubt ist 1 bis 7." in result.stderr


def test_a_permission_that_was_taken_away_counts_at_once(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")
    (shell.folder / "site.toml").write_text(SITE.replace('view_folders = ["public"]', ""))
    shell.run("site", "apply")

    result = shell.run("send", shell.request(), "--as", "agent")

    assert result.exit_code == 1
    assert "permission.view_folder" in result.stderr


def test_only_what_a_terminal_may_be_told_is_printed(shell: CommandLine) -> None:
    result = shell.run("send", shell.request(subject="\x1b[2J"), "--as", "agent")

    assert "\x1b" not in result.stderr


def test_more_than_a_hundred_findings_are_counted(shell: CommandLine) -> None:
    unknown: dict[str, Any] = {f"x{number}": 1 for number in range(120)}

    result = shell.run("send", shell.request(**unknown), "--as", "agent", "--json")

    error = json.loads(result.stderr)
    assert len(error["details"]) == 100
    assert error["developerMessage"] == (
        "Refused, and nothing was stored: 120 findings. 20 more are not listed."
    )
