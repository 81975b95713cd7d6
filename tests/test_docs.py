"""Every fenced block of the README and the docs is run or parsed; what cannot be says why."""

import json
import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import attrs
import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n+)?"
    r"^(?P<fence>```+)(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


@attrs.frozen
class Block:
    language: str
    code: str
    line: int
    reason: str | None


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        yield Block(match["language"].strip(), match["code"], line, match["reason"])


def commands_of(code: str) -> str:
    """The lines after the prompt, and those after the prompt of a command that goes on."""
    prompted = (line[2:] for line in code.splitlines() if line.startswith(("$ ", "> ")))
    return "\n".join(prompted)


def run_commands(code: str) -> None:
    commands = commands_of(code)
    assert commands, "no line of the block begins with '$ '"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", commands],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PATH": path},
        timeout=120,
    )
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")


PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "xml": ET.fromstring,
    "console": run_commands,
    "sh": run_commands,
    "text": str,
}


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the examples in it, as a reader of the docs would have."""
    if (ROOT / "examples").is_dir():
        (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_runs_in_its_order(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in blocks_of(page):
        if block.reason is not None:
            continue
        where = f"{page.relative_to(ROOT)}:{block.line}"
        if block.language == "python":
            # Padded, so that a traceback shows the page's own line.
            code = "\n" * (block.line - 1) + block.code
            exec(compile(code, where, "exec"), vars(module))
        else:
            assert block.language in PARSERS, f"{where}: nobody checks {block.language!r}"
            PARSERS[block.language](block.code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_fence_of_a_page_opens_or_closes_a_block(page: Path) -> None:
    text = page.read_text("utf-8")
    fences = len(re.findall(r"^\s*```", text, re.MULTILINE))
    assert fences == 2 * len(list(blocks_of(page))), "a fence is indented or has no partner"


def test_a_block_that_is_not_run_says_why() -> None:
    silent = [
        f"{page.relative_to(ROOT)}:{block.line}"
        for page in PAGES
        for block in blocks_of(page)
        if block.reason is not None and len(block.reason.split()) < 3
    ]
    assert silent == []


def test_a_block_that_fails_is_seen(workplace: Path) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        run_commands("$ echo no such thing\n$ false\n$ true")
    run_commands("$ cat > kept <<'END'\n> first\n> END\n")
    assert (workplace / "kept").read_text() == "first\n"
