"""Files and folders that only their owner may read, because they hold mails to customers.

The modes are set outright, because the umask of a service is often 022 and may be 000.
"""

import logging
import os
import stat
from pathlib import Path
from typing import BinaryIO

_LOG = logging.getLogger("compose_core.files")

FILE = 0o600
FOLDER = 0o700
_SHARED_WITH_GROUP = 0o660


def make_folder(path: Path) -> None:
    """Make a folder and its parents with mode 0700; existing ones stay as they are."""
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        path.mkdir(FOLDER)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(FOLDER)


def open_to_write(path: Path) -> BinaryIO:
    """Open a file of mode 0600 to write it anew."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)
    try:
        path.chmod(FILE)
        return os.fdopen(descriptor, "wb")
    except BaseException:
        os.close(descriptor)
        raise


def keep_private(path: Path) -> None:
    """Make a file that a library will open, readable by its owner alone.

    The mode of an existing file that others may read is mended, and the log says so. A file that
    its group may write stays readable by the group: an administrator has shared it.

    Raises:
        OSError: the file cannot be made.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        _mend_mode(path)
    else:
        path.chmod(FILE)


def _mend_mode(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    is_shared = mode & stat.S_IWGRP
    wanted = mode & (_SHARED_WITH_GROUP if is_shared else FILE)
    if not path.is_file() or mode == wanted:
        return
    try:
        path.chmod(wanted)
    except OSError as error:
        _LOG.warning(
            "%s can be read by others (mode %04o), and that cannot be changed: %s",
            path,
            mode,
            error.strerror,
        )
    else:
        _LOG.warning("%s could be read by others (mode %04o); it is %04o now", path, mode, wanted)
