"""The XML schema of requests: what it describes is taken, and what it refuses is refused."""

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import event, given, settings
from hypothesis import strategies as st

from compose_adapters.http.openapi.components import example_xml
from compose_adapters.wire import decode, encode_request, namespaces, xml_schemas
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.shapes import Field, Kind, List, Scalar, Wrapper
from compose_core.errors import Rejected
from compose_core.model.request import Command
from compose_core.rules import request_alone
from requests_as_json import XML
from whole_requests import requests

XSD = "{http://www.w3.org/2001/XMLSchema}"
NIL = f"{{{namespaces.SCHEMA_INSTANCE}}}nil"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents, side by side as they are served."""
    made = tmp_path_factory.mktemp("schema")
    for name, document in xml_schemas().items():
        (made / name).write_bytes(document)
    return made


@pytest.fixture(scope="module")
def schema(folder: Path) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(folder / "activity.xsd")


def is_described(schema: xmlschema.XMLSchema10, body: bytes) -> bool:
    return schema.is_valid(body)


def is_well_formed(body: bytes) -> bool:
    """Whether `decode` takes a body, its values left alone but for those that must be there."""
    try:
        request = decode(body, XML)
    except Rejected:
        return False
    missing = request_alone.check_required(request, Command.SAVE)
    return not request.form_findings and not any(missing)


def test_there_is_a_document_for_each_namespace_and_the_requests_is_the_first() -> None:
    made = {
        name: ET.fromstring(document).attrib["targetNamespace"]
        for name, document in xml_schemas().items()
    }
    assert next(iter(made)) == "activity.xsd"
    assert made == {
        "activity.xsd": namespaces.ACTIVITY,
        "platform.xsd": namespaces.PLATFORM,
        "common.xsd": namespaces.COMMON,
        "attachment.xsd": namespaces.ATTACHMENT,
        "customer.xsd": namespaces.CUSTOMER,
        "contactperson.xsd": namespaces.CONTACT_PERSON,
        "contactpoint.xsd": namespaces.CONTACT_POINT,
    }


def test_each_document_imports_those_that_it_names_from_beside_it() -> None:
    for document in xml_schemas().values():
        root = ET.fromstring(document)
        imported = root.findall(f"{XSD}import")
        text = document.decode()
        for each in imported:
            location = each.attrib["schemaLocation"]
            assert (
                ET.fromstring(xml_schemas()[location]).attrib["targetNamespace"]
                == (each.attrib["namespace"])
            )
            assert f'"{location.removesuffix(".xsd")}:' in text


def test_every_document_is_a_schema_by_itself(folder: Path) -> None:
    for name in xml_schemas():
        xmlschema.XMLSchema10(folder / name)


@pytest.mark.parametrize("name", ["1.xml", "3.xml", "5.xml"])
def test_the_examples_are_what_the_schema_describes(
    name: str, root: Path, schema: xmlschema.XMLSchema10
) -> None:
    schema.validate(root / "examples" / "requests" / name)


def test_the_example_of_the_description_is_what_the_schema_describes(
    schema: xmlschema.XMLSchema10,
) -> None:
    schema.validate(example_xml())


def test_a_body_of_the_api_is_what_the_schema_describes(
    public_data: Path, schema: xmlschema.XMLSchema10
) -> None:
    schema.validate(public_data / "shapes" / "compose_save_ex1_shape.xml")


def test_the_apis_customer_can_stand_in_a_request(
    public_data: Path, schema: xmlschema.XMLSchema10
) -> None:
    own = ET.parse(public_data / "shapes" / "create_individual_customer_ex1_shape.xml").getroot()
    whole = ET.fromstring(example_xml())
    for known in [each for each in whole if local(each) == "customer"]:
        whole.remove(known)
    whole.append(own)
    body = ET.tostring(whole)
    assert is_described(schema, body)
    assert is_well_formed(body)


@given(requests)
def test_what_is_written_is_what_the_schema_describes(
    schema: xmlschema.XMLSchema10, request: object
) -> None:
    schema.validate(encode_request(request, XML))  # type: ignore[arg-type]


def body(inside: str) -> bytes:
    """A request with all that must be there, and more."""
    declared = "".join(
        f' xmlns:{name}="{space}"'
        for name, space in (
            ("p", namespaces.PLATFORM),
            ("c", namespaces.COMMON),
            ("a", namespaces.ATTACHMENT),
            ("k", namespaces.CUSTOMER),
            ("n", namespaces.CONTACT_PERSON),
            ("xsi", namespaces.SCHEMA_INSTANCE),
        )
    )
    needed = {
        "<department": "<department><p:name>service</p:name></department>",
        "<type": "<type><value>email</value><subtype><c:value>compose</c:value></subtype></type>",
        "<payload": "<payload><email><emailAddresses><to>pat@example.com</to></emailAddresses>"
        "</email></payload>",
    }
    rest = "".join(each for start, each in needed.items() if not inside.startswith(start))
    return f'<activity xmlns="{namespaces.ACTIVITY}"{declared}>{inside}{rest}</activity>'.encode()


def addressed(inside: str) -> str:
    return f"<payload><email><emailAddresses>{inside}</emailAddresses></email></payload>"


TAKEN = {
    "nothing more": "",
    "layout": " \n<!-- a comment --><queue>\t<name> outbound </name></queue>",
    "a list of one address": addressed("<to><address>pat@example.com</address></to>"),
    "copies by themselves": addressed(
        "<cc>a@example.com</cc><to>b@example.com</to><cc>c@d.com</cc>"
    ),
    "an id as an attribute": "<case id=' 7 '/>",
    "an id as an element": "<case><id>7</id></case>",
    "a date as an attribute": "<dueDate date='2030-01-31T09:30:00Z'/>",
    "a date by itself": "<dueDate>2030-01-31T09:30:00.000Z</dueDate>",
    "a number among spaces": "<priority> 3 </priority>",
    "what is nil": "<customer xsi:nil='true'/><subject xsi:nil='1'/>",
    "empty lists": "<attachments/><customAttributes/>",
    "an empty file": "<attachments><a:attachment><a:content/><a:fileName>x</a:fileName>"
    "<a:contentType>a/b</a:contentType></a:attachment></attachments>",
    "a customer of its own namespace": "<k:customer><k:pin>1</k:pin></k:customer>",
    "a region by itself": "<customer><k:type><k:group><k:region>North</k:region></k:group></k:type>"
    "</customer>",
    "a consent": "<customer><k:contactPersons><n:contactPerson><n:hasHoldingDataConsent> true "
    "</n:hasHoldingDataConsent></n:contactPerson></k:contactPersons></customer>",
}
REFUSED = {
    "an unknown element": "<x/>",
    "an element of a foreign namespace": "<x:subject xmlns:x='urn:x'>a</x:subject>",
    "an unknown attribute": "<subject language='en'>a</subject>",
    "an attribute where there is none": "<subject id='7'>a</subject>",
    "an element twice": "<subject>a</subject><subject>b</subject>",
    "text in an object": "<queue>outbound</queue>",
    "text beside elements": "<queue>x<name>outbound</name></queue>",
    "an element in a text": "<subject><b>a</b></subject>",
    "an object without its member": "<queue/>",
    "no department": "<department/>",
    "no type": "<type><value>email</value></type>",
    "no recipient": "<payload><email/></payload>",
    "two recipients": addressed("<to><address>a@b.com</address><address>c@d.com</address></to>"),
    "an id that is none": "<case id='0'/>",
    "an id that is none, as an element": "<case><id>07</id></case>",
    "a date that is none": "<dueDate date='tomorrow'/>",
    "a number that is none": "<priority>3.0</priority>",
    "a boolean that is none": "<customer><k:contactPersons><n:contactPerson>"
    "<n:hasHoldingDataConsent>1</n:hasHoldingDataConsent></n:contactPerson></k:contactPersons>"
    "</customer>",
    "a count that is none": "<customer><k:type><k:group><k:numberOfMembers>-1</k:numberOfMembers>"
    "</k:group></k:type></customer>",
    "a secret": "<customer><k:contactPersons><n:contactPerson><n:secretAnswer>Ada</n:secretAnswer>"
    "</n:contactPerson></k:contactPersons></customer>",
    "a department of a customer": "<customer><k:department><p:name>x</p:name></k:department>"
    "</customer>",
    "what is nil and holds something": "<subject xsi:nil='true'>a</subject>",
    "Base64 that is none": "<attachments><a:attachment><a:content>*</a:content><a:fileName>x"
    "</a:fileName><a:contentType>a/b</a:contentType></a:attachment></attachments>",
    "a file without a name": "<attachments><a:attachment><a:content/><a:contentType>a/b"
    "</a:contentType></a:attachment></attachments>",
    "an attribute with two values": "<customAttributes><c:customAttribute><c:attribName>x"
    "</c:attribName><c:attribValues><c:attribValue><c:value>1</c:value></c:attribValue>"
    "<c:attribValue><c:value>2</c:value></c:attribValue></c:attribValues></c:customAttribute>"
    "</customAttributes>",
}
# What XML Schema 1.0 cannot say.
LAXER = {
    "no address": addressed("<cc>a@example.com</cc>"),
    "a value by itself and within": "<dueDate date='2030-01-31T09:30:00Z'>x</dueDate>",
    "an id twice": "<case id='7'><id>7</id></case>",
    "what must be there is nil": "<department xsi:nil='true'/>",
    "a customer twice": "<customer/><k:customer/>",
    "a processing instruction": "<?x y?>",
}


@pytest.mark.parametrize("inside", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_is_described(inside: str, schema: xmlschema.XMLSchema10) -> None:
    assert is_well_formed(body(inside))
    schema.validate(body(inside))


@pytest.mark.parametrize("inside", REFUSED.values(), ids=REFUSED)
def test_what_has_a_fault_of_form_is_not_described(
    inside: str, schema: xmlschema.XMLSchema10
) -> None:
    assert not is_well_formed(body(inside))
    assert not is_described(schema, body(inside))


@pytest.mark.parametrize("inside", LAXER.values(), ids=LAXER)
def test_the_schema_is_laxer_in_what_it_cannot_say(
    inside: str, schema: xmlschema.XMLSchema10
) -> None:
    assert is_described(schema, body(inside))
    assert not is_well_formed(body(inside))


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def members_of(kind: Kind) -> tuple[Field, ...]:
    if isinstance(kind, Wrapper):
        return (kind.member,)
    if isinstance(kind, List):
        return (kind.item,)
    return () if isinstance(kind, Scalar) else kind.members


def put_in_place(element: ET.Element, kind: Kind, space: str) -> None:
    """Give the elements that belong where they stand the namespaces that they have there."""
    members: Mapping[str, Field] = {each.name: each for each in members_of(kind)}
    for child in element:
        member = members.get(local(child))
        if member is not None:
            own = member.space or space
            child.tag = f"{{{own}}}{member.name}"
            put_in_place(child, member.kind, member.space_within or own)


def all_members(kind: Kind) -> Iterator[Field]:
    for member in members_of(kind):
        yield member
        yield from all_members(member.kind)


NAMES = sorted({*(member.name for member in all_members(ACTIVITY)), "secretAnswer", "x"})
TEXTS = ["", " ", "x", "true", "1", " 7 ", "07", "-1", "2030-01-31T09:30:00Z", "YWJj", "9" * 20]
Mutation = Callable[[ET.Element, st.DataObject], None]


def rename(root: ET.Element, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(list(root.iter())[1:]))
    element.tag = f"{{{namespaces.ACTIVITY}}}{data.draw(st.sampled_from(NAMES))}"


def remove(root: ET.Element, data: st.DataObject) -> None:
    owner = data.draw(st.sampled_from([each for each in root.iter() if len(each)]))
    owner.remove(data.draw(st.sampled_from(list(owner))))


def move_or_repeat(root: ET.Element, data: st.DataObject) -> None:
    everything = list(root.iter())
    child = copy.deepcopy(data.draw(st.sampled_from(everything[1:])))
    data.draw(st.sampled_from(everything)).append(child)


def repeat(root: ET.Element, data: st.DataObject) -> None:
    owner = data.draw(st.sampled_from([each for each in root.iter() if len(each)]))
    owner.append(copy.deepcopy(data.draw(st.sampled_from(list(owner)))))


def add(root: ET.Element, data: st.DataObject) -> None:
    owner = data.draw(st.sampled_from(list(root.iter())))
    added = ET.SubElement(owner, f"{{{namespaces.ACTIVITY}}}{data.draw(st.sampled_from(NAMES))}")
    added.text = data.draw(st.sampled_from(TEXTS))


def change_text(root: ET.Element, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from([each for each in root.iter() if not len(each)]))
    element.text = data.draw(st.sampled_from(TEXTS))


def mix(root: ET.Element, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(list(root.iter())[1:]))
    element.tail = data.draw(st.sampled_from(TEXTS))


def reorder(root: ET.Element, data: st.DataObject) -> None:
    for owner in root.iter():
        owner[:] = data.draw(st.permutations(list(owner)))


def change_attribute(root: ET.Element, data: st.DataObject) -> None:
    dated = {"case", "dueDate", "dateOfBirth"}
    likely = [each for each in root.iter() if local(each) in dated]
    element = data.draw(st.sampled_from(likely or list(root.iter())))
    name = data.draw(st.sampled_from(["id", "date", "x", f"{{{namespaces.COMMON}}}id"]))
    element.set(name, data.draw(st.sampled_from(TEXTS)))


def empty(root: ET.Element, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(list(root.iter())[1:]))
    if data.draw(st.booleans()):
        element[:] = []
        element.text = ""
    if data.draw(st.booleans()):
        element.set(NIL, "true")


MUTATIONS: tuple[Mutation, ...] = (
    rename,
    remove,
    move_or_repeat,
    repeat,
    add,
    change_text,
    mix,
    reorder,
    change_attribute,
    empty,
)


@pytest.mark.fuzz_http
def test_what_the_schema_refuses_is_refused(
    schema: xmlschema.XMLSchema10, scale: Literal["short", "full"]
) -> None:
    @settings(max_examples={"short": 100, "full": 1_000}[scale])
    @given(requests, st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=2), st.data())
    def holds(request: object, mutations: list[Mutation], data: st.DataObject) -> None:
        tree = ET.fromstring(encode_request(request, XML))  # type: ignore[arg-type]
        for mutate in mutations:
            mutate(tree, data)
        put_in_place(tree, ACTIVITY, namespaces.ACTIVITY)
        mutated = ET.tostring(tree)
        described, taken = is_described(schema, mutated), is_well_formed(mutated)
        event(f"described: {described}, taken: {taken}")
        assert described or not taken

    holds()
