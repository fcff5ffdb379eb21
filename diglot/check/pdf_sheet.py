"""A page of a finished PDF, read once: its letters and objects in the order of drawing, and what is seen of them.

Lengths are in pt, boxes are left, top, right, bottom from the top left corner of the page.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from diglot.check.boxes import THIN, around, overlap
from diglot.check.findings import MUL, Box
from diglot.check.letters import Set, style
from diglot.check.pdf_text import runs
from diglot.check.texts import squeezed

MAX_OBJECTS = 200_000
RANGE = math.log(21)  # the contrast of black and white, where log contrast is 255
_LINEAR = [
    round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)) for v in (n / 255 for n in range(256))
]
_LOG = [round(255 * math.log((n / 255 + 0.05) / 0.05) / RANGE) for n in range(256)]


class Letter(NamedTuple):
    """A letter of a page."""

    sheet: Sheet
    number: int
    """In pdfium's text of the page."""
    item: int
    """The address of its text object."""


class Stream(NamedTuple):
    """Squeezed text, and for each of its characters the letter it is from."""

    text: str
    letters: Sequence[Letter]


class Sheet:
    """One page: its letters and objects in the order of drawing."""

    def __init__(self, page: Any, number: int) -> None:
        self.number = number
        self.page = page
        self.textpage = page.get_textpage()
        self.left, bottom, right, self.top = page.get_bbox()
        self.box: Box = (0.0, 0.0, right - self.left, self.top - bottom)
        self.items = {_address(item): item for item in _leaves(page.raw)}
        self.chars: dict[int, list[tuple[str, Letter]]] = {address: [] for address in self.items}
        for index in range(raw.FPDFText_CountChars(self.textpage.raw)):
            address = _address(raw.FPDFText_GetTextObject(self.textpage.raw, index))
            if address in self.chars:  # others are white space that pdfium adds
                char = chr(raw.FPDFText_GetUnicode(self.textpage.raw, index))
                self.chars[address].append((char, Letter(self, index, address)))
        self.marked: dict[int, list[tuple[str, Letter]]] = {}
        for mcid, chars in self._marked():
            self.marked.setdefault(mcid, []).extend(chars)
        self.runs = tuple(runs(page))
        self.all = stream(c for chars in self.chars.values() for c in chars)
        self.lines = tuple(self._lines())
        # Not the mark of a draft, which stands aslant behind the text.
        upright = filter(self.upright, dict.fromkeys(self.all.letters))
        self.boxes = {letter.number: self.box_of(letter) for letter in upright}

    def tagged(self, language: str, *, notes: bool) -> Iterator[tuple[str, Letter]]:
        """The letters along the structure tree whose outermost language is this, or all (`MUL`): of notes, or not."""
        for run in self.runs:
            if language in (run.outer, MUL) and run.is_note == notes:
                yield from self.marked.get(run.mcid, ())

    def _marked(self) -> Iterator[tuple[int, list[tuple[str, Letter]]]]:
        """(marked content id, the letters of one of its text objects), in the order of drawing."""
        for address, item in self.items.items():
            # What has no id is no part of the tree, and -1 stands in it for what is no text.
            if self.chars[address] and (mcid := raw.FPDFPageObj_GetMarkedContentID(item)) >= 0:
                yield mcid, self.chars[address]

    def _lines(self) -> Iterator[Box]:
        """The thin horizontal lines of the page."""
        for item in self.items.values():
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
                left, bottom, right, top = (ctypes.c_float() for _ in range(4))
                raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
                if 0 <= top.value - bottom.value < THIN < right.value - left.value:
                    box = (left.value, bottom.value, right.value, top.value)
                    yield (box[0] - self.left, self.top - box[3], box[2] - self.left, self.top - box[1])

    def box_of(self, letter: Letter) -> Box:
        """Around a letter's ink, pt."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self.textpage.raw, letter.number, left, right, bottom, top)
        return (left.value - self.left, self.top - top.value, right.value - self.left, self.top - bottom.value)

    def set(self, letter: Letter) -> Set:
        """A letter as it was set."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self.textpage.raw, letter.number, x, y)
        sign = chr(raw.FPDFText_GetUnicode(self.textpage.raw, letter.number))
        font, slanted, colour = style(self.textpage.raw, letter.number, self.items[letter.item])
        box, base = self.box_of(letter), self.top - y.value
        return Set(sign, self.number, box, base, self.size_of(letter), font, slanted, colour)

    def size_of(self, letter: Letter) -> float:
        """The font size of a letter after every transform: along its line or across it, whichever is less; pt."""
        m = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.textpage.raw, letter.number, m)
        along = math.hypot(m.a, m.b)
        across = abs(m.a * m.d - m.b * m.c) / along if along else 0.0
        size: float = raw.FPDFText_GetFontSize(self.textpage.raw, letter.number)
        return size * min(along, across)

    def upright(self, letter: Letter) -> bool:
        """Whether a letter stands as it is read: not turned, not mirrored."""
        m = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.textpage.raw, letter.number, m)
        return bool(m.a > 0 and m.d > 0 and abs(m.b) < m.a / 2 and abs(m.c) < m.d)

    def ink(self, items: Iterable[int], box: Box, scale: float, flags: int = raw.FPDF_ANNOT) -> Image.Image:
        """How text objects alter what is seen within a box: log contrast, 255 is black and white."""
        shown = self.luminance(box, scale, flags)
        with self.without(items):
            return ImageChops.difference(shown, self.luminance(box, scale, flags))

    @contextmanager
    def without(self, items: Iterable[int]) -> Iterator[None]:
        """The page as if it had no such objects."""
        gone = [self.items[address] for address in items]
        for item in gone:
            raw.FPDFPageObj_SetIsActive(item, 0)
        try:
            yield
        finally:
            for item in gone:
                raw.FPDFPageObj_SetIsActive(item, 1)

    def luminance(self, box: Box, scale: float, flags: int) -> Image.Image:
        """What is seen within a box: log relative luminance (WCAG)."""
        width, height = (max(1, math.ceil((box[n + 2] - box[n]) * scale)) for n in (0, 1))
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
        raw.FPDFBitmap_FillRect(bitmap.raw, 0, 0, width, height, 0xFFFFFFFF)
        matrix = raw.FS_MATRIX(scale, 0, 0, scale, -box[0] * scale, -box[1] * scale)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap.raw, self.page.raw, matrix, raw.FS_RECTF(0, 0, width, height), flags)
        image: Image.Image = bitmap.to_pil()
        return image.point(_LINEAR * 3).convert("L", (0.2126, 0.7152, 0.0722, 0)).point(_LOG)

    def clip_of(self, address: int) -> Box:
        """What an object is clipped to, at the most."""
        clip = raw.FPDFPageObj_GetClipPath(self.items[address])
        box = self.box
        for path in range(max(0, raw.FPDFClipPath_CountPaths(clip))):
            x, y = ctypes.c_float(), ctypes.c_float()
            points: list[Box] = []
            for n in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
                raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, n), x, y)
                across, down = x.value - self.left, self.top - y.value
                points.append((across, down, across, down))
            box = overlap(box, around(points)) if points else box
        return box


