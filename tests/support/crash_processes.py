"""Processes that a test may kill, stop and continue as it likes."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60.0
_PRELOADED = ["crash_preloaded"]


@cache
def _context() -> ForkServerContext:
    # The server of forks imports everything once; it finds it as this process does.
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


class Victim:
    """A process of its own that runs a function; what it prints goes to a file.

    Args:
        act: importable, as are its arguments.
        arguments: of the function.
        output: where its standard output and error go.
    """

    def __init__(self, act: Callable[..., None], *arguments: Any, output: Path) -> None:
        self._process = _context().Process(target=_run, args=(act, arguments, str(output)))
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid
        self.output = output

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    @property
    def is_stopped(self) -> bool:
        """Whether SIGSTOP has reached it."""
        with suppress(FileNotFoundError):
            status = Path(f"/proc/{self.pid}/stat").read_text("ascii")
            return status.rpartition(")")[2].split()[0] == "T"
        return False

    def kill(self) -> None:
        """End it by SIGKILL, and wait until it is gone."""
        self._process.kill()
        self.join()

    def terminate(self) -> None:
        """Ask it to end, by SIGTERM."""
        self._process.terminate()

    def go_on(self) -> None:
        """Continue what SIGSTOP stopped."""
        os.kill(self.pid, signal.SIGCONT)

    def join(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait until it has ended; its exit code, which is -9 after SIGKILL."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, f"still running after {seconds} s: {self.told}"
        return code

    @property
    def told(self) -> str:
        """What it has printed."""
        return self.output.read_text("utf-8") if self.output.exists() else ""


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that another process does.

    Raises:
        AssertionError: it did not happen in time.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.005)


def _run(act: Callable[..., None], arguments: tuple[Any, ...], output: str) -> None:
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    act(*arguments)
