"""A manifest, read by the next build and, long after, by a recall: nothing in it is used before it was looked at."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from diglot.model import Json, Place
from diglot.problems import DiglotError, Problem

FILE = "manifest.json"
LARGEST = 64 * 2**20
"""No manifest is larger, in bytes."""
LONGEST = 255
"""The longest name of a file, in bytes (Linux and macOS)."""


def read(path: Path) -> list[Json]:
    """The rows of a manifest, one for each finished file. Raises DiglotError D924 where one is not as it should be."""
    try:
        if path.exists() and not (path.is_file() and path.stat().st_size <= LARGEST):
            raise _error(path, "it is no file, or larger than any manifest")
        top = json.loads(path.read_bytes())
    except OSError as error:
        raise _error(path, f"the manifest cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _error(path, "it is not JSON") from error
    rows = top.get("artifacts") if isinstance(top, dict) else None
    if not isinstance(rows, list):
        raise _error(path, "it lists no files")
    for number, row in enumerate(rows, start=1):
        if wrong := _wrong(row, _ROW) or _wrong(row["uses"], _USES):
            raise _error(path, f"row {number}{wrong}")
    return rows


def _error(path: Path, message: str) -> DiglotError:
    return DiglotError(Problem("D924", message, Place(str(path)), "build again, or name a manifest that a build wrote"))


def _wrong(row: Json, wanted: Mapping[str, Callable[[Json], bool]]) -> str:
    """What is wrong with a row, or with what it uses; "" where nothing is."""
    if not isinstance(row, dict):
        return " is no table"
    for key, holds in wanted.items():
        if key not in row:
            return f" has no “{key}”: it was made by an older diglot"
        if not holds(row[key]):
            return f": “{key}” is not as it should be"
    return "" if isinstance(row.get("draft", False), bool) else ": “draft” is not as it should be"


def _text(value: Json) -> bool:
    return isinstance(value, str) and not any(unicodedata.category(c).startswith("C") for c in value)


def _name(value: Json) -> bool:
    """Whether it names a file in out/ beside the manifest, and nothing anywhere else."""
    if not _text(value) or value in {"", "..", FILE}:
        return False
    return Path(value).name == value and len(value.encode()) <= LONGEST


def _texts(value: Json) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _names(value: Json) -> bool:
    return isinstance(value, list) and all(map(_name, value))


def _digests(value: Json) -> bool:
    return isinstance(value, dict) and all(map(_text, (*value, *value.values())))


def _table(value: Json) -> bool:
    return isinstance(value, dict)


_ROW = {
    "file": _name,
    "edition": _text,
    "sha256": _text,
    "version": _text,
    "source": _text,
    "reports": _names,
    "uses": _table,
}
_USES = {"catalogs": _digests, "terms": _digests, "disclaimers": _digests, "fonts": _digests, "units": _texts}
