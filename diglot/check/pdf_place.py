"""Where a text stands in a finished PDF, and whether a reader sees it there.

Seeing is measured: the place is drawn with the text and without it. What differs is the ink of the
text that comes through to the surface, whatever clips it, covers it or gives it no colour of its own.
Lengths are in pt, boxes are left, top, right, bottom from the top left corner of the page.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from diglot.check.boxes import THIN, area, around, heaped, overlap, share, struck
from diglot.check.findings import MUL, Box, Spot
from diglot.check.letters import Set, style
from diglot.check.pdf_text import runs
from diglot.check.texts import places, squeezed

CONTRAST = 3.0
"""The least contrast of a letter with what is behind it, as in WCAG 1.4.3 (which asks 4.5; drawn letters lose some)."""
INK = 1.2
"""The least contrast of a pixel that is ink at all."""
WHOLE = 0.7
"""The least share of a letter's box that its ink must span: less is half a letter."""
CLOSE = 1.0
"""pt: 一 fills its own box, its ground is beside it."""
EM = 32
"""How large letters are drawn, pixels: hairlines must not drown in antialiasing."""
MAX_SCALE = 16.0
MAX_PIXELS = 12_000_000
MAX_OBJECTS = 200_000
_RANGE = math.log(21)  # the contrast of black and white, where log contrast is 255
_LINEAR = [
    round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)) for v in (n / 255 for n in range(256))
]
_LOG = [round(255 * math.log((n / 255 + 0.05) / 0.05) / _RANGE) for n in range(256)]
_DARK = [255 * (n < 128) for n in range(256)]
_INKED = [255 * (n >= 255 * math.log(INK) / _RANGE) for n in range(256)]


class _Letter(NamedTuple):
    sheet: _Sheet
    number: int
    """In pdfium's text of the page."""
    item: int
    """The address of its text object."""


class _Stream(NamedTuple):
    """Squeezed text, and for each of its characters the letter it is from."""

    text: str
    letters: Sequence[_Letter]


