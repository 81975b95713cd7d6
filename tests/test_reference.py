"""The reference is what the code is: made from it, and what people wrote compared both ways."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import attrs
import pytest

import compose_adapters.site
import reference_pages
from compose_adapters.cli.program import COMMANDS
from compose_adapters.wire.request_shapes import ACTIVITY
from compose_adapters.wiring import Configuration, configuration
from compose_core.errors import CATALOGUE
from compose_core.macros.contexts import FORBIDDEN, Context
from compose_core.model.delivery import DeliveryState
from compose_core.model.request import Command
from compose_core.model.site import Site
from compose_core.testing import contracts
from decoding import decode_and_check
from reference.bounds import bounds
from reference.command_line import VARIABLES
from reference.delivery import STATES
from reference.http import operations
from reference.macros import TAKES
from reference.ports import KNOWN, protocols
from reference.settings import EXAMPLE
from reference.shapes import lines_of
from reference.site_keys import REQUIRED, TABLES

SITE_SOURCES = Path(compose_adapters.site.__file__).parent
ADAPTERS = SITE_SOURCES.parent
PATHS = {
    "/ws/v12/interaction/activity",
    "/ws/v12/interaction/activity/send",
    "/ws/v12/interaction/activity/sendcomplete",
    "/ws/v12/interaction/activity/preview",
    "/ws/v12/interaction/activity/{ids}",
    "/ws/v12/interaction/compose/options",
    "/ws/v12/authentication/user/login",
    "/ws/v12/authentication/user/logout",
    "/secure/{token}",
    "/healthz",
}
# What reads a member of a table of the site file; the member is the first text that it is given.
READERS = frozenset(
    "optional_text text name flag whole choice required_choice names tables table has"
    " address_of reference _article _scoped".split()
)


@pytest.mark.parametrize("name", reference_pages.PAGES)
def test_a_page_is_what_the_code_makes(name: str) -> None:
    made = reference_pages.PAGES[name]()
    told = f"docs/reference/{name} is stale: make reference writes it anew"
    assert reference_pages.is_fresh(reference_pages.FOLDER / name, made), told


def test_every_finding_is_on_the_page_of_errors_once() -> None:
    findings, _, _ = reference_pages.PAGES["errors.md"]().partition("## What stops a call")
    told = re.findall(r"^\| `([^`]+)` \|", findings, re.MULTILINE)
    assert sorted(told) == sorted(CATALOGUE)


def test_every_element_of_a_request_has_its_rule_and_nothing_else_has() -> None:
    assert sorted(line.path for line in lines_of(ACTIVITY)) == sorted(bounds())


def test_the_requests_of_the_wire_page_are_ones_and_spell_the_same() -> None:
    page = (reference_pages.FOLDER / "wire.md").read_text("utf-8")
    blocks = re.findall(r"^```(json|xml)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    spelt = [decode_and_check(text.encode(), f"application/{kind}") for kind, text in blocks]
    assert len(spelt) == 2
    assert spelt[0] == spelt[1]


def test_the_multipart_body_of_the_wire_page_is_one() -> None:
    page = (reference_pages.FOLDER / "wire.md").read_text("utf-8")
    _, _, told = page.partition("```text\nContent-Type: ")
    content_type, _, body = told.partition("```")[0].partition("\n\n")
    request = decode_and_check(body.replace("\n", "\r\n").encode(), content_type, Command.SAVE)
    assert [each.file_name for each in request.attachments] == ["terms.txt"]


def test_every_place_of_a_macro_takes_a_value_or_forbids_it() -> None:
    assert {*TAKES, *FORBIDDEN} == set(Context)
    assert not TAKES.keys() & FORBIDDEN.keys()


def test_every_state_of_a_delivery_is_told() -> None:
    assert set(STATES) == set(DeliveryState)


def test_every_port_has_an_entry_and_every_contract_a_port() -> None:
    assert {known.port for known in KNOWN} == protocols()
    named = {each.__name__ for known in KNOWN for each in known.contracts}
    assert named == {name for name in contracts.__all__ if name.endswith("Contract")}


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.port.__name__)
def test_every_adapter_of_a_port_has_its_methods(known: object) -> None:
    entry = next(each for each in KNOWN if each is known)
    methods = {name for name in vars(entry.port) if not name.startswith("_")}
    for adapter in entry.adapters:
        assert methods <= set(dir(adapter)), adapter


def test_every_path_of_the_contract_is_served_and_told() -> None:
    """SPEC 9's own list, which no code can shorten."""
    assert {path for path, _, _ in operations()} >= PATHS


