"""Bodies that are made to cost more than their size: by element, by text and by form.

Every bomb is a function of a size in octets, so that a test can double it.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from calls import JSON, XML
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.scalars import BASE64
from compose_adapters.wire.shapes import Field, Inline, Kind, List, Object, Scalar, Wrapper
from forms import BOUNDARY, MULTIPART, file, form, request_form

Path = tuple[Field, ...]


@attrs.frozen
class Bomb:
    """A body that grows with a size.

    Args:
        name: tells what it is.
        content_type: of the body.
        body: the body of about so many octets.
    """

    name: str
    content_type: str
    body: Callable[[int], bytes] = attrs.field(repr=False)


def repeated(unit: str) -> Callable[[int], str]:
    """Texts of about so many octets, made of one piece."""
    return lambda size: unit * (size // len(unit.encode()))


TEXTS: dict[str, Callable[[int], str]] = {
    "combining marks": lambda size: "a" + "\u0300\u0316" * (size // 4),
    "letters": repeated("a"),
    "one wide letter": lambda size: "\U0001f600" + "a" * size,
    "wide letters": repeated("\U0001f600"),
    "white space": repeated(" "),
    "line breaks": repeated("\n"),
    "carriage returns": repeated("\r"),
    "digits": repeated("9"),
    "references": repeated("&a"),
    "numeric references": repeated("&#99;"),
    "nearly inline": repeated("&eacute;cid:"),
    "inline": repeated("cid:a "),
    "accents": repeated("`"),
    "macros": repeated("``activity_id "),
    "unknown macros": repeated("``activty_id "),
    "tags": repeated("<b>"),
    "tags and a macro": lambda size: "<b>" * (size // 3) + "``activity_id",
    "a macro and tags": lambda size: "``activity_id" + "<b>" * (size // 3),
    "attributes and a macro": lambda size: "<b a='b'>" * (size // 9) + "``activity_id",
    "one tag with attributes and a macro": (
        lambda size: "<b" + " a='b'" * (size // 6) + ">``activity_id"
    ),
    "open tags and a macro": lambda size: "``activity_id" + "<b " * (size // 3),
    "raw elements and a macro": lambda size: "<style></style>" * (size // 15) + "``activity_id",
    "open drawings and a macro": lambda size: "<svg>" * (size // 5) + "``activity_id",
    "comments and a macro": lambda size: "<!---->" * (size // 7) + "``activity_id",
    "open comments and a macro": lambda size: "``activity_id" + "<!--" * (size // 4),
    "addresses": repeated("a@example.com,"),
    "at signs": repeated("@"),
    "dots": lambda size: "a@" + "a." * (size // 2) + "com",
    "backslashes": repeated("\\"),
    "quotes": repeated('"'),
    "encoded words": repeated("=?utf-8?q?a?= "),
    "percent signs": repeated("%2e"),
    "extensions": repeated("a.b;"),
    "semicolons": repeated(";"),
}
"""What a text can be made of."""


def elements(kind: Kind = ACTIVITY, way: Path = ()) -> Iterator[Path]:
    """The way to every single value that a request can hold."""
    if isinstance(kind, Scalar):
        yield way
    elif isinstance(kind, Wrapper):
        yield from elements(kind.member.kind, (*way, kind.member))
    elif isinstance(kind, List):
        yield from elements(kind.item.kind, (*way, kind.item))
    elif isinstance(kind, Inline | Object):
        for member in kind.members:
            yield from elements(member.kind, (*way, member))


def name_of(way: Path) -> str:
    """An element's path."""
    return ".".join(member.name for member in way)


def takes_file(way: Path) -> bool:
    """Whether an element holds a file."""
    return way[-1].kind is BASE64


VALID: dict[str, Any] = {
    "department": {"name": "service"},
    "type": {"value": "email", "subtype": {"value": "compose"}},
    "subject": "Hello",
    "payload": {
        "email": {
            "contents": {"content": [{"type": "html", "value": "<p>Hello</p>"}]},
            "emailAddresses": {
                "from": "support@example.com",
                "to": {"address": ["pat@example.com"]},
            },
        }
    },
    "customer": {
        "type": {"value": "individual"},
        "contactPersons": {"contactPerson": [{"firstName": "Pat"}]},
    },
}
"""A request that nothing is wrong with."""


