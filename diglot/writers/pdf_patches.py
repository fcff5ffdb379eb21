"""Six things WeasyPrint 70.0 does not do, added through its private functions while a page is laid out.

`pdf_engine.VERSION` guards them: with another WeasyPrint they must be read again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import anchors, document, layout
from weasyprint.css.targets import CounterLookupItem
from weasyprint.formatting_structure.boxes import MarginBox
from weasyprint.layout import inline
from weasyprint.layout import page as layout_page
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream

from diglot.model import Place
from diglot.problems import DiglotError, Problem
from diglot.writers.notes import MARK, NOTE, PAIR

BUILD = "_build_box_tree"
SPLIT = "split_first_line"
GATHER = "gather_anchors"
TAG = "_get_pdf_tag"
HEIGHT = "page_height"
ALL_PAGES = "pages"
"""The counter of all pages."""
CACHED = "cached_page_counter_values"

EMPTIED = frozenset({"/LI", "/Span", "/TR"})
"""The structure types of what may have nothing in it: a row, too, whose cells all began above it."""
LEAST = 20 * 96 / 25.4
"""Px: the least width and height of the room for text on a page, 20 mm."""
TO_MM = 25.4 / 96

NO_BREAK, NO_BREAK_WIDTH = "\u00a0", 0.4
"""The space before a badge, and the most it is wide, em."""
NARROWEST = 0.25
"""Em: the mean width of a sign below which no text of these fonts can be."""


@contextmanager
def patched(template: str) -> Iterator[None]:
    """All of them, for as long as the context lasts; `template` names a page that has no room."""
    apart: set[int] = set()
    margins = (margins_apart(apart), pages_roomy(template))
    with languages_tagged(apart), lines_filled(), links_once(), numbers_once(), margins[0], margins[1]:
        yield


@contextmanager
def languages_tagged(apart: Collection[int]) -> Iterator[None]:
    """Each structure element gets the /Lang of its own HTML element (PDF 1.7, 14.9.2), and each
    block in a list item an LBody around it. `apart`: the ids of boxes that are none.
    """
    build = getattr(tags, BUILD)

    def tagged(box: Any, *rest: Any) -> Iterator[Any]:
        if id(getattr(box, "_box", box)) in apart:
            return
        language = _language(box)
        for element in build(box, *rest):
            if language:
                element.setdefault("Lang", tags.pydyf.String(language))
            names = _classes(box)
            if NOTE in names:
                element["S"] = "/Note"
                element["ID"] = tags.pydyf.String(f"note-{element.number}")
            elif MARK in names:
                element["S"] = "/Reference"
            # Of an item or a leader that goes on elsewhere there may be nothing on a page, or a line.
            if element["S"] not in EMPTIED or element["K"]:
                yield _item_body(element, *rest) if rest[0]["S"] == "/LI" else element

    setattr(tags, BUILD, tagged)
    try:
        yield
    finally:
        setattr(tags, BUILD, build)


def _item_body(element: Any, parent: Any, pdf: Any, page_number: int, *_: Any) -> Any:
    """A paragraph or table of a list item in an LBody: an LI may hold nothing else (ISO 14289-1, 7.6)."""
    if element["S"] in {"/Lbl", "/LBody"}:
        return element
    pydyf = tags.pydyf
    kids, page = pydyf.Array([element.reference]), pdf.page_references[page_number]
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": kids, "Pg": page, "P": parent.reference})
    pdf.add_object(body)
    element["P"] = body.reference
    return body


def _classes(box: Any) -> list[str]:
    """The classes of the element whose own box this is: of a footnote (ISO 14289-1, 7.9), of its mark."""
    box = getattr(box, "_box", box)
    element = box.element
    is_own = element is not None and box.element_tag == element.tag
    return element.get("class", "").split() if is_own else []


def _language(box: Any) -> str:
    """The `lang` of the element a box was made for, "" for none.

    A footnote has left its place for the foot of the page: there it says what it inherited.
    """
    box = getattr(box, "_box", box)
    if (element := box.element) is None or element.tag in {"html", "body"}:
        return ""
    names = element.get("class", "").split()
    inherited = box.style["lang"] if NOTE in names and PAIR not in names else None
    return element.get("lang") or inherited or ""


@contextmanager
def lines_filled() -> Iterator[None]:
    """No line that ends early although all of its text would fit.

    WeasyPrint breaks at the first word or hyphen it can where a text fits but the space after
    it does not, before a link: "A complete explanation of <a>…" became "A" and a new line. So it does where a
    text ends in a no-break space, which Pango lets stand out: a badge that did not fit took all words but one along.
    """
    split = getattr(inline, SPLIT)

    def filled(text: str, style: Any, context: Any, width: Any, *rest: Any, **more: Any) -> Any:
        found = split(text, style, context, width, *rest, **more)
        if text.endswith(NO_BREAK) and found[2] is not None and width is not None:
            narrower = split(text, style, context, width - style["font_size"] * NO_BREAK_WIDTH, *rest, **more)
            found = max(found, narrower, key=lambda one: one[1])
        kept = text.rstrip(" ")
        if kept == text or found[2] is None or len(kept) * style["font_size"] * NARROWEST > width:
            return found
        again = split(kept, style, context, width, *rest, **more)
        return again if again[2] is None else found

    setattr(inline, SPLIT, filled)
    try:
        yield
    finally:
        setattr(inline, SPLIT, split)


@contextmanager
def links_once() -> Iterator[None]:
    """One annotation for a link, none for a run in another language or what a style sheet adds inside it.

    WeasyPrint makes one for each inner box too, outside any Link element (PDF/UA-1, 7.18.5) or in one more.
    """
    gather, tag_of = getattr(anchors, GATHER), getattr(tags, TAG)

    def gathered(box: Any, *rest: Any) -> None:
        gather(box, *rest[:6], parent_link=None)

    def tag(name: str | None) -> Any:
        return "Span" if name and name.startswith("a::") else tag_of(name)

    modules = (anchors, document)
    setattr(tags, TAG, tag)
    for module in modules:
        setattr(module, GATHER, gathered)
    try:
        yield
    finally:
        setattr(tags, TAG, tag_of)
        for module in modules:
            setattr(module, GATHER, gather)


class _Numbers(dict[str, Any]):
    """The counters of a page, but for the number of all pages."""

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, dict) or self | {ALL_PAGES: 0} != {**other, ALL_PAGES: 0}

    def __eq__(self, other: object) -> bool:
        return not self != other

    __hash__ = None


@contextmanager
def numbers_once() -> Iterator[None]:
    """A page that names the number of another is laid out twice, not three times.

    To WeasyPrint the number of all pages, which it knows after the first time, is news to every content with a
    counter; it needs that time to find the numbers, for it loses the names of targets in `attr()`. Here they are
    filled in after each time, and a page is laid out again where one of them changed.
    """
    make = layout.make_all_pages

    def told(item: Any, values: dict[str, Any]) -> None:
        item.__dict__[CACHED] = values if ALL_PAGES in item.missing_counters else _Numbers(values)

    def made(context: Any, *rest: Any) -> Iterator[Any]:
        yield from make(context, *rest)
        for (box, what), item in context.target_collector.counter_lookup_items.items():
            index = item.page_maker_index
            if what == "content" and index is not None and index < len(context.page_maker):
                before = _written(box)
                item.parse_again(getattr(item, CACHED))
                if _written(box) != before:
                    context.page_maker[index][-1]["content_changed"] = True

    setattr(CounterLookupItem, CACHED, property(lambda item: item.__dict__[CACHED], told))
    layout.make_all_pages = made
    try:
        yield
    finally:
        layout.make_all_pages = make
        delattr(CounterLookupItem, CACHED)


def _written(box: Any) -> str:
    return "".join(getattr(one, "text", "") for one in box.descendants())


@contextmanager
def margins_apart(apart: set[int]) -> Iterator[None]:
    """What stands in the margins of a page is an artifact (ISO 14289-1, 7.8): nobody hears it on each page.

    `apart` gets the ids of its boxes. WeasyPrint marks it as content of a structure that is nowhere in the tree.
    """
    marked, paint = Stream.marked, document.draw_page

    def told(stream: Any, box: Any, tag: str) -> Any:
        return stream.artifact() if id(box) in apart else marked(stream, box, tag)

    def painted(page: Any, stream: Any) -> None:
        for margin in (child for child in page.children if isinstance(child, MarginBox)):
            apart.update(id(box) for box in margin.descendants())
        paint(page, stream)

    Stream.marked, document.draw_page = told, painted
    try:
        yield
    finally:
        Stream.marked, document.draw_page = marked, paint


@contextmanager
def pages_roomy(template: str) -> Iterator[None]:
    """DiglotError D706 for a page whose margins leave no room: WeasyPrint would go on, a letter a line."""
    resolve = getattr(layout_page, HEIGHT)

    def roomy(page: Any, *rest: Any) -> None:
        resolve(page, *rest)
        if min(page.width, page.height) < LEAST:
            room = " × ".join(f"{max(0.0, side) * TO_MM:.0f}" for side in (page.width, page.height))
            said = f"the margins of a page leave {room} mm for text"
            raise DiglotError(Problem("D706", said, Place(f"templates/{template}")))

    setattr(layout_page, HEIGHT, roomy)
    try:
        yield
    finally:
        setattr(layout_page, HEIGHT, resolve)
