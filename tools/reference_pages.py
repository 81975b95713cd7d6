"""Writes the pages of docs/reference that are made from the code, or checks that they are fresh."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from reference.command_line import command_line_page
from reference.delivery import delivery_page
from reference.errors import errors_page
from reference.http import http_page
from reference.macros import macros_page
from reference.ports import ports_page
from reference.settings import settings_page
from reference.wire import wire_page

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": command_line_page,
    "delivery.md": delivery_page,
    "errors.md": errors_page,
    "http.md": http_page,
    "macros.md": macros_page,
    "ports.md": ports_page,
    "settings.md": settings_page,
    "wire.md": wire_page,
}


def main() -> int:
    """Writes the pages, or says which are not what the code makes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    is_check = parser.parse_args().check
    stale = [name for name, made in PAGES.items() if not is_fresh(FOLDER / name, made())]
    for name in stale:
        if is_check:
            print(f"docs/reference/{name} is not what the code makes; make reference writes it")
        else:
            (FOLDER / name).write_text(PAGES[name](), "utf-8")
    return 1 if is_check and stale else 0


def is_fresh(file: Path, text: str) -> bool:
    """Whether a page is on the disk as the code makes it."""
    return file.exists() and file.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
