"""The same commands on PostgreSQL: ``postgresql://`` means psycopg 3."""

from collections.abc import Iterator

import pytest

from command_line import CommandLine
from postgresql import server_of_the_run


@pytest.fixture
def shell(new_shell: CommandLine) -> Iterator[CommandLine]:
    with server_of_the_run().database() as url:
        new_shell.environment["COMPOSE_DATABASE"] = url.replace("+psycopg", "")
        yield new_shell


def test_an_activity_is_sent_delivered_and_shown(shell: CommandLine) -> None:
    receipt = shell.told("send", shell.request(), "--as", "agent", "--deliver")

    kept = shell.told("activity", "show", receipt["id"])
    assert [line["state"] for line in kept["delivery"]] == ["accepted"]
    assert len(shell.mails) == 1
    assert shell.told("outbox", "list") == []
    assert shell.told("migrate") == {"migrated": False}


def test_a_server_that_is_away_is_one_sentence_without_the_password(shell: CommandLine) -> None:
    url = "postgresql://user:secret@127.0.0.1:9/nothing"

    result = shell.run("send", shell.request(), "--as", "agent", COMPOSE_DATABASE=url)

    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.output
