"""Reading a finished PDF back: text, order, languages, notices, links, fonts, PDF/UA.

The text is taken the way a screen reader takes it, along the structure tree of each page,
so what is proved is what is read aloud, not what the template meant.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import page as page_validation
import pikepdf

from diglot.check.pdf_text import Page, pages
from diglot.model import Manuscript, Row
from diglot.problems import Problem
from diglot.xhtml import HAN

FRONT_PAGES = 2
"""The notices that open an edition stand on one of its first pages: one sheet, both sides."""
_DROPPED = re.compile("[\\s\x00-\x1f\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f\u2010-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that must stand in the file: where it is from and what it is."""

    row: str
    language: str
    text: str
    notice: bool


def check(data: bytes, manuscript: Manuscript) -> tuple[Problem, ...]:
    """Every finding about a finished PDF: D720-D731."""
    found = pages(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        problems = [*_fonts(document), *_links(document, manuscript)]
    problems += _texts(found, manuscript)
    problems += _lines(found, manuscript)
    problems += _front(found, manuscript)
    problems += _languages(found)
    problems += _glossary(found, manuscript)
    problems += _universal(data)
    return tuple(problems)


def squeezed(text: str) -> str:
    """A text without what line breaking adds: white space, hyphens, invisible signs."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def pieces(rows: Iterable[Row]) -> Iterator[Piece]:
    """The texts of some rows, in order."""
    for row in rows:
        for cell in row.cells:
            texts = [*((cell.language, text) for text in cell.texts), *cell.merged]
            for language, text in texts:
                yield Piece(row.id, language, text, row.kind == "notice")


def _texts(found: Sequence[Page], manuscript: Manuscript) -> Iterator[Problem]:
    """D720 missing, D721 out of order, D722 a missing notice; footnotes anywhere."""
    streams = {tag: squeezed("".join(page.stream(tag) for page in found)) for tag in manuscript.languages}
    rows = [*manuscript.front, *(row for c in manuscript.chapters for row in c.rows), *manuscript.back]
    cursors = dict.fromkeys(manuscript.languages, 0)
    for piece in pieces(rows):
        wanted, stream = squeezed(piece.text), streams[piece.language]
        at = stream.find(wanted, cursors[piece.language])
        if at >= 0:
            cursors[piece.language] = at + len(wanted)
            continue
        code = "D721" if wanted in stream else "D722" if piece.notice else "D720"
        yield Problem(code, f"{manuscript.stem}: {piece.language}, {piece.row}: “{piece.text[:60]}”")
    for row in rows:
        for cell in row.cells:
            for note in cell.notes:
                if squeezed(note) not in streams[cell.language]:
                    yield Problem("D720", f"{manuscript.stem}: footnote of {row.id}: “{note[:60]}”")


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


def _glossary(found: Sequence[Page], manuscript: Manuscript) -> Iterator[Problem]:
    whole = squeezed("".join(run.text for page in found for run in page.runs))
    for entry in manuscript.glossary:
        words = [text for _, text in (*entry.names, *entry.definitions)]
        for text in [*words, *([entry.pinyin] if entry.pinyin else [])]:
            if squeezed(text) not in whole:
                yield Problem("D726", f"{manuscript.stem}: {entry.concept}: “{text[:60]}”")


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
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            inner = font.get("/DescendantFonts", [font])[0]
            name = str(font.get("/BaseFont", "?"))
            descriptor = inner.get("/FontDescriptor", {})
            if name not in seen and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield Problem("D728", f"the font {name}")
            seen.add(name)


def _universal(data: bytes) -> Iterator[Problem]:
    """D730: what page-validation says against PDF/UA-1 (ISO 14289-1)."""
    report = page_validation.validate_pdf_bytes(data, profile=page_validation.ValidationProfile.PDF_UA_1)
    for failure in report.failures:
        yield Problem("D730", f"{failure.rule_id}: {failure.message}")