def with_text(way: Path, text: str) -> dict[str, Any]:
    """The valid request with a text in an element, which may spoil it."""
    request: dict[str, Any] = json.loads(json.dumps(VALID))
    _put(request, [member.name for member in way], text)
    return request


def _put(owner: dict[str, Any], names: list[str], text: str) -> None:
    first, *rest = names
    if not rest:
        owner[first] = text
        return
    held = owner.get(first)
    if isinstance(held, list):
        held = held[0]
    if not isinstance(held, dict):
        held = owner[first] = {}
    _put(held, rest, text)


def as_json(request: dict[str, Any]) -> bytes:
    """The request in JSON, its characters as they are."""
    return json.dumps(request, ensure_ascii=False).encode()


def as_escaped_json(request: dict[str, Any]) -> bytes:
    """The request in JSON, its characters escaped."""
    return json.dumps(request).encode()


def as_xml(request: dict[str, Any]) -> bytes:
    """The request in XML."""
    return b"".join(_xml("activity", request))


def _xml(name: str, value: Any) -> Iterator[bytes]:
    if isinstance(value, list):
        for each in value:
            yield from _xml(name, each)
        return
    held = value if isinstance(value, dict) else {}
    attribute = next((key for key in ("id", "date") if key in held), "")
    given = f' {attribute}="{_escaped(held[attribute])}"' if attribute else ""
    yield f"<{name}{given}>".encode()
    if isinstance(value, str):
        yield _escaped(value).encode()
    for key, each in held.items():
        if key != attribute:
            yield from _xml(key, each)
    yield f"</{name}>".encode()


def _escaped(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\r", "&#13;")):
        text = text.replace(character, entity)
    return text


FORMATS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "JSON": (JSON, as_json),
    "escaped JSON": (JSON, as_escaped_json),
    "XML": (XML, as_xml),
    "JSON in a form": (MULTIPART, lambda request: request_form(as_json(request), JSON)),
    "XML in a form": (MULTIPART, lambda request: request_form(as_xml(request), XML)),
}
"""Every format that a request can come in."""


def bomb_in_element(way: Path, text: str, form_name: str) -> Bomb:
    """A bomb in one element of a request."""
    content_type, written = FORMATS[form_name]
    name = f"{text} in {name_of(way)} as {form_name}"
    return Bomb(name, content_type, lambda size: written(with_text(way, TEXTS[text](size))))


def bombs_in_elements() -> Iterator[Bomb]:
    """Every text in every element in every format."""
    for way in elements():
        for text in TEXTS:
            for form_name in FORMATS:
                yield bomb_in_element(way, text, form_name)


