"""What does not fit on a page as it was meant to: laid out again another way, or refused by its name.

A row that may not be divided but has no room under its heading is divided; a table whose words need more
room than there is breaks them. Nothing is ever left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from diglot.model import Place
from diglot.problems import DiglotError, Problem
from diglot.writers import chinese, halves
from diglot.writers.halves import Item, classes

TRIES = 8
"""How often pages are laid out whose rows do not fit."""
UNDIVIDED = frozenset({"s", "whole"})
"""The classes of a row and of a table that are kept on one page."""
NUMBER = "data-table"
"""The attribute by which the copies of a table are known."""
BROKEN = "overflow-wrap: anywhere"
"""The style of a table that breaks words."""
NARROWEST = 3.0
"""Em: the least mean width of a table's columns, two characters and the space between columns."""
NEXT = "break-before: page"
"""The style of what begins a page."""
SLACK = 0.5
"""Px by which a table may be wider than its place: rounding."""
MOST = 0.95
"""The share of a page's height that its footnotes may take: more of them would lie upon the text."""
SHOWN = 60

Render = Callable[[Any], Any]
"""What lays out a tree: a WeasyPrint document."""


def page_box(page: Any) -> Any:
    """The box of a page: there is no public way to what was laid out."""
    return page._page_box  # noqa: SLF001


def problem(code: str, element: Any, said: str, template: str) -> Problem:
    """A Problem about an element of a page, named by its first words."""
    text = " ".join(chinese.bare(" ".join(element.itertext())).split())
    shown = f"“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"
    return Problem(code, f"{shown}{said}", Place(f"templates/{template}"), about=text)


def fitted(root: Any, render: Render, template: str, *, paired: bool) -> tuple[Any, list[Problem]]:
    """The document of a parsed page, and D708 for each table whose words are broken.

    `paired`: both languages of a row begin on one page. Raises DiglotError D737 where a row of a table is
    longer than a page, D707 (see `broken`).
    """
    problems: list[Problem] = []
    number(root)
    heads = {row for head in root.iter("thead") for row in head}
    document, found = render(root), halves.items(root.find("body"))
    for _ in range(TRIES):
        noted(document, template)
        rows, starts = _where(document)
        if long := [row for row, pages in rows.items() if len(pages) > 1 and row not in heads]:
            what = ": a row of a table is longer than a page"
            raise DiglotError([problem("D737", row, what, template) for row in long])
        said = broken(root, [document], template)
        problems += said
        if not said and not _mended(found, starts, paired=paired):
            break
        document = render(root)
    return document, problems


def noted(document: Any, template: str) -> None:
    """Raises DiglotError D737 where the footnotes of a page take up the page."""
    for page in map(page_box, document.pages):
        for area in page.children:
            if type(area).__name__ == "FootnoteAreaBox" and area.margin_height() > MOST * page.height:
                what = ": a footnote is longer than its page has room for"
                raise DiglotError(problem("D737", area.children[-1].element, what, template))


def _where(document: Any) -> tuple[dict[Any, set[int]], dict[Any, int]]:
    """The pages of each row of a table that may not be divided, and the page of each element's first line; from 0."""
    rows: dict[Any, set[int]] = {}
    starts: dict[Any, int] = {}
    for at, page in enumerate(document.pages):
        for box, _ in _blocks(page_box(page)):
            if box.element_tag == "tr" and box.style["break_inside"] == "avoid":
                rows.setdefault(box.element, set()).add(at)
            elif _is_line(box):
                starts.setdefault(box.element, at)
    return rows, starts


def _blocks(page: Any) -> Iterator[tuple[Any, float]]:
    """Each block of a page, not of its margins, and the width (px) of what it stands in."""
    waiting = [(child, page.width) for child in page.children if not hasattr(child, "at_keyword")]
    while waiting:
        box, room = waiting.pop()
        yield box, room
        if not _is_line(box):
            waiting += [(child, box.width) for child in getattr(box, "children", ())]


def _is_line(box: Any) -> bool:
    return type(box).__name__ == "LineBox"


def _mended(found: Sequence[Item], starts: Mapping[Any, int], *, paired: bool) -> bool:
    """Lay a text otherwise that left its heading alone, or its other language: whether there was one."""
    done = False
    for at, item in enumerate(found):
        here = [start for cell in item.element if (start := _start(cell, starts)) is not None]
        before = _start(found[at - 1].element, starts) if at and found[at - 1].kept else None
        alone = before is not None and bool(here) and before < min(here)
        apart = paired and "row" in classes(item.element) and bool(here) and min(here) < max(here)
        if alone or apart:
            done = _divided(item) or _moved(found, at) or done
    return done


def _start(element: Any, starts: Mapping[Any, int]) -> int | None:
    """The page on which the text of an element begins."""
    return min((starts[one] for one in element.iter() if one in starts), default=None)


def _divided(item: Item) -> bool:
    """Let a row or a table be divided; whether it was not."""
    kept = [one for one in (*item.path, item.element) if UNDIVIDED & classes(one)]
    for one in kept:
        one.set("class", " ".join(name for name in one.get("class").split() if name not in UNDIVIDED))
    return bool(kept)


def _moved(found: Sequence[Item], at: int) -> bool:
    """Let an item begin a page with the headings before it; whether it did not yet."""
    while at and found[at - 1].kept:
        at -= 1
    first = found[at].element
    if NEXT in first.get("style", ""):
        return False
    first.set("style", f"{first.get('style', '')};{NEXT}")
    return True


# --- tables ------------------------------------------------------------------------------------


def number(root: Any) -> None:
    """Number the tables of a page."""
    for count, table in enumerate(root.iter("table")):
        table.set(NUMBER, str(count))


def broken(root: Any, documents: Sequence[Any], template: str) -> list[Problem]:
    """Let tables break words that were laid out wider than their place: D708 for each.

    `documents` were made of `root` or of copies of what is in it. Raises DiglotError D707 for one that has
    too many columns.
    """
    tables = {table.get(NUMBER): table for table in root.iter("table")}
    wide = {}
    for page in (page for document in documents for page in document.pages):
        for box, room in _blocks(page_box(page)):
            if box.is_table_wrapper and box.element_tag == "table" and box.width > room + SLACK:
                wide[box.element.get(NUMBER)] = (box.get_wrapped_table(), room)
    said = []
    for count, (box, room) in wide.items():
        table, columns = tables[count], len(box.column_widths)
        if BROKEN in table.get("style", "") or room < columns * NARROWEST * box.style["font_size"]:
            what = f": {columns} columns need more than the width of a page"
            raise DiglotError(problem("D707", table, what, template))
        table.set("style", f"{table.get('style', '')};{BROKEN}")
        said.append(problem("D708", table, f": {columns} columns", template))
    return said
