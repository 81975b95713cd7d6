"""The XML schema of requests as it is served: found from one address, by whoever asks."""

from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from calls import JSON, XML, Caller
from compose_adapters.http.openapi.components import example_xml
from compose_adapters.wire import xml_schemas
from host import Host

START = "/schema/activity.xsd"
IMPORT = "{http://www.w3.org/2001/XMLSchema}import"


@pytest.fixture(scope="module")
def host() -> Host:
    return Host()


def fetched(caller: Caller, start: str) -> dict[str, bytes]:
    """All documents, from the first on, by their paths."""
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in found:
            answer = caller.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, XML)
            found[path] = answer.content
            imports = ET.fromstring(answer.content).iter(IMPORT)
            waiting += [urljoin(path, each.attrib["schemaLocation"]) for each in imports]
    return found


@pytest.mark.parametrize("mount", ["", "/mail"])
def test_the_documents_are_found_from_the_first_under_any_mount(host: Host, mount: str) -> None:
    found = fetched(Caller(host.app, mount=mount), f"{mount}{START}")
    assert found == {f"{mount}/schema/{name}": document for name, document in xml_schemas().items()}


def test_what_is_served_judges_a_request(host: Host, tmp_path: Path) -> None:
    for path, document in fetched(host.caller(), START).items():
        (tmp_path / Path(path).name).write_bytes(document)
    schema = xmlschema.XMLSchema10(tmp_path / "activity.xsd")
    schema.validate(example_xml())
    assert not schema.is_valid(example_xml().replace("subject", "topic"))


def test_it_is_for_everyone_as_the_description_is(host: Host) -> None:
    caller = host.caller()
    first, other = caller.get(START), caller.get("/openapi.json")
    assert first.headers.get("cache-control") == other.headers.get("cache-control")
    assert "X-egain-session" not in first.headers
    # What is asked for in Accept makes no difference: there is one format.
    assert caller.get(START, Accept=JSON).content == first.content


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{START}?x=1", 400),
        ("/schema/", 404),
        ("/schema/activity", 404),
        ("/schema/other.xsd", 404),
        ("/schema/..%2factivity.xsd", 404),
        (f"/system{START}", 404),
    ],
)
def test_nothing_else_is_served_beside_them(host: Host, path: str, status: int) -> None:
    assert host.caller().get(path).status_code == status


def test_the_description_names_it_where_a_request_is_sent(host: Host) -> None:
    described = host.caller().get("/openapi.json").json()
    body = described["paths"]["/ws/v12/interaction/activity/send"]["post"]["requestBody"]
    assert START in body["content"][XML]["schema"]["description"]
    assert XML in described["paths"][START]["get"]["responses"]["200"]["content"]
