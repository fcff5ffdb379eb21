"""XHTML documents in reading order, as their reader meets them: an EPUB's spine, or pages of the web."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from diglot import xhtml
from diglot.check.findings import MUL, Spot
from diglot.check.styles import Styles
from diglot.check.texts import squeezed
from diglot.xhtml import Element

UNREAD = {"doc-noteref", "doc-backlink"}
"""Roles of what is no part of its sentence: the mark of a note, the way back."""
NOTE = "doc-footnote"
"""The role of what pops up: it is read after the text of its document."""


def is_mark(element: Element) -> bool:
    """Whether an element is a mark beside the text; a term that opens a note is a word of it."""
    return element.get("role") in UNREAD and not xhtml.has_class(element, "term")


class _Piece(NamedTuple):
    """Squeezed text of one text node: where it begins in its stream, its element, its document."""

    start: int
    element: Element
    part: int


@dataclass(frozen=True, slots=True)
class _Stream:
    text: str
    pieces: tuple[_Piece, ...]
    starts: tuple[int, ...]


class Documents:
    """Documents by name in reading order; `sheets`: for each the texts of its style sheets.

    `front`: the number of the last document that opens the edition.
    """

    front = 1

    def opening(self, part: int) -> int:
        """Documents are read one after the other: each is its own."""
        return part

    def __init__(self, roots: Mapping[str, Element], sheets: Mapping[str, tuple[str, ...]]) -> None:
        self.roots = roots
        self._names = list(roots)
        self._styles = {name: Styles(root, sheets[name]) for name, root in roots.items()}
        self._streams: dict[str, _Stream] = {}
        self._before: dict[tuple[str, str], tuple[str, int]] = {}

    def stream(self, language: str) -> str:
        """All text whose outermost language below the body is `language`, squeezed, in reading order."""
        return self._stream(language).text

    def spot(self, language: str, *stretches: tuple[int, int]) -> Spot:
        """Where stretches of `stream` stand, (start, end) of each, in order."""
        stream = self._stream(language)
        pieces: list[_Piece] = []
        for start, end in stretches:
            first = bisect.bisect_right(stream.starts, start) - 1
            last = max(first, bisect.bisect_left(stream.starts, end) - 1)
            pieces += stream.pieces[first : last + 1]
        return self._spot([(p.part, p.element) for p in pieces])

    def of(self, name: str, element: Element) -> Spot:
        """Where an element with all its text stands."""
        part = self._names.index(name) + 1
        found = [(part, one) for one in element.iter() if isinstance(one.tag, str) and _has_text(one)]
        found = [each for each in found if not is_mark(each[1])] or found
        return self._spot(found) if found else Spot(part, part, name, 0.0, None, "without words")

    def before(self, name: str, identifier: str) -> tuple[str, int]:
        """The language of an element that is a mark in the text, and how much of its stream comes before it."""
        return self._before.get((name, identifier), ("", 0))

    def _spot(self, every: list[tuple[int, Element]]) -> Spot:
        found = [each for each in every if not _is_icon(each[1])] or every
        styles = [self._styles[self._names[part - 1]] for part, _ in found]
        troubles = [s.trouble(e) for s, (_, e) in zip(styles, found, strict=True)]
        sizes = [s.size(e) for s, (_, e) in zip(styles, found, strict=True)]
        part, last = found[0][0], found[-1][0]
        name = self._names[part - 1]
        return Spot(part, last, name, min(sizes), None, next(filter(None, troubles), ""))

    def _stream(self, language: str) -> _Stream:
        if language not in self._streams:
            texts: list[str] = []
            pieces: list[_Piece] = []
            length = 0
            for part, (name, root) in enumerate(self.roots.items(), start=1):
                for text, element, mark in _read(xhtml.body(root), language):
                    if mark and language != MUL:
                        self._before[name, mark] = language, length
                    if normal := squeezed(text):
                        pieces.append(_Piece(length, element, part))
                        texts.append(normal)
                        length += len(normal)
            self._streams[language] = _Stream("".join(texts), tuple(pieces), tuple(p.start for p in pieces))
        return self._streams[language]


def _read(body: Element, wanted: str) -> Iterator[tuple[str, Element, str]]:
    """What `_of_language` gives of a document: of its text, then of its notes."""
    for element in (body, *(one for one in body.iter() if one.get("role") == NOTE)):
        yield from _of_language(element, wanted, "")


def _of_language(element: Element, wanted: str, outer: str) -> Iterator[tuple[str, Element, str]]:
    """(text, its element, "") of what is read, and ("", element, id) of each mark of a note in it."""
    if not isinstance(element.tag, str):
        return
    outer = outer or element.get("lang", "")
    is_wanted = wanted in (outer, MUL)
    if is_mark(element):
        if is_wanted:
            yield "", element, element.get("id", "")
        return
    if is_wanted and element.text:
        yield element.text, element, ""
    for child in element:
        if child.get("role") != NOTE:
            yield from _of_language(child, wanted, outer)
        if is_wanted and child.tail:
            yield child.tail, element, ""


def _is_icon(element: Element) -> bool:
    """Whether a text is a sign without words, which is not read aloud and may be left out."""
    return xhtml.has_class(element, "icon") and not any(sign.isalnum() for sign in "".join(element.itertext()))


def _has_text(element: Element) -> bool:
    return bool((element.text or "").strip() or any((child.tail or "").strip() for child in element))
