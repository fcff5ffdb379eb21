"""The structure tree of a PDF's page: what is marked, in the order it is read, with languages."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pypdfium2 import raw

FIGURE = "Figure"
NOTES = frozenset({"Note", "Reference"})
"""The structure types of notes and of their marks (ISO 32000-1, 14.8.4.4)."""


class Run(NamedTuple):
    """Marked content: its id on the page, the outermost and nearest language around it, and whether it is a note or
    the mark of one: these interrupt the text.
    """

    mcid: int
    outer: str
    nearest: str
    is_note: bool = False


def runs(page: Any) -> Iterator[Run]:
    """The marked content of a page (pypdfium2's) in structure order."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        for i in range(raw.FPDF_StructTree_CountChildren(tree)):
            if root := raw.FPDF_StructTree_GetChildAtIndex(tree, i):
                yield from _runs(root, "", "", is_note=False)
    finally:
        raw.FPDF_StructTree_Close(tree)


def _runs(element: Any, outer: str, nearest: str, *, is_note: bool) -> Iterator[Run]:
    """The marked content under a structure element, in order."""
    own = _language(element)
    is_note = is_note or _said(element, raw.FPDF_StructElement_GetType) in NOTES
    nearest = own or nearest
    outer = outer or own
    for i in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, i):
            yield from _runs(child, outer, nearest, is_note=is_note)
        else:
            yield Run(raw.FPDF_StructElement_GetChildMarkedContentID(element, i), outer, nearest, is_note)


def descriptions(page: Any) -> Iterator[str]:
    """The alternative text of each picture of a page (pypdfium2's), "" for none."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        count = raw.FPDF_StructTree_CountChildren(tree)
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(count)]
        while waiting:
            element = waiting.pop(0)
            if element and _said(element, raw.FPDF_StructElement_GetType) == FIGURE:
                yield _said(element, raw.FPDF_StructElement_GetAltText)
            if element:
                inner = range(raw.FPDF_StructElement_CountChildren(element))
                waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, i) for i in inner]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _language(element: Any) -> str:
    return _said(element, raw.FPDF_StructElement_GetLang)


def _said(element: Any, ask: Callable[[Any, Any, int], int]) -> str:
    """What PDFium says of a structure element."""
    if (length := ask(element, None, 0)) <= 0:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
