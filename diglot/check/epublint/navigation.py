"""Ways through a book: table of contents, landmarks, page list, and the NCX of older readers. D868-D874."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from diglot import xhtml
from diglot.check.epublint import tags
from diglot.check.epublint.book import DC, NCX, OPF, Book, Link, Page
from diglot.check.epublint.elements import HEADINGS, by_language, letters, local, roles, spoken, text, types, within
from diglot.problems import Problem
from diglot.xhtml import Element

MOST = 0.8
"""Where this part of the labels has every language, the others must have it, too."""
_WHOLE = {"toc", "landmarks", "cover", "titlepage", "bodymatter", "frontmatter", "backmatter"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: its label, and where it leads."""

    element: Element
    label: str
    file: str
    fragment: str


def check(book: Book) -> Iterator[Problem]:
    """Every finding about the navigation document, and the NCX beside it."""
    nav = book.nav
    if nav is None:
        # The NCX is EPUB 2's table of contents.
        if not book.older:
            yield book.said("D868", 'no document is the navigation document (properties="nav")')
        return
    lists = {word: e for e in nav.all("nav") for word in types(e)}
    contents = _entries(book, nav, lists["toc"]) if "toc" in lists else []
    if not contents:
        yield Problem("D868", 'there is no <nav epub:type="toc"> with links', nav.at(nav.body))
    elif nav.name in book.spine and any(
        e.get("hidden") is not None for e in (lists["toc"], *lists["toc"].iterancestors())
    ):
        place = nav.at(lists["toc"])
        yield Problem(
            "D868", f"the table of contents (#{lists['toc'].get('id')}) is hidden, but its page is shown", place
        )
    yield from _labels(book, nav, contents)
    yield from _absent(book, nav, contents)
    yield from _order(book, nav, contents)
    marks = _entries(book, nav, lists["landmarks"]) if "landmarks" in lists else []
    yield from _landmarks(book, nav, lists.get("landmarks"), marks)
    yield from _languages(book, nav, [*contents, *marks])
    yield from _pages(book, nav, lists.get("page-list"))
    yield from _ncx(book, contents)


def _entries(book: Book, nav: Page, part: Element) -> list[Entry]:
    found = []
    for anchor in part.iter(f"{{{xhtml.XHTML}}}a"):
        target = book.link(nav, anchor.get("href", ""))
        if target and anchor.get("href"):
            found.append(Entry(anchor, " ".join("".join(said for said, _ in spoken(anchor)).split()), *target))
    return found


def _heading(book: Book, entry: Entry) -> Element | None:
    """The heading that an entry leads to: the target, the first in it, or the one that the target stands in."""
    page = book.pages.get(entry.file)
    if page is None or (entry.fragment and entry.fragment not in page.ids):
        return None
    target = page.ids[entry.fragment] if entry.fragment else page.body
    return next((e for e in (target, *target.iterancestors(), *target.iter()) if _is_heading(e)), None)


def _is_heading(element: Element) -> bool:
    return isinstance(element.tag, str) and local(element) in HEADINGS


