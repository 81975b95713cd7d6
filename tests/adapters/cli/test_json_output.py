"""What is printed for programs steers no terminal, and no value is changed by that."""

import json
import sys
import unicodedata

import click
import pytest
from click.testing import CliRunner

from command_line import REQUEST, CommandLine
from compose_adapters.cli.output import Json, print_json

EVERY_CHARACTER = "".join(
    chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF
)
STEERING = "".join(
    each for each in EVERY_CHARACTER if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"}
)


def printed(value: Json) -> str:
    @click.command()
    def command() -> None:
        print_json(value)

    return CliRunner().invoke(command).stdout


def test_every_character_comes_back_and_none_steers_a_terminal() -> None:
    said = printed({"text": EVERY_CHARACTER, EVERY_CHARACTER: "name"})

    assert json.loads(said) == {"text": EVERY_CHARACTER, EVERY_CHARACTER: "name"}
    assert not set(said.removesuffix("\n")) & set(STEERING)


def test_half_of_a_pair_is_printed_all_the_same() -> None:
    assert printed("\ud800") == '"\\ud800"\n'


@pytest.mark.parametrize("command", ["send", "save", "sendcomplete", "preview"])
def test_what_a_request_holds_steers_no_terminal_through_any_command(
    shell: CommandLine, command: str
) -> None:
    hostile = "".join(each for each in STEERING if unicodedata.category(each) != "Cc")
    html = [{"type": "html", "value": f"<p>{hostile}\x9b</p>"}]
    email = {**REQUEST["payload"]["email"], "contents": {"content": html}}

    result = shell.run(
        command, shell.request(payload={"email": email}, subject="x"), "--as", "agent", "--json"
    )
    kept = shell.run("activity", "show", "1", "--json")
    refused = shell.run(command, shell.request(**{f"a{hostile}": "1"}), "--as", "agent", "--json")

    for each in (result.output, kept.output, refused.output):
        assert each
        assert not set(each.replace("\n", "")) & set(STEERING)


def test_a_usage_error_for_programs_is_escaped_too(shell: CommandLine) -> None:
    result = shell.run("activity", "show", f"1{STEERING[40:]}", "--json")

    assert result.exit_code == 2
    assert not set(result.stderr.replace("\n", "")) & set(STEERING)
