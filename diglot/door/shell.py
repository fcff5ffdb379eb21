"""How the door runs programs, says what it does, and fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import NoReturn

from diglot.problems import EXIT_SETUP, DiglotError, Problem

LOG = ".venv.log"
LINE_LENGTH = 100


def say(text: str) -> None:
    """One line on what is being done."""
    sys.stderr.write(f"set-up: {text}\n")
    sys.stderr.flush()


def fail(code: str, message: str, hint: str = "") -> NoReturn:
    """Stop with one Problem and exit code 3."""
    raise DiglotError(Problem(code, message, hint=hint), EXIT_SETUP)


def clear(root: str) -> None:
    """Begin a new log."""
    with open(os.path.join(root, LOG), "w", encoding="utf-8"):
        pass


def run(root: str, words: list[str], echo: Callable[[str], str] = lambda _: "") -> bool:
    """Run a program, its output added to the log; `echo` turns one of its lines into one for the reader, or "".

    Returns whether it ended well. C.UTF-8 so that what it says can be logged whatever the reader's language.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    with (
        open(os.path.join(root, LOG), "a", encoding="utf-8") as log,
        subprocess.Popen(
            words,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        log.write(f"$ {' '.join(words)}\n")
        for line in process.stdout or ():
            log.write(line)
            if shown := echo(line):
                say(shown.strip()[:LINE_LENGTH])
    return process.returncode == 0


def last_words(root: str) -> str:
    """The log's last line that tells of an error, or its last line."""
    with open(os.path.join(root, LOG), encoding="utf-8") as log:
        lines = [line.strip() for line in log if line.strip()]
    told = [line for line in lines if line.lower().startswith(("error", "e:"))] or lines
    return told[-1][: 2 * LINE_LENGTH]


@contextmanager
def exclusive(root: str) -> Iterator[None]:
    """Only one set-up of this folder at a time; the lock goes with its process, however that ends."""
    with open(os.path.join(root, ".venv.lock"), "a", encoding="ascii") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            say("another start is setting this folder up; waiting for it")
            flock(lock, LOCK_EX)
        yield
