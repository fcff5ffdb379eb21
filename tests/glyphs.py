"""Where each glyph of a finished PDF stands, as pdfium measures it; lengths in em of the glyph."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw


class Glyph(NamedTuple):
    """One character: where its pen begins and ends (pt), how high its line is, how large it is and in what font."""

    sign: str
    left: float
    right: float
    base: float
    size: float
    font: str


def glyphs(data: bytes, page: int = 0) -> list[Glyph]:
    """The drawn characters of a page, in the order of drawing."""
    with pypdfium2.PdfDocument(data) as document:
        sheet = document[page]
        shown = sheet.get_textpage()
        return list(_glyphs(shown.raw))


def lines(data: bytes, page: int = 0) -> list[list[Glyph]]:
    """The same, line by line."""
    return [list(line) for _, line in groupby(glyphs(data, page), key=lambda one: round(one.base, 1))]


def text(line: list[Glyph]) -> str:
    return "".join(one.sign for one in line)


def gap(line: list[Glyph], pair: str) -> float:
    """What stands between two characters of a line beyond their own widths, em."""
    at = text(line).index(pair)
    return (line[at + 1].left - line[at].right) / line[at].size


def dots(data: bytes, page: int = 0) -> list[tuple[float, float]]:
    """Where the middles of the drawn lines without length are, pt from the lower left."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for one in document[page].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = one.get_bounds()
            found.append(((left + right) / 2, (bottom + top) / 2))
    return found


def upright(data: bytes, page: int = 0) -> list[bool]:
    """Whether each character of a page stands upright."""
    with pypdfium2.PdfDocument(data) as document:
        shown = document[page].get_textpage()
        matrix, found = raw.FS_MATRIX(), []
        for n in range(raw.FPDFText_CountChars(shown.raw)):
            raw.FPDFText_GetMatrix(shown.raw, n, matrix)
            found.append(matrix.c == 0)
        return found


def _glyphs(page: object) -> Iterator[Glyph]:
    for n in range(raw.FPDFText_CountChars(page)):
        sign = chr(raw.FPDFText_GetUnicode(page, n))
        if raw.FPDFText_IsGenerated(page, n) or sign.isspace():
            continue
        box, x, y, size = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double(), raw.FPDFText_GetFontSize(page, n)
        raw.FPDFText_GetLooseCharBox(page, n, box)
        raw.FPDFText_GetCharOrigin(page, n, x, y)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(page, n, matrix)
        name = ctypes.create_string_buffer(200)
        raw.FPDFText_GetFontInfo(page, n, name, 200, None)
        yield Glyph(sign, x.value, box.right, y.value, size * matrix.a, name.value.decode().partition("+")[2])
