"""A lint of finished EPUBs, ours or anybody's, without a manuscript: D826-D829, D830 and D840-D899.

Rules for one language hold for every book; those about pairs only where the package names two languages
or more. No rule asks for diglot's own classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from diglot.check.epublint import (
    characters,
    container,
    languages,
    looks,
    navigation,
    notes,
    package,
    pairs,
    resources,
    structure,
)
from diglot.check.epublint.book import Book, read
from diglot.check.epublint.container import MOST_BYTES
from diglot.model import Place
from diglot.problems import Problem

__all__ = ["MOST_BYTES", "Book", "check", "lint", "opened"]

MOST = 10
"""How many findings of one kind are named one by one."""
RULES = (package, resources, structure, navigation, notes, characters, languages, pairs, looks)


def lint(data: bytes, name: str) -> tuple[Problem, ...]:
    """What is wrong with the bytes of any EPUB; `name` is what its file is called. Never raises for bad input."""
    book, problems = opened(data, name)
    return problems if book is None else (*problems, *check(book))


def opened(data: bytes, name: str) -> tuple[Book | None, tuple[Problem, ...]]:
    """The book in some bytes, None where it cannot be read, and D830, D840-D844."""
    found, problems = container.opened(data, name)
    book, more = read(found) if found else (None, ())
    return book, tuple(map(_clean, (*problems, *more)))


def check(book: Book) -> tuple[Problem, ...]:
    """Every finding of every rule about an opened book."""
    return tuple(map(_clean, _few((problem for rule in RULES for problem in rule.check(book)), book.container.name)))


def _clean(problem: Problem) -> Problem:
    """A Problem on one line, whatever stands in the book: no control character reaches a terminal."""
    place = problem.place and replace(problem.place, file=_printable(problem.place.file))
    return replace(problem, message=_printable(" ".join(problem.message.split())), place=place)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _few(problems: Iterable[Problem], name: str) -> Iterator[Problem]:
    """The first of each kind, and how many more there are: one mistake may stand on every page."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.code] = counts.get(problem.code, 0) + 1
        if counts[problem.code] <= MOST:
            yield problem
    for code, count in counts.items():
        if count > MOST:
            yield Problem(code, f"and {count - MOST} more like these", Place(name))