def stream(chars: Iterable[tuple[str, Letter]]) -> Stream:
    """Squeezed text; what combines with the sign before it is one letter with it."""
    whole: list[tuple[str, Letter]] = []
    for char, letter in chars:
        if whole and (unicodedata.combining(char) or "\udc00" <= char <= "\udfff"):
            whole[-1] = (whole[-1][0] + char, whole[-1][1])
        else:
            whole.append((char, letter))
    text, letters = [], []
    for sign, letter in whole:
        normal = squeezed(sign.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
        text.append(normal)
        letters += [letter] * len(normal)
    return Stream("".join(text), letters)


def _leaves(parent: Any) -> Iterator[Any]:
    """The objects of a page or a group, in the order of drawing, groups taken apart."""
    is_page = isinstance(parent, raw.FPDF_PAGE)
    count = raw.FPDFPage_CountObjects if is_page else raw.FPDFFormObj_CountObjects
    get = raw.FPDFPage_GetObject if is_page else raw.FPDFFormObj_GetObject
    for i in range(min(count(parent), MAX_OBJECTS)):
        item = get(parent, i)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            yield from _leaves(item)
        else:
            yield item


def addresses(document: Any, page: Any) -> Iterator[str]:
    """Where the links of a page lead."""
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, at, link):
        action = raw.FPDFLink_GetAction(link)
        length = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if length:
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document.raw, action, buffer, length)
            yield buffer.value.decode("utf-8", "replace")


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
