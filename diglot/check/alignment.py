"""Whether the languages of a finished PDF stand side by side: read from its pages, whatever laid them out.

Every row begins in both languages on one page, spread or sheet; no heading is left at the foot of a page; no
text is printed twice in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    rows = {row.id: row for chapter in manuscript.chapters for row in chapter.rows}
    mine = [one for one in found if one.piece.row in rows and one.start >= 0]
    firsts: dict[tuple[str, str], Located] = {}
    for one in mine:
        firsts.setdefault((one.piece.row, one.piece.language), one)
    if manuscript.output.layout in ALONG:
        yield from _apart(manuscript, firsts, places)
    for language in manuscript.languages:
        column = [one for one in mine if one.piece.language == language]
        # One below the other, the second heading is followed by the text of the first language.
        if manuscript.output.layout in ALONG or language == manuscript.languages[0]:
            yield from _stranded(manuscript, column, places)
        yield from _doubled(manuscript, column, places.stream(language))


def _apart(manuscript: Manuscript, firsts: dict[tuple[str, str], Located], places: Places) -> Iterator[Problem]:
    first = manuscript.languages[0]
    for (row, language), one in firsts.items():
        other = firsts.get((row, first))
        if other is not None and language != first:
            pages = [places.page_of(at.piece.language, at.start) for at in (other, one)]
            if places.opening(pages[0]) != places.opening(pages[1]):
                yield _problem(manuscript, one, f"page {pages[1]}, but page {pages[0]} in {first}")


def _stranded(manuscript: Manuscript, column: Sequence[Located], places: Places) -> Iterator[Problem]:
    headings = {row.id for chapter in manuscript.chapters for row in chapter.rows if row.kind == "heading"}
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
