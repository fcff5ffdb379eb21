"""Installing what is missing, or saying exactly how to."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Sequence
from typing import NoReturn

from diglot.door import environment, shell
from diglot.door.parts import BUILD, Part, find, missing

NO_RECOMMENDS = ("install", "-y", "--no-install-recommends")


def set_up(root: str, wanted: Sequence[Part], lock: str, *, writable: bool) -> None:
    """Install the missing of `wanted`, then make `.venv` hold `lock`. Raises DiglotError with exit code 3."""
    if not writable:
        shell.fail("D902", f"the folder {root} cannot be written")
    try:
        with shell.exclusive(root):
            shell.clear(root)
            system(root, [*wanted, *virtual_environments(root, lock)])
            if not environment.ready(root, lock):
                environment.make(root, lock)
                shell.say("ready")
    except OSError as error:
        shell.fail("D907", f"{error.filename or root}: {error.strerror}")


def virtual_environments(root: str, lock: str) -> list[Part]:
    """Debian splits `ensurepip` off Python; it is needed only while there is no environment."""
    if environment.ready(root, lock):
        return []
    debian = f"python{environment.version()}-venv"
    return [Part("Python's ensurepip", lambda: importlib.util.find_spec("ensurepip") is not None, debian, "python")]


def system(root: str, wanted: Iterable[Part]) -> None:
    """Install those of `wanted` that are missing with apt-get, as root or through sudo. Raises DiglotError."""
    lacking = missing(wanted)
    if not lacking:
        return
    privilege = become_root(root)
    if privilege is None or not find("apt-get"):
        refuse(lacking)
    names = packages(lacking)
    shell.say(f"installing {' '.join(names)} with apt-get")
    shell.run(root, [*privilege, "apt-get", "update"])
    done = shell.run(root, [*privilege, "apt-get", *NO_RECOMMENDS, *names], echo=unpacking)
    importlib.invalidate_caches()
    if not done or missing(lacking):
        shell.fail("D904", f"apt-get could not install {' '.join(names)}: {shell.last_words(root)}", advice(lacking))


def require() -> None:
    """For a diglot that pip installed: raise DiglotError where a part of the system is missing, and install nothing."""
    if lacking := missing(BUILD):
        refuse(lacking)


def refuse(lacking: Sequence[Part]) -> NoReturn:
    """Stop with the names of what is missing and the command that installs it."""
    shell.fail("D903", f"not installed: {', '.join(part.name for part in lacking)}", advice(lacking))


def unpacking(line: str) -> str:
    """Of apt-get's output, what shows that it moves on."""
    return line if line.startswith("Need to get ") else ""


def become_root(root: str) -> list[str] | None:
    """What to put before a command so that it runs as root: nothing, sudo, or None where neither works."""
    if os.geteuid() == 0:
        return []
    if find("sudo") and shell.run(root, ["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def packages(lacking: Iterable[Part]) -> list[str]:
    """Debian's packages, each once."""
    return list(dict.fromkeys(part.apt for part in lacking))


def advice(lacking: Sequence[Part]) -> str:
    """The exact command for this system, or the names to look for in one that we do not know."""
    if find("apt-get"):
        user = os.geteuid() != 0
        sudo, start = ("sudo ", "") if user and find("sudo") else ("", "as root: " if user else "")
        return f"{start}{sudo}apt-get update && {sudo}apt-get {' '.join(NO_RECOMMENDS)} {' '.join(packages(lacking))}"
    if find("brew"):
        return brew(lacking)
    return f"install with your system's packages, in Debian's names: {' '.join(packages(lacking))}"


def brew(lacking: Iterable[Part]) -> str:
    """Homebrew's command, and what to do where it has no package."""
    names = dict.fromkeys(part.brew for part in lacking if part.brew)
    said = dict.fromkeys(part.otherwise for part in lacking if part.otherwise)
    return "; ".join([f"brew install {' '.join(names)}"] * bool(names) + list(said))
