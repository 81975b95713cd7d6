"""`activity show`, `case show`, `customer show`: what was kept, how delivery stands, the audit."""

import base64

import pytest

from command_line import REQUEST, CommandLine

EMAIL = {
    "emailAddresses": {
        "to": ["pat@example.com"],
        "cc": ["lee@example.com"],
        "bcc": ["blind@example.com"],
        "from": "support@example.com",
    },
    "contents": {
        "content": [{"type": "text", "value": "A text"}, {"type": "html", "value": "<p>A page</p>"}]
    },
}
FILE = {
    "contentType": "text/plain",
    "fileName": "notes.txt",
    "content": base64.b64encode(b"notes").decode(),
}
VALUES = """
[customer_values]
group_types = ["Association"]
contact_person_types = ["Buyer"]
identification_types = ["Passport"]
"""


def test_an_activity_is_shown_with_all_that_was_kept(shell: CommandLine) -> None:
    request = shell.request(
        payload={"email": EMAIL},
        attachments={"attachment": [FILE]},
        dueDate="2099-12-31T17:00:00Z",
        priority=2,
    )
    shell.done("send", request, "--as", "agent", "--deliver")

    said = shell.done("activity", "show", "1")

    for expected in (
        *("Case 1", "assigned", "service", "by agent", "1, open", "1, Pat"),
        *("pat@example.com", "lee@example.com", "blind@example.com", "A text", "<p>A page</p>"),
        *("notes.txt", "text/plain", "2099-12-31 17:00:00 GMT", "accepted", "send"),
    ):
        assert expected in said


def test_an_activity_is_told_under_the_names_of_a_request(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")

    told = shell.told("activity", "show", "1")

    assert (told["id"], told["status"], told["subject"]) == ("1", "assigned", "Case 1")
    assert told["department"] == {"name": "service"}
    assert told["payload"]["email"]["emailAddresses"]["to"] == {"address": ["pat@example.com"]}
    assert told["delivery"] == [{"address": "pat@example.com", "state": "queued", "attempts": 0}]
    assert [entry["act"] for entry in told["audit"]] == ["send"]


def test_a_case_is_shown_with_its_activities(shell: CommandLine) -> None:
    shell.done("send", shell.request(), "--as", "agent")
    shell.done("save", shell.request(case={"id": "1"}, subject="A draft"), "--as", "agent")

    said = shell.done("case", "show", "1")
    told = shell.told("case", "show", "1")

    assert said.startswith("Case 1 of service is open; customer 1, created ")
    assert "A draft" in said
    assert (told["id"], told["status"], told["customer"]) == ("1", "open", {"id": "1"})
    assert [each["id"] for each in told["activities"]] == ["1", "2"]
    assert told["createdDate"] == told["activities"][0]["createdDate"]


def test_a_customer_is_shown_with_all_that_was_told_of_it(shell: CommandLine) -> None:
    person = {
        "firstName": "Pat",
        "spouseName": "Kim",
        "type": {"value": "Buyer"},
        "identification": {"type": {"value": "Passport"}, "value": "C01"},
        "hasHoldingDataConsent": True,
    }
    told_of = {
        "type": {"value": "group", "group": {"type": {"value": "Association"}}},
        "customerName": "Club",
        "contactPersons": {"contactPerson": [person]},
    }
    with (shell.folder / "site.toml").open("a", encoding="utf-8") as site:
        site.write(VALUES)
    shell.done("send", shell.request(customer=told_of), "--as", "agent")

    said = shell.done("customer", "show", "1")
    told = shell.told("customer", "show", "1")

    assert said.startswith("Customer 1, Club, of all departments.\n")
    for expected in ("spouseName", "Kim", "identification.type.value", "Passport", "true"):
        assert expected in said
    point = {"type": {"value": "email", "email": {"emailAddress": "pat@example.com"}}}
    whole = {**person, "contactPoints": {"contactPoint": [point]}}
    assert told == {**told_of, "id": "1", "contactPersons": {"contactPerson": [whole]}}


@pytest.mark.parametrize("thing", ["activity", "case", "customer"])
def test_what_is_not_there_is_refused_in_one_sentence(shell: CommandLine, thing: str) -> None:
    result = shell.run(thing, "show", "7")

    assert result.exit_code == 1
    assert result.stderr == f"The {thing} 7 was not found.\n"


def test_what_a_customer_wrote_cannot_steer_the_terminal(shell: CommandLine) -> None:
    customer = {
        **REQUEST["customer"],
        "contactPersons": {"contactPerson": [{"firstName": "[red]Pat[/red] \u202e"}]},
    }
    shell.done("send", shell.request(customer=customer), "--as", "agent")

    said = shell.done("activity", "show", "1")

    assert "\u202e" not in said
    assert "[red]Pat[/red]" in said
