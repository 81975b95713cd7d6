"""A query holds only what its call defines."""

import pytest

from compose_adapters.http.queries import Parameter, read_query

pytestmark = pytest.mark.rule("H1")

PARAMETERS = (Parameter("expandMacros", ("yes",)), Parameter("department"))


@pytest.mark.parametrize(
    ("octets", "values"),
    [
        (b"", {}),
        (b"expandMacros=yes", {"expandMacros": "yes"}),
        (b"department=a%20b+c", {"department": "a b c"}),
        (b"department=", {"department": ""}),
        (b"department=%C3%A9&expandMacros=yes", {"department": "é", "expandMacros": "yes"}),
    ],
)
def test_what_the_call_defines_is_read(octets: bytes, values: dict[str, str]) -> None:
    query = read_query(octets, PARAMETERS)
    assert (query.values, query.findings) == (values, ())


@pytest.mark.parametrize(
    ("octets", "findings"),
    [
        (b"x=1", [("?x", "query.unsupported")]),
        (b"x", [("?x", "query.unsupported")]),
        (b"ExpandMacros=yes", [("?ExpandMacros", "query.unsupported")]),
        (b"x=1&x=2", [("?x", "query.unsupported")]),
        (b"expandMacros=no", [("?expandMacros", "query.value")]),
        (b"expandMacros=Yes", [("?expandMacros", "query.value")]),
        (b"expandMacros", [("?expandMacros", "query.value")]),
        (b"expandMacros=yes&expandMacros=yes", [("?expandMacros", "query.repeated")]),
        (
            b"expandMacros=0&y=1&x=%FF",
            [
                ("?y", "query.unsupported"),
                ("?x", "query.unsupported"),
                ("?expandMacros", "query.value"),
            ],
        ),
    ],
)
def test_what_the_call_does_not_define_is_found(
    octets: bytes, findings: list[tuple[str, str]]
) -> None:
    query = read_query(octets, PARAMETERS)
    assert [(each.path, each.name) for each in query.findings] == findings


def test_the_findings_name_the_parameter_and_its_values() -> None:
    unsupported, value = read_query(b"x=1&expandMacros=no", PARAMETERS).findings
    assert unsupported.message == "Unsupported query parameter(s) supplied: 'x'."
    assert value.message == (
        "Unsupported value for query parameter 'expandMacros'. "
        "Only the following values are supported: 'yes'."
    )
