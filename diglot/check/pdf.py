"""Reading a finished PDF back: text, order, languages, notices, links, fonts, PDF/UA.

The text is taken the way a screen reader takes it, along the structure tree of each page,
so what is proved is what is read aloud, not what the template meant.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import page as page_validation
import pikepdf

from diglot.check import texts
from diglot.check.pdf_text import Page, pages
from diglot.check.texts import pieces, squeezed
from diglot.model import Manuscript
from diglot.problems import Problem
from diglot.xhtml import HAN

FRONT_PAGES = 2
"""The notices that open an edition stand on one of its first pages: one sheet, both sides."""
CODES = texts.Codes(missing="D720", order="D721", notice="D722")


def check(data: bytes, manuscript: Manuscript) -> tuple[Problem, ...]:
    """Every finding about a finished PDF: D720-D731."""
    found = pages(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        problems = [*_fonts(document), *_links(document, manuscript)]
    streams = {tag: squeezed("".join(page.stream(tag) for page in found)) for tag in manuscript.languages}
    problems += texts.check(manuscript, streams, CODES)
    problems += _lines(found, manuscript)
    problems += _front(found, manuscript)
    problems += _languages(found)
    whole = squeezed("".join(run.text for page in found for run in page.runs))
    problems += texts.glossary(manuscript, whole.__contains__, "D726")
    problems += _universal(data)
    return tuple(problems)


def _lines(found: Sequence[Page], manuscript: Manuscript) -> Iterator[Problem]:
    for page in found:
        whole = squeezed(page.text)
        for cell in manuscript.line:
            if squeezed("".join(cell.texts)) not in whole:
                yield Problem("D723", f"{manuscript.stem}: page {page.number}, {cell.language}")


def _front(found: Sequence[Page], manuscript: Manuscript) -> Iterator[Problem]:
    for piece in pieces(manuscript.front):
        first = squeezed("".join(page.stream(piece.language) for page in found[:FRONT_PAGES]))
        if squeezed(piece.text) not in first:
            yield Problem("D724", f"{manuscript.stem}: {piece.row}, {piece.language}: “{piece.text[:60]}”")


def _languages(found: Sequence[Page]) -> Iterator[Problem]:
    for page in found:
        for run in page.runs:
            hit = HAN.search(run.text)
            if hit and not run.nearest.startswith(("zh", "ja", "ko")):
                yield Problem("D725", f"page {page.number}: “{hit[0][:20]}” is tagged “{run.nearest}”")


def _links(document: pikepdf.Pdf, manuscript: Manuscript) -> Iterator[Problem]:
    """D727: a link to nowhere, a term without its entry, an entry without its first use."""
    targets = {str(name) for name in _destinations(document)}
    used: set[str] = set()
    for page in document.pages:
        for annotation in page.get("/Annots", []):
            if "/Dest" in annotation:
                used.add(str(annotation["/Dest"]))
    for name in sorted(used - targets):
        yield Problem("D727", f"{manuscript.stem}: a link leads to “{name}”, which is nowhere")
    for entry in manuscript.glossary:
        for name in (entry.id, *entry.refs[:1]):
            if name not in used:
                yield Problem("D727", f"{manuscript.stem}: nothing links to “{name}”")


def _destinations(document: pikepdf.Pdf) -> Iterator[object]:
    names = document.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    waiting = [names] if names is not None else []
    while waiting:
        node = waiting.pop()
        waiting += list(node.get("/Kids", []))
        yield from list(node.get("/Names", []))[::2]


def _fonts(document: pikepdf.Pdf) -> Iterator[Problem]:
    """D728: a font that is not in the file."""
    seen: set[str] = set()
    for page in document.pages:
        for font in _dictionary(_dictionary(page.obj, "/Resources"), "/Font").values():
            inner = font.get("/DescendantFonts", [font])[0]
            name = str(font.get("/BaseFont", "?"))
            descriptor = _dictionary(inner, "/FontDescriptor")
            if name not in seen and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield Problem("D728", f"the font {name}")
            seen.add(name)


def _dictionary(parent: Any, key: str) -> Any:
    return parent.get(key, pikepdf.Dictionary())


def _universal(data: bytes) -> Iterator[Problem]:
    """D730: what page-validation says against PDF/UA-1 (ISO 14289-1)."""
    report = page_validation.validate_pdf_bytes(data, profile=page_validation.ValidationProfile.PDF_UA_1)
    for failure in report.failures:
        yield Problem("D730", f"{failure.rule_id}: {failure.message}")
