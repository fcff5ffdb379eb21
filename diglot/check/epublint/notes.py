"""Links and notes: each leads somewhere, opens a note, and leads back. D826, D875-D877."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diglot.check.epublint import tags
from diglot.check.epublint.book import Book, Link, Page
from diglot.check.epublint.elements import is_backlink, is_note, is_noteref, local, roles, text, types
from diglot.problems import Problem
from diglot.xhtml import Element

FEW = 0.2
"""Up to this part of the marks of a book may be wrong; more are its custom."""
_LISTS = {"footnotes", "endnotes", "rearnotes", "glossary", "bibliography"}
_LIST_ROLES = {"doc-endnotes", "doc-footnotes", "doc-glossary", "doc-bibliography"}
_WHOLE = {"html", "body", "section", "article", "main", "nav"}


@dataclass(frozen=True, slots=True)
class _Graph:
    """What leads where: `links` of each page, and of each target those that lead to it."""

    book: Book
    links: dict[Element, Link]
    to: dict[Element, list[Link]]


def check(book: Book) -> Iterator[Problem]:
    """Every finding about links inside the book."""
    graph = _Graph(book, {link.element: link for link in book.links}, {})
    for link in book.links:
        target = book.target(link)
        if target is not None:
            graph.to.setdefault(target, []).append(link)
        elif link.file in book.pages or link.file not in book.container.names:
            # A page that cannot be read is named itself (D844), not by every link to it.
            where = f"{link.file}#{link.fragment}" if link.fragment else link.file
            yield Problem("D826", where, link.page.at(link.element))
        if target is not None and is_noteref(link.element):
            yield from _noteref(link, target)
    yield from _languages(book)
    yield from _outside(book)
    for page in book.pages.values():
        for element in page.typed:
            if is_note(element):
                yield from _note(graph, page, element)
            if is_backlink(element) and element in graph.links:
                yield from _backlink(graph, page, element)


def _noteref(link: Link, target: Element) -> Iterator[Problem]:
    """D875. EPUB 3.3, “Semantic inflection”; DPUB-ARIA, doc-noteref. A note that pops up stands in the same file."""
    around = (target, *target.iterancestors())
    at, words = link.page.at(link.element), text(link.element)[:40]
    if not words and link.element.find(".//{*}img") is None and not link.element.get("aria-label"):
        yield Problem("D875", f"the mark of “{text(target)[:40]}” says nothing", at)
    if not any(is_note(e) or types(e) & _LISTS or roles(e) & _LIST_ROLES for e in around):
        yield Problem("D875", f"“{words}” leads to <{local(target)}> “{text(target)[:40]}”, which is no note", at)
    elif link.file != link.page.name and any("footnote" in types(e) or "doc-footnote" in roles(e) for e in around):
        yield Problem("D875", f"“{words}” leads to a footnote in another file, {link.file}", at)


def _outside(book: Book) -> Iterator[Problem]:
    """D826. EPUB 3.3, “file URLs”: nobody else has that disk."""
    for page in book.pages.values():
        for element in page.all("a"):
            if element.get("href", "").lower().startswith("file:"):
                yield Problem("D826", f"{element.get('href')[:80]}, on somebody's own disk", page.at(element))


def _languages(book: Book) -> Iterator[Problem]:
    """D875: a mark opens a note in another language, where nearly all open one in their own."""
    marks = [(link, book.target(link)) for link in book.links if book.several and is_noteref(link.element)]
    said = [
        (link, link.page.languages[link.element], book.pages[link.file].languages[target])
        for link, target in marks
        if target is not None
    ]
    odd = [(link, mine, theirs) for link, mine, theirs in said if tags.primary(mine) != tags.primary(theirs)]
    if len(odd) <= FEW * len(said):
        for link, mine, theirs in odd:
            message = f"“{text(link.element)[:40]}” ({mine}) opens a note in {theirs}"
            yield Problem("D875", message, link.page.at(link.element))


def _note(graph: _Graph, page: Page, note: Element) -> Iterator[Problem]:
    """D876. DPUB-ARIA, doc-backlink; DAISY KB, “Notes”: who follows a link to a note must find the way back."""
    inner = [e for e in note.iter() if isinstance(e.tag, str)]
    callers = [link for e in inner for link in graph.to.get(e, ()) if not _within(link.element, note)]
    back = [graph.links[e] for e in inner if e in graph.links]
    targets = [graph.book.target(link) for link in back]
    if not callers:
        yield Problem("D876", f"nothing leads to the note “{text(note)[:40]}”", page.at(note))
    elif not any(is_backlink(link.element) for link in back) and not any(
        target is not None and _meets(target, link.element) for target in targets for link in callers
    ):
        yield Problem("D876", f"the note “{text(note)[:40]}” has no link back", page.at(note))


def _backlink(graph: _Graph, page: Page, element: Element) -> Iterator[Problem]:
    """D877: where a link leads back to, there must be one that leads here, or to a note that leads here."""
    target = graph.book.target(graph.links[element])
    if target is None:
        return  # D826
    here = {e for e in (element, *element.iterancestors()) if e.get("id") and local(e) not in _WHOLE}
    ahead = [e for e in (target, *target.iterancestors(), *target.iter()) if e in graph.links and e is not element]
    reached = [found for e in ahead if (found := graph.book.target(graph.links[e])) is not None]
    further = [
        graph.book.target(graph.links[e]) for note in reached if is_note(note) for e in note.iter() if e in graph.links
    ]
    if not here.intersection(reached) and not here.intersection(one for one in further if one is not None):
        message = f"“{text(element)[:40]}” leads to “{text(target)[:40]}”, which does not lead here"
        yield Problem("D877", message, page.at(element))


def _within(element: Element, outer: Element) -> bool:
    return any(one is outer for one in (element, *element.iterancestors()))


def _meets(target: Element, caller: Element) -> bool:
    """Whether a target is a link, stands in it or holds it."""
    return _within(target, caller) or (_within(caller, target) and local(target) not in _WHOLE)
