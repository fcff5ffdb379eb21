"""What a finished file is asked for, and what was found: the lines of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from diglot.problems import Problem

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pt, from the top left corner of a page."""
MUL = "mul"
"""The language of what is in several (BCP 47): `Reader.stream` then gives all that is read, numbers too."""
DAMAGED = (AttributeError, EOFError, LookupError, OSError, RuntimeError, StopIteration, TypeError, ValueError)
"""What is raised while a file is read whose parts are not what they should be."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text stands in a finished file, and whether a reader sees it there.

    `part`, `last`: the page, or the number of the document in the spine, where it begins and ends,
    from 1. `size`: its smallest letters, pt; in an EPUB where the reader's own size is 12 pt.
    `box`: around it on its first page; None where there are no pages. `trouble`: why it is not
    seen ("covered", "clipped", …), or "".
    """

    part: int
    last: int
    name: str
    size: float
    box: Box | None
    trouble: str


class Reader(Protocol):
    """A finished file as its reader meets it."""

    @property
    def front(self) -> int:
        """The last part that still opens the edition: the first sheet of a PDF, the title page of an EPUB."""

    def opening(self, part: int) -> int:
        """What a reader has before them with a part: parts that stand side by side have one number."""

    def stream(self, language: str) -> str:
        """All text that is read in a language, or in all (`MUL`), squeezed, in reading order."""

    def spot(self, language: str, *stretches: tuple[int, int]) -> Spot:
        """Where stretches of `stream` stand, (start, end) of each, in order."""


class Codes(NamedTuple):
    """One format's Problem codes."""

    missing: str
    order: str
    notice: str
    line: str
    front: str
    unseen: str
    apart: str
    claim: str
    imprint: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A requirement and what became of it.

    `what`: a kind of disclaimer, "claim 3", "imprint" …; `place`: where it must stand; `where`:
    where it does. `trouble`: what is wrong, "" where it passed; `code`: the number of its Problem.
    """

    what: str
    place: str
    language: str
    text: str
    where: str = ""
    size: float = 0.0
    box: Box | None = None
    trouble: str = ""
    code: str = ""

    def problem(self, file: str) -> Problem:
        """The failed finding as it is reported."""
        at = f" ({self.where})" if self.where else ""
        message = f"{file}: {self.what}, {self.place}, {self.language}: {self.trouble}{at} “{self.text[:60]}”"
        return Problem(self.code, message)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a finished file was found to be: its problems, and every requirement with its place."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


def failed(code: str, trouble: str) -> tuple[str, str]:
    """(trouble, code) of a finding; both "" where there is no trouble."""
    return (trouble, code) if trouble else ("", "")
