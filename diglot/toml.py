"""TOML with places: every value is asked for by type, every error names file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from diglot.model import Place
from diglot.problems import DiglotError, Problem


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML file: its dotted name, its values, and the file's text.

    `number`: which one it is of those with its name, from 0, in an array of tables.
    """

    file: str
    name: str
    values: dict[str, Any]
    text: str
    number: int = 0

    def place(self, key: str = "") -> Place:
        """The line of a key, or of the table's header."""
        start = self._start(self.name)
        offset = start.end() if start else 0
        hit = re.compile(rf"^\s*{re.escape(key)}\s*[=.]", re.MULTILINE).search(self.text, offset) if key else None
        at = hit.end() if hit else start.end() if start else 0
        return Place(self.file, self.text.count("\n", 0, at) + 1)

    def _start(self, name: str) -> re.Match[str] | None:
        """Where a table begins: its header, or its key in the table around it (`ja = {…}`)."""
        if not name:
            return None
        headers = list(re.finditer(rf"^\s*\[+\s*{re.escape(name)}\s*\]+", self.text, re.MULTILINE))
        if headers:
            return headers[min(self.number, len(headers) - 1) if name == self.name else 0]
        around, _, key = name.rpartition(".")
        start = self._start(around)
        return re.compile(rf"^\s*{re.escape(key)}\s*=", re.MULTILINE).search(self.text, start.end() if start else 0)

    def error(self, key: str, message: str, hint: str = "") -> DiglotError:
        """D102 at a key."""
        return DiglotError(Problem("D102", message, self.place(key), hint))

    def _get(self, key: str, kind: type, default: Any) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise self.error("", f"[{self.name}] has no {key}", f"add {key} = …")
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise self.error(key, f"{key} must be a {_KINDS[kind]}, not {value!r}")
        return value

    def string(self, key: str, default: str | None = None) -> str:
        """A string; D102 if it is absent and has no default, or is something else."""
        return str(self._get(key, str, default))

    def strings(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        found = self._get(key, list, None if default is None else list(default))
        if not all(isinstance(item, str) for item in found):
            raise self.error(key, f"{key} must be a list of strings")
        return tuple(found)

    def boolean(self, key: str, default: bool) -> bool:
        """true or false."""
        return bool(self._get(key, bool, default))

    def day(self, key: str) -> date:
        """A date such as 2025-11-13."""
        found: date = self._get(key, date, None)
        return found

    def word(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of some known words; the error lists them."""
        value, known = self.string(key, default), tuple(known)
        if value not in known:
            raise self.error(key, f"“{value}” is not a known {key}", f"known: {', '.join(known)}")
        return value

    def table(self, key: str) -> Table:
        """A table in this one; D102 if it is absent."""
        found = self._get(key, dict, None)
        return Table(self.file, f"{self.name}.{key}" if self.name else key, found, self.text)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """(name, table) of each table in this one, in the file's order."""
        for key, value in self.values.items():
            if isinstance(value, dict):
                yield key, self.table(key)

    def only(self, known: Iterable[str]) -> None:
        """D102 for a key that nothing reads: most often a slip of the keyboard."""
        known = set(known)
        for key in self.values:
            if key not in known:
                raise self.error(key, f"[{self.name}] has an unknown key “{key}”", f"known: {', '.join(sorted(known))}")


_KINDS = {str: "string", list: "list", dict: "table", bool: "true or false", date: "date (2025-11-13)"}


def read(root: Path, file: str) -> Table | None:
    """A TOML file of a publication; None where there is none. Raises DiglotError D101."""
    try:
        return parse((root / file).read_bytes(), file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiglotError(Problem("D101", f"{file} cannot be read ({error.strerror})")) from error


def parse(data: bytes, file: str) -> Table:
    """A whole TOML file; D101 with line and column where it breaks."""
    try:
        text = data.decode("utf-8")
        return Table(file, "", tomllib.loads(text), text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DiglotError(Problem("D101", "not UTF-8 text", Place(file, line))) from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+), column (\d+)", str(error))
        place = Place(file, int(where[1]), int(where[2])) if where else Place(file, text.count("\n") + 1)
        raise DiglotError(Problem("D101", re.sub(r" \(at.*", "", str(error)), place)) from error
