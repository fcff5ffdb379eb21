"""A parsed page taken apart: the items of its flow, one language of each, and what is too long cut in two.

Pages are those of xml.etree, as the templates wrote them: a row holds a cell for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from diglot.writers import chinese

ITEM = "data-item"
"""The attribute with an item's number, by which its boxes are found again."""
WHOLE = "cover"
"""The class of what is printed in every language on one page."""
FOOT = "foot"
"""The class of what stands at the foot of all pages."""
GOES_ON = "list-style: none"
"""The style of the rest of a list's item."""
_BLOCKS = frozenset({"p", "ul", "ol", "li", "blockquote", "div", "table", "dl", "pre", "figure"})
_ATOMS = frozenset({"footnote", "badge", "icon", "math"})
"""Classes of what is never cut in two."""
_AFTER = rf"[”’\"')）】》{chinese.SIGNS}]*\s*"
_ENDS = (
    re.compile(rf"(?:[.!?](?![0-9A-Za-z])|[。！？]){_AFTER}"),
    re.compile(rf"(?:[;:](?![0-9A-Za-z])|[；：]){_AFTER}"),
    re.compile(rf"(?:,(?![0-9A-Za-z])|[，、]){_AFTER}"),
    re.compile(r"\s+|(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])"),
)
"""Where a text may be cut: after a sentence, else after a part of one, else after a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A piece of the flow: a row, a notice, a row of a table; `path`: what it stands in, from the body."""

    path: tuple[Any, ...]
    element: Any

    @property
    def kept(self) -> bool:
        """Whether it must not be the last on its page."""
        if {"h", "running", "at-table", "qualification"} & classes(self.element):
            return True
        return self.element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}

    @property
    def joined(self) -> bool:
        """Whether it should not be: a row of a short table, but the last."""
        whole = next((one for one in self.path if "whole" in classes(one)), None)
        return whole is not None and self.element is not [*whole.iter("tr")][-1]


def classes(element: Any) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


def items(body: Any) -> list[Item]:
    """The flow of a page in order, without the foot of all pages."""
    return [item for child in body if FOOT not in classes(child) for item in _items(child, ())]


def _items(element: Any, path: tuple[Any, ...]) -> Iterator[Item]:
    inner = _inner(element)
    if not inner:
        yield Item(path, element)
    for child in inner:
        yield from _items(child, (*path, element))


def _inner(element: Any) -> list[Any]:
    """What stands in an element that is no item itself; [] of an item."""
    if not isinstance(element.tag, str) or classes(element) & {"row", "notice", "running", WHOLE}:
        return []
    if element.tag in {"table", "tbody"}:
        return [child for child in element if child.tag in {"tbody", "tr"}]
    holds = any("row" in classes(one) or one.tag == "tr" for one in element.iter())
    return list(element) if holds and element.tag != "tr" else []


def shell(element: Any) -> Any:
    """An element without what is in it; of a table with its columns and its head, which each page repeats."""
    copy = Element(element.tag, dict(element.attrib))
    if element.tag == "table":
        copy.extend(deepcopy(child) for child in element if child.tag in {"colgroup", "thead", "caption"})
    return copy


def half(element: Any, language: str, languages: Sequence[str]) -> Any:
    """A copy of an element with one language of each row, cell and `half`; what has one language only stays."""
    copy = deepcopy(element)
    for parent in list(copy.iter()):
        inner = [child for child in parent if child.get("lang") in languages and is_half(parent, child)]
        if any(child.get("lang") == language for child in inner):
            for child in inner:
                if child.get("lang") != language:
                    parent.remove(child)
    return copy


def is_half(parent: Any, child: Any) -> bool:
    """Whether what stands in a parent is there in one language, and beside it in the others."""
    return "row" in classes(parent) or parent.tag in {"td", "th", "caption"} or "half" in classes(child)


# --- what is longer than a page ---------------------------------------------------------------


