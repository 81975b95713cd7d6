"""The description tells what is served, because it is made of what serves."""

import json
from collections.abc import Collection
from typing import Any

import jsonschema_rs
import pytest
from starlette.routing import Route

from bodies import told
from calls import JSON, XML, Caller
from compose_adapters.http.openapi.components import EXAMPLE, components
from compose_adapters.http.resources import Resource
from compose_adapters.wire import decode_file, encode_request
from compose_core.compose.check import check
from compose_core.errors import Rejected
from compose_core.model.request import Command
from forms import BOUNDARY, MULTIPART, field, form
from host import Host

ROOT_FORM = "multipart/form-data"


@pytest.fixture(scope="module")
def host() -> Host:
    return Host()


@pytest.fixture(scope="module")
def agent(host: Host) -> Caller:
    return host.agent()


@pytest.fixture(scope="module")
def description(host: Host) -> dict[str, Any]:
    found: dict[str, Any] = host.caller().get("/openapi.json").json()
    return found


def test_every_path_is_described_with_its_methods(host: Host, description: dict[str, Any]) -> None:
    routes = {each.path: each for each in host.app.routes if isinstance(each, Route)}
    served = {
        path: {method.lower() for method in operations_of(route)} for path, route in routes.items()
    }
    assert {path: set(methods) for path, methods in description["paths"].items()} == served


def operations_of(route: Route) -> Collection[str]:
    resource = route.endpoint
    assert isinstance(resource, Resource)
    return resource.operations


def test_what_answers_under_system_is_described_like_its_twin(description: dict[str, Any]) -> None:
    paths = description["paths"]
    twins = [path for path in paths if path.startswith("/ws/")]
    assert len(twins) == 8
    for path in twins:
        for method, operation in paths[path].items():
            other = paths[f"/system{path}"][method]
            assert {**other, "operationId": None} == {**operation, "operationId": None}
            assert other["operationId"] == f"system_{operation['operationId']}"


