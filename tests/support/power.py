"""What a disk holds after a power loss: every write of SQLite recorded, any part of it replayed.

The recorder is a layer of SQLite (a VFS) below every connection that is opened while it is on. It
passes each call on and keeps a list of what would have reached the disk, in order: writes,
truncations and deletions, and the syncs between them. The layer is put into the very library that
the module `sqlite3` uses, so nothing of the product knows of it.
"""

import ctypes
import ctypes.util
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

_SECTOR = 512
_VOID = ctypes.c_void_p
_INT = ctypes.c_int
_INT64 = ctypes.c_longlong
_OPEN = ctypes.CFUNCTYPE(_INT, _VOID, _VOID, _VOID, _INT, _VOID)
_DELETE = ctypes.CFUNCTYPE(_INT, _VOID, ctypes.c_char_p, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _VOID, _VOID, _INT, _INT64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _VOID, _INT64)
_SYNC = ctypes.CFUNCTYPE(_INT, _VOID, _INT)


class _Vfs(ctypes.Structure):
    # Of `sqlite3_vfs` only what is read or replaced is named; the rest is copied as it is.
    _fields_ = [
        ("version", _INT),
        ("file_size", _INT),
        ("longest_path", _INT),
        ("next", _VOID),
        ("name", ctypes.c_char_p),
        ("data", _VOID),
        ("open", _VOID),
        ("delete", _VOID),
        ("rest", _VOID * 14),
    ]


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", _INT),
        ("close", _VOID),
        ("read", _VOID),
        ("write", _VOID),
        ("truncate", _VOID),
        ("sync", _VOID),
        ("rest", _VOID * 14),
    ]


class _File(ctypes.Structure):
    _fields_ = [("methods", ctypes.POINTER(_Methods))]


@attrs.frozen
class Write:
    """Octets that were written to a file."""

    path: str
    offset: int
    octets: bytes = attrs.field(repr=False)


@attrs.frozen
class Truncate:
    """A file that was cut to a size."""

    path: str
    size: int


@attrs.frozen
class Sync:
    """All that was written to a file before is on the disk."""

    path: str


@attrs.frozen
class Delete:
    """A file that was deleted."""

    path: str


@attrs.frozen
class Mark:
    """Something that the program told the world, such as an answer that it gave."""

    what: str
    of: int


Step = Write | Truncate | Sync | Delete | Mark


@attrs.define
class Recorder:
    """All steps that were taken while it was on."""

    steps: list[Step] = attrs.field(factory=list)

    def mark(self, what: str, of: int) -> None:
        """Note what the world was told at this moment."""
        self.steps.append(Mark(what, of))


def can_record() -> bool:
    """Whether SQLite's library can be reached; a Python that has it built in hides it."""
    return _library() is not None


def _library() -> ctypes.CDLL | None:
    import _sqlite3  # noqa: PLC0415 - the module that the product's own driver is

    for name in (getattr(_sqlite3, "__file__", None), ctypes.util.find_library("sqlite3")):
        if name is None:
            continue
        library = ctypes.CDLL(name)
        if hasattr(library, "sqlite3_vfs_find"):
            library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
            return library
    return None


@contextmanager
def recording(folder: Path) -> Iterator[Recorder]:
    """Record what connections that are opened now do to the files of a folder."""
    library = _library()
    assert library is not None
    recorder = Recorder()
    original = library.sqlite3_vfs_find(None)
    layer = _Layer(original, recorder, str(folder))
    library.sqlite3_vfs_register(ctypes.byref(layer.vfs), 1)
    try:
        yield recorder
    finally:
        library.sqlite3_vfs_register(original, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(layer.vfs))
        _KEPT.append(layer)


# A connection of a pool may be closed after its recording: its functions must still be there.
_KEPT: list["_Layer"] = []


