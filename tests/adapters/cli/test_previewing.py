"""`preview`: what a send would come to; nothing is stored."""

import json

import pytest

from command_line import REQUEST, CommandLine

pytestmark = pytest.mark.rule("A7")


def html_request(shell: CommandLine, html: str, **changes: str) -> str:
    content = [{"type": "html", "value": html}]
    email = {**REQUEST["payload"]["email"], "contents": {"content": content}}
    return shell.request(payload={"email": email}, **changes)


def test_a_preview_shows_the_parts_expanded_and_where_each_macro_landed(
    shell: CommandLine,
) -> None:
    said = shell.done("preview", shell.request(), "--as", "agent")

    assert "Case 1" in said
    assert "Dear Pat," in said
    assert "  ``case_id at offset 5 of the subject became '1'" in said
    assert "pat@example.com" in said
    assert "Nothing stands against it." in said


def test_a_preview_for_programs_has_exact_and_safe_html(shell: CommandLine) -> None:
    html = "<p onclick='x()'>``case_id</p>"

    told = shell.told("preview", html_request(shell, html), "--as", "agent")

    assert told["sendable"] is True
    assert told["html"] == "<p onclick='x()'>1</p>"
    assert told["safeHtml"] == "<p>1</p>"


def test_a_preview_stores_nothing(shell: CommandLine) -> None:
    shell.run("site", "apply")
    before = shell.rows()

    shell.done("preview", shell.request(), "--as", "agent", "--deliver")

    assert shell.rows() == before
    assert shell.mails == []


def test_a_preview_tells_denials_and_findings_together_and_ends_well(shell: CommandLine) -> None:
    request = html_request(shell, "``liability ``nothing")

    said = shell.done("preview", request, "--as", "agent")
    told = shell.told("preview", request, "--as", "agent")

    assert "It would be refused:" in said
    assert "[permission.view_folder, P4]" in said
    assert "No macro is named '…', as offset … of the … asks." in said
    assert "``liability ``nothing" not in said
    assert [each["name"] for each in told["denials"]] == ["permission.view_folder"]
    assert [each["name"] for each in told["findings"]] == ["macro.undefined"]
    assert told["sendable"] is False


def test_a_request_that_is_wrong_by_itself_has_no_preview(shell: CommandLine) -> None:
    result = shell.run("preview", shell.request(priority=9), "--as", "agent", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stderr)["details"][0]["name"] == "value.out_of_range"


def test_a_long_value_is_shortened_where_it_landed(shell: CommandLine) -> None:
    words = "word " * 40
    email = {
        **REQUEST["payload"]["email"],
        "contents": {"content": [{"type": "text", "value": "``activity_subject"}]},
    }

    said = shell.done(
        "preview", shell.request(subject=words, payload={"email": email}), "--as", "agent"
    )

    assert f"became '{words[:59]}…'" in said