def test_the_version_is_31_and_every_schema_is_one(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.1"
    for schema in description["components"]["schemas"].values():
        jsonschema_rs.Draft202012Validator(schema)


def test_the_server_is_the_mount(host: Host) -> None:
    caller = Caller(host.app, mount="/mail")
    assert caller.get("/mail/openapi.json").json()["servers"] == [{"url": "/mail"}]


def bodies(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation["requestBody"]["content"]
    return {media_type: media["example"] for media_type, media in content.items()}


@pytest.mark.parametrize("media_type", [JSON, XML, ROOT_FORM])
@pytest.mark.parametrize("command", ["/send", "/sendcomplete", "", "/preview"])
def test_every_example_of_a_request_can_be_sent(
    command: str, media_type: str, agent: Caller, description: dict[str, Any]
) -> None:
    path = f"/ws/v12/interaction/activity{command}"
    example = bodies(description["paths"][path]["post"])[media_type]
    answer = agent.post(path, *spelt(example, media_type))
    assert answer.status_code in {200, 201}, answer.text
    if command == "/preview" and media_type == JSON:
        assert answer.json()["sendable"] is True


def spelt(example: Any, media_type: str) -> tuple[bytes, str]:
    if media_type == JSON:
        return json.dumps(example).encode(), JSON
    if media_type == XML:
        return example.encode(), XML
    assert BOUNDARY not in str(example)
    return form([field(name, value.encode()) for name, value in example.items()]), MULTIPART


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_every_example_of_a_login_is_well_formed(
    media_type: str, host: Host, description: dict[str, Any]
) -> None:
    path = "/ws/v12/authentication/user/login"
    example = bodies(description["paths"][path]["post"])[media_type]
    answer = host.caller().post(path, *spelt(example, media_type))
    # The password is that of the site in the examples, not of this test's.
    assert (answer.status_code, told(answer)) == (
        401,
        {"message": "User could not be authenticated."},
    )


@pytest.fixture(scope="module")
def request_schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(components()["Request"])


EXAMPLES = ["1.json", "3.json", "5.json"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_files_are_what_the_schema_describes(
    name: str, root: Any, request_schema: jsonschema_rs.Draft202012Validator
) -> None:
    octets = (root / "examples" / "requests" / name).read_bytes()
    request_schema.validate(json.loads(octets))
    again = encode_request(decode_file(octets, name), JSON)
    request_schema.validate(json.loads(again))


def minimal(**members: Any) -> dict[str, Any]:
    return {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "compose"}},
        "subject": "x",
        "payload": {"email": {"emailAddresses": {"to": {"address": ["pat@example.com"]}}}},
        **members,
    }


def addressed(to: Any) -> dict[str, Any]:
    return minimal(payload={"email": {"emailAddresses": {"to": to}}})


LENIENT = [
    minimal(),
    minimal(case=None, queue=None, dueDate=None, customer=None),
    minimal(dueDate="2031-01-01T00:00:00Z"),
    minimal(dueDate={"date": "2031-01-01T00:00:00.000Z"}),
    minimal(case={"id": 7}, priority="3"),
    minimal(case={"id": "7"}, priority=3),
    minimal(attachments={"attachment": {"contentType": "a/b", "fileName": "a", "content": ""}}),
    addressed("pat@example.com"),
    addressed(["pat@example.com"]),
    addressed({"address": "pat@example.com"}),
]
MALFORMED = [
    [],
    "x",
    {},
    minimal(x=1),
    minimal(department="service"),
    minimal(department={"name": 1}),
    minimal(type={"value": "email"}),
    minimal(case={}),
    minimal(case={"id": 0}),
    minimal(case={"id": "01"}),
    minimal(priority=1.5),
    minimal(priority=[1]),
    minimal(subject={"value": "x"}),
    minimal(dueDate={"date": 1}),
    minimal(attachments={"attachment": [{"fileName": "a"}]}),
    minimal(customer={"department": {"name": "service"}}),
    addressed([]) | {"x": 1},
    addressed(["a@example.com", "b@example.com"]),
    addressed({"address": ["a@example.com", {}]}),
]


def is_well_formed(body: Any) -> bool:
    """Whether `decode` finds no fault of form in a body."""
    try:
        check(decode_file(json.dumps(body).encode(), "x.json"), Command.SEND)
    except Rejected as refusal:
        names = {each.name for each in refusal.findings}
        of_values = {"address.malformed", "contents.missing"}
        return names <= of_values
    return True


@pytest.mark.parametrize("body", LENIENT)
def test_what_is_accepted_is_what_the_schema_allows(
    body: Any, request_schema: jsonschema_rs.Draft202012Validator
) -> None:
    assert is_well_formed(body)
    request_schema.validate(body)


@pytest.mark.parametrize("body", MALFORMED)
def test_what_is_malformed_is_what_the_schema_refuses(
    body: Any, request_schema: jsonschema_rs.Draft202012Validator
) -> None:
    assert not is_well_formed(body)
    assert not request_schema.is_valid(body)


def test_alternatives_do_not_stand_beside_each_other() -> None:
    login = jsonschema_rs.Draft202012Validator(components()["Login"])
    assert login.is_valid({"username": "a", "password": "b"})
    assert not login.is_valid({"username": "a", "userName": "a", "password": "b"})


def test_a_receipt_is_what_its_schema_describes(agent: Caller) -> None:
    body = encode_request(EXAMPLE, JSON)
    path = "/ws/v12/interaction/activity/send"
    receipt = agent.post(path, body, Prefer="return=representation").json()
    jsonschema_rs.Draft202012Validator(components()["Receipt"]).validate(receipt)
    assert set(receipt) == {"id", "case", "customer", "delivery"}


def test_headers_are_described_where_they_are_read_and_answered(
    description: dict[str, Any],
) -> None:
    send = description["paths"]["/ws/v12/interaction/activity/send"]["post"]
    login = description["paths"]["/ws/v12/authentication/user/login"]["post"]
    health = description["paths"]["/healthz"]["get"]
    assert [each["name"] for each in send["parameters"]] == [
        "Accept-Language",
        "X-egain-error-message",
        "Idempotency-Key",
        "Prefer",
    ]
    assert [each["name"] for each in login["parameters"]] == ["forceLogin", "Accept-Language"]
    assert health["parameters"] == []
    assert required(send, 405) == ["Allow", "X-Request-Id"]
    assert required(send, 503) == ["X-Request-Id"]
    assert send["responses"]["503"]["headers"]["Retry-After"]["required"] is False
    assert required(login, 429) == ["Retry-After", "X-Request-Id"]
    assert required(health, 503) == ["X-Request-Id"]
    assert send["responses"]["201"]["headers"]["Preference-Applied"]["required"] is False


def required(operation: dict[str, Any], status: int) -> list[str]:
    headers = operation["responses"][str(status)]["headers"]
    return sorted(name for name, header in headers.items() if header["required"])


def test_the_receipt_is_the_body_of_a_send(description: dict[str, Any]) -> None:
    send = description["paths"]["/ws/v12/interaction/activity/send"]["post"]
    content = send["responses"]["201"]["content"]
    assert content[JSON]["schema"] == {"$ref": "#/components/schemas/Receipt"}
    assert set(content) == {JSON, XML}
