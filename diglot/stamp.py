"""Whether an extraction has anything to do: the digest of all it reads and writes.

Only the standard library and `files`: a run with nothing to do must not wait for pandoc.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from diglot import files
from diglot.model import Place
from diglot.problems import Problem

_READ = ("source", "templates")
_WRITTEN = ("translations",)
_FILE = ".diglot/extracted.json"


def unchanged(root: Path) -> tuple[Problem, ...] | None:
    """What the last extraction found, where nothing that it depends on has changed since; else None."""
    try:
        kept = json.loads((root / _FILE).read_bytes())
        if kept.pop("seal") != _seal(kept):
            return None
        if kept["inputs"] != inputs(root) or kept["translations"] != _digest(root, _WRITTEN):
            return None
        return tuple(_problem(**one) for one in kept["problems"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def inputs(root: Path) -> str:
    """The digest of what authors and designers wrote."""
    return _digest(root, _READ)


def write(root: Path, before: str, problems: Iterable[Problem]) -> None:
    """Remember an extraction that ended well; `before`: the inputs when it began.

    Nothing is remembered where somebody saved a text meanwhile: the next run must see it.
    """
    with suppress(OSError):
        if inputs(root) == before:
            written = _digest(root, _WRITTEN)
            kept = {"inputs": before, "translations": written, "problems": [asdict(p) for p in problems]}
            files.write(root / _FILE, json.dumps(kept | {"seal": _seal(kept)}).encode())


def _seal(kept: Mapping[str, object]) -> str:
    """What vouches for it: a changed or a shortened list of problems is no pass."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _problem(code: str, message: str, place: dict[str, str | int] | None, hint: str, about: str) -> Problem:
    return Problem(code, message, Place(**place) if place else None, hint, about)  # type: ignore[arg-type]


def _digest(root: Path, folders: tuple[str, ...]) -> str:
    found = hashlib.sha256(f"{own_code()}\0{_pandoc()}".encode())
    for folder in folders:
        for path in sorted(path for path in (root / folder).rglob("*") if path.is_file()):
            data = path.read_bytes()
            found.update(f"{path.relative_to(root)}\0{len(data)}\0".encode())
            found.update(data)
    return found.hexdigest()


@cache
def own_code() -> str:
    """The digest of diglot's own code."""
    folder = Path(__file__).parent
    code = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".py", ".lua"}):
        code.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return code.hexdigest()


def _pandoc() -> str:
    try:
        return version("pypandoc_binary")
    except PackageNotFoundError:
        return ""
