"""What must stand in a finished file of any format: the texts of a manuscript, in order."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from diglot.check.findings import Codes
from diglot.model import Manuscript, Row
from diglot.problems import Problem

AHEAD = 12
"""How many texts that follow a text are asked whether it has overtaken them."""
_DROPPED = re.compile("[\\s\x00-\x1f\u00ad\u200b\u200d\u2060\ufeff\ufe0e\ufe0f\u2010-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that must stand in the file: where it is from and what it is."""

    row: str
    language: str
    text: str
    notice: bool

    def problem(self, code: str, file: str) -> Problem:
        """A Problem about this text."""
        return Problem(code, f"{file}: {self.language}, {self.row}: “{self.text[:60]}”")


def squeezed(text: str) -> str:
    """A text without what line breaking adds: white space, hyphens, invisible signs."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def letters(text: str) -> str:
    """The letters and digits of a text: a claim is kept without the icons that stand in it."""
    return "".join(sign for sign in squeezed(text) if sign.isalnum())


def places(text: str, stream: str, start: int = 0) -> Iterator[int]:
    """Where a text begins in a stream (squeezed), each time it stands there."""
    wanted = squeezed(text)
    at = stream.find(wanted, start) if wanted else -1
    while at >= 0:
        yield at
        at = stream.find(wanted, at + 1)


def pieces(rows: Iterable[Row]) -> Iterator[Piece]:
    """The texts of some rows, in order."""
    for row in rows:
        for cell in row.cells:
            for language, text in (*((cell.language, text) for text in cell.texts), *cell.merged):
                yield Piece(row.id, language, text, row.kind == "notice")


def rows_of(manuscript: Manuscript) -> tuple[Row, ...]:
    """Every row of a manuscript in reading order."""
    chapters = (row for chapter in manuscript.chapters for row in chapter.rows)
    return (*manuscript.front, *chapters, *manuscript.glossary_notices, *manuscript.back)


@dataclass(frozen=True, slots=True)
class Located:
    """A text and where it stands in its stream; `start` is -1 where it is missing or out of order."""

    piece: Piece
    start: int
    end: int
    astray: bool = False
    """It stands somewhere else in the stream."""


def located(manuscript: Manuscript, streams: Mapping[str, str]) -> list[Located]:
    """Each text of each language in its stream (squeezed), one after the other."""
    every = list(pieces(rows_of(manuscript)))
    waiting = {tag: deque(squeezed(p.text) for p in every if p.language == tag) for tag in manuscript.languages}
    cursors = dict.fromkeys(manuscript.languages, 0)
    found = []
    for piece in every:
        stream, rest = streams[piece.language], waiting[piece.language]
        wanted, cursor = rest.popleft(), cursors[piece.language]
        at = stream.find(wanted, cursor)
        if at >= 0 and not _too_far(stream, cursor, at + len(wanted), list(islice(rest, AHEAD))):
            cursors[piece.language] = at + len(wanted)
            found.append(Located(piece, at, at + len(wanted)))
        else:
            found.append(Located(piece, -1, -1, wanted in stream))
    return found


def _too_far(stream: str, before: int, after: int, rest: list[str]) -> bool:
    """Whether a text was moved behind those that follow it: then it stands out of order, not they."""
    if not rest or stream.find(rest[0], after) >= 0 <= stream.find(rest[-1], after):
        return False
    left = [text for text in rest if stream.find(text, before) >= 0]
    return 2 * sum(stream.find(text, after) >= 0 for text in left) < len(left)


def check(
    manuscript: Manuscript, found: Iterable[Located], streams: Mapping[str, str], codes: Codes
) -> Iterator[Problem]:
    """What of the running text is missing or out of order, and each footnote, which may stand anywhere.

    Notices have findings of their own.
    """
    for one in found:
        if one.start < 0 and not one.piece.notice:
            yield one.piece.problem(codes.order if one.astray else codes.missing, manuscript.stem)
    for row in rows_of(manuscript):
        for cell in row.cells:
            for note in cell.notes:
                # One that is not translated stands in its source's language.
                if not any(squeezed(note) in stream for stream in streams.values()):
                    yield Piece(row.id, cell.language, note, notice=False).problem(codes.missing, manuscript.stem)


def glossary(manuscript: Manuscript, contains: Callable[[str], bool], code: str) -> Iterator[Problem]:
    """Each name, definition and pinyin of the glossary, and the Chinese name that says which term is meant."""
    for entry in manuscript.glossary:
        words = [text for _, text in (*entry.names, *entry.definitions)]
        for text in filter(None, (*words, entry.pinyin, entry.original)):
            if not contains(squeezed(text)):
                yield Problem(code, f"{manuscript.stem}: {entry.concept}: “{text[:60]}”")