class Places:
    """A finished PDF, opened once; its pages are read and drawn when they are asked for."""

    def __init__(self, data: bytes, layout: str = "", *, covered: bool = False) -> None:
        """`layout`: of the edition; `covered`: its first page stands alone, before the first spread."""
        self._document = pdfium.PdfDocument(data)
        self._layout, self._covered = layout, covered
        self.pages: int = len(self._document)
        self._sheets: dict[int, _Sheet] = {}
        self._streams: dict[str, _Stream] = {}

    def close(self) -> None:
        """Let go of the pages and the document."""
        for sheet in self._sheets.values():
            sheet.textpage.close()
            sheet.page.close()
        self._document.close()

    @property
    def links(self) -> frozenset[str]:
        """The addresses that links of the pages lead to."""
        found: set[str] = set()
        for number in range(self.pages):
            found |= set(_addresses(self._document, self._document[number]))
        return frozenset(found)

    @property
    def front(self) -> int:
        """The last page of the first sheet, and of the first spread after a cover: there notices open an edition."""
        return 3 if self._covered and self._layout == "facing" else 2

    def opening(self, page: int) -> int:
        """What a reader has before them with a page: the number of the page, the spread or the sheet."""
        if self._layout == "facing":
            return (page + (not self._covered)) // 2
        return (page + 1) // 2 if self._layout == "back-to-back" else page

    def page_of(self, language: str, at: int) -> int:
        """The page on which a character of `stream` stands."""
        return self._stream(language).letters[at].sheet.number

    def after(self, language: str, page: int) -> int:
        """How many characters of `stream` stand after a page."""
        return sum(letter.sheet.number > page for letter in self._stream(language).letters)

    def stream(self, language: str) -> str:
        """All text that is read in a language along the structure trees of the pages, squeezed."""
        return self._stream(language).text

    def spot(self, language: str, *stretches: tuple[int, int]) -> Spot:
        """Where stretches of `stream` stand, (start, end) of each, in order."""
        letters = self._stream(language).letters
        return _spot([letter for start, end in stretches for letter in letters[start:end]])

    def letters(self, language: str, start: int, end: int) -> Iterator[Set]:
        """A stretch of `stream` as it was set."""
        return (letter.sheet.set(letter) for letter in dict.fromkeys(self._stream(language).letters[start:end]))

    def every(self, page: int) -> Iterator[Set]:
        """Every letter of a page, margin boxes too, hyphens too."""
        sheet = self._sheet(page)
        return (sheet.set(letter) for chars in sheet.chars.values() for sign, letter in chars if not sign.isspace())

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page, pt."""
        _, _, width, height = self._sheet(page).box
        return width, height

    def contrast(self, page: int, box: Box) -> float:
        """The contrast ratio of the lightest and the darkest that is drawn in and close around a box (WCAG 2.2)."""
        around_it = (box[0] - CLOSE, box[1] - CLOSE, box[2] + CLOSE, box[3] + CLOSE)
        low, high = self._sheet(page).luminance(around_it, MAX_SCALE / 2, raw.FPDF_ANNOT).getextrema()
        return math.exp((float(high) - float(low)) / 255 * _RANGE)  # type: ignore[arg-type]

    def picture_beside(self, page: int, box: Box, reach: float) -> float:
        """How wide the dark parts are of what is drawn left of a box, within `reach` of it and of its middle; pt."""
        sheet, middle = self._sheet(page), (box[1] + box[3]) / 2
        band = (max(0.0, box[0] - reach), middle - reach / 2, max(1.0, box[0]), middle + reach / 2)
        with sheet.without(address for address, chars in sheet.chars.items() if chars):
            dark = sheet.luminance(band, MAX_SCALE / 4, raw.FPDF_ANNOT).point(_DARK).getbbox()
        return (dark[2] - dark[0]) / (MAX_SCALE / 4) if dark else 0.0

    def runs(self, page: int) -> Iterator[tuple[str, str]]:
        """(text, squeezed, and the language nearest to it) along the structure tree of a page."""
        sheet = self._sheet(page)
        return ((_stream(sheet.marked.get(run.mcid, ())).text, run.nearest) for run in sheet.runs)

    def on(self, page: int) -> str:
        """All text on a page in the order of drawing, margin boxes too, squeezed."""
        return self._sheet(page).all.text

    def on_page(self, text: str, page: int) -> Iterator[Spot]:
        """Each place of a text in all that is on a page, margin boxes too."""
        stream, length = self._sheet(page).all, len(squeezed(text))
        return (_spot(stream.letters[at : at + length]) for at in places(text, stream.text))

    def _stream(self, language: str) -> _Stream:
        if language not in self._streams:
            sheets = map(self._sheet, range(1, self.pages + 1))
            self._streams[language] = _stream(c for sheet in sheets for c in sheet.tagged(language))
        return self._streams[language]

    def _sheet(self, number: int) -> _Sheet:
        if number not in self._sheets:
            self._sheets[number] = _Sheet(self._document[number - 1], number)
        return self._sheets[number]


class _Sheet:
    """One page: its letters and objects in the order of drawing."""

    def __init__(self, page: Any, number: int) -> None:
        self.number = number
        self.page = page
        self.textpage = page.get_textpage()
        self.left, bottom, right, self.top = page.get_bbox()
        self.box: Box = (0.0, 0.0, right - self.left, self.top - bottom)
        self.items = {_address(item): item for item in _leaves(page.raw)}
        self.chars: dict[int, list[tuple[str, _Letter]]] = {address: [] for address in self.items}
        for index in range(raw.FPDFText_CountChars(self.textpage.raw)):
            address = _address(raw.FPDFText_GetTextObject(self.textpage.raw, index))
            if address in self.chars:  # others are white space that pdfium adds
                char = chr(raw.FPDFText_GetUnicode(self.textpage.raw, index))
                self.chars[address].append((char, _Letter(self, index, address)))
        self.marked: dict[int, list[tuple[str, _Letter]]] = {}
        for mcid, chars in self._marked():
            self.marked.setdefault(mcid, []).extend(chars)
        self.runs = tuple(runs(page))
        self.all = _stream(c for chars in self.chars.values() for c in chars)
        self.lines = tuple(self._lines())
        # Not the mark of a draft, which stands aslant behind the text.
        upright = filter(self.upright, dict.fromkeys(self.all.letters))
        self.boxes = {letter.number: self.box_of(letter) for letter in upright}

    def tagged(self, language: str) -> Iterator[tuple[str, _Letter]]:
        """The letters along the structure tree whose outermost language is this, or all (`MUL`)."""
        for run in self.runs:
            if language in (run.outer, MUL):
                yield from self.marked.get(run.mcid, ())

    def _marked(self) -> Iterator[tuple[int, list[tuple[str, _Letter]]]]:
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

    def box_of(self, letter: _Letter) -> Box:
        """Around a letter's ink, pt."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self.textpage.raw, letter.number, left, right, bottom, top)
        return (left.value - self.left, self.top - top.value, right.value - self.left, self.top - bottom.value)

    def set(self, letter: _Letter) -> Set:
        """A letter as it was set."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self.textpage.raw, letter.number, x, y)
        sign = chr(raw.FPDFText_GetUnicode(self.textpage.raw, letter.number))
        font, slanted, colour = style(self.textpage.raw, letter.number, self.items[letter.item])
        box, base = self.box_of(letter), self.top - y.value
        return Set(sign, self.number, box, base, self.size_of(letter), font, slanted, colour)

    def size_of(self, letter: _Letter) -> float:
        """The font size of a letter after every transform: along its line or across it, whichever is less; pt."""
        m = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.textpage.raw, letter.number, m)
        along = math.hypot(m.a, m.b)
        across = abs(m.a * m.d - m.b * m.c) / along if along else 0.0
        size: float = raw.FPDFText_GetFontSize(self.textpage.raw, letter.number)
        return size * min(along, across)

    def upright(self, letter: _Letter) -> bool:
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


class _Ink(NamedTuple):
    """The ink of a letter that comes through."""

    contrast: float
    span: float
    """The share of the letter's box around it."""

    @property
    def seen(self) -> bool:
        return self.contrast >= CONTRAST and self.span >= WHOLE


