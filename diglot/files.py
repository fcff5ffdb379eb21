"""Writing files whole: the old one or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from diglot.model import Place
from diglot.problems import DiglotError, Problem

_PREFIX = ".tmp-"


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` atomically, with the permissions the old file had.

    Raises DiglotError D920 where the file system refuses.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=_PREFIX, dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        temporary.replace(path)
    except OSError as error:
        raise DiglotError(Problem("D920", f"cannot write ({error.strerror})", Place(str(path)))) from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def move(path: Path, to: Path) -> None:
    """Give a file, whatever it is, another name. Raises DiglotError D920."""
    try:
        path.rename(to)
    except OSError as error:
        raise DiglotError(Problem("D920", f"cannot be renamed ({error.strerror})", Place(str(path)))) from error


def sweep(folder: Path) -> None:
    """Take away what a killed `write` left; only while nobody else writes there."""
    for left in folder.glob(f"{_PREFIX}*"):
        left.unlink(missing_ok=True)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; the system frees it when its holder dies.

    Raises DiglotError D923 where somebody else holds it, D920 where it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, blocking=False)
        lock.acquire()
    except Timeout as error:
        raise DiglotError(Problem("D923", "another diglot is at work here", Place(str(path.parent)))) from error
    except OSError as error:
        raise DiglotError(Problem("D920", f"cannot write ({error.strerror})", Place(str(path)))) from error
    try:
        yield
    finally:
        lock.release()


def write_if_changed(path: Path, data: bytes) -> bool:
    """`write`, unless the file already says exactly this; whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write(path, data)
    return True
