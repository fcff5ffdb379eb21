"""The source line of each unit: monotone alignment of letters and digits.

Pandoc's Markdown reader gives no positions. What a unit says and what stands in the source
are the same letters in the same order, markup aside, so each unit is searched from where
the last one ended; among several hits the first that begins a line or a cell wins.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

_LETTERS = re.compile(r"[^\W_]+")
# What stands in the source but not in the text of a unit: footnote marks, addresses of links, attributes.
_SEEN = re.compile(r"\[\^[^\]\s]+\]|\]\([^()\s]*\)|\]\{[^{}\n]*\}|([^\W_]+)")
# What may stand between the start of a line or table cell and the text of its unit.
_OPENING = re.compile(r"(^|\|)(?!\s*\[\^)[^\w|]*(\d+[.)]\s*)?$")
_TRIES = 50
# A whole text is not found where an address or a footnote's name stands in it: its beginning is.
_BEGINNINGS = (24, 12)


class Aligner:
    """Finds texts in one source: a position is a count of letters from its start."""

    def __init__(self, source: str) -> None:
        self._source = source
        spans = [w.span(1) for w in _SEEN.finditer(source) if w[1]]
        self._letters = "".join([source[start:end] for start, end in spans])
        # Of each run of letters: where it begins in the source, and among the letters.
        self._starts = [start for start, _ in spans]
        self._counts = list(accumulate((end - start for start, end in spans), initial=0))
        self._breaks = [m.start() for m in re.finditer("\n", source)]

    def line(self, text: str, start: int) -> tuple[int, int]:
        """(1-based line where `text` begins at or after `start`, position of its end); line 0 if nowhere."""
        letters = "".join(_LETTERS.findall(text))
        for wanted in (letters, *(letters[:n] for n in _BEGINNINGS if n < len(letters))):
            at = self._best(wanted, start)
            if at >= 0:
                return self._line_of(at), at + len(wanted)
        return self.line_anywhere(text), start

    def line_anywhere(self, text: str) -> int:
        """The line of the first place in the whole source: for footnotes, defined later."""
        at = self._best("".join(_LETTERS.findall(text)), 0)
        return self._line_of(at) if at >= 0 else 0

    def offset(self, line: int) -> int:
        """Where a line begins in the source; 0 for the line 0."""
        return self._breaks[line - 2] + 1 if line > 1 else 0

    def _best(self, wanted: str, start: int) -> int:
        if not wanted:
            return -1
        first = at = self._letters.find(wanted, start)
        for _ in range(_TRIES):
            if at < 0 or self._opens(at):
                break
            at = self._letters.find(wanted, at + 1)
        return at if at >= 0 else first

    def _opens(self, at: int) -> bool:
        offset = self._offset(at)
        before = self._source[self._source.rfind("\n", 0, offset) + 1 : offset]
        return bool(_OPENING.search(before))

    def _line_of(self, at: int) -> int:
        return bisect.bisect_left(self._breaks, self._offset(at)) + 1

    def _offset(self, at: int) -> int:
        """Where a letter, counted from 0, stands in the source."""
        run = bisect.bisect_right(self._counts, at) - 1
        return self._starts[run] + at - self._counts[run]


@lru_cache(maxsize=1024)
def aligner(source: str) -> Aligner:
    """The aligner of a source: what looks for problems and what looks for units share it."""
    return Aligner(source)


def numbers(source: str, texts: Iterable[tuple[str, bool]]) -> list[int]:
    """The line of each (text, is a footnote) in order."""
    found, cursor, lines = aligner(source), 0, []
    for text, note in texts:
        line, cursor = (found.line_anywhere(text), cursor) if note else found.line(text, cursor)
        lines.append(line)
    return lines
