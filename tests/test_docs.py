"""Every fenced block of the README and the docs is run or parsed; what cannot be says why.

A text or JSON right after commands is compared with what they printed.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import attrs
import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n+)?"
    r"^(?P<fence>```+)(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


@attrs.frozen
class Block:
    """A fenced block; ``follows`` tells that nothing stands between it and the one before."""

    language: str
    code: str
    line: int
    reason: str | None
    follows: bool


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    end = 0
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        follows = not text[end : match.start()].strip()
        yield Block(match["language"].strip(), match["code"], line, match["reason"], follows)
        end = match.end()


def commands_of(code: str) -> str:
    """The lines after the prompt, and those after the prompt of a command that goes on."""
    lines = (line if line != ">" else "> " for line in code.splitlines())
    prompted = (line[2:] for line in lines if line.startswith(("$ ", "> ")))
    return "\n".join(prompted)


@attrs.frozen
class Shell:
    """Runs the commands of a page, and ends what they leave behind."""

    groups: list[int] = attrs.field(factory=list)

    def run(self, code: str) -> str:
        """What the commands print, to either of the two."""
        commands = commands_of(code)
        assert commands, "no line of the block begins with '$ '"
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        with subprocess.Popen(
            ["/bin/sh", "-e", "-c", commands],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": path},
            start_new_session=True,
        ) as shell:
            self.groups.append(shell.pid)
            printed = shell.communicate(timeout=120)[0].decode("utf-8", "replace")
        assert shell.returncode == 0, printed
        return printed

    def end(self) -> None:
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


def check_output(told: str, printed: str, where: str) -> None:
    """Every line that a page shows after its commands is one that they printed."""
    lines = {line.strip() for line in printed.splitlines()}
    missing = [line for line in told.splitlines() if line.strip() not in {*lines, "", "..."}]
    assert missing == [], f"{where}: the commands printed {printed}"


def check_json(told: object, printed: str, where: str) -> None:
    """The value that a page shows after its commands is one that a line of them printed."""
    assert told in list(_values(printed)), f"{where}: the commands printed {printed}"


def _values(printed: str) -> Iterator[object]:
    for line in printed.splitlines():
        with suppress(ValueError):
            yield json.loads(line)


PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "xml": ET.fromstring,
}


def run(
    block: Block, where: str, module: ModuleType, shell: Shell, printed: str | None
) -> str | None:
    """What the block prints, if it holds commands.

    Args:
        block: of the page.
        where: it stands.
        module: whose names the blocks of Python share.
        shell: runs the commands.
        printed: what the commands right before it printed; ``None`` if there are none.
    """
    if block.language in {"console", "sh"}:
        return shell.run(block.code)
    if block.language == "python":
        # Padded, so that a traceback shows the page's own line.
        code = "\n" * (block.line - 1) + block.code
        exec(compile(code, where, "exec"), vars(module))
    elif block.language == "json" and printed is not None:
        check_json(json.loads(block.code), printed, where)
    elif block.language == "text":
        check_output(block.code, block.code if printed is None else printed, where)
    else:
        assert block.language in PARSERS, f"{where}: nobody checks {block.language!r}"
        PARSERS[block.language](block.code)
    return None


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the examples in it, as a reader of the docs would have."""
    if (ROOT / "examples").is_dir():
        (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shell() -> Iterator[Shell]:
    made = Shell()
    yield made
    made.end()


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_runs_in_its_order(
    page: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    printed: str | None = None
    for block in blocks_of(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        shown = printed if block.follows else None
        printed = None if block.reason else run(block, where, module, shell, shown)


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


def test_a_block_that_fails_is_seen(workplace: Path, shell: Shell) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        shell.run("$ echo no such thing\n$ false\n$ true")
    shell.run("$ cat > kept <<'END'\n> first\n> END\n")
    assert (workplace / "kept").read_text() == "first\n"


def test_an_output_that_is_not_what_a_page_shows_is_seen() -> None:
    check_output("  one\n...\n", "zero\none\n", "here")
    with pytest.raises(AssertionError, match="here"):
        check_output("two\n", "zero\none\n", "here")


def test_a_value_that_is_not_what_a_page_shows_is_seen() -> None:
    check_json({"a": [1]}, 'no JSON\n{"a":[1]}\n', "here")
    with pytest.raises(AssertionError, match="here"):
        check_json({"a": [2]}, '{"a":[1]}\n', "here")


def test_what_commands_leave_running_is_ended(workplace: Path) -> None:
    shell = Shell()
    shell.run("$ mkfifo ear\n$ sleep 60 0<>ear > /dev/null 2>&1 &\n")
    shell.end()
    deadline = time.monotonic() + 10
    while is_heard(workplace / "ear") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_heard(workplace / "ear")


def is_heard(ear: Path) -> bool:
    """Whether a process has the pipe open to read from it."""
    try:
        os.close(os.open(ear, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True
