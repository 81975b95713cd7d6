"""What a file is called, and what a receiver may take it for."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.letter import InMemory, MimeAttachment
from compose_core.letter.attachments import clean_file_name, find_extensions
from hostile_text import FRAGMENTS, lines
from letters import PLAIN, octets
from mail_readers import READERS, Reader

ANYTHING = st.one_of(
    lines(255),
    st.text(max_size=255),
    st.lists(st.sampled_from([*FRAGMENTS, "/", "\\", ":", ".", "\0", "exe", "\u2066"])).map(
        "".join
    ),
)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("name", "mailed"),
    [
        ("order.pdf", "order.pdf"),
        ("C:\\Users\\ann\\order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c/d.txt", "d.txt"),
        ("a\r\nb\0c\x7f\x85\u2028.txt", "abc.txt"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\u2066b\u2069\u200f\u061c.txt", "ab.txt"),
        ('a:b*c?d"e<f>g|h.txt', "abcdefgh.txt"),
        ("x.exe::$DATA", "x.exe$DATA"),
        ("order.pdf. . .", "order.pdf"),
        ("order.pdf\u3000\xa0.", "order.pdf"),
        ("half\ud800.txt", "half.txt"),
        ("Größe 日本 👩‍👩‍👧.pdf", "Größe 日本 👩‍👩‍👧.pdf"),
        (" led.txt", " led.txt"),
        (".profile", ".profile"),
        ("", "attachment"),
        ("..", "attachment"),
        ("folder/", "attachment"),
        ("???", "attachment"),
    ],
)
def test_a_name_is_mailed_clean(name: str, mailed: str) -> None:
    assert clean_file_name(name) == mailed


@pytest.mark.rule("S7")
@given(ANYTHING)
def test_a_clean_name_stays_as_it_is_and_can_be_mailed(name: str) -> None:
    clean = clean_file_name(name)
    assert clean_file_name(clean) == clean
    enclosure = MimeAttachment(clean, "text/plain", InMemory(b""))
    assert octets(attrs.evolve(PLAIN, enclosures=(enclosure,)))


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    "name",
    [
        "x.exe",
        "X.EXE",
        "x.exe.",
        "x.exe   ",
        "x.exe . .",
        "x.exe.pdf",
        "x.exe   .pdf",
        "x.pdf.exe",
        ".exe",
        "x.exe::$DATA",
        "x.exe:stream.txt",
        "x.e:xe",
        "x\u202efdp.exe",
        "x.e\u200bx\u00ade",
        "x.e\u034fx\ufe0fe",
        "x.e\u3164xe",
        "x.exe\0.txt",
        "x.exe\0txt",
        "x.e\0xe",
        "x\uff0eexe",
        "x\u2024exe",
        "x\u3002exe",
        "x\uff61exe",
        "ｘ．ｅｘｅ",
        "x.ⓔⓧⓔ",
        "=?utf-8?q?x=2Eexe?=",
        "=?UTF-8?Q?x=2Eexe?=",
        "=?utf-8?b?eC5leGU=?=",
        "=?utf-8?b?eC5leGU?=",
        "=?utf-8?b?e C5l!eGU=?=",
        "=?utf-8*en?q?x=2Eexe?=",
        "=?utf-8?q?x=2E?= =?utf-8?q?exe?=",
        "=?utf-7?q?x+AC4-exe?=",
        "=?utf-16be?b?AHgALgBlAHgAZQ==?=",
        "=?nothing?q?x=2Eexe?=",
        "=?\0?q?x=2Eexe?=",
        "=??q?x=2Eexe?=",
        "=?utf-8?b?PT91dGYtOD9xP3g9MkVleGU/PQ==?=",
        "=?utf-8?b?PT91dGYtOD9iP1BUOTFkR1l0T0Q5eFAzZzlNa1ZsZUdVL1BRPT0/PQ==?=",
        "x%2Eexe",
        "utf-8''x%2eexe",
        "a.txt/x.exe",
        "half\ud800.exe",
    ],
)
def test_an_executable_is_seen_through_every_disguise(name: str) -> None:
    assert "exe" in find_extensions(name)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("archive.tar.gz", ("tar", "gz")),
        ("exe", ()),
        ("x.exe/report.pdf", ("pdf",)),
        ("my exe.pdf", ("pdf",)),
        ("", ()),
        ("a..b", ("b",)),
        ("page.asp;.jpg", ("asp", "jpg")),
        ("a.exe;b=c;d.txt", ("exe", "txt")),
        ("=?utf-8?b?a?=.pdf", ("pdf",)),
    ],
)
def test_a_harmless_name_is_seen_as_it_is(name: str, seen: tuple[str, ...]) -> None:
    assert find_extensions(name) == seen


@pytest.mark.rule("S7")
@pytest.mark.parametrize("reader", READERS)
@given(name=st.tuples(ANYTHING, st.sampled_from(["", ".exe", "=2Eexe?=", "%2Eexe"])).map("".join))
def test_no_reader_sees_an_extension_that_was_not_judged(reader: Reader, name: str) -> None:
    enclosure = MimeAttachment(clean_file_name(name), "text/plain", InMemory(b""))
    ((read, _, _),) = reader(octets(attrs.evolve(PLAIN, enclosures=(enclosure,)))).files
    assert set(find_extensions(read)) <= set(find_extensions(name))
