"""Four things WeasyPrint 70.0 does not do, added through its private functions while a page is laid out.

`pdf_engine.VERSION` guards them: with another WeasyPrint they must be read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import anchors, document
from weasyprint.layout import inline
from weasyprint.pdf import tags

BUILD = "_build_box_tree"
SPLIT = "split_first_line"
GATHER = "gather_anchors"

NARROWEST = 0.25
"""Em: the mean width of a sign below which no text of these fonts can be."""


@contextmanager
def patched() -> Iterator[None]:
    """All of them, for as long as the context lasts."""
    with languages_tagged(), lines_filled(), links_once():
        yield


@contextmanager
def languages_tagged() -> Iterator[None]:
    """Each structure element gets the /Lang of its own HTML element (PDF 1.7, 14.9.2), and each
    block in a list item an LBody around it.
    """
    build = getattr(tags, BUILD)

    def tagged(box: Any, *rest: Any) -> Iterator[Any]:
        language = _language(box)
        for element in build(box, *rest):
            if language:
                element.setdefault("Lang", tags.pydyf.String(language))
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


def _language(box: Any) -> str:
    """The `lang` of the element a box was made for, "" for none.

    A footnote has left its place for the foot of the page: there it says what it inherited.
    """
    box = getattr(box, "_box", box)
    if (element := box.element) is None or element.tag in {"html", "body"}:
        return ""
    inherited = box.style["lang"] if "footnote" in element.get("class", "").split() else None
    return element.get("lang") or inherited or ""


@contextmanager
def lines_filled() -> Iterator[None]:
    """No line that ends early although all of its text would fit.

    WeasyPrint breaks at the first word or hyphen it can where a text fits but the space after
    it does not, before a link: "A complete explanation of <a>…" became "A" and a new line.
    """
    split = getattr(inline, SPLIT)

    def filled(text: str, style: Any, context: Any, width: Any, *rest: Any, **more: Any) -> Any:
        found = split(text, style, context, width, *rest, **more)
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
    """One annotation for a link, none for a run in another language inside it.

    WeasyPrint makes one for each inner box too, outside any Link element (PDF/UA-1, 7.18.5).
    """
    gather = getattr(anchors, GATHER)

    def gathered(box: Any, *rest: Any) -> None:
        link = rest[6] if len(rest) > 6 and str(box.element_tag).startswith("a::") else None
        gather(box, *rest[:6], parent_link=link)

    modules = (anchors, document)
    for module in modules:
        setattr(module, GATHER, gathered)
    try:
        yield
    finally:
        for module in modules:
            setattr(module, GATHER, gather)
