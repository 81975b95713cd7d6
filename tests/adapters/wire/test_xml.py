"""XML is read by local names, and only in the shapes that the interaction API has (SPEC 9)."""

import pytest

from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.xml_reader import read_xml
from compose_core.errors import Rejected
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.request import BodyContent, ComposeRequest
from decoding import decode_and_check
from requests_as_json import XML, found_in, told_of

GEN = "http://bindings.egain.com/ws/model/v12/gen"
DEPARTMENT = "<department><name>service</name></department>"
TYPE = "<type><value>email</value><subtype><value>compose</value></subtype></type>"
SUBJECT = "<subject>About your router</subject>"
TO = "<payload><email><emailAddresses><to>pat@example.com</to></emailAddresses></email></payload>"
WHOLE = DEPARTMENT + TYPE + SUBJECT + TO
END_TAG = "this end tag is not that of the element that is open"
INVALID = "a character stands here that XML does not allow in this place"
DECLARATION = "the XML declaration may stand at the very beginning alone"


def activity(inside: str = WHOLE, attributes: str = "") -> bytes:
    return f"<activity{attributes}>{inside}</activity>".encode()


def decoded(body: bytes) -> ComposeRequest:
    return decode_and_check(body, XML)


def with_contents(contents: str) -> bytes:
    email = f"<contents>{contents}</contents><emailAddresses><to>pat@example.com</to>"
    payload = f"<payload><email>{email}</emailAddresses></email></payload>"
    return activity(DEPARTMENT + TYPE + payload)


ANY_VERSION = [
    "",
    f' xmlns="{GEN}/interaction/activity"',
    ' xmlns="http://bindings.egain.com/ws/model/v11/gen/interaction/activity"',
    ' xmlns="http://bindings.egain.com/ws/model/v12.6/gen/platform"',
]


@pytest.mark.parametrize("attributes", ANY_VERSION)
def test_elements_are_matched_by_local_name_in_any_namespace_of_ours(attributes: str) -> None:
    assert decoded(activity(attributes=attributes)) == ComposeRequest(
        department="service", to="pat@example.com", subject="About your router"
    )


@pytest.mark.parametrize(
    "uri", ["urn:x", "http://bindings.egain.com/ws/model/v12/", "http://bindings.egain.com/x/gen/a"]
)
def test_an_element_of_a_foreign_namespace_is_not_supported(uri: str) -> None:
    foreign = f'<f:subject xmlns:f="{uri}">x</f:subject>'
    assert found_in(activity(WHOLE + foreign), XML) == [
        (f'["{{{uri}}}subject"]', "element.unsupported")
    ]


def test_attributes_are_members() -> None:
    request = decoded(activity(WHOLE + "<case id='2001'/><dueDate date='2030-01-31T09:30:00Z'/>"))
    assert request == decoded(
        activity(WHOLE + "<case><id> 2001 </id></case><dueDate>\n2030-01-31T09:30:00Z\n</dueDate>")
    )
    assert request.case_id == 2001


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ('<subject lang="en">x</subject>', ('subject["@lang"]', "element.unsupported")),
        ('<case id="1" number="1"/>', ('case["@number"]', "element.unsupported")),
        ('<case id="1" xml:space="preserve"/>', None),
        ('<case date="1" id="1"/>', ("case.date", "element.unsupported")),
        ('<case id="1"><id>1</id></case>', ("case.id", "element.repeated")),
        ('<case id="1">x</case>', ("case", "body.mixed_content")),
    ],
)
def test_an_attribute_that_is_no_member_is_not_supported(
    inside: str, found: tuple[str, str] | None
) -> None:
    base = DEPARTMENT + TYPE + TO + ("" if "subject" in inside else SUBJECT)
    space = '["@{http://www.w3.org/XML/1998/namespace}space"]'
    expected = found or (f"case{space}", "element.unsupported")
    assert expected in found_in(activity(base + inside), XML)


def test_attributes_of_the_schema_instance_are_allowed() -> None:
    xsi = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'
    inside = WHOLE + '<priority xsi:nil="true"/><queue xsi:nil="1"></queue>'
    assert decoded(activity(inside, xsi)).priority is None


def test_white_space_around_scalars_is_layout_but_in_subject_and_contents_it_is_kept() -> None:
    name = "<department><name>\n service\t</name></department>"
    kept = "<subject>  a  </subject>"
    content = "<content><type> text </type><value>  b\n</value></content>"
    email = f"<contents>{content}</contents><emailAddresses><to>\n a@example.com </to>"
    inside = f"{name}{TYPE}{kept}<payload><email>{email}</emailAddresses></email></payload>"
    assert decoded(activity(inside)) == ComposeRequest(
        department="service",
        to="a@example.com",
        subject="  a  ",
        contents=(BodyContent("text", "  b\n"),),
    )


