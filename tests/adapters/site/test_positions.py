"""Every value of a TOML document has its line, however it is written."""

import tomllib
from collections.abc import Iterator

import pytest

from compose_adapters.site.positions import child_of, item_of, lines_of, parent_of

TRICKY = '''# a = 1
title = "a # no remark" # b = 2

[plain]
"quoted.key" = 'x = "y"'
dotted.inner.key = 1.5
date = 2026-01-01 10:00:00
text = """
[not.a.header]
key = "not a key" \\""" ""
"""
literal = \'\'\'
]] }} ,
\'\'\'
list = [
  1,  # one ]
  [2, "three"],

  { a = 4, b.c = [5] }, { }
]
after = true

[[tables]]
[tables.child]
name = "first"
[[tables.grandchildren]]
n = 1
[[tables.grandchildren]]
n = 2
[[tables]]
"Ünïcode \\"key\\"" = 3
'c:\\path' = 4
'''


def _paths(value: object, path: str = "") -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _paths(member, child_of(path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _paths(member, item_of(path, index))


@pytest.mark.parametrize("document", [TRICKY, TRICKY.replace("\n", "\r\n"), TRICKY.rstrip()])
def test_every_value_that_the_standard_parser_gives_has_a_line(document: str) -> None:
    known = lines_of(document)
    # A list of tables is itself written nowhere: its tables are.
    unwritten = {"tables", "tables[0].grandchildren"}

    assert set(_paths(tomllib.loads(document))) - unwritten == set(known)


def test_the_line_is_where_the_value_is_written() -> None:
    known = lines_of(TRICKY)

    assert {path: known[path] for path in ("title", "plain.date", "plain.text")} == {
        "title": 2,
        "plain.date": 7,
        "plain.text": 8,
    }
    assert known["plain.list"] == 15
    assert known["plain.list[1][1]"] == 17
    assert known["plain.list[2].b.c[0]"] == 19
    assert known["plain.after"] == 21
    assert known["tables[0].grandchildren[1].n"] == 29
    assert known['tables[1]."Ünïcode \\"key\\""'] == 31


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("a", ""),
        ("a.b", "a"),
        ("a[10]", "a"),
        ("a[1].b", "a[1]"),
        ('a."b.c[0]"', "a"),
        ('"a.\\"b"', ""),
    ],
)
def test_the_parent_of_a_path_is_what_holds_it(path: str, parent: str) -> None:
    assert parent_of(path) == parent
