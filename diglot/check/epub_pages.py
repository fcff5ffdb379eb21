"""The page list of an EPUB: the same pages as the printed edition, each where it begins (EPUB 3.3, 7.4.4)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from diglot.check.epublint.book import Book, Page
from diglot.model import Manuscript
from diglot.problems import Problem
from diglot.xhtml import OPS, XHTML, Element

CODE = "D838"
ROLE = "doc-pagebreak"


def check(manuscript: Manuscript, book: Book) -> Iterator[Problem]:
    """D838 for a page that is not listed, leads to no mark, or begins elsewhere than in print."""
    listed = list(_listed(book.nav)) if book.nav else []
    wanted = [str(number) for number, _ in enumerate(manuscript.printed, start=1)]
    if [label for label, _ in listed] != wanted:
        yield Problem(
            CODE, f"{manuscript.stem}: its page list has {len(listed)} pages, the printed edition {len(wanted)}"
        )
        return
    known = {name for page in book.pages.values() for name in page.ids}
    for (label, target), ids in zip(listed, manuscript.printed, strict=True):
        name, _, identifier = target.partition("#")
        mark = book.pages[name].ids.get(identifier) if name in book.pages else None
        if mark is None or mark.get("role") != ROLE or mark.get("aria-label") != label:
            yield Problem(CODE, f"{manuscript.stem}: page {label} leads to {target}, which is no mark of it")
        elif known & set(ids) and not set(ids) & set(_begins(mark)):
            yield Problem(CODE, f"{manuscript.stem}: page {label} begins elsewhere in print ({target})")


def _listed(page: Page) -> Iterator[tuple[str, str]]:
    """(label, file#id) of each page in the list of the navigation document."""
    for nav in page.root.iter(f"{{{XHTML}}}nav"):
        if nav.get(f"{{{OPS}}}type") == "page-list":
            for link in nav.iter(f"{{{XHTML}}}a"):
                yield (
                    link.text or "",
                    posixpath.normpath(posixpath.join(posixpath.dirname(page.name), link.get("href", ""))),
                )


def _begins(mark: Element) -> Iterator[str]:
    """The ids of what begins at a mark: what it stands in at the very start, and what comes next, to its first word."""
    around = mark
    while around.getparent() is not None and not _text_before(around):
        around = around.getparent()
        if around.get("id"):
            yield around.get("id")
    for element in mark.xpath("following::*"):
        if element.get("id") and element.get("role") != ROLE:
            yield element.get("id")
        if (element.text or "").strip():
            return


def _text_before(element: Element) -> bool:
    """Whether anything stands before an element in its parent, marks of pages left out."""
    said = [element.getparent().text or ""]
    for before in element.itersiblings(preceding=True):
        said += [before.tail or "", *([] if before.get("role") == ROLE else ["".join(before.itertext()) or "-"])]
    return any(text.strip() for text in said)
