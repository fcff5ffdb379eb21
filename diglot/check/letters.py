"""The letters of a finished PDF as they were set: sizes, lines, edges, colours; lengths in pt."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from diglot.check.findings import Box

UNDER = (0.0, 0.3)
"""Em below the base line of letters: where a line under them is drawn."""
EDGE = 4.0
"""pt: by how much it may be longer than they are, on each side."""


class Set(NamedTuple):
    """A letter: on which page, in which box, on what base line (from the top), how large, in what font and colour."""

    sign: str
    page: int
    box: Box
    base: float
    size: float
    font: str
    slanted: bool
    colour: tuple[int, int, int]


class Line(NamedTuple):
    """Letters on one base line of a page, from left to right."""

    page: int
    base: float
    letters: tuple[Set, ...]

    @property
    def left(self) -> float:
        """Where its first letter begins."""
        return self.letters[0].box[0]

    @property
    def right(self) -> float:
        """Where its last letter ends."""
        return self.letters[-1].box[2]

    @property
    def size(self) -> float:
        """Its largest letters."""
        return max(letter.size for letter in self.letters)


def lines(letters: Iterable[Set]) -> list[Line]:
    """Letters in reading order, line by line: a new one begins where the base line or the page changes."""
    found = (tuple(line) for _, line in groupby(letters, key=lambda one: (one.page, round(one.base))))
    return [Line(line[0].page, line[0].base, line) for line in found]


def leading(found: Sequence[Line]) -> Iterator[float]:
    """The distances of the base lines of one text, in sizes of its letters."""
    for above, below in pairwise(found):
        if above.page == below.page and below.base > above.base:
            yield (below.base - above.base) / below.size


def style(textpage: Any, number: int, item: Any) -> tuple[str, bool, tuple[int, int, int]]:
    """(font, whether it is slanted, colour) of a character of a page's text."""
    name, matrix = ctypes.create_string_buffer(200), raw.FS_MATRIX()
    raw.FPDFText_GetFontInfo(textpage, number, name, 200, None)
    raw.FPDFText_GetMatrix(textpage, number, matrix)
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *parts)
    red, green, blue, _ = (part.value for part in parts)
    font = name.value.decode("utf-8", "replace")
    slanted = abs(matrix.c) > 0.01 or "Italic" in font or "Oblique" in font
    return font, slanted, (red, green, blue)


def underscored(line: Box, letters: Iterable[Set]) -> bool:
    """Whether a line runs close under letters, and is as long as they are."""
    under = [one for one in letters if UNDER[0] * one.size <= line[1] - one.base <= UNDER[1] * one.size]
    within = [one for one in under if line[0] - 1 <= one.box[0] and one.box[2] <= line[2] + 1]
    return len(within) > 1 and within[0].box[0] - line[0] < EDGE and line[2] - max(one.box[2] for one in within) < EDGE
