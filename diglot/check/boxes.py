"""Boxes on a page: left, top, right, bottom in pt. What lies upon a letter, and what runs through it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from diglot.check.findings import Box

HEAPED = 0.6
"""The share of a letter that another one may not lie upon."""
SMALL = 0.25
"""The share of a letter's box that a full stop beside it has at the most."""
THIN = 2.5
"""The most height of a line through letters, pt."""
FLAT = 0.3
"""Em: what is flatter (a dash, 一) is not struck out by a line."""


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return (min(left), min(top), max(right), max(bottom))


def overlap(a: Box, b: Box) -> Box:
    """What two boxes share; it may have no area."""
    return (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def grown(box: Box, by: float) -> Box:
    """A box with `by` more on each side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def area(box: Box) -> float:
    """The area of a box, 0 where it is none."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def share(box: Box, within: Box) -> float:
    """How much of a box lies within another, 0 to 1."""
    return area(overlap(box, within)) / area(box) if area(box) else 1.0


def heaped(boxes: Sequence[Box], em: float) -> set[int]:
    """The letters that lie upon each other; equal boxes in a row are one letter that stands for several."""
    found: set[int] = set()
    cells: dict[tuple[int, int], list[int]] = {}
    for number, box in enumerate(boxes):
        if number and box == boxes[number - 1]:
            continue
        across, down = (math.floor((box[n] + box[n + 2]) / 2 / em) for n in (0, 1))
        near = [i for x in (-1, 0, 1) for y in (-1, 0, 1) for i in cells.get((across + x, down + y), ())]
        for other in near:
            least = min(area(box), area(boxes[other]))
            # A full stop may stand under the overhang of the letter beside it.
            small = abs(number - other) == 1 and least < SMALL * max(area(box), area(boxes[other]))
            if least and not small and area(overlap(box, boxes[other])) / least > HEAPED:
                found |= {number, other}
        cells.setdefault((across, down), []).append(number)
    return found


def struck(boxes: Sequence[Box], lines: Iterable[Box], em: float) -> set[int]:
    """The letters whose middle a line runs through."""
    found: set[int] = set()
    for left, top, right, bottom in lines:
        middle = (top + bottom) / 2
        for number, box in enumerate(boxes):
            height = box[3] - box[1]
            through = box[1] + height / 4 < middle < box[3] - height / 4
            if height > FLAT * em and through and left <= (box[0] + box[2]) / 2 <= right:
                found.add(number)
    return found
