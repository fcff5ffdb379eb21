"""The private environment `.venv`, made from a lock with hashes."""

from __future__ import annotations

import os
import sys

BUILD_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
STAMP = "diglot-stamp"


def version() -> str:
    """The running Python as Debian and site-packages name it, e.g. "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def python(root: str) -> str:
    """The path of the private environment's interpreter."""
    return os.path.join(root, ".venv", "bin", "python")


def site_packages(root: str) -> str:
    """The folder that its packages are installed into."""
    return os.path.join(root, ".venv", "lib", f"python{version()}", "site-packages")


def stamp(root: str, lock: str) -> str:
    """What the finished environment depends on, in one line: the lock's bytes, this Python, this folder."""
    from hashlib import sha256

    with open(os.path.join(root, lock), "rb") as file:
        content = file.read()
    return sha256(b"\0".join([content, sys.version.encode(), sys.base_prefix.encode(), os.fsencode(root)])).hexdigest()


def ready(root: str, lock: str) -> bool:
    """Whether `.venv` holds all of `lock`, by the stamp that was written last. The test lock contains the other."""
    return _stamped(root) in {stamp(root, lock), stamp(root, TEST_LOCK)}


def _stamped(root: str) -> str:
    try:
        with open(os.path.join(root, ".venv", STAMP), encoding="ascii") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def make(root: str, lock: str) -> None:
    """Make `.venv` anew from `lock`, or add what the test lock has on top. Raises DiglotError, OSError."""
    growing = _stamped(root) == stamp(root, BUILD_LOCK)
    _remove(os.path.join(root, ".venv", STAMP))
    if not growing:
        _create(root)
    _fill(root, lock)
    with open(os.path.join(site_packages(root), "diglot.pth"), "w", encoding="utf-8") as file:
        file.write(root + "\n")
    _write_stamp(root, stamp(root, lock))


def _remove(file: str) -> None:
    if os.path.exists(file):
        os.remove(file)


def _create(root: str) -> None:
    import shutil

    from diglot.door import shell

    folder = os.path.join(root, ".venv")
    shell.say("making the private environment .venv")
    if os.path.lexists(folder):
        shutil.rmtree(folder)
    # The interpreter outside of any environment: this start may come out of the .venv that was just removed.
    interpreter: str = getattr(sys, "_base_executable", sys.executable)
    if not shell.run(root, [interpreter, "-I", "-m", "venv", folder]):
        shell.fail("D905", f"the private environment could not be made: {shell.last_words(root)}")


def _fill(root: str, lock: str) -> None:
    from diglot.door import shell

    shell.say(f"installing the packages of {lock}")
    words = [python(root), "-I", "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    words += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", lock]
    if not shell.run(root, words, echo=_collecting):
        shell.fail("D906", f"the packages of {lock} could not be installed: {shell.last_words(root)}")


def _collecting(line: str) -> str:
    if line.startswith("Installing collected packages:"):
        return f"unpacking {line.count(',') + 1} packages"
    return line.partition(" (from")[0].lower() if line.startswith("Collecting ") else ""


def _write_stamp(root: str, text: str) -> None:
    file = os.path.join(root, ".venv", STAMP)
    with open(file + ".tmp", "w", encoding="ascii") as stream:
        stream.write(text)
    os.replace(file + ".tmp", file)
