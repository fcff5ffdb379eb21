"""Links and notes: each leads somewhere, opens a note, and leads back. D826, D875-D877."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diglot.check.epublint import tags
from diglot.check.epublint.book import Book, Link, Page
from diglot.check.epublint.elements import is_backlink, is_note, is_noteref, letters, local, roles, text, types
from diglot.problems import Problem
from diglot.xhtml import Element

FEW = 0.2
"""Up to this part of the marks of a book may be wrong; more are its custom."""
_LISTS = {"footnotes", "endnotes", "rearnotes", "glossary", "bibliography"}
_LIST_ROLES = {"doc-endnotes", "doc-footnotes", "doc-glossary", "doc-bibliography"}
_SHOWN = {"img", "svg", "math", "audio", "video", "table"}
_FIGURES = re.compile(r"\d+")
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
            yield from _number(graph, link, target) if is_note(target) else ()
    yield from _languages(book)
    yield from _unlisted(graph)
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
        note = next((e for e in link.element.iterancestors() if is_note(e)), None)
        if note is not None and any(is_noteref(e) for e in (target, *target.iter("{*}a"))):
            message = f"“{words}” leads back from the note #{note.get('id')}, but has the role of a mark"
            yield Problem("D875", message, at)
            return
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
    if callers and back and _is_empty(graph, note):
        yield Problem(
            "D875", f"the note #{note.get('id')} of “{text(callers[0].element)[:40]}” says nothing", page.at(note)
        )
    if not callers:
        yield Problem("D876", f"nothing leads to the note “{text(note)[:40]}”", page.at(note))
    elif not any(is_backlink(link.element) for link in back) and not any(
        target is not None and _meets(target, link.element) for target in targets for link in callers
    ):
        yield Problem("D876", f"the note “{text(note)[:40]}” has no link back", page.at(note))


def _unlisted(graph: _Graph) -> Iterator[Problem]:
    """D876: an entry of a glossary leads back to nearly all marks of its notes, but not to this one."""
    ways: list[tuple[Link, Element, bool]] = []
    for entry, links in graph.to.items():
        back = {graph.book.target(graph.links[e]) for e in entry.iter("{*}a") if e in graph.links and is_backlink(e)}
        notes = [n for link in links for n in link.element.iterancestors() if is_note(n)] if len(back) > 1 else []
        ways += [
            (one, entry, one.element in back) for n in notes for one in graph.to.get(n, ()) if is_noteref(one.element)
        ]
    lost = [(link, entry) for link, entry, listed in ways if not listed]
    if len(lost) <= FEW * len(ways):
        for link, entry in lost:
            message = (
                f"“{text(entry)[:40]}” has no link back to “{text(link.element)[:40]}” (#{link.element.get('id')})"
            )
            yield Problem("D876", message, link.page.at(link.element))


def _is_empty(graph: _Graph, note: Element) -> bool:
    """Whether a note says nothing but where it leads inside the book."""
    linked = "".join(text(e) for e in note.iter("{*}a") if e in graph.links)
    shows = any(isinstance(e.tag, str) and local(e) in _SHOWN for e in note.iter())
    return not shows and len(letters(text(note))) <= len(letters(linked))


def _number(graph: _Graph, link: Link, note: Element) -> Iterator[Problem]:
    """D877: the mark has another number than the way back, which repeats its words."""
    mine = text(link.element)
    for back in (e for e in note.iter("{*}a") if e in graph.links and is_backlink(e)):
        theirs = text(back)
        if _stem(mine) == _stem(theirs) and mine[-1:].isdecimal() and letters(mine) != letters(theirs):
            message = (
                f"the mark “{mine[:40]}” (#{link.element.get('id')}) opens the note that leads back as “{theirs[:40]}”"
            )
            yield Problem("D877", message, link.page.at(link.element))


def _stem(words: str) -> str:
    """The letters of a mark without its number; a mark without one is its own."""
    return _FIGURES.sub("0", letters(words))


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
