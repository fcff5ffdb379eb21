"""Reading a booklet back: each half of each side is drawn and compared with the page that belongs there."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from diglot.check.findings import DAMAGED, MUL, Checked, Finding
from diglot.model import Manuscript
from diglot.problems import Problem

CODE = "D739"
SCALE, COARSE = 2, 8
"""Pixels to a pt, and how many of them are looked at as one: letters stand between pixels in another way."""
AMISS = 48
"""How much they may differ, 0 to 255; the same page differs by 20, another by 150 or more."""


def check(data: bytes, pages: bytes, manuscript: Manuscript) -> Checked:
    """D739 for each half of a side that is not its page; a finding for each side."""
    try:
        with pdfium.PdfDocument(data) as sheets, pdfium.PdfDocument(pages) as source:
            drawn = [_drawn(source, number) for number in range(len(source))]
            sides = [_drawn(sheets, number) for number in range(len(sheets))]
    except (pdfium.PdfiumError, *DAMAGED) as error:
        return Checked((Problem("D735", f"{manuscript.stem}: {type(error).__name__}: {error}"),), ())
    findings = tuple(_found(sides, drawn))
    return Checked(tuple(one.problem(manuscript.stem) for one in findings if one.trouble), findings)


def _drawn(document: pdfium.PdfDocument, number: int) -> Image.Image:
    image: Image.Image = document[number].render(scale=SCALE).to_pil().convert("L")
    return image


def _found(sides: Sequence[Image.Image], drawn: Sequence[Image.Image]) -> list[Finding]:
    """A finding for each half: sheet 1 has the last page and the first on its front."""
    whole = len(drawn) + -len(drawn) % 4
    if len(sides) != whole // 2:
        trouble = f"{len(sides)} sides, but {whole // 2} are needed"
        return [Finding("booklet", "all sheets", MUL, f"{len(drawn)} pages", trouble=trouble, code=CODE)]
    findings = []
    for number, side in enumerate(sides):
        sheet, back = divmod(number, 2)
        pair = (2 * sheet + 2, whole - 2 * sheet - 1) if back else (whole - 2 * sheet, 2 * sheet + 1)
        middle = side.width // 2
        for half, page in zip((0, middle), pair, strict=True):
            shown = side.crop((half, 0, half + middle, side.height))
            wanted = drawn[page - 1] if page <= len(drawn) else Image.new("L", shown.size, 255)
            place = f"sheet {sheet + 1}, {'back' if back else 'front'}, {'right' if half else 'left'}"
            trouble = "" if _alike(shown, wanted) else "is another page"
            text = f"page {page}" if page <= len(drawn) else "empty"
            code = CODE if trouble else ""
            findings.append(Finding("booklet", place, MUL, text, f"side {number + 1}", trouble=trouble, code=code))
    return findings


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two drawings show the same; the last row or column may be cut off."""
    size = (min(one.width, other.width), min(one.height, other.height))
    if max(one.width, other.width) - size[0] > 2 or max(one.height, other.height) - size[1] > 2:
        return False
    difference = ImageChops.difference(*(image.crop((0, 0, *size)).reduce(COARSE) for image in (one, other)))
    extremes = difference.getextrema()
    return isinstance(extremes[1], int | float) and extremes[1] <= AMISS
