"""What is printed: for people to standard output with some colour, for programs as JSON."""

import json
import os
import sys
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH = 120

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None


def console() -> Console:
    """Standard output; plain, and as wide as tables want, where it is no terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(highlight=False, width=width)


def errors() -> Console:
    """Standard error; plain where it is no terminal."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Print a line as it is: what customers and files hold is never read as mark-up."""
    console().print(Text(shown(sentence)), soft_wrap=True)


def finding_text(line: str) -> Text:
    """A line of a report, its path and its caret set off."""
    text = Text(shown(line))
    text.highlight_regex(r"^  \S[^:]*:", "bold")
    text.highlight_regex(r"^ +\^$", "bold red")
    return text


def print_json(value: Json, *, err: bool = False) -> None:
    """Print a value for programs."""
    echo_json(json.dumps(value, ensure_ascii=False), err=err)


def echo_json(text: str, *, err: bool = False) -> None:
    """Print JSON; what would steer a terminal or end a line is escaped, so no value is changed.

    Args:
        text: JSON on one line.
        err: whether it goes to standard error.
    """
    click.echo("".join(each if each.isprintable() else _escaped(each) for each in text), err=err)


def _escaped(character: str) -> str:
    # JSON escapes UTF-16 code units, two of them beyond the basic plane.
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def shown(text: str) -> str:
    """A text without the characters that would steer a terminal; line breaks and tabs stay."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for each in text
    )


def table(title: str, *columns: str) -> Table:
    """A table for people."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
