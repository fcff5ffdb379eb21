"""Whether the languages of a finished PDF stand side by side: read from its pages, whatever laid them out.

Every row begins in both languages on one page, spread or sheet; no heading is left at the foot of a page; no
text is printed twice in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from diglot.check.pdf_place import Places
from diglot.check.texts import Located, squeezed
from diglot.model import Manuscript
from diglot.problems import Problem

CODE = "D738"
LONG = 12
"""Characters from which a text that stands twice is no chance."""
ALONG = ("parallel", "facing", "back-to-back")
"""The layouts in which both languages of a row begin at one height."""


def check(manuscript: Manuscript, found: Sequence[Located], places: Places) -> Iterator[Problem]:
    """D738 for each row whose languages stand apart, each heading without its text, each text that stands twice."""
    pages: dict[tuple[str, str], int] = {}
    for language in manuscript.languages:
        column = _column(manuscript, found, language, places.stream(language))
        for one in column:
            pages.setdefault((one.piece.row, language), places.page_of(language, one.start))
        # One below the other, the second heading is followed by the text of the first language.
        if manuscript.output.layout in ALONG or language == manuscript.languages[0]:
            yield from _stranded(manuscript, column, places)
        yield from _doubled(manuscript, column, places.stream(language))
    if manuscript.output.layout in ALONG:
        yield from _apart(manuscript, pages, places)


def _headings(manuscript: Manuscript) -> set[str]:
    return {row.id for chapter in manuscript.chapters for row in chapter.rows if row.kind == "heading"}


def _column(manuscript: Manuscript, found: Sequence[Located], language: str, stream: str) -> list[Located]:
    """The texts of the chapters in a language, each heading where its text follows: the contents say it too."""
    rows, headings = {row.id for chapter in manuscript.chapters for row in chapter.rows}, _headings(manuscript)
    column = [one for one in found if one.piece.row in rows and one.piece.language == language and one.start >= 0]
    for number in reversed(range(len(column) - 1)):
        one, after = column[number], column[number + 1]
        words = squeezed(one.piece.text)
        if one.piece.row in headings and (at := stream.rfind(words, one.start, after.start)) >= 0:
            column[number] = replace(one, start=at, end=at + len(words))
    return column


def _apart(manuscript: Manuscript, pages: Mapping[tuple[str, str], int], places: Places) -> Iterator[Problem]:
    first = manuscript.languages[0]
    for (row, language), page in pages.items():
        other = pages.get((row, first), page)
        if places.opening(page) != places.opening(other):
            message = f"{manuscript.stem}: {row} begins on page {page} in {language}, but on page {other} in {first}"
            yield Problem(CODE, message)


def _stranded(manuscript: Manuscript, column: Sequence[Located], places: Places) -> Iterator[Problem]:
    headings = _headings(manuscript)
    for one, after in pairwise(column):
        if one.piece.row in headings:
            page, then = (places.page_of(at.piece.language, at.start) for at in (one, after))
            if page != then:
                yield _problem(manuscript, one, f"a heading on page {page}, its text on page {then}")


def _doubled(manuscript: Manuscript, column: Sequence[Located], stream: str) -> Iterator[Problem]:
    for one, after in pairwise(column):
        words = squeezed(one.piece.text)
        if len(words) >= LONG and words in stream[one.end : after.start]:
            yield _problem(manuscript, one, "stands twice")


def _problem(manuscript: Manuscript, one: Located, what: str) -> Problem:
    return Problem(CODE, f"{manuscript.stem}: {one.piece.language}, {what}: “{one.piece.text[:60]}”")
