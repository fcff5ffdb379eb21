"""Bilingual units: each has all languages, in one order, all seen, and said in each. D882-D886.

Units are found by the classes cp-original and cp-translation, which reading systems' language switches
know, and without them by what most of a book's blocks do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2

from diglot import xhtml
from diglot.check.epublint import css, tags
from diglot.check.epublint.book import Book, Page
from diglot.check.epublint.elements import HEADINGS, is_backlink, is_note, letters, local, text, within
from diglot.model import Place
from diglot.problems import Problem
from diglot.xhtml import Element

ORIGINAL, TRANSLATION = "cp-original", "cp-translation"
MOST, ENOUGH = 0.8, 4
"""What part of the blocks of a shape, and how many, show that each of them has every language."""
LONG = 40
"""Characters of a cell, on average, from which on a table holds running text."""
_WHOLE = {"html", "body", "section", "article", "main", "aside"}
_NO_SIZE = re.compile(r"0+(?:\.0*)?(?:[a-z]+|%)?$")
_FAR = re.compile(r"-\d{3,}")
_HALVES = {"p", "div", "span", "li", "td", "th", "dd", "dt", "dfn", "blockquote", "section", *HEADINGS}


@dataclass(frozen=True, slots=True)
class Unit:
    """Elements side by side that say one thing: (language, element) in order, below their parent."""

    page: Page
    parent: Element
    halves: tuple[tuple[str, Element], ...]

    @property
    def marked(self) -> bool:
        """Whether its classes say that it is a unit."""
        return any(xhtml.has_class(e, name) for _, e in self.halves for name in (ORIGINAL, TRANSLATION))

    @property
    def blocks(self) -> bool:
        """Whether it is made of paragraphs within a cell, a caption or the like, not of words in a line."""
        return local(self.parent) not in _WHOLE and all(local(e) in {"div", "p"} for _, e in self.halves)

    @property
    def shape(self) -> tuple[str, str]:
        """What units like it have in common."""
        name = local(self.parent)
        outer = "cell" if name in {"td", "th"} else f"{name} {self.parent.get('class', '').strip()}"
        return outer, local(self.halves[0][1])

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, each where it comes first."""
        return tuple(dict.fromkeys(language for language, _ in self.halves))


def check(book: Book) -> Iterator[Problem]:
    """Every finding about units; a book of one language has none."""
    if not book.several:
        return
    units = [unit for page in book.pages.values() for unit in _units(book, page)]
    yield from _halves(book, units)
    yield from _order(book, units)
    hidden = {page.name: _Hidden(book, page) for page in book.pages.values()}
    for unit in units:
        yield from _copied(unit)
        yield from _seen(unit, hidden[unit.page.name])
    for page in book.pages.values():
        yield from _tables(page)


def _units(book: Book, page: Page) -> Iterator[Unit]:
    """What stands beside an element with a language of its own; the other may have that of the document."""
    parents = {e.getparent(): None for e in page.having("lang", xhtml.XML_LANG) if _is_half(e)}
    for parent in parents:
        # What a table of contents lacks is D870.
        if (
            parent is None
            or letters(_own(parent))
            or is_note(parent)
            or within(parent, ("nav",))
            or local(parent) == "nav"
        ):
            continue
        halves = [(tag, e) for e in parent if _is_half(e) and (tag := _language(book, page, e))]
        if halves:
            yield Unit(page, parent, tuple(halves))


def _is_half(element: Element) -> bool:
    """Whether an element may be one language's half of a unit."""
    return (
        isinstance(element.tag, str) and local(element) in _HALVES and not is_note(element) and not is_backlink(element)
    )


def _language(book: Book, page: Page, element: Element) -> str:
    """The dc:language of an element; "" where it is in none, or says nothing itself and has no language of its own."""
    tag = page.languages[element]
    if not _tag(element) and not letters(_untagged(element)):
        return ""
    return next((one for one in book.languages if tags.same(tag, one)), "")


def _tag(element: Element) -> str:
    return str(element.get(xhtml.XML_LANG) or element.get("lang") or "")


def _untagged(element: Element) -> str:
    """The text of an element without what is tagged in it."""
    inner = (_untagged(e) for e in element if isinstance(e.tag, str) and not _tag(e))
    return "".join((_own(element), *inner))


