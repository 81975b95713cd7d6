"""docs/reference/wire.md: the elements of requests and answers, in every format."""

from collections.abc import Iterable, Iterator

import attrs

from compose_adapters.wire import STANDARD
from compose_adapters.wire.answer_shapes import ERROR, LOGIN_ERROR, OPTIONS, PREVIEW, RECEIPT
from compose_adapters.wire.login import LOGIN
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wire.shapes import Object
from compose_adapters.wire.views import ACTIVITY_VIEW
from reference.bounds import bounds
from reference.markdown import code, filled, table
from reference.shapes import Line, lines_of


@attrs.frozen
class Answer:
    """What a table of the page is about.

    Args:
        title: of its section.
        roots: how it begins in JSON and in XML.
        shape: of what it holds.
    """

    title: str
    roots: str
    shape: Object[object]


SHOWN = (
    Answer("A receipt", "In XML: `<activity>`.", RECEIPT),
    Answer(
        "Activities",
        'In JSON `{"activity": [...]}`, in XML `<activities>` with one `<activity>` each. '
        "`case.status` is absent where the case is of a department that is not the user's.",
        ACTIVITY_VIEW,
    ),
    Answer(
        "A preview",
        "In XML: `<preview>`. A user who lacks a permission gets `denials` and `findings`, with "
        "`…` for each value in a finding's sentence; the parts and sizes are absent, `secure` is "
        "false, `recipients` and `macros` are empty.",
        PREVIEW,
    ),
    Answer("The options of a form", "In XML: `<options>`.", OPTIONS),
    Answer("An error", "In XML: `<error>`, in the namespace `common`.", ERROR),
    Answer("A login, as it is sent", "In XML: `<login>`. One of the two names.", LOGIN),
    Answer(
        "An error of login or logout",
        "In XML: `<Error>`, in the namespace `platform`.",
        LOGIN_ERROR,
    ),
)


def wire_page() -> str:
    """The page."""
    return filled(
        "wire.md",
        elements=table(("element", "holds", "rule", "XML"), _elements(lines_of(ACTIVITY))),
        limits=table(("limit", "is"), _limits()),
        answers="\n\n".join(map(_section, SHOWN)),
    )


def _section(answer: Answer) -> str:
    rows = ((code(line.path), line.holds, code(line.xml_path)) for line in lines_of(answer.shape))
    return f"### {answer.title}\n\n{answer.roots}\n\n{table(('in JSON', 'holds', 'in XML'), rows)}"


def _elements(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    known = bounds()
    for line in lines:
        yield code(line.path), _holds(line), known[line.path], _in_xml(line)


def _holds(line: Line) -> str:
    return f"{line.holds}, or bare in {code(line.bare)}" if line.bare else line.holds


def _in_xml(line: Line) -> str:
    kind = "attribute" if "@" in line.xml_path else "element"
    return f"{kind}, {code(line.space)}"


def _limits() -> Iterator[tuple[str, str]]:
    told = {
        "depth": "levels of nesting, the root being one",
        "elements": "values in JSON; elements, attributes and namespaces in XML",
        "name_length": "characters of a name or a namespace",
        "parts": "parts of a multipart body",
        "part_headers": "headers of a part",
        "header_octets": "octets of a header line of a part",
        "contents_octets": "octets of the contents together, where no setting is smaller (S6)",
        "text_octets": "octets of everything but long texts, such as contents and files",
        "token_octets": "octets of a number of JSON; of a tag, a comment or an instruction of XML",
        "items": "items of a list",
        "data_octets": "octets of the parts `data` and `data-type`, each",
    }
    for name, value in attrs.asdict(STANDARD).items():
        yield told[name], f"{value:,}"