def _labels(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D869, D870. WCAG 2.4.6; EPUB 3.3, “The nav element: content model”: a label has text."""
    for entry in entries:
        heading = _heading(book, entry)
        target = book.target(Link(nav, entry.element, entry.file, entry.fragment)) if entry.fragment else None
        if not letters(entry.label):
            yield Problem("D869", f"the entry for {entry.file} has no label", nav.at(entry.element))
        elif heading is None and target is not None and letters(text(target)) == letters(entry.label):
            message = f"“{entry.label[:50]}” leads to <{local(target)}>, which only looks like a heading"
            if "heading" not in roles(target):
                yield Problem("D869", message, nav.at(entry.element))
        elif heading is not None:
            mine, theirs = by_language(entry.element), by_language(heading)
            both = [(mine[tag], theirs[tag]) for tag in mine if tag in theirs]
            whole = letters(entry.label), letters("".join(said for said, _ in spoken(heading)))
            if not all(one in other or other in one for one, other in both or [whole]):
                title = " ".join(text(heading).split())
                yield Problem("D869", f"“{entry.label[:50]}” leads to “{title[:50]}”", nav.at(entry.element))
            lost = [tag for tag in book.languages if tag in theirs and not any(tags.same(tag, one) for one in mine)]
            if lost and len(mine) < len(theirs):
                yield Problem(
                    "D870", f"“{entry.label[:60]}” does not say it in {', '.join(lost)}", nav.at(entry.element)
                )


def _absent(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D869 for a document with a main heading that no entry leads to, where nearly all others have one."""
    files = {entry.file for entry in entries} | {nav.name}
    headed = [page for name in book.spine if (page := book.pages.get(name)) and page.all("h1")]
    absent = [page for page in headed if page.name not in files]
    if len(absent) <= (1 - MOST) * len(headed):
        for page in absent:
            heading = page.all("h1")[0]
            yield Problem("D869", f"no entry leads to “{text(heading)[:60]}”", page.at(heading))


def _languages(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D870 for a label without a heading to compare it with: nearly all others have every language."""
    if not book.several:
        return
    lacking = {e.element: _lacking(book, e.element) for e in entries}
    titles = {e: _lacking(book, e) for e in nav.all("h1", "h2") if text(e)}
    every = lacking | titles
    if sum(not lost for lost in every.values()) < MOST * len(every):
        return
    headed = {e.element for e in entries if _heading(book, e) is not None and types(e.element) == set()}
    for element, lost in every.items():
        if lost and element not in headed:
            yield Problem("D870", f"“{text(element)[:60]}” does not say it in {', '.join(lost)}", nav.at(element))


def _lacking(book: Book, element: Element) -> list[str]:
    said = by_language(element)
    return [tag for tag in book.languages if not any(tags.same(tag, one) for one in said)]


def _order(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D871. EPUB 3.3, “The toc nav element”: in the order of the spine, and of each document."""
    places = [book.position(entry.file, entry.fragment) for entry in entries]
    for before, after, entry in zip(places, places[1:], entries[1:], strict=False):
        if after < before:
            yield Problem("D871", f"“{entry.label[:60]}” stands before what comes ahead of it", nav.at(entry.element))


def _landmarks(book: Book, nav: Page, part: Element | None, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D872. EPUB 3.3, “The landmarks nav element”; DAISY KB, “Landmarks”."""
    if part is None:
        yield Problem("D872", "there are no landmarks", nav.at(nav.body))
        return
    typed: dict[str, set[str]] = {}
    for page in book.pages.values():
        for word in (word for e in page.typed if not within(e, ("nav",)) for word in types(e)):
            typed.setdefault(word, set()).add(page.name)
    for entry in entries:
        words = types(entry.element)
        if not words:
            yield Problem("D872", f"“{entry.label[:60]}” has no epub:type", nav.at(entry.element))
        if not letters(entry.label):
            yield Problem("D872", f"the landmark {' '.join(words)} has no label", nav.at(entry.element))
        for word in words - _WHOLE:
            homes = typed.get(word)
            if homes and entry.file not in homes:
                yield Problem("D872", f"the landmark {word} does not lead to the {word}", nav.at(entry.element))
    yield from _beginning(book, nav, entries)
    if "bodymatter" not in {word for entry in entries for word in types(entry.element)}:
        yield Problem("D872", "no landmark says where the text begins (bodymatter)", nav.at(part))


def _beginning(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    """D872: readers open a book where its landmark bodymatter leads, which no chapter may stand before."""
    chapters = [
        name
        for name in book.spine
        if (page := book.pages.get(name))
        and "frontmatter" not in types(page.body)
        and any("chapter" in types(e) for e in page.typed)
    ]
    for entry in entries:
        late = chapters and book.position(entry.file, "") > book.position(chapters[0], "")
        if late and "bodymatter" in types(entry.element):
            message = f"“{entry.label[:60]}” (bodymatter) leads past the chapter {chapters[0]}"
            yield Problem("D872", message, nav.at(entry.element))


# --- pages of the printed book ------------------------------------------------------------


def _pages(book: Book, nav: Page, part: Element | None) -> Iterator[Problem]:
    """D873. EPUB 3.3, “The page-list nav element”; EPUB Accessibility 1.1, “Page navigation”; DPUB-ARIA 1.1."""
    breaks = {e: page for page in book.pages.values() for e in page.typed if _is_break(e)}
    for element, page in breaks.items():
        if not _label(element):
            yield Problem("D873", "a page break has no label", page.at(element))
    if part is not None:
        yield from _page_list(book, nav, part, breaks)
    elif breaks:
        yield Problem("D873", f"there are {len(breaks)} page breaks, but no page list", nav.at(nav.body))


def _page_list(book: Book, nav: Page, part: Element, breaks: Mapping[Element, Page]) -> Iterator[Problem]:
    entries = _entries(book, nav, part)
    if not entries:
        yield Problem("D873", "the page list is empty", nav.at(part))
    named = [e.get("property", "") for e in book.package.iter(f"{OPF}meta")]
    if not any("pageBreakSource" in name for name in named) and book.package.find(f".//{DC}source") is None:
        yield Problem("D873", "nothing says which printed book the pages are of (a11y:pageBreakSource)", nav.at(part))
    yield from _page_order(book, nav, entries)
    targets = [(entry, book.target(Link(nav, entry.element, entry.file, entry.fragment))) for entry in entries]
    for entry, target in targets:
        if target is not None and breaks and target not in breaks:
            yield Problem("D873", f"page “{entry.label}” leads to what is no page break", nav.at(entry.element))
        elif target in breaks and letters(_label(target)) != letters(entry.label):
            message = f"page “{entry.label}” leads to the page break “{_label(target)}” ({entry.file}#{entry.fragment})"
            yield Problem("D873", message, nav.at(entry.element))
    listed = {target for _, target in targets}
    for element, page in breaks.items():
        if element not in listed:
            yield Problem("D873", f"page “{_label(element)}” is not in the page list", page.at(element))


def _page_order(book: Book, nav: Page, entries: Sequence[Entry]) -> Iterator[Problem]:
    places = [(book.position(e.file, e.fragment), int(e.label) if e.label.isdecimal() else -1) for e in entries]
    for (at, number), (place, following), entry in zip(places, places[1:], entries[1:], strict=False):
        if place < at or -1 < following <= number:
            yield Problem("D873", f"page “{entry.label}” is out of order", nav.at(entry.element))


def _is_break(element: Element) -> bool:
    return "pagebreak" in types(element) or "doc-pagebreak" in roles(element)


def _label(element: Element) -> str:
    return str(element.get("aria-label") or element.get("title") or text(element)).strip()


# --- NCX ----------------------------------------------------------------------------------


def _ncx(book: Book, contents: Sequence[Entry]) -> Iterator[Problem]:
    """D874. EPUB 3.3, “NCX”: an older reader must not be led elsewhere."""
    item = next((item for item in book.items.values() if item.type == NCX), None)
    data = book.container.files.get(item.path) if item else None
    if item is None or data is None:
        return
    try:
        root = xhtml.parse(data)
    except etree.XMLSyntaxError:
        return  # D844
    place = book.container.place(item.path)
    uid = next((e.get("content", "") for e in root.iter("{*}meta") if e.get("name") == "dtb:uid"), "")
    if uid.strip() not in {text(e) for e in book.package.iter(f"{DC}identifier")}:
        yield Problem("D874", f"its dtb:uid “{uid}” is no identifier of the book", place)
    title, named = text(root.find("{*}docTitle")), {letters(text(e)) for e in book.package.iter(f"{DC}title")}
    if title and letters(title) not in named:
        yield Problem("D874", f"its docTitle “{title[:60]}” is no title of the book", place)
    base = Page(item.path, root, root, place)
    points = [(text(e.find("{*}navLabel")), e.find("{*}content")) for e in root.iter("{*}navPoint")]
    old = [(label, book.link(base, content.get("src", ""))) for label, content in points if content is not None]
    new = [(entry.label, (entry.file, entry.fragment)) for entry in contents]
    yield from _old_pages(book, base)
    if len(old) != len(new):
        yield Problem("D874", f"it has {len(old)} entries, the table of contents {len(new)}", place)
        return
    for (label, target), (wanted, where) in zip(old, new, strict=False):
        if target != where:
            yield Problem(
                "D874", f"“{label[:60]}” leads elsewhere than “{wanted[:60]}” of the table of contents", place
            )
            return
        if letters(label) != letters(wanted):
            yield Problem("D874", f"“{label[:60]}” is called “{wanted[:60]}” in the table of contents", place)
            return


def _old_pages(book: Book, base: Page) -> Iterator[Problem]:
    """D874 for pages: one number leads to one place."""
    nav = book.nav
    part = next((e for e in nav.all("nav") if "page-list" in types(e)), None) if nav else None
    if nav is None or part is None:
        return
    new = {letters(entry.label): entry for entry in _entries(book, nav, part)}
    for point in base.root.iter("{*}pageTarget"):
        label, content = text(point.find("{*}navLabel")), point.find("{*}content")
        target = book.link(base, content.get("src", "")) if content is not None else None
        entry = new.get(letters(label))
        if entry and target and target != (entry.file, entry.fragment):
            message = f"page “{label}” leads to {'#'.join(target)}, in the page list to {entry.file}#{entry.fragment}"
            yield Problem("D874", message, base.at(point))
