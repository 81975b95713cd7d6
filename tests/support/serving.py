"""`compose-core serve` as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import httpx

from calls import JSON, SESSION

ROOT = Path(__file__).parents[2]
SITE = ROOT / "examples" / "site.toml"
PATIENCE = 30


@attrs.frozen
class Served:
    """A server that runs.

    Args:
        url: where it listens.
        process: its own, or that of its workers' parent.
        folder: where its database, mails and log are.
    """

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return (self.folder / "serve.log").read_text()

    def client(self) -> httpx.Client:
        """Someone who is not logged in."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE)

    @contextmanager
    def agent(self, login: str = "agent") -> Iterator[httpx.Client]:
        """A user of the example site who is logged in."""
        body = json.dumps({"userName": login, "password": f"{login}-demo"})
        path = "/ws/v12/authentication/user/login?forceLogin=yes"
        with self.client() as client:
            answer = client.post(path, content=body, headers={"Content-Type": JSON})
            assert answer.status_code == 204, answer.text
            client.headers[SESSION] = answer.headers[SESSION]
            yield client

    def stop(self) -> int:
        """Ask it to stop, and wait; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(
    folder: Path, *options: str, site: Path = SITE, descriptors: int | None = None
) -> Iterator[Served]:
    """A server in a folder, at a free port, which writes mail into ``mails``.

    Args:
        folder: where its database is, or will be.
        options: of the command.
        site: its site file.
        descriptors: how many files and connections it may open; as many as we unless given.
    """
    program = "from compose_adapters.cli import main; main()"
    command = [sys.executable, "-c", program, "--json", "--site", str(site)]
    command += ["--smtp", f"maildir:{folder / 'mails'}", "serve", "--port", "0", *options]
    if descriptors is not None:
        command = ["/bin/sh", "-c", f'ulimit -n {descriptors} && exec "$@"', "sh", *command]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "src" / "adapters")])
    with (folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        yield Served(_url(process, folder), process, folder)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()


def _url(process: subprocess.Popen[bytes], folder: Path) -> str:
    line = process.stdout.readline() if process.stdout else b""
    assert line, (folder / "serve.log").read_text()
    url: str = json.loads(line)["url"]
    return url