def _own(element: Element) -> str:
    """The text of an element that is not in another."""
    return "".join((element.text or "", *(child.tail or "" for child in element)))


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
            yield Problem("D882", f"“{text(unit.parent)[:50]}” is not said in {', '.join(lost)}", _at(unit))
        elif not lost and len(unit.halves) > 2 * len(book.languages):
            yield from _gaps(book, unit)
        said = {language: letters(text(e)) for language, e in unit.halves}
        for language, words in said.items():
            if not words and any(said.values()):
                yield Problem("D882", f"“{text(unit.parent)[:50]}” is empty in {language}", _at(unit))


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
        if unit.languages != usual[0][0] or classes[:2] == [TRANSLATION, ORIGINAL]:
            yield Problem("D884", f"“{text(unit.parent)[:50]}” begins with {unit.languages[0]}", _at(unit))


def _copied(unit: Unit) -> Iterator[Problem]:
    """D883: one text in two languages; what an inner tag says is in the first is no copy."""
    said: dict[str, str] = {}
    for language, element in unit.halves:
        words = "".join(part for part, tag in _tagged(element, language) if tags.same(tag, language)).strip()
        if len(words.split()) >= 4 or sum(map(len, xhtml.HAN.findall(words))) >= 6:
            if any(letters(words) == letters(other) for tag, other in said.items() if tag != language):
                yield Problem("D883", f"“{words[:50]}” stands in {' and '.join(unit.languages)}", _at(unit))
            said.setdefault(language, words)


def _tagged(element: Element, language: str) -> Iterator[tuple[str, str]]:
    for part, tag, _ in xhtml.runs(element, language):
        yield part, tag


def _seen(unit: Unit, hidden: _Hidden) -> Iterator[Problem]:
    """D885: some halves of a unit are hidden, others not."""
    away = [(language, e) for language, e in unit.halves if hidden.is_so(e)]
    if away and len({e for _, e in unit.halves}) > len(away):
        language, element = away[0]
        yield Problem("D885", f"“{text(element)[:50]}” is hidden in {language} only", unit.page.at(element))


def _at(unit: Unit) -> Place:
    return unit.page.at(unit.halves[0][1])


class _Hidden:
    """Whether an element of a page is hidden, by itself or by a style sheet."""

    def __init__(self, book: Book, page: Page) -> None:
        self._matcher = cssselect2.Matcher()
        self._classes: set[str] | None = set()
        for sheet in book.styles(page):
            for rule in sheet.rules:
                if _hides(rule.declarations):
                    self._add(rule.prelude)
        self._page = page
        self._wrappers: dict[Element, cssselect2.ElementWrapper] = {}

    def _add(self, prelude: list[Any]) -> None:
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:
            return
        for selector in selectors:
            if selector.pseudo_element is None:
                self._matcher.add_selector(selector, None)
                # A rule for a class concerns only those that have it; others must ask the matcher.
                if self._classes is not None:
                    self._classes = self._classes | {selector.class_name} if selector.class_name else None

    def is_so(self, element: Element) -> bool:
        """Whether an element is not shown or not read."""
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        style = element.get("style")
        if style and _hides(css.declared(style)):
            return True
        if self._classes is not None and not self._classes & set(element.get("class", "").split()):
            return False
        if not self._wrappers:
            wrapped = cssselect2.ElementWrapper.from_xml_root(self._page.root)
            self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        return bool(self._matcher.match(self._wrappers[element]))


def _hides(declarations: Iterable[Any]) -> bool:
    own = {d.lower_name: str(tinycss2.serialize(d.value)).strip().lower() for d in declarations}
    far = any(_FAR.match(own.get(name, "")) for name in ("left", "top", "text-indent", "margin-left"))
    cut = own.get("clip", "auto").startswith("rect") or own.get("clip-path", "none") != "none"
    gone = own.get("display") == "none" or own.get("visibility") in {"hidden", "collapse"} or own.get("opacity") == "0"
    return gone or far or cut or own.get("color") == "transparent" or bool(_NO_SIZE.match(own.get("font-size", "")))


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
