"""The text of a PDF along its structure tree, with languages: pdfium's own reading."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

MAX_OBJECTS = 200_000


@dataclass(frozen=True, slots=True)
class Run:
    """Marked content: its text, and the outermost and nearest language around it."""

    text: str
    outer: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its runs in structure order."""

    number: int
    runs: tuple[Run, ...]


def pages(data: bytes) -> tuple[Page, ...]:
    """Every page of a PDF."""
    with pdfium.PdfDocument(data) as document:
        return tuple(_page(document, i) for i in range(len(document)))


def _page(document: Any, index: int) -> Page:
    page = document[index]
    textpage = page.get_textpage()
    by_mcid = _marked(page, textpage)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        roots = (raw.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(raw.FPDF_StructTree_CountChildren(tree)))
        runs = tuple(run for root in roots if root for run in runs_of(root, by_mcid, "", ""))
    finally:
        raw.FPDF_StructTree_Close(tree)
    return Page(index + 1, runs)


def _marked(page: Any, textpage: Any) -> dict[int, str]:
    """Marked content id -> its text, in the order of drawing."""
    found: dict[int, list[str]] = {}
    for i in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        item = raw.FPDFPage_GetObject(page.raw, i)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
            mcid = raw.FPDFPageObj_GetMarkedContentID(item)
            if mcid >= 0:
                found.setdefault(mcid, []).append(_string(raw.FPDFTextObj_GetText, item, textpage.raw, unit=2))
    return {mcid: "".join(parts) for mcid, parts in found.items()}


def runs_of(element: Any, by_mcid: dict[int, str], outer: str, nearest: str) -> Iterator[Run]:
    """The marked content under a structure element, in order."""
    own = _string(raw.FPDF_StructElement_GetLang, element)
    nearest = own or nearest
    outer = outer or own
    for i in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
        if child:
            yield from runs_of(child, by_mcid, outer, nearest)
            continue
        mcid = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
        if mcid in by_mcid:
            yield Run(by_mcid[mcid], outer, nearest)


def _string(function: Any, *arguments: Any, unit: int = 1) -> str:
    """What a pdfium function writes into a buffer as UTF-16; `unit`: bytes its length counts."""
    length = function(*arguments, None, 0)
    if length <= 0:
        return ""
    buffer = ctypes.create_string_buffer(length * unit)
    target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if unit == 2 else buffer
    function(*arguments, target, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
