"""The mailer that writes letters into a folder instead of sending them (``maildir:DIR``)."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from compose_adapters.private_files import make_folder, open_to_write
from compose_core.letter import Envelope, Letter, Unrenderable, render
from compose_core.outbox import Allowance, Result, Verdict

_FOLDERS = ("tmp", "new", "cur")
_NO_BOUND = 1_000_000


class MaildirMailer:
    """Writes every letter as a file into a Maildir, as the very octets that would be sent.

    A letter to the same recipients has the same file, so a hand-over that is repeated after a
    crash leaves one. The envelope is not written: blind copies stay blind.

    Args:
        folder: made if it is not there, of mode 0700, with what a Maildir has in it. Letters
            are of mode 0600, whatever the umask.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in _FOLDERS:
            make_folder(folder / name)

    def allowance(self) -> Allowance:
        """Allow any number of letters."""
        return Allowance(_NO_BOUND)

    def send(self, letter: Letter, envelope: Envelope, within: timedelta) -> tuple[Result, ...]:
        """Write a letter; whole and lasting, or not at all."""
        del within  # The disk keeps its own time.
        return (self._write_letter(letter, envelope),) * len(envelope.recipients)

    def _write_letter(self, letter: Letter, envelope: Envelope) -> Result:
        name = _name(letter, envelope)
        draft = self._folder / "tmp" / name
        try:
            _write(draft, render(letter))
            draft.rename(self._folder / "new" / name)
            _sync_folder(self._folder / "new")
        except Unrenderable as fault:
            return Result(Verdict.REFUSED, f"not written: {fault}")
        except Exception as fault:  # noqa: BLE001 - an attachment's store fails as it likes
            return Result(Verdict.DEFERRED, f"not written: {_describe(fault)}")
        finally:
            _forget(draft)
        return Result(Verdict.ACCEPTED, f"written to {name}")


def _name(letter: Letter, envelope: Envelope) -> str:
    parts = "\0".join((letter.message_id, *envelope.recipients))
    return f"{int(letter.date.timestamp())}.{sha256(parts.encode()).hexdigest()[:32]}.compose-core"


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    with open_to_write(path) as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())


def _forget(draft: Path) -> None:
    # The fault that this comes of was reported already.
    with suppress(OSError):
        draft.unlink(missing_ok=True)


def _describe(fault: Exception) -> str:
    # The text of a fault that nobody foresaw may hold an address.
    return (isinstance(fault, OSError) and fault.strerror) or type(fault).__name__


def _sync_folder(folder: Path) -> None:
    # A new name lasts only when its folder is on the disk too.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
