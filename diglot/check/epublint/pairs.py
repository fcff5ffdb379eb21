"""Bilingual units: each has all languages, in one order, all seen, and said in each. D882-D886."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from diglot import xhtml
from diglot.check.epublint import alike, tags
from diglot.check.epublint.book import Book, Page
from diglot.check.epublint.elements import letters, text
from diglot.check.epublint.units import ORIGINAL, TRANSLATION, Hidden, Unit, on_page
from diglot.problems import Problem
from diglot.xhtml import Element

MOST, ENOUGH = 0.8, 4
"""What part of the blocks of a shape, and how many, show that each of them has every language."""
LONG = 40
"""Characters of a cell, on average, from which on a table holds running text."""


def check(book: Book) -> Iterator[Problem]:
    """Every finding about units; a book of one language has none."""
    if not book.several:
        return
    units = [unit for page in book.pages.values() for unit in on_page(book, page)]
    yield from _halves(book, units)
    yield from _order(book, units)
    hidden = {page.name: Hidden(book, page) for page in book.pages.values()}
    for unit in units:
        yield from _copied(unit)
        yield from _seen(unit, hidden[unit.page.name])
        yield from alike.check(book, unit)
    for page in book.pages.values():
        yield from _tables(page)


def _halves(book: Book, units: Sequence[Unit]) -> Iterator[Problem]:
    """D882: half of a unit is missing or empty."""
    shapes = Counter(unit.shape for unit in units)
    whole = Counter(unit.shape for unit in units if len(unit.languages) == len(book.languages))
    blocks = [unit for unit in units if unit.blocks]
    every = sum(len(unit.languages) == len(book.languages) for unit in blocks) >= max(ENOUGH, MOST * len(blocks))
    for unit in units:
        shape = unit.shape
        usual = whole[shape] >= max(ENOUGH, MOST * shapes[shape])
        lost = [tag for tag in book.languages if tag not in unit.languages]
        if lost and (usual or unit.marked or (every and unit.blocks)):
            yield Problem("D882", f"{unit.name} is not said in {', '.join(lost)}", unit.place)
        elif not lost and len(unit.halves) > 2 * len(book.languages):
            yield from _gaps(book, unit)
        said = {language: letters(text(e)) for language, e in unit.halves}
        for language, words in said.items():
            if not words and any(said.values()):
                yield Problem("D882", f"{unit.name} is empty in {language}", unit.place)


def _gaps(book: Book, unit: Unit) -> Iterator[Problem]:
    """D882 where languages take turns below one parent: one that comes twice lacks the other."""
    turns = [language for language, _ in unit.halves]
    twice = [at for at in range(1, len(turns)) if turns[at] == turns[at - 1]]
    if len(twice) <= (1 - MOST) * len(turns):
        for at in twice:
            _, element = unit.halves[at - 1]
            lost = next(tag for tag in book.languages if tag != turns[at])
            message = f"“{text(element)[:50]}” is not said in {lost}"
            yield Problem("D882", message, unit.page.at(element))


def _order(book: Book, units: Sequence[Unit]) -> Iterator[Problem]:
    """D884: the halves of a unit stand in another order than in nearly all others."""
    whole = [unit for unit in units if len(unit.languages) == len(book.languages)]
    usual = Counter(unit.languages for unit in whole).most_common(1)
    for unit in whole:
        classes = [name for _, e in unit.halves for name in (ORIGINAL, TRANSLATION) if xhtml.has_class(e, name)]
        if unit.languages != usual[0][0]:
            yield Problem("D884", f"{unit.name} begins with {unit.languages[0]}", unit.place)
        elif classes[:2] == [TRANSLATION, ORIGINAL]:
            yield Problem("D884", f"{unit.name} has {TRANSLATION} before {ORIGINAL}", unit.place)


def _copied(unit: Unit) -> Iterator[Problem]:
    """D883: one text in two languages; what an inner tag says is in the first is no copy."""
    said: dict[str, str] = {}
    for language, element in unit.halves:
        words = "".join(part for part, tag in _tagged(element, language) if tags.same(tag, language)).strip()
        if len(words.split()) >= 4 or sum(map(len, xhtml.HAN.findall(words))) >= 6:
            if any(letters(words) == letters(other) for tag, other in said.items() if tag != language):
                yield Problem("D883", f"“{words[:50]}” stands in {' and '.join(unit.languages)}", unit.place)
            said.setdefault(language, words)


def _tagged(element: Element, language: str) -> Iterator[tuple[str, str]]:
    for part, tag, _ in xhtml.runs(element, language):
        yield part, tag


def _seen(unit: Unit, hidden: Hidden) -> Iterator[Problem]:
    """D885: some halves of a unit are hidden, others not."""
    away = [(language, e, why) for language, e in unit.halves if (why := hidden.by(e))]
    if away and len({e for _, e in unit.halves}) > len(away):
        language, element, why = away[0]
        yield Problem("D885", f"{unit.name} is hidden in {language} only ({why})", unit.page.at(element))


def _tables(page: Page) -> Iterator[Problem]:
    """D886: two columns of running text run over the edge of a small screen, and are read across."""
    for table in page.all("table"):
        rows = [[c for c in row if isinstance(c.tag, str)] for row in table.iter(f"{{{xhtml.XHTML}}}tr")]
        twos = [row for row in rows if len(row) == 2 and _languages_of(row) == 2]
        size = sum(len(text(cell)) for row in twos for cell in row) / max(1, 2 * len(twos))
        if len(twos) >= 2 and len(twos) >= MOST * (len(rows) - 1) and size >= LONG:
            yield Problem("D886", f"“{text(twos[-1][0])[:50]}”", page.at(table))


def _languages_of(row: Sequence[Element]) -> int:
    return len({tag for cell in row if (tag := _first(cell))})


def _first(cell: Element) -> str:
    """The language of a cell's first words."""
    return next((tags.primary(tag) for part, tag, _ in xhtml.runs(cell, xhtml.language_of(cell)) if letters(part)), "")
