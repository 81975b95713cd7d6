"""`secure withdraw` and `outbox purge`: what operators end and forget."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from command_line import REQUEST, SITE, CommandLine
from compose_adapters.html import SafeHtml
from compose_adapters.sql import Database, SqlSecureLinks
from compose_adapters.system import SystemClock
from compose_core.errors import NotFound
from compose_core.secure import SecureMessages

CENTER = """
secure_messaging = true
[departments.secure_message_center]
url = "https://secure.example.com/secure/{token}"
notification = { from = "noreply@example.com", subject = "x", text = "``secure_message_url" }
"""
FILE = {"contentType": "text/plain", "fileName": "notes.txt", "content": "bm90ZXM="}


def send_secure(shell: CommandLine) -> str:
    """Send and deliver a secure message with a file; the token of its link."""
    site = shell.folder / "site.toml"
    site.write_text(SITE.replace("\n[[users]]", f"{CENTER}\n[[users]]"), "utf-8")
    email = {**REQUEST["payload"]["email"], "emailAddresses": {"to": "pat@example.com"}}
    request = shell.request(payload={"email": email}, attachments={"attachment": [FILE]})
    shell.done("send", request, "--as", "agent", "--deliver")
    [token] = {
        str(found)
        for mail in shell.mails
        for found in re.findall(r"/secure/([\w-]{43})", mail.decode().replace("=\r\n", ""))
    }
    return token


def opens(shell: CommandLine, token: str) -> bool:
    database = Database(f"sqlite:///{shell.folder / 'compose.db'}")
    try:
        SecureMessages(SqlSecureLinks(database), SystemClock(), SafeHtml()).open(token)
    except NotFound:
        return False
    finally:
        database.close()
    return True


def make_older(shell: CommandLine, days: int) -> None:
    """Everything happened so many days earlier than it did."""
    before = (datetime.now(UTC) - timedelta(days=days)).replace(tzinfo=None)
    with closing(sqlite3.connect(shell.folder / "compose.db")) as connection, connection:
        for statement in ("UPDATE mails SET queued = ?", "UPDATE activities SET created = ?"):
            connection.execute(statement, (before.isoformat(" "),))


@pytest.mark.rule("A6")
def test_withdraw_ends_all_links_of_a_message_and_is_audited(shell: CommandLine) -> None:
    token = send_secure(shell)
    assert opens(shell, token)

    said = shell.done("secure", "withdraw", "1", "--as", "kim")

    assert said == "Withdrew 1 link of the activity 1.\n"
    assert not opens(shell, token)
    audit = shell.told("activity", "show", "1")["audit"]
    assert [(each["act"], each["actor"]) for each in audit[1:]] == [
        ("open", "recipient"),
        ("withdraw", "kim"),
    ]


def test_withdraw_of_what_has_no_link_is_refused(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")
    for activity in ("1", "999"):
        refused = shell.run("secure", "withdraw", activity)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert f"No link leads to the activity {activity}." in refused.stderr


def test_withdraw_tells_programs_how_many_links_there_were(shell: CommandLine) -> None:
    send_secure(shell)
    assert shell.told("secure", "withdraw", "1") == {"activity": "1", "withdrawn": 1}


def test_purge_forgets_what_is_done_and_older_and_keeps_the_activity(shell: CommandLine) -> None:
    request = shell.request(attachments={"attachment": [FILE]})
    shell.done("send", request, "--as", "agent", "--deliver")
    assert shell.told("outbox", "purge", "--older-than", "30") == {"letters": 0, "files": 0}
    make_older(shell, 31)

    said = shell.done("outbox", "purge", "--older-than", "30")

    assert said == "Forgot letters: 1; activities whose files were forgotten: 1.\n"
    rows = shell.rows()
    assert (rows["letters"], rows["attachment_chunks"], rows["attachments"]) == (0, 0, 1)
    assert "notes.txt" in shell.done("activity", "show", "1")


def test_purge_keeps_the_files_of_a_secure_message_while_its_link_opens(
    shell: CommandLine,
) -> None:
    token = send_secure(shell)
    make_older(shell, 31)

    assert shell.told("outbox", "purge", "--older-than", "30") == {"letters": 1, "files": 0}

    assert opens(shell, token)
    assert shell.rows()["attachment_chunks"] == 1


@pytest.mark.parametrize("days", ["0", "-1", "x", ""])
def test_purge_needs_a_number_of_days(shell: CommandLine, days: str) -> None:
    shell.done("send", shell.request(), "--as", "agent")
    assert shell.run("outbox", "purge", "--older-than", days).exit_code == 2
    assert shell.run("outbox", "purge").exit_code == 2
