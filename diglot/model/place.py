"""Where something stands, and the shape of pandoc's AST."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Pandoc's AST as `json.loads` gives it: it compares, digests and pickles by value."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file relative to the publication's folder, 1-based line."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


NOWHERE = Place("")
"""The place of what nobody wrote into a file."""
