"""The door: what `build.py` does before the private environment exists. Standard library only, and quick.

A start that finds everything in place looks for three libraries, two font files and one stamp, then gives
its process away to `python -m diglot`. All else (`subprocess`, Problems) is imported only when needed.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from diglot.door import environment, parts

EXIT_SETUP = 3
EXIT_INTERRUPTED = 130


def enter(root: str, arguments: list[str]) -> int:
    """Set up what `arguments` (verb first) needs, then become that verb; returns only where this fails: 3 or 130."""
    verb, rest = split(arguments)
    try:
        prepare(root, verb)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except _failure() as failure:
        sys.stderr.write(f"{failure}\n")
        return EXIT_SETUP
    return become(command(root, verb, rest))


def split(arguments: list[str]) -> tuple[str, list[str]]:
    """The verb and the rest; without a verb it is "build", and options alone belong to it."""
    if not arguments:
        return "build", []
    if arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version"):
        return "build", arguments
    return arguments[0], arguments[1:]


def prepare(root: str, verb: str) -> None:
    """Make `verb` runnable: system parts, then the private environment. Raises DiglotError."""
    wanted = parts.TEST if verb == "test" else parts.BUILD
    lock = environment.TEST_LOCK if verb == "test" else environment.BUILD_LOCK
    writable = os.access(root, os.W_OK)
    if writable and environment.ready(root, lock) and not parts.missing(wanted):
        return
    from diglot.door import install

    install.set_up(root, wanted, lock, writable=writable)


def command(root: str, verb: str, rest: list[str]) -> list[str]:
    """What runs `verb` in the private environment; -I: nothing of the reader's own Python gets into it."""
    python = environment.python(root)
    if verb == "test":
        return [python, "-X", "utf8", os.path.join(root, "tests", "run.py"), *rest]
    return [python, "-I", "-X", "utf8", "-m", "diglot", "--root", root, verb, *rest]


def become(words: list[str]) -> NoReturn:
    """Replace this process by the program `words`."""
    if sys.platform == "darwin":
        folders = os.environ.get("DYLD_FALLBACK_LIBRARY_PATH", "").split(":")
        os.environ["DYLD_FALLBACK_LIBRARY_PATH"] = ":".join(filter(None, [*folders, *parts.HOMEBREW, "/usr/lib"]))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(words[0], words)  # noqa: S606  (no shell is wanted)


def _failure() -> type[Exception]:
    # Looked up only once something was raised: a quick start does without the 30 ms of importing it.
    from diglot.problems import DiglotError

    return DiglotError
