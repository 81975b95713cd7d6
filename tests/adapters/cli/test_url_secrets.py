"""A password on a command line is wrong usage: everybody on the machine can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from command_line import CommandLine
from compose_adapters.cli.options import holds_secret

NAMES = ("password", "sslpassword", "scram_client_key", "oauth_client_secret", "pass%77ord")
SECRETS = (
    "postgresql://user:hunter2@host/name",
    "postgresql://:hunter2@host/name",
    "postgresql://user@corp:hunter2@host:5432/name",
    "postgresql+psycopg://user:a/b?hunter2@host/name",
    "postgresql://user:hunter2@[::1]:5432/name",
    "postgresql://user:hunter2@[broken/name",
    *(f"postgresql://user@host/name?sslmode=require&{name}=hunter2" for name in NAMES),
)
HARMLESS = (
    "sqlite:///compose.db",
    "sqlite:////var/lib/a:b@c.db",
    "postgresql://host/name",
    "postgresql://user@host:5432/name",
    "postgresql:///name?host=/var/run/postgresql&user=compose",
    "postgresql://user@host/name?passfile=/etc/compose/pgpass&sslmode=verify-full",
    "postgresql://user@host/name?sslkey=/etc/compose/client.key",
)


@pytest.mark.parametrize("url", SECRETS)
@pytest.mark.parametrize("command", ["migrate", "serve", "send", "outbox"])
@pytest.mark.parametrize("option", ["--database", "--smtp"])
def test_a_password_on_the_command_line_is_wrong_usage_and_names_its_variable(
    new_shell: CommandLine, url: str, command: str, option: str
) -> None:
    for arguments in ((option, url, command), (command, option, url)):
        result = new_shell.run(*arguments)
        assert result.exit_code == 2
        assert f"COMPOSE_{option[2:].upper()}" in result.stderr
        assert "hunter2" not in result.output


@pytest.mark.parametrize("url", HARMLESS)
def test_a_url_without_a_password_is_taken(url: str) -> None:
    assert not holds_secret(url)


@given(
    st.lists(st.sampled_from([*":/?@&=;[]#%", "a", "5", "password", "x"]), max_size=12).map("".join)
)
def test_whatever_is_read_as_a_password_is_seen(rest: str) -> None:
    url = f"postgresql://{rest}"
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        return
    if read.password or read.query.get("password"):
        assert holds_secret(url)
