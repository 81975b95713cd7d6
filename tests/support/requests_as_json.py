"""Requests as JSON members, for tests that spoil one of them."""

import json
from collections.abc import Mapping
from typing import Any

from compose_core.errors import Finding, Rejected
from compose_core.model.request import Command, ComposeRequest
from decoding import decode_and_check

JSON = "application/json"
XML = "application/xml"
Members = dict[str, Any]


def members(**changes: Any) -> Members:
    """A request that nothing is wrong with, with members changed; ``...`` takes one away."""
    whole: Members = {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "subject": "About your router",
        "payload": {"email": {"emailAddresses": {"to": {"address": ["pat@example.com"]}}}},
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def with_addresses(**addresses: Any) -> Members:
    """A request with addresses changed or added."""
    changed = {"to": {"address": ["pat@example.com"]}, **addresses}
    return members(payload={"email": {"emailAddresses": changed}})


def with_contents(*contents: Any) -> Members:
    """A request with contents."""
    email = members()["payload"]["email"]
    return members(payload={"email": {**email, "contents": {"content": list(contents)}}})


def with_attachment(**changes: Any) -> Members:
    """A request with an attachment that has members changed; ``...`` takes one away."""
    whole = {"contentType": "text/plain", "fileName": "a.txt", "content": "YWJj", **changes}
    attachment = {name: value for name, value in whole.items() if value is not ...}
    return members(attachments={"attachment": [attachment]})


def decoded(request: Mapping[str, Any], command: Command = Command.SEND) -> ComposeRequest:
    """The request that the members spell."""
    return decode_and_check(json.dumps(request).encode(), JSON, command)


def findings_of(
    body: bytes | Mapping[str, Any], content_type: str = JSON, command: Command = Command.SEND
) -> tuple[Finding, ...]:
    """All that is wrong with a body."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        decode_and_check(octets, content_type, command)
    except Rejected as refusal:
        return refusal.findings
    return ()


def found_in(
    body: bytes | Mapping[str, Any], content_type: str = JSON, command: Command = Command.SEND
) -> list[tuple[str, str]]:
    """The path and name of each finding, in their order."""
    return [(each.path, each.name) for each in findings_of(body, content_type, command)]


def told_of(body: bytes | Mapping[str, Any], content_type: str = JSON) -> list[str]:
    """The sentence of each finding, in their order."""
    return [each.message for each in findings_of(body, content_type)]
