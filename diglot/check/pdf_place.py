"""Where a text stands in a finished PDF, and whether a reader sees it there.

Seeing is measured: the place is drawn with the text and without it. What differs is the ink of the
text that comes through to the surface, whatever clips it, covers it or gives it no colour of its own.
Lengths are in pt, boxes are left, top, right, bottom from the top left corner of the page.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from diglot.check.boxes import area, around, grown, heaped, overlap, share, struck
from diglot.check.findings import Box, Spot
from diglot.check.letters import Set, underscored
from diglot.check.pdf_sheet import RANGE, Letter, Sheet, Stream, addresses, stream
from diglot.check.pdf_text import descriptions
from diglot.check.texts import places, squeezed

CONTRAST = 3.0
"""The least contrast of a letter with what is behind it, as in WCAG 1.4.3 (which asks 4.5; drawn letters lose some)."""
INK = 1.2
"""The least contrast of a pixel that is ink at all."""
WHOLE = 0.7
"""The least share of a letter's box that its ink must span: less is half a letter."""
CLOSE = 1.0
"""pt: 一 fills its own box, its ground is beside it."""
EVERYDAY = 12.0
"""pt: about the em of most text."""
HEAP = 6
"""The least number of letters that lie upon each other where one text lies upon another."""
EM = 32
"""How large letters are drawn, pixels: hairlines must not drown in antialiasing."""
MAX_SCALE = 16.0
MAX_PIXELS = 12_000_000
_DARK = [255 * (n < 128) for n in range(256)]
_INKED = [255 * (n >= 255 * math.log(INK) / RANGE) for n in range(256)]


class Places:
    """A finished PDF, opened once; its pages are read and drawn when they are asked for."""

    def __init__(self, data: bytes, layout: str = "", *, covered: bool = False) -> None:
        """`layout`: of the edition; `covered`: its first page stands alone, before the first spread."""
        self._document = pdfium.PdfDocument(data)
        self._layout, self._covered = layout, covered
        self.pages: int = len(self._document)
        self._sheets: dict[int, Sheet] = {}
        self._streams: dict[str, Stream] = {}

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
            found |= set(addresses(self._document, self._document[number]))
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

    def lost(self, page: int) -> Iterator[tuple[str, str]]:
        """(what is wrong, with which letters): those that run off a page, and those that lie upon each other."""
        sheet = self._sheet(page)
        signs = {letter.number: sign for chars in sheet.chars.values() for sign, letter in chars}
        numbers, boxes = list(sheet.boxes), list(sheet.boxes.values())
        off = [at for at, box in enumerate(boxes) if share(box, grown(sheet.box, CLOSE)) < WHOLE]
        for what, found in (("runs off the page", off), ("lies upon other text", sorted(heaped(boxes, EVERYDAY)))):
            if len(found) >= HEAP or (found and found is off):
                yield what, "".join(signs[numbers[at]] for at in found)

    def underlined(self, page: int) -> bool:
        """Whether a line of a page runs under letters, as long as they are."""
        sheet = self._sheet(page)
        sets = [one for one in self.every(page) if one.sign.isalnum()] if sheet.lines else []
        return any(underscored(line, sets) for line in sheet.lines)

    def figures(self) -> list[str]:
        """The description of each picture in the structure trees, "" for none."""
        return [alt for number in range(1, self.pages + 1) for alt in descriptions(self._sheet(number).page)]

    def within(self, page: int, box: Box) -> str:
        """The text in a box of a page, as a reader would copy it."""
        sheet = self._sheet(page)
        left, top, right, bottom = box[0] + sheet.left, sheet.top - box[1], box[2] + sheet.left, sheet.top - box[3]
        return str(sheet.textpage.get_text_bounded(left, bottom, right, top))

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page, pt."""
        _, _, width, height = self._sheet(page).box
        return width, height

    def contrast(self, page: int, box: Box) -> float:
        """The contrast ratio of the lightest and the darkest that is drawn in and close around a box (WCAG 2.2)."""
        around_it = grown(box, CLOSE)
        low, high = self._sheet(page).luminance(around_it, MAX_SCALE / 2, raw.FPDF_ANNOT).getextrema()
        return math.exp((float(high) - float(low)) / 255 * RANGE)  # type: ignore[arg-type]

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
        return ((stream(sheet.marked.get(run.mcid, ())).text, run.nearest) for run in sheet.runs)

    def unread(self, page: int) -> str:
        """The text of a page that is marked as content, but stands nowhere in its structure tree."""
        sheet = self._sheet(page)
        known = {run.mcid for run in sheet.runs}
        return stream(c for mcid, chars in sheet.marked.items() if mcid not in known for c in chars).text

    def on(self, page: int) -> str:
        """All text on a page in the order of drawing, margin boxes too, squeezed."""
        return self._sheet(page).all.text

    def on_page(self, text: str, page: int) -> Iterator[Spot]:
        """Each place of a text in all that is on a page, margin boxes too."""
        stream, length = self._sheet(page).all, len(squeezed(text))
        return (_spot(stream.letters[at : at + length]) for at in places(text, stream.text))

    def _stream(self, language: str) -> Stream:
        if language not in self._streams:
            sheets = [self._sheet(number) for number in range(1, self.pages + 1)]
            # A text that goes on overleaf is not interrupted by the notes at the foot of its page.
            both = (sheet.tagged(language, notes=notes) for notes in (False, True) for sheet in sheets)
            self._streams[language] = stream(chain.from_iterable(both))
        return self._streams[language]

    def _sheet(self, number: int) -> Sheet:
        if number not in self._sheets:
            self._sheets[number] = Sheet(self._document[number - 1], number)
        return self._sheets[number]


class _Ink(NamedTuple):
    """The ink of a letter that comes through."""

    contrast: float
    span: float
    """The share of the letter's box around it."""

    @property
    def seen(self) -> bool:
        return self.contrast >= CONTRAST and self.span >= WHOLE


def _spot(letters: Sequence[Letter]) -> Spot:
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


def _reasons(sheet: Sheet, letters: Sequence[Letter]) -> list[str]:
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
        inks.append(_Ink(math.exp(extremes[1] / 255 * RANGE), area(inner) / max(1, (right - left) * (bottom - top))))
    return inks
