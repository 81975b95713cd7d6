"""`deliver` and `outbox`: what is queued, handed over, and done about it."""

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from command_line import CommandLine
from compose_adapters.smtp import Stage
from compose_adapters.smtp.testing import RecordingServer, closes


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with RecordingServer() as server:
        yield server


@pytest.fixture
def away() -> str:
    """A mail server that nobody is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{free.getsockname()[1]}"


def queue(shell: CommandLine, **changes: str) -> None:
    shell.done("send", shell.request(**changes), "--as", "agent")


def state_of(shell: CommandLine, activity: str = "1") -> str:
    (mail,) = shell.told("outbox", "show", activity)
    return str(mail["state"])


def test_once_delivers_all_that_is_due(shell: CommandLine, server: RecordingServer) -> None:
    queue(shell)
    queue(shell)

    told = shell.told("deliver", "--once", "--workers", "2", "--smtp", server.url)

    assert told["handedOver"] == 2
    assert [mail.recipients for mail in server.mails] == [("pat@example.com",)] * 2
    assert state_of(shell) == "accepted"


@pytest.mark.parametrize(("answer", "state"), [("450 later", "deferred"), ("550 never", "refused")])
def test_once_ends_well_whatever_the_server_answered(
    shell: CommandLine, answer: str, state: str
) -> None:
    queue(shell)

    def answers(stage: Stage, _: str) -> str | None:
        return answer if stage is Stage.RCPT else None

    with RecordingServer(answers=answers) as server:
        said = shell.done("deliver", "--once", "--smtp", server.url)

    assert said.splitlines()[0] == "1 mail handed over. Recipients by state:"
    assert f"  {state}: 1" in said
    assert state_of(shell) == state


def test_once_ends_well_without_a_server(shell: CommandLine, away: str) -> None:
    queue(shell)

    shell.done("deliver", "--once", "--smtp", away)

    assert state_of(shell) == "deferred"


def test_nothing_is_delivered_without_the_name_of_a_server(shell: CommandLine) -> None:
    result = shell.run("deliver", "--once", COMPOSE_SMTP=None)

    assert result.exit_code == 2
    assert "give --smtp URL or COMPOSE_SMTP" in result.stderr


def test_list_shows_what_waits_and_not_what_is_done(
    shell: CommandLine, server: RecordingServer, away: str
) -> None:
    queue(shell)
    shell.done("deliver", "--once", "--smtp", server.url)
    queue(shell)
    shell.done("deliver", "--once", "--smtp", away)
    queue(shell)

    listed = shell.told("outbox", "list")
    assert [(mail["activity"], mail["state"]) for mail in listed] == [
        ("2", "deferred"),
        ("3", "queued"),
    ]
    accepted = shell.told("outbox", "list", "--state", "accepted")
    assert [mail["activity"] for mail in accepted] == ["1"]
    said = shell.done("outbox", "list")
    assert "deferred" in said
    assert "queued" in said


def test_a_list_that_is_not_whole_says_so(shell: CommandLine) -> None:
    for _ in range(3):
        queue(shell)

    short = shell.run("outbox", "list", "--limit", "2")

    assert short.stderr == "There are more than these 2; --limit N lists more.\n"
    assert short.stdout.count("queued") == 3  # the heading, and two mails
    assert shell.run("outbox", "list", "--limit", "3").stderr == ""
    assert len(shell.told("outbox", "list", "--limit", "2")) == 2
    assert len(shell.told("outbox", "list")) == 3


def test_an_empty_outbox_says_so(shell: CommandLine) -> None:
    assert shell.done("outbox", "list") == "Nothing waits, failed or is uncertain.\n"
    asked = ("--state", "accepted", "--state", "cancelled")
    assert shell.done("outbox", "list", *asked) == "Nothing is accepted or cancelled.\n"


def test_what_is_kept_is_counted_and_is_no_mail_to_be_listed(shell: CommandLine) -> None:
    site = shell.folder / "site.toml"
    secure = (
        'name = "service"\nsecure_messaging = true\nemail_types = "only secure"\n'
        'secure_message_center = { url = "https://secure.example.com/secure/{token}" }\n'
    )
    site.write_text(site.read_text().replace('name = "service"\n', secure, 1))
    queue(shell)

    assert shell.told("deliver", "--once")["states"]["kept"] == 1
    assert shell.run("outbox", "list", "--state", "kept").exit_code == 2


def test_show_tells_every_attempt(shell: CommandLine, away: str) -> None:
    queue(shell)
    shell.done("deliver", "--once", "--smtp", away)

    (mail,) = shell.told("outbox", "show", "1")
    (entry,) = mail["journal"]
    assert (entry["address"], entry["attempt"], entry["state"]) == (
        "pat@example.com",
        1,
        "deferred",
    )
    assert "recipient" not in entry
    assert "refused" in entry["reply"].lower()
    said = shell.done("outbox", "show", "1")
    assert "Activity 1, mail 1, queued " in said
    assert "pat@example.com" in said


def test_retry_makes_a_deferred_mail_due_now(
    shell: CommandLine, server: RecordingServer, away: str
) -> None:
    queue(shell)
    shell.done("deliver", "--once", "--smtp", away)
    shell.done("deliver", "--once", "--smtp", server.url)
    assert state_of(shell) == "deferred"

    shell.done("outbox", "retry", "1")
    shell.done("deliver", "--once", "--smtp", server.url)

    assert state_of(shell) == "accepted"


def test_a_cancelled_mail_is_not_delivered(shell: CommandLine) -> None:
    queue(shell)

    shell.done("outbox", "cancel", "1")
    shell.done("deliver", "--once")

    assert state_of(shell) == "cancelled"
    assert shell.mails == []


@pytest.mark.rule("S9")
@pytest.mark.parametrize(("answer", "state"), [("delivered", "accepted"), ("again", "queued")])
def test_an_uncertain_mail_is_resolved(shell: CommandLine, answer: str, state: str) -> None:
    site = shell.folder / "site.toml"
    site.write_text(
        site.read_text().replace(
            'name = "service"\n', 'name = "service"\non_uncertain_delivery = "hold"\n', 1
        )
    )
    queue(shell)
    with RecordingServer(acts={Stage.DOT: closes}) as server:
        shell.done("deliver", "--once", "--smtp", server.url)
    assert state_of(shell) == "uncertain"

    shell.done("outbox", "resolve", "1", answer)

    assert state_of(shell) == state


@pytest.mark.rule("A6")
def test_an_act_of_the_operator_is_in_the_audit(shell: CommandLine) -> None:
    queue(shell)
    queue(shell)
    shell.done("outbox", "cancel", "1", "--as", "kim")
    assert shell.run("outbox", "cancel", "2", LOGNAME="sam").exit_code == 0

    audits = [shell.told("activity", "show", number)["audit"] for number in ("1", "2")]

    assert [[(entry["act"], entry["actor"]) for entry in audit] for audit in audits] == [
        [("send", "agent"), ("cancel", "kim")],
        [("send", "agent"), ("cancel", "sam")],
    ]


@pytest.mark.parametrize(
    ("act", "states"), [("retry", "deferred"), ("cancel", "queued or deferred or uncertain")]
)
def test_an_act_that_the_state_does_not_allow_is_refused_and_says_which_would(
    shell: CommandLine, act: str, states: str
) -> None:
    queue(shell)
    shell.done("deliver", "--once")

    result = shell.run("outbox", act, "1")

    assert result.exit_code == 1
    assert " ".join(result.stderr.split()) == (
        f"The delivery is accepted; this can be done only while it is {states}."
    )


@pytest.mark.parametrize("command", [("show", "9"), ("retry", "9"), ("resolve", "9", "again")])
def test_an_activity_without_mail_is_not_found(
    shell: CommandLine, command: tuple[str, ...]
) -> None:
    result = shell.run("outbox", *command, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stderr)["code"] == "404-100"


@pytest.mark.rule("F4")
@pytest.mark.parametrize("given", ["0", "-1", "01", "+1", "1.0", "x", "9223372036854775808"])
def test_an_argument_that_is_no_id_is_wrong_usage(shell: CommandLine, given: str) -> None:
    for command in (
        ("outbox", "show"),
        ("outbox", "retry"),
        ("activity", "show"),
        ("case", "show"),
        ("customer", "show"),
    ):
        result = shell.run(*command, "--", given)
        assert result.exit_code == 2
        assert f"'{given}' is not one; an id is a whole number from 1 to" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("outbox", "list"),
        ("outbox", "retry", "1"),
        ("activity", "show", "1"),
        ("case", "show", "1"),
        ("customer", "show", "1"),
        ("deliver", "--once"),
    ],
)
def test_no_command_looks_into_a_database_that_it_does_not_know(
    shell: CommandLine, command: tuple[str, ...]
) -> None:
    queue(shell)
    with closing(sqlite3.connect(shell.folder / "compose.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    result = shell.run(*command)

    assert (result.exit_code, result.stdout) == (3, "")
    assert "use the newer program that made them" in result.stderr


def test_looking_makes_no_database(new_shell: CommandLine) -> None:
    for command in (("outbox", "list"), ("activity", "show", "1"), ("case", "show", "1")):
        result = new_shell.run(*command)
        assert result.exit_code == 3
        assert "make it with: compose-core migrate" in result.stderr
    assert not (new_shell.folder / "compose.db").exists()