class _Layer:
    """The VFS that writes down what it passes on."""

    def __init__(self, original: Any, recorder: Recorder, folder: str) -> None:
        self.vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self.vfs), original, ctypes.sizeof(_Vfs))
        self.vfs.name = b"recorder"
        self._steps = recorder.steps
        self._folder = folder
        self._paths: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._kept: list[Any] = []
        self._open_next = _OPEN(original.contents.open)
        self._delete_next = _DELETE(original.contents.delete)
        self.vfs.open = self._pointer(_OPEN(self._open))
        self.vfs.delete = self._pointer(_DELETE(self._delete))

    def _pointer(self, function: Any) -> int | None:
        self._kept.append(function)
        return ctypes.cast(function, _VOID).value

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self._folder) and not path.endswith("-shm")

    def _open(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        status: int = self._open_next(vfs, name, file, flags, out)
        path = ctypes.string_at(name).decode() if name else ""
        if status == 0 and self._is_ours(path):
            self._paths[file] = path
            opened = ctypes.cast(file, ctypes.POINTER(_File)).contents
            opened.methods = ctypes.pointer(self._recording(opened.methods))
        return status

    def _delete(self, vfs: int, name: bytes, sync: int) -> int:
        status: int = self._delete_next(vfs, name, sync)
        if status == 0 and self._is_ours(name.decode()):
            self._steps.append(Delete(name.decode()))
        return status

    def _recording(self, methods: Any) -> _Methods:
        address = ctypes.addressof(methods.contents)
        if address not in self._methods:
            copy = _Methods()
            ctypes.memmove(ctypes.byref(copy), methods, ctypes.sizeof(_Methods))
            copy.write = self._pointer(_WRITE(self._writing(_WRITE(copy.write))))
            copy.truncate = self._pointer(_TRUNCATE(self._truncating(_TRUNCATE(copy.truncate))))
            copy.sync = self._pointer(_SYNC(self._syncing(_SYNC(copy.sync))))
            self._methods[address] = copy
        return self._methods[address]

    def _writing(self, following: Any) -> Callable[[int, int, int, int], int]:
        def write(file: int, octets: int, amount: int, offset: int) -> int:
            status: int = following(file, octets, amount, offset)
            path = self._paths[file]
            self._steps.append(Write(path, offset, ctypes.string_at(octets, amount)))
            return status

        return write

    def _truncating(self, following: Any) -> Callable[[int, int], int]:
        def truncate(file: int, size: int) -> int:
            status: int = following(file, size)
            self._steps.append(Truncate(self._paths[file], size))
            return status

        return truncate

    def _syncing(self, following: Any) -> Callable[[int, int], int]:
        def sync(file: int, flags: int) -> int:
            status: int = following(file, flags)
            self._steps.append(Sync(self._paths[file]))
            return status

        return sync


@attrs.frozen
class Disk:
    """The files of a folder, as they were before the first recorded step."""

    files: dict[str, bytes] = attrs.field(repr=False)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """The disk as it is now; what only running programs share is left out."""
        found = (each for each in folder.iterdir() if not each.name.endswith("-shm"))
        return cls({str(each): each.read_bytes() for each in found if each.is_file()})

    def after(self, steps: Sequence[Step]) -> dict[str, bytes]:
        """The files after these steps."""
        files = {path: bytearray(octets) for path, octets in self.files.items()}
        for step in steps:
            _take(step, files)
        return {path: bytes(octets) for path, octets in files.items()}


def _take(step: Step, files: dict[str, bytearray]) -> None:
    if isinstance(step, Delete):
        files.pop(step.path, None)
    elif isinstance(step, Truncate):
        del files.setdefault(step.path, bytearray())[step.size :]
    elif isinstance(step, Write):
        file = files.setdefault(step.path, bytearray())
        file.extend(bytes(max(0, step.offset - len(file))))
        file[step.offset : step.offset + len(step.octets)] = step.octets


def without_unsynced_tail(steps: Sequence[Step]) -> list[Step]:
    """The steps of which a disk is sure: those before the last sync of their file."""
    return [step for number, step in enumerate(steps) if number not in unsynced(steps)]


def unsynced(steps: Sequence[Step]) -> set[int]:
    """The numbers of the writes and truncations that no sync of their file follows."""
    last = {step.path: number for number, step in enumerate(steps) if isinstance(step, Sync)}
    return {
        number
        for number, step in enumerate(steps)
        if isinstance(step, Write | Truncate) and number > last.get(step.path, -1)
    }


def with_part_of_the_tail(steps: Sequence[Step], seed: int) -> list[Step]:
    """The steps of which a disk is sure and some of the others, each write whole or torn."""
    chance = random.Random(seed)  # noqa: S311 - a seed gives the same disk again
    loose = unsynced(steps)
    kept: list[Step] = []
    for number, step in enumerate(steps):
        if number not in loose or chance.random() < 1 / 3:
            kept.append(step)
        elif isinstance(step, Write) and chance.random() < 1 / 2:
            sectors = chance.randrange(1 + len(step.octets) // _SECTOR)
            kept.append(attrs.evolve(step, octets=step.octets[: sectors * _SECTOR]))
    return kept


def prefixes(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """The steps up to each point at which the power can fail, from none to all."""
    return (steps[:number] for number in range(len(steps) + 1))