def test_every_command_is_told_and_no_other() -> None:
    page = reference_pages.PAGES["command-line.md"]()
    told = re.findall(r"^### ([a-z]+)", page, re.MULTILINE)
    assert list(dict.fromkeys(told)) == list(COMMANDS)


def test_every_variable_of_the_environment_is_told_and_no_other() -> None:
    sources = "".join(file.read_text("utf-8") for file in ADAPTERS.rglob("*.py"))
    assert set(re.findall(r"\bCOMPOSE_[A-Z_]+\b", sources)) == set(VARIABLES)


def test_the_defaults_of_the_variables_are_as_told() -> None:
    told = {name: default for name, (default, _) in VARIABLES.items()}
    assert configuration(told) == configuration({}) == Configuration()


def test_the_complete_site_file_has_every_key_that_is_told_and_no_other() -> None:
    kept = set(keys_of(tomllib.loads(EXAMPLE.read_text("utf-8"))))
    assert kept == {f"{table}.{key.name}" for table, keys in TABLES.items() for key in keys}


def test_the_complete_site_file_has_no_faults() -> None:
    judgement = compose_adapters.site.evaluate_site(EXAMPLE)
    assert (judgement.faults, judgement.warnings) == ((), ())


def test_every_key_that_is_read_from_a_site_file_is_told() -> None:
    told = {key.name for keys in TABLES.values() for key in keys}
    told |= {part for table in TABLES for part in table.split(".")}
    assert set(keys_read()) == told


@pytest.mark.parametrize("table", ["partition", "customer_values", "departments", "users"])
def test_the_defaults_of_a_site_file_are_as_told(table: str) -> None:
    with_defaults = {
        key.name: key.default for key in TABLES[table] if key.default not in {None, REQUIRED}
    }
    assert site_with(table, {}) == site_with(table, with_defaults)


def keys_of(values: dict[str, object], above: str = "") -> Iterator[str]:
    """Every key that holds a value, with the names of the tables that it stands in."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from keys_of(cast("dict[str, object]", each), f"{above}{name}.")
        if not holds_tables(value):
            yield f"{above}{name}"


def holds_tables(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) for each in items)


def keys_read() -> Iterator[str]:
    for file in sorted(SITE_SOURCES.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called(node) in READERS:
                constants = [each.value for each in node.args if isinstance(each, ast.Constant)]
                texts = [each for each in constants if isinstance(each, str)]
                yield from (text for text in texts[:1] if text.isidentifier())


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def site_with(table: str, members: dict[str, object]) -> Site:
    """A small site whose table has what it must have, and these members."""
    required: dict[str, dict[str, object]] = {
        "departments": {"name": "service"},
        "users": {"login": "agent", "home_department": "service"},
    }
    tables = {name: required.get(name, {}) for name in ("departments", "users", table)}
    tables[table] = {**tables[table], **members}
    lines = (line for name, values in tables.items() for line in written(name, values))
    return site_without_digest("\n".join(lines))


def written(table: str, values: dict[str, object]) -> Iterator[str]:
    yield f"[[{table}]]" if table in {"departments", "users"} else f"[{table}]"
    yield from (f"{name} = {json.dumps(value)}" for name, value in values.items())


def site_without_digest(text: str) -> Site:
    return attrs.evolve(compose_adapters.site.read_site(text.encode()), digest="")