@pytest.mark.rule("E14")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a&#13;&#10;b&#13;c", "a\nb\nc"),
        ("<![CDATA[<p>&amp;</p>]]>", "<p>&amp;</p>"),
        ("&lt;p&gt;&amp;&quot;&apos;&#x1F600;", "<p>&\"'😀"),
        ("a<!-- not seen -->b", "ab"),
        ("  <![CDATA[ x ]]>  ", "   x   "),
    ],
)
def test_contents_are_what_the_markup_stands_for(written: str, value: str) -> None:
    body = with_contents(f"<content><type>html</type><value>{written}</value></content>")
    assert decoded(body).contents == (BodyContent("html", value),)


def test_a_repeated_element_is_a_list_also_where_others_stand_between() -> None:
    copies = "<cc>a@example.com</cc><bcc/><cc>b@example.com</cc>"
    to = "<to><address>pat@example.com</address></to>"
    addresses = f"<emailAddresses>{copies}{to}</emailAddresses>"
    request = decoded(
        activity(f"{DEPARTMENT}{TYPE}{SUBJECT}<payload><email>{addresses}</email></payload>")
    )
    assert (request.cc, request.bcc) == (("a@example.com", "b@example.com"), ())


def test_base64_may_be_laid_out() -> None:
    file = "<contentType>text/plain</contentType><fileName> a.txt </fileName>"
    content = "<content>\n  YW\r\n  Jj\n</content>"
    attachments = f"<attachments><attachment>{file}{content}</attachment></attachments>"
    request = decoded(activity(WHOLE + attachments))
    assert request.attachments == (Attachment("text/plain", "a.txt", InMemory(b"abc")),)


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (SUBJECT, ("subject", "element.repeated")),
        ("<case/>", ("case.id", "element.missing")),
        ("<case>7</case>", ("case", "element.not_an_object")),
        ("<priority/>", ("priority", "integer.malformed")),
        ("<dueDate/>", ("dueDate.date", "element.missing")),
        ("<queue><name><b>x</b></name></queue>", ("queue.name", "element.not_a_value")),
        ("<attachments>x</attachments>", ("attachments", "element.not_an_object")),
        ("<activity/>", ("activity", "element.unsupported")),
    ],
)
def test_what_is_not_of_the_shape_is_told(inside: str, found: tuple[str, str]) -> None:
    assert found_in(activity(WHOLE + inside), XML) == [found]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ('<priority id="1">3</priority>', ("priority.id", "element.unsupported")),
        ('<dueDate id="1">2031-01-01T00:00:00Z</dueDate>', ("dueDate.id", "element.unsupported")),
        ('<dueDate date="2031-01-01T00:00:00Z">x</dueDate>', ("dueDate", "body.mixed_content")),
        ('<attachments id="1">x</attachments>', ("attachments", "body.mixed_content")),
    ],
)
def test_an_attribute_beside_a_text_is_the_one_that_is_named(
    inside: str, found: tuple[str, str]
) -> None:
    assert found_in(activity(WHOLE + inside), XML) == [found]


def test_an_address_with_an_attribute_is_told_of_the_attribute_alone() -> None:
    to = '<emailAddresses><to id="1">pat@example.com</to></emailAddresses>'
    body = activity(f"{DEPARTMENT}{TYPE}{SUBJECT}<payload><email>{to}</email></payload>")
    path = "payload.email.emailAddresses.to.address[0].id"
    assert found_in(body, XML) == [(path, "element.unsupported")]


@pytest.mark.parametrize("nil", ["true", "1"])
@pytest.mark.parametrize("inside", ["outbound", " ", "<name>outbound</name>", "<!-- x --><name/>"])
def test_an_element_without_a_value_holds_nothing(inside: str, nil: str) -> None:
    xsi = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    body = activity(f'{WHOLE}<queue xsi:nil="{nil}">{inside}</queue>', xsi)
    assert ("queue", "body.mixed_content") in found_in(body, XML)


def test_mixed_content_is_told_where_it_stands() -> None:
    inside = WHOLE.replace("<department>", "<department>Hello")
    assert found_in(activity(f"x{inside}"), XML) == [
        ("", "body.mixed_content"),
        ("department", "body.mixed_content"),
    ]


