"""Reading a finished PDF back: its pages' text, and its text by language from the tags."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw


def stream(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def pages(data: bytes) -> list[str]:
    """Each page's text as a reader would copy it."""
    with pypdfium2.PdfDocument(data) as document:
        return [one.get_textpage().get_text_bounded() for one in document]


def runs(data: bytes, language: str = "en") -> Iterator[tuple[str, str]]:
    """(language, text) of each marked run, in the order of the structure tree."""
    with pypdfium2.PdfDocument(data) as document:
        for one in document:
            texts = _marked(one)
            tree = raw.FPDF_StructTree_GetForPage(one)
            for n in range(raw.FPDF_StructTree_CountChildren(tree)):
                yield from _of(raw.FPDF_StructTree_GetChildAtIndex(tree, n), language, texts)
            raw.FPDF_StructTree_Close(tree)


def _of(element: object, around: str, texts: dict[int, str]) -> Iterator[tuple[str, str]]:
    language = _language(element) or around
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if child:
            yield from _of(child, language, texts)
        else:
            number = raw.FPDF_StructElement_GetChildMarkedContentID(element, n)
            if number in texts:
                yield language, texts[number]


def _language(element: object) -> str:
    size = raw.FPDF_StructElement_GetLang(element, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    raw.FPDF_StructElement_GetLang(element, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le")


def _marked(one: pypdfium2.PdfPage) -> dict[int, str]:
    """Marked content id -> text."""
    text_page = one.get_textpage()
    found: dict[int, str] = {}
    for n in range(raw.FPDFPage_CountObjects(one)):
        thing = raw.FPDFPage_GetObject(one, n)
        number = raw.FPDFPageObj_GetMarkedContentID(thing)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_TEXT and number >= 0:
            size = raw.FPDFTextObj_GetText(thing, text_page, None, 0)
            buffer = (ctypes.c_ushort * max(size, 1))()
            raw.FPDFTextObj_GetText(thing, text_page, buffer, size)
            found[number] = found.get(number, "") + bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le")
    return found