def cut(row: Any) -> list[Any]:
    """A row in two or more, each with the same part of every language; [row] where it cannot be cut."""
    cells = list(row)
    parts = _cut(cells)
    rows = []
    for number, part in enumerate(parts):
        copy = shell(row)
        if number:
            copy.attrib.pop("id", None)
        copy.extend(part)
        rows.append(copy)
    return rows or [row]


def _cut(elements: Sequence[Any]) -> list[list[Any]]:
    """The same parts of an element in each language, or []."""
    inner = [_parts(element) for element in elements]
    counts = {len(one) for one in inner}
    if counts == {0}:
        return _halved(elements)
    if len(counts) > 1 or 0 in counts:
        return []
    parts = _cut([one[0] for one in inner]) if counts == {1} else zip(*inner, strict=True)
    return [[_around(e, [part], i) for e, part in zip(elements, row, strict=True)] for i, row in enumerate(parts)]


def _parts(element: Any) -> list[Any]:
    """The blocks in an element; a text that stands before the first of them is one more. [] of running text."""
    blocks = [child for child in element if child.tag in _BLOCKS]
    if not blocks:
        return []
    first = list(element).index(blocks[0])
    before = list(element)[:first]
    if before or (element.text or "").strip():
        lead = Element("div")
        lead.text = element.text
        lead.extend(before)
        return [lead, *blocks]
    return blocks


def _around(element: Any, inner: Sequence[Any], number: int) -> Any:
    """A part of an element in its shell; `number`: which part it is, from 0."""
    copy = shell(element)
    copy.extend(inner)
    if number:
        copy.attrib.pop("id", None)
        if element.tag == "ol":
            copy.set("start", str(int(element.get("start", "1")) + number))
        if element.tag == "li":
            copy.set("style", GOES_ON)
    return copy


def _halved(elements: Sequence[Any]) -> list[list[Any]]:
    """Running text cut at the same sentence of each language, near its middle."""
    for end in _ENDS:
        places = [_places(element, end) for element in elements]
        if all(places):
            first = places[0]
            length = len("".join(elements[0].itertext()))
            near = min(range(len(first)), key=lambda n: abs(first[n] - length / 2))
            share = (near + 1) / (len(first) + 1)
            at = [one[min(len(one) - 1, max(0, round(share * (len(one) + 1)) - 1))] for one in places]
            pairs = [_divided(element, place) for element, place in zip(elements, at, strict=True)]
            return [[pair[0] for pair in pairs], [pair[1] for pair in pairs]]
    return []


def _places(element: Any, end: re.Pattern[str]) -> list[int]:
    """Where the text of an element may be cut: not in a note, and something on both sides."""
    text = "".join(element.itertext())
    atoms = list(_atoms(element, 0))
    return [
        hit.end()
        for hit in end.finditer(text)
        if text[: hit.end()].strip()
        and text[hit.end() :].strip()
        and not any(start < hit.end() < stop for start, stop in atoms)
    ]


def _atoms(element: Any, start: int) -> Iterator[tuple[int, int]]:
    at = start + len(element.text or "")
    for child in element:
        length = len("".join(child.itertext()))
        if classes(child) & _ATOMS:
            yield at, at + length
        else:
            yield from _atoms(child, at)
        at += length + len(child.tail or "")


def _divided(element: Any, at: int) -> tuple[Any, Any]:
    """An element up to a place in its text, and from there; an id stays with the first part."""
    head, tail = shell(element), shell(element)
    tail.attrib.pop("id", None)
    if element.tag == "li":
        tail.set("style", GOES_ON)
    text = element.text or ""
    head.text, tail.text = text[:at], text[at:]
    at -= len(text)
    for child in element:
        length, after = len("".join(child.itertext())), child.tail or ""
        if at >= length:
            copy = deepcopy(child)
            copy.tail = after[: at - length]
            head.append(copy)
            rest = after[at - length :]
            if len(tail):
                tail[-1].tail = (tail[-1].tail or "") + rest
            else:
                tail.text = (tail.text or "") + rest
        elif at <= 0:
            tail.append(deepcopy(child))
        else:
            first, second = _divided(child, at)
            second.tail = after
            head.append(first)
            tail.append(second)
        at -= length + len(after)
    return head, tail