@pytest.mark.parametrize(
    "prologue",
    [
        "<!DOCTYPE activity>",
        '<!DOCTYPE activity SYSTEM "http://example.com/x.dtd">',
        '<!DOCTYPE activity [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE activity [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_any_doctype_is_refused_before_it_is_read(prologue: str) -> None:
    assert found_in(prologue.encode() + activity(), XML) == [("", "body.doctype")]


def test_processing_instructions_are_told_and_comments_are_not() -> None:
    body = (
        b"<?xml version='1.0'?><!-- a --><?a?>" + activity(f"<?b c?>{WHOLE}<!-- b -->") + b"<?d?>"
    )
    assert told_of(body, XML) == [
        "The processing instruction 'b' is not allowed; remove it.",
        "The processing instruction 'a' is not allowed; remove it.",
        "The processing instruction 'd' is not allowed; remove it.",
    ]
    inside = activity(WHOLE.replace("<department>", "<department><?x?>"))
    assert found_in(inside, XML) == [("department", "body.processing_instruction")]


@pytest.mark.parametrize(
    ("body", "line", "column", "reason"),
    [
        (b"", 1, 1, "it ends where an element, or the end of one, is expected"),
        (b"not XML", 1, 1, "nothing in XML is written like this"),
        (
            b"<activity>\n<a></b></activity>",
            2,
            6,
            END_TAG,
        ),
        (b"<activity>&nbsp;</activity>", 1, 11, "this entity is none of XML's own five"),
        (b"<activity>\x00</activity>", 1, 11, "U+0000 stands here; send UTF-8"),
        (b"<activity>&#0;</activity>", 1, 11, "no character has this number"),
        (b"<activity>&#xD800;</activity>", 1, 11, "no character has this number"),
        (b"<activity>\xef\xbf\xbf</activity>", 1, 11, INVALID),
        (b"<activity>\xff</activity>", 1, 11, INVALID),
        (b"<activity><a b='1' b='2'/></activity>", 1, 20, "this attribute is given twice"),
        (b"<p:activity/>", 1, 1, "this prefix has no namespace"),
        (b"<activity/><activity/>", 1, 12, "something follows the root element"),
        (b"<activity><![CDATA[x", 1, 21, "this CDATA section has no end"),
        (b"<activity><a", 1, 11, "what begins here has no end"),
        (b" <?xml version='1.0'?><activity/>", 1, 2, DECLARATION),
        (b"<activity xmlns:xml='x'/>", 1, 1, "XML does not allow this here"),
        (b"<?xml version='1.1'?><activity/>", 1, 1, "the version of XML is '1.1', not '1.0'"),
        ("<activity/>".encode("utf-16"), 1, 4, "U+0000 stands here; send UTF-8"),
        ("<activity/>".encode("utf-16-be"), 1, 1, "U+0000 stands here; send UTF-8"),
        ("<activity/>".encode("utf-32-le"), 1, 2, "U+0000 stands here; send UTF-8"),
    ],
)
def test_what_is_not_well_formed_is_told_with_its_place(
    body: bytes, line: int, column: int, reason: str
) -> None:
    assert told_of(body, XML) == [
        f"The body is not well-formed XML: line {line}, column {column}: {reason}."
    ]
    assert found_in(body, XML) == [("", "body.malformed")]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "US-ASCII", "UTF-16", "x" * 300])
def test_another_encoding_is_refused(encoding: str) -> None:
    body = f"<?xml version='1.0' encoding='{encoding}'?>".encode() + activity()
    assert found_in(body, XML) == [("", "body.encoding")]


@pytest.mark.parametrize(
    "prologue", [b"", b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='utf-8'?>"]
)
def test_utf_8_may_be_declared_and_marked(prologue: bytes) -> None:
    assert decoded(prologue + activity()).department == "service"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            b"<activities><activity/></activities>",
            "The request must be one 'activity'; send each of a list in a request of its own.",
        ),
        (b"<login/>", "The request must be one 'activity', not 'login'."),
        (
            b'<activity xmlns="urn:x"/>',
            "The request must be one 'activity', not '{urn:x}activity'.",
        ),
    ],
)
def test_the_root_is_one_activity(body: bytes, told: str) -> None:
    assert told_of(body, XML) == [told]


def nested(levels: int) -> bytes:
    return b"<activity>" + b"<a>" * (levels - 1) + b"</a>" * (levels - 1) + b"</activity>"


def test_nesting_has_a_limit_and_deeper_is_never_entered() -> None:
    assert read_xml(nested(32), "activity", STANDARD).is_markup
    for levels in (33, 40, 50_000):
        assert found_in(nested(levels), XML) == [("", "body.too_deep")]


@pytest.mark.parametrize(
    "inside", ["<a/>" * 5, '<a id="1" date="2"/><a/><a/>', '<a xmlns:b="urn:b"/>' * 3]
)
def test_elements_attributes_and_namespaces_are_counted_together(inside: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_xml(activity(inside), "activity", Limits(elements=5))
    assert [each.name for each in refusal.value.findings] == ["body.too_many_elements"]
    assert read_xml(activity(inside), "activity", Limits(elements=7)).is_markup


@pytest.mark.parametrize(
    "inside", [f"<{'a' * 256}/>", f'<a {"b" * 256}="1"/>', f'<a xmlns:b="urn:{"b" * 252}"/>']
)
def test_names_and_namespaces_have_a_limit(inside: str) -> None:
    assert found_in(activity(inside), XML) == [("", "body.name_too_long")]
    one_less = inside.replace("aa", "a", 1).replace("bb", "b", 1)
    assert read_xml(activity(one_less), "activity", STANDARD).is_markup


def test_a_long_text_is_the_same_text() -> None:
    text = "é\n" * 70_000
    body = with_contents(f"<content><type>text</type><value>{text}</value></content>")
    assert decoded(body).contents == (BodyContent("text", text),)


@pytest.mark.rule("E16")
def test_an_empty_element_among_objects_is_an_object_without_members() -> None:
    people = "<contactPerson/><contactPerson><firstName>Pat</firstName></contactPerson>"
    customer = f"<customer><contactPersons>{people}</contactPersons></customer>"
    details = decoded(activity(WHOLE + customer)).customer
    assert details is not None
    assert [person.first_name for person in details.contact_persons] == [None, "Pat"]
