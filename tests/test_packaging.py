"""The wheel holds what it should: both packages whole, their types, the licence and the command."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from distributions import ROOT, SOURCES


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def sources_of(package: str) -> set[str]:
    folder = SOURCES[package]
    return {
        str(path.relative_to(folder))
        for path in (folder / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def examples_of_the_demo() -> set[str]:
    examples = ROOT / "examples"
    files = (examples / "site.toml", *(examples / "requests").iterdir())
    return {f"compose_adapters/cli/demo/examples/{path.relative_to(examples)}" for path in files}


def test_the_wheel_holds_both_packages_whole_and_the_examples_of_the_demo(
    wheel: zipfile.ZipFile,
) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    sources = sources_of("compose_core") | sources_of("compose_adapters")
    assert shipped == sources | examples_of_the_demo()


def test_the_wheel_says_that_its_types_can_be_trusted(wheel: zipfile.ZipFile) -> None:
    assert {"compose_core/py.typed", "compose_adapters/py.typed"} <= set(wheel.namelist())


def test_the_wheel_holds_the_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    facts = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
    assert wheel.read(facts["LICENSE"]) == (ROOT / "LICENSE").read_bytes()
    commands = wheel.read(facts["entry_points.txt"]).decode()
    assert commands.strip() == "[console_scripts]\ncompose-core = compose_adapters.cli:main"
