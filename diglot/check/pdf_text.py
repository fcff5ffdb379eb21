"""The structure tree of a PDF's page: what is marked, in the order it is read, with languages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdfium2 import raw


class Run(NamedTuple):
    """Marked content: its id on the page, and the outermost and nearest language around it."""

    mcid: int
    outer: str
    nearest: str


def runs(page: Any) -> Iterator[Run]:
    """The marked content of a page (pypdfium2's) in structure order."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        for i in range(raw.FPDF_StructTree_CountChildren(tree)):
            if root := raw.FPDF_StructTree_GetChildAtIndex(tree, i):
                yield from _runs(root, "", "")
    finally:
        raw.FPDF_StructTree_Close(tree)


def _runs(element: Any, outer: str, nearest: str) -> Iterator[Run]:
    """The marked content under a structure element, in order."""
    own = _language(element)
    nearest = own or nearest
    outer = outer or own
    for i in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, i):
            yield from _runs(child, outer, nearest)
        else:
            yield Run(raw.FPDF_StructElement_GetChildMarkedContentID(element, i), outer, nearest)


def _language(element: Any) -> str:
    length = raw.FPDF_StructElement_GetLang(element, None, 0)
    if length <= 0:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDF_StructElement_GetLang(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