def _spot(letters: Sequence[_Letter]) -> Spot:
    first, last = letters[0].sheet, letters[-1].sheet
    reasons = [r for sheet, part in groupby(letters, lambda each: each.sheet) for r in _reasons(sheet, tuple(part))]
    unseen = Counter(filter(None, reasons))
    return Spot(
        part=first.number,
        last=last.number,
        name=f"page {first.number}",
        size=min(letter.sheet.size_of(letter) for letter in letters),
        box=around(first.box_of(letter) for letter in letters if letter.sheet is first),
        trouble=unseen.most_common(1)[0][0] if unseen else "",
    )


def _reasons(sheet: _Sheet, letters: Sequence[_Letter]) -> list[str]:
    """For each of some letters of one page "", or why it is not seen or not read."""
    boxes = [sheet.box_of(letter) for letter in letters]
    place = overlap(around(boxes), sheet.box)
    if not area(place):
        return ["off the page"] * len(letters)
    items = dict.fromkeys(letter.item for letter in letters)
    em = min(sheet.size_of(letter) for letter in letters)
    scale = min(EM / max(em, EM / MAX_SCALE), math.sqrt(MAX_PIXELS / area(place)))
    mine = {letter.number for letter in letters}
    others = [box for number, box in sheet.boxes.items() if number not in mine and area(overlap(box, place))]
    upon, through = heaped([*boxes, *others], em), struck(boxes, sheet.lines, em)
    amiss = [
        "turned" if not sheet.upright(letter) else "heaped" if n in upon else "struck out" if n in through else ""
        for n, letter in enumerate(letters)
    ]
    if any(amiss):
        return amiss
    inks = _inks(sheet.ink(items, place, scale), boxes, place, scale)
    if all(ink.seen for ink in inks):
        return [""] * len(letters)
    order = list(sheet.items)
    with sheet.without(address for address in order[order.index(next(iter(items))) :] if address not in items):
        bare = _inks(sheet.ink(items, place, scale, flags=0), boxes, place, scale)
    clips = {address: sheet.clip_of(address) for address in items}
    return [
        "" if ink.seen else _reason(box, sheet.box, clips[letter.item], ink, bare=alone)
        for letter, box, ink, alone in zip(letters, boxes, inks, bare, strict=True)
    ]


def _reason(box: Box, page: Box, clip: Box, ink: _Ink, bare: _Ink) -> str:
    """Why a letter is not seen; `bare`: its ink without what is drawn after it."""
    if share(box, page) < WHOLE:
        return "off the page"
    if share(box, clip) < WHOLE:
        return "clipped"
    if bare.seen:
        return "covered"
    if ink.contrast < INK:
        return "invisible"
    return "contrast" if ink.contrast < CONTRAST else "clipped"


def _inks(image: Image.Image, boxes: Sequence[Box], place: Box, scale: float) -> list[_Ink]:
    """The ink within each box, from an image of `place`."""
    inked = image.point(_INKED)
    inks = []
    for box in boxes:
        left, top, right, bottom = ((v - place[n % 2]) * scale for n, v in enumerate(box))
        pixels = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
        extremes: Any = image.crop(pixels).getextrema() or (0, 0)  # of no pixels there are none
        inner = inked.crop(pixels).getbbox() or (0, 0, 0, 0)
        inks.append(_Ink(math.exp(extremes[1] / 255 * _RANGE), area(inner) / max(1, (right - left) * (bottom - top))))
    return inks


def _stream(chars: Iterable[tuple[str, _Letter]]) -> _Stream:
    """Squeezed text; what combines with the sign before it is one letter with it."""
    whole: list[tuple[str, _Letter]] = []
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
    return _Stream("".join(text), letters)


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


def _addresses(document: Any, page: Any) -> Iterator[str]:
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