def _json(head: bytes, unit: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: head + unit * (size // len(unit)) + tail


def _numbered(head: bytes, unit: Callable[[int], bytes], tail: bytes) -> Callable[[int], bytes]:
    return lambda size: head + b"".join(map(unit, range(size // len(unit(10_000))))) + tail


def _list_of(element: Callable[[int], dict[str, Any]]) -> Callable[[int], bytes]:
    """JSON of an object whose list grows."""

    def body(size: int) -> bytes:
        one = len(json.dumps(element(1_000)))
        return as_json(element(size // one))

    return body


def _copies(name: str, address: Callable[[int], str]) -> Callable[[int], bytes]:
    def body(size: int) -> bytes:
        request = json.loads(json.dumps(VALID))
        given = [address(number) for number in range(size // len(address(1_000)))]
        request["payload"]["email"]["emailAddresses"][name] = {"address": given}
        return as_json(request)

    return body


def _many(*way: str, item: Callable[[int], Any]) -> Callable[[int], bytes]:
    """The valid request with a list that grows at a place in it."""

    def body(size: int) -> bytes:
        request: dict[str, Any] = json.loads(json.dumps(VALID))
        owner = request
        for name in way[:-1]:
            owner = owner.setdefault(name, {})
            owner = owner[0] if isinstance(owner, list) else owner
        one = len(json.dumps(item(1_000)))
        owner[way[-1]] = [item(number) for number in range(size // one)]
        return as_json(request)

    return body


def _many_parts(headers: str, content: bytes) -> Callable[[int], bytes]:
    return lambda size: form([(headers, content)] * (size // (len(headers) + len(content) + 40)))


def _one_header(unit: str) -> Callable[[int], bytes]:
    return lambda size: request_form(
        as_json(VALID),
        JSON,
        [(f"Content-Disposition: form-data; {unit * (size // len(unit))}", b"")],
    )


_CONTENT = b'<activity xmlns="http://bindings.egain.com/ws/model/v12/gen/interaction/activity">'

FORMS: tuple[Bomb, ...] = (
    Bomb("JSON: arrays in arrays", JSON, _json(b"", b"[")),
    Bomb("JSON: objects in objects", JSON, _json(b"", b'{"a":')),
    Bomb("JSON: closed arrays in arrays", JSON, lambda n: b"[" * (n // 2) + b"]" * (n // 2)),
    Bomb("JSON: members", JSON, _numbered(b"{", lambda at: b'"%d":0,' % at, b'"a":0}')),
    Bomb("JSON: one member again and again", JSON, _json(b"{", b'"a":0,', b'"a":0}')),
    Bomb("JSON: items", JSON, _json(b"[", b"0,", b"0]")),
    Bomb("JSON: empty objects", JSON, _json(b"[", b"{},", b"{}]")),
    Bomb("JSON: white space", JSON, _json(b"{", b" ", b"}")),
    Bomb("JSON: an open string", JSON, _json(b'{"subject":"', b"a")),
    Bomb("JSON: an open string of escapes", JSON, _json(b'{"subject":"', b"\\n")),
    Bomb("JSON: a long number", JSON, _json(b'{"priority":', b"9", b"}")),
    Bomb("JSON: a long fraction", JSON, _json(b'{"priority":0.', b"9", b"}")),
    Bomb("JSON: a long name", JSON, _json(b'{"', b"a", b'":0}')),
    Bomb("JSON: a long word", JSON, _json(b"{", b"a", b"}")),
    Bomb("JSON: a string of wrong octets", JSON, _json(b'{"subject":"', b"a", b'\xff"}')),
    Bomb("JSON: wrong octets", JSON, _json(b"", b"\xff")),
    Bomb("JSON: line breaks and a fault", JSON, _json(b"{", b"\n", b"x")),
    Bomb("JSON: unknown elements", JSON, _many("customer", "a", item=lambda at: {"b": at})),
    Bomb("JSON: copies", JSON, _copies("cc", lambda at: f"a{at}@example.com")),
    Bomb("JSON: copies to domains", JSON, _copies("bcc", lambda at: f"a@example{at}.com")),
    Bomb("JSON: copies beyond ASCII", JSON, _copies("cc", lambda at: f"ä{at}@exämple{at}.com")),
    Bomb("JSON: copies that are none", JSON, _copies("cc", lambda at: f"a{at}")),
    Bomb(
        "JSON: contents",
        JSON,
        _many(
            *("payload", "email", "contents", "content"),
            item=lambda at: {"type": "html", "value": f"<p>{at}"},
        ),
    ),
    Bomb(
        "JSON: files",
        JSON,
        _many(
            *("attachments", "attachment"),
            item=lambda at: {
                "fileName": f"{at}.txt",
                "contentType": "text/plain",
                "content": "YQ==",
            },
        ),
    ),
    Bomb(
        "JSON: custom attributes",
        JSON,
        _many(
            *("customAttributes", "customAttribute"),
            item=lambda at: {
                "attribName": f"a{at}",
                "attribValues": {"attribValue": {"value": "\u0300" * 200}},
            },
        ),
    ),
    Bomb(
        "JSON: contact persons",
        JSON,
        _many(
            *("customer", "contactPersons", "contactPerson"),
            item=lambda at: {"firstName": f"Pat {at}"},
        ),
    ),
    Bomb(
        "JSON: contact points",
        JSON,
        _many(
            *("customer", "contactPersons", "contactPerson", "contactPoints", "contactPoint"),
            item=lambda at: {
                "type": {"value": "email", "email": {"emailAddress": f"a@example{at}.com"}}
            },
        ),
    ),
    Bomb("XML: attributes", XML, _numbered(b"<activity", lambda at: b' a%d=""' % at, b"/>")),
    Bomb("XML: one attribute again", XML, _json(b"<activity", b' a=""', b"/>")),
    Bomb("XML: a long attribute", XML, _json(b'<activity a="', b"a", b'"/>')),
    Bomb("XML: an attribute of references", XML, _json(b'<activity a="', b"&lt;", b'"/>')),
    Bomb("XML: an open tag", XML, _numbered(b"<activity", lambda at: b' a%d=""' % at, b"")),
    Bomb("XML: namespaces", XML, _numbered(b"<activity", lambda at: b' xmlns:a%d="b"' % at, b"/>")),
    Bomb("XML: elements", XML, _json(b"<activity>", b"<a/>", b"</activity>")),
    Bomb("XML: elements in elements", XML, _json(b"<activity>", b"<a>")),
    Bomb("XML: new elements", XML, _numbered(b"<activity>", lambda at: b"<a%d/>" % at, b"")),
    Bomb("XML: a long name", XML, _json(b"<", b"a", b"/>")),
    Bomb("XML: white space", XML, _json(_CONTENT, b" ", b"</activity>")),
    Bomb("XML: line breaks", XML, _json(_CONTENT, b"\n", b"</activity>")),
    Bomb("XML: references", XML, _json(_CONTENT, b"&lt;", b"</activity>")),
    Bomb("XML: numeric references", XML, _json(_CONTENT, b"&#65;", b"</activity>")),
    Bomb("XML: one comment", XML, _json(_CONTENT + b"<!--", b"a", b"--></activity>")),
    Bomb("XML: an open comment", XML, _json(_CONTENT + b"<!--", b"a")),
    Bomb("XML: comments", XML, _json(_CONTENT, b"<!---->", b"</activity>")),
    Bomb("XML: instructions", XML, _json(_CONTENT, b"<?a?>", b"</activity>")),
    Bomb("XML: one instruction", XML, _json(_CONTENT + b"<?a ", b"a", b"?></activity>")),
    Bomb(
        "XML: characters as they are", XML, _json(_CONTENT + b"<![CDATA[", b"a", b"]]></activity>")
    ),
    Bomb("XML: short CDATA", XML, _json(_CONTENT, b"<![CDATA[a]]>", b"</activity>")),
    Bomb("XML: brackets", XML, _json(_CONTENT + b"<![CDATA[", b"]]", b"]]></activity>")),
    Bomb("XML: a doctype", XML, _json(b"<!DOCTYPE ", b"a", b"><activity/>")),
    Bomb(
        "XML: entities",
        XML,
        _numbered(b"<!DOCTYPE a [", lambda at: b'<!ENTITY a%d "a">' % at, b"]><activity/>"),
    ),
    Bomb("XML: wrong octets", XML, _json(b"", b"\xff")),
    Bomb("XML: a late fault", XML, _json(_CONTENT + b"<subject>", b"a\n", b"<")),
    Bomb("form: parts", MULTIPART, _many_parts("Content-Disposition: form-data; name=a", b"")),
    Bomb("form: files", MULTIPART, _many_parts("Content-Disposition: form-data; filename=a", b"a")),
    Bomb("form: a long header", MULTIPART, _one_header("a")),
    Bomb("form: parameters", MULTIPART, _one_header("a=b; ")),
    Bomb("form: a quoted parameter", MULTIPART, _one_header('a="\\"')),
    Bomb("form: headers", MULTIPART, _json(f"--{BOUNDARY}\r\n".encode(), b"a: b\r\n")),
    Bomb("form: line breaks", MULTIPART, _json(b"", b"\r\n")),
    Bomb("form: bare line feeds", MULTIPART, _json(f"--{BOUNDARY}\n".encode(), b"a: b\n")),
    Bomb("form: no boundary", MULTIPART, _json(b"", b"a")),
    Bomb("form: nearly boundaries", MULTIPART, _json(b"\r\n", f"\r\n--{BOUNDARY}x".encode())),
    Bomb(
        "form: a file of nearly boundaries",
        MULTIPART,
        lambda size: request_form(
            as_json(VALID), JSON, [file("a", f"\r\n--{BOUNDARY}x".encode() * (size // 30))]
        ),
    ),
    Bomb(
        "form: a file",
        MULTIPART,
        lambda size: request_form(as_json(VALID), JSON, [file("a", b"a" * size)]),
    ),
    Bomb("form: data of white space", MULTIPART, lambda n: request_form(b" " * n, JSON)),
    Bomb("form: a long data type", MULTIPART, lambda n: request_form(b"{}", "a" * n)),
)
"""Bombs that are no text in an element."""
