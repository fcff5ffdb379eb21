"""Halves of one unit are made of the same parts. D861, D892."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from diglot.check.epublint.book import REMOTE, Book
from diglot.check.epublint.elements import local, spoken, text
from diglot.check.epublint.units import Unit
from diglot.problems import Problem
from diglot.xhtml import Element

_LISTS = {"ol", "ul", "dl"}
_ICON = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_RAISED = re.compile(r"\d")
# Part of an address that may name a language or country.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{2,4})?", re.IGNORECASE)


def check(book: Book, unit: Unit) -> Iterator[Problem]:
    """What one half has and the other has not; only units of one block in each language can be compared."""
    if len(unit.halves) != len(book.languages) or len(unit.languages) != len(unit.halves):
        return
    (mine, first), *others = unit.halves
    for theirs, other in others:
        for what, parts in _PARTS.items():
            one, two = parts(first), parts(other)
            if one != two:
                said = f"{_shown(one)} in {mine}, but {_shown(two)} in {theirs}"
                yield Problem("D892", f"{unit.name}: {what}: {said}", unit.page.at(other))
        yield from _addresses(unit, first, other)
        yield from _silent(unit, ((mine, first), (theirs, other)))


def _shown(parts: tuple[str, ...]) -> str:
    return " ".join(parts)[:60] or "none"


def _elements(half: Element) -> Iterator[Element]:
    return (e for e in half.iter() if isinstance(e.tag, str))


def _lists(half: Element) -> tuple[str, ...]:
    """Each list with the number of its items."""
    return tuple(
        f"<{local(e)}> of {sum(isinstance(c.tag, str) and local(c) in {'li', 'dt'} for c in e)}"
        for e in _elements(half)
        if local(e) in _LISTS
    )


def _raised(half: Element) -> tuple[str, ...]:
    """Figures that are raised or lowered, such as exponents; not the marks of notes."""
    found = (e for e in _elements(half) if local(e) in {"sup", "sub"} and e.find(".//{*}a") is None)
    return tuple(sorted(f"<{local(e)}>{text(e)}" for e in found if _RAISED.fullmatch(text(e))))


def _icons(half: Element) -> tuple[str, ...]:
    """Pictures among the letters that are read out."""
    return tuple(sorted(c for words, _ in spoken(half) for c in words if _ICON.match(c)))


def _pictures(half: Element) -> tuple[str, ...]:
    return (f"{count} pictures",) if (count := sum(local(e) == "img" for e in _elements(half))) else ()


_PARTS: dict[str, Callable[[Element], tuple[str, ...]]] = {
    "lists": _lists,
    "raised figures": _raised,
    "icon read out": _icons,
    "pictures": _pictures,
}


def _addresses(unit: Unit, first: Element, other: Element) -> Iterator[Problem]:
    """D892: a link leads to another page of one site, and not to one in another language."""
    mine, theirs = (
        [a.get("href", "") for a in half.iter("{*}a") if REMOTE.match(a.get("href", ""))] for half in (first, other)
    )
    for one, two in zip(mine, theirs, strict=False):
        here, there = urlsplit(one), urlsplit(two)
        odd = _different(here.path, there.path)
        if here.netloc == there.netloc and odd and not any(map(_LANGUAGE.fullmatch, odd)):
            message = f"{unit.name}: one link leads to {one[:80]}, the other to {two[:80]}"
            yield Problem("D892", message, unit.page.at(other))


def _different(one: str, two: str) -> set[str]:
    """The parts of two paths that only one has."""
    return set(re.split(r"[/.]", one)) ^ set(re.split(r"[/.]", two))


def _silent(unit: Unit, halves: tuple[tuple[str, Element], ...]) -> Iterator[Problem]:
    """D861: a picture is described in one half only."""
    described = {tag: [e.get("alt", "") for e in half.iter("{*}img")] for tag, half in halves}
    for tag, half in halves:
        for at, image in enumerate(half.iter("{*}img")):
            if image.get("alt") == "" and any(len(alts) > at and alts[at] for alts in described.values()):
                name = posixpath.basename(image.get("src", ""))
                yield Problem("D861", f"the picture {name} has an empty alt in {tag} only", unit.page.at(image))
