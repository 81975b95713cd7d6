"""Printing: for people with some colour, for programs as JSON."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH = 120

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None


def console() -> Console:
    """Make a console of standard output; plain and wide enough for tables if it is no terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(highlight=False, width=width)


def error_console() -> Console:
    """Make a console of standard error; plain if it is no terminal."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Print a line as it is, whatever mark-up it holds."""
    console().print(plain(sentence), soft_wrap=True)


def plain(text: str) -> Text:
    """Make a text of which nothing is read as mark-up or steers a terminal."""
    return Text(visible(text))


def finding_text(line: str) -> Text:
    """Set off the path and the caret of a line of a report."""
    text = plain(line)
    text.highlight_regex(r"^  \S[^:]*:", "bold")
    text.highlight_regex(r"^ +\^$", "bold red")
    return text


def print_json(value: Json, *, err: bool = False) -> None:
    """Print a value for programs."""
    echo_json(json.dumps(value, ensure_ascii=False), err=err)


def echo_json(text: str, *, err: bool = False) -> None:
    """Print JSON; characters that would steer a terminal or end a line are escaped.

    Args:
        text: JSON on one line.
        err: whether it goes to standard error.
    """
    click.echo("".join(each if each.isprintable() else _escape(each) for each in text), err=err)


def _escape(character: str) -> str:
    # JSON escapes UTF-16 code units, two of them beyond the basic plane.
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def visible(text: str) -> str:
    """Replace the characters that would steer a terminal; line breaks and tabs stay."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for each in text
    )


def table(title: str, *columns: str) -> Table:
    """Make a table for people."""
    grid = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def time_of(at: datetime | None) -> str:
    """Format a time for people; empty where there is none."""
    return f"{at:%Y-%m-%d %H:%M:%S} GMT" if at else ""


def shorten(value: str, most: int = 60) -> str:
    """Put a text on one line of a limited length."""
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"


def found_or_created(was_found: bool) -> str:
    """Name the way in which a case or a customer came to an activity."""
    return "found" if was_found else "created"
