"""How measured items go on spreads: greedily, and what is kept with the next goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NOTES = 16.0
"""What the line above the footnotes of a page takes, px."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an item stands on its endless page, px.

    `part`: the number of that page: a style sheet may begin a new one. `top`, `bottom`: of its border box;
    `above`: its margin, or the head of its table, at the top of a page. `room`: the height of a real page.
    """

    part: int
    top: float
    bottom: float
    above: float
    room: float
    notes: bool


@dataclass(frozen=True, slots=True)
class Packed:
    """An item to be packed: its extent in each language.

    `kept`: it must not be the last on its page; `joined`: it should not, where a page has the room; `whole`: it has
    a page of its own, in every language.
    """

    extents: tuple[Extent, ...]
    kept: bool
    joined: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The items of a spread or sheet, first and last; `whole`: one page in every language."""

    first: int
    last: int
    whole: bool


def groups(items: Sequence[Packed]) -> Iterator[tuple[int, int]]:
    """(first, last) of what stays together: an item with what is kept or joined with it, before it."""
    for first, last in _chains(items, 0, len(items) - 1, [item.kept or item.joined for item in items]):
        if fits(items, first, last):
            yield first, last
        else:
            yield from _chains(items, first, last, [item.kept for item in items])


def _chains(items: Sequence[Packed], first: int, last: int, bound: Sequence[bool]) -> Iterator[tuple[int, int]]:
    for number in range(first, last + 1):
        if number == last or not bound[number] or apart(items, number + 1):
            yield first, number
            first = number + 1


def packed(items: Sequence[Packed], share: float) -> Iterator[Spread]:
    """Spreads with as many groups as fill a `share` of a page, 0 to 1."""
    first = 0
    for start, end in groups(items):
        whole = items[start].whole
        if start > first and (whole or apart(items, start) or not fits(items, first, end, share)):
            yield Spread(first, start - 1, whole=False)
            first = start
        if whole:
            yield Spread(start, end, whole=True)
            first = end + 1
    if first < len(items):
        yield Spread(first, len(items) - 1, whole=False)


def apart(items: Sequence[Packed], number: int) -> bool:
    """Whether a style sheet begins a page with an item."""
    pairs = zip(items[number].extents, items[number - 1].extents, strict=True)
    return any(one.part != before.part for one, before in pairs)


def fits(items: Sequence[Packed], first: int, last: int, share: float = 1.0) -> bool:
    """Whether items go on one page in each language."""
    for begin, end, column in zip(items[first].extents, items[last].extents, _columns(items, first, last), strict=True):
        notes = NOTES if any(one.notes for one in column) else 0.0
        if end.bottom - begin.top + begin.above + notes > begin.room * share:
            return False
    return True


def _columns(items: Sequence[Packed], first: int, last: int) -> Iterator[tuple[Extent, ...]]:
    return zip(*(item.extents for item in items[first : last + 1]), strict=True)
