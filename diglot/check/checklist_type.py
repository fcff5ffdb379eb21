"""What the checklist asks of letters, lines and pages (pt); each rule with its item of domain.md, section 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from diglot.check.findings import Finding
from diglot.check.letters import Line, Set, leading, lines
from diglot.check.pdf_place import Places
from diglot.check.texts import Located
from diglot.model import Manuscript
from diglot.papers import PAPERS
from diglot.problems import Problem

MM = 72 / 25.4
CONTRAST = 4.5
DRAFT = (0xD5, 0xDA, 0xD9)
"""The colour of the mark of a draft."""
LEAST, LARGE, FOOT = 12.0, 16.0, 9.0
LARGE_PRINT = "large-print"
"""The design that is one."""
SAFE, GUTTER = 15.0, 5.0
"""mm"""
LATIN, CHINESE = 75, 38
LEADING = {"zh": (1.5, 1.8), "": (1.2, 1.5)}
"""Of Chinese, of others."""
ROUNDING = 0.02
SPACE = 0.4
"""Of a line: what stands between two paragraphs beyond the leading."""
HYPHEN = "\u2010"
"""What is set where a word is divided."""
CAPITALS = re.compile(r"(?:\b[A-Z]{2,}\b[\s,]*){4,}")


@dataclass(frozen=True)
class Sheet:
    """A handout that was read back: its pages, its texts where they stand, and what else was found in it."""

    manuscript: Manuscript
    places: Places
    found: tuple[Located, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def texts(self) -> list[tuple[Located, list[Line]]]:
        """Each text of the body, line by line."""
        rows = {row.id: row for chapter in self.manuscript.chapters for row in chapter.rows if row.kind == "text"}
        return [
            (one, lines(self.places.letters(one.piece.language, one.start, one.end)))
            for one in self.found
            if one.piece.row in rows and one.start >= 0
        ]

    @cached_property
    def pages(self) -> list[tuple[Set, ...]]:
        """Every letter of each page."""
        return [tuple(self.places.every(number)) for number in range(1, self.places.pages + 1)]


def body(sheet: Sheet) -> tuple[str, str]:
    """1: the smallest letters of the running text and of the notices."""
    sizes = [letter.size for _, found in sheet.texts for line in found for letter in line.letters]
    sizes += [one.size for one in sheet.findings if one.place in {"front", "section", "table", "back"} and one.size]
    least = min(sizes, default=0.0)
    return f"{least:.1f} pt", "" if least >= LEAST - 0.05 else f"it has letters of {least:.1f} pt"


def large(sheet: Sheet) -> tuple[str, str]:
    """2: whether this is the one in large print, and is as large as that."""
    size, _ = body(sheet)
    if sheet.manuscript.design != LARGE_PRINT:
        return f"this one has {size}", ""
    return f"this is it: {size}", "" if float(size[:-3]) >= LARGE - 0.05 else f"large print has letters of {size}"


def foot(sheet: Sheet) -> tuple[str, str]:
    """3: the smallest letters of what stands on every page."""
    sizes = [one.size for one in sheet.findings if one.place == "every page" and one.size]
    least = min(sizes, default=0.0)
    return f"{least:.1f} pt", "" if least >= FOOT - 0.05 else f"the foot has letters of {least:.1f} pt"


def plain(sheet: Sheet) -> tuple[str, str]:
    """4: slanted letters, by their matrix and their font; lines under letters; four words in capitals in a row."""
    slanted = [f"page {one.page}" for letters in sheet.pages for one in letters if one.slanted]
    capitals = [hit[0] for one, _ in sheet.texts if (hit := CAPITALS.search(one.piece.text))]
    lined = [f"page {number}" for number in range(1, sheet.places.pages + 1) if sheet.places.underlined(number)]
    found = {"slanted letters": slanted, "lines under words": lined, "words in capitals": capitals}
    trouble = next((f"{what}: {where[0]}" for what, where in found.items() if where), "")
    return ", ".join(f"{what} {len(where)}" for what, where in found.items()), trouble


def aligned(sheet: Sheet) -> tuple[str, str]:
    """5: lines of a text begin at one edge and do not all end at one."""
    even = ragged = 0
    for _, found in sheet.texts:
        if len(found) > 3:
            ends = [line.right for line in found[:-1]]
            even += max(ends) - min(ends) < 1.0
            ragged += max(ends) - min(ends) >= 1.0
    return (
        f"{ragged} texts of four lines or more are ragged, {even} are not",
        "it is justified" if even > ragged else "",
    )


def gutter(sheet: Sheet) -> tuple[str, str]:
    """6: the least room between two languages side by side, mm."""
    if sheet.manuscript.output.layout != "parallel":
        return "one column", ""
    edges: dict[tuple[int, str], list[Line]] = {}
    for one, found in sheet.texts:
        for line in found:
            edges.setdefault((line.page, one.piece.language), []).append(line)
    first, second = sheet.manuscript.languages[:2]
    gaps = [
        min(line.left for line in edges[page, second]) - max(line.right for line in edges[page, first])
        for page in range(1, sheet.places.pages + 1)
        if (page, first) in edges and (page, second) in edges
    ]
    least = min(gaps, default=0.0) / MM
    return f"{least:.1f} mm", "" if least >= GUTTER else f"the gutter has {least:.1f} mm, {GUTTER:g} are needed"


def unsplit(sheet: Sheet) -> tuple[str, str]:
    """7: hyphens that the text has not, digits of a number, a number and its Chinese word: each on one line."""
    hyphens = [one for letters in sheet.pages for one in letters if one.sign == HYPHEN]
    written = sum(one.piece.text.count(HYPHEN) for one in sheet.found)
    broken = [f"a word with a hyphen on page {one.page}" for one in hyphens[written:]]
    for one, found in sheet.texts:
        for above, below in pairwise(found):
            last, first = above.letters[-1].sign, below.letters[0].sign
            if last.isdigit() and (first.isdigit() or "\u3400" <= first <= "\u9fff"):
                broken.append(f"“{last}|{first}” in “{one.piece.text[:30]}”, page {above.page}")
    return f"{len(broken)} split", broken[0] if broken else ""


def spaced(sheet: Sheet) -> tuple[str, str]:
    """8: between the last line of a text and the first of the next in its column, in lines."""
    spaces = []
    for column in _columns(sheet):
        for (one, above), (after, below) in pairwise(column):
            distance = below[0].base - above[-1].base
            if one.piece.row != after.piece.row and above[-1].page == below[0].page and distance > 0:
                line = median([*leading(above), *leading(below)] or [1.35]) * below[0].size
                spaces.append((distance - line) / line)
    least = min(spaces, default=SPACE)
    return f"{least:.2f} of a line at the least", "" if least >= SPACE else f"only {least:.2f} of a line"


def _columns(sheet: Sheet) -> Iterator[list[tuple[Located, list[Line]]]]:
    """The texts that stand one below the other: those of a language, or all where languages are interleaved."""
    texts = [(one, found) for one, found in sheet.texts if found]
    if sheet.manuscript.output.layout == "interleaved":
        yield sorted(texts, key=lambda pair: (pair[1][0].page, pair[1][0].base))
    else:
        for language in sheet.manuscript.languages:
            yield [(one, found) for one, found in texts if one.piece.language == language]


def measure(sheet: Sheet) -> tuple[str, str]:
    """9: the most characters of a line; spaces between Latin words are counted, Chinese is measured in em."""
    most = {True: 0.0, False: 0.0}
    for one, found in sheet.texts:
        chinese = one.piece.language.startswith("zh")
        for line in found:
            gaps = sum(after.box[0] - before.box[2] > 0.2 * before.size for before, after in pairwise(line.letters))
            length = (line.right - line.left) / line.size if chinese else len(line.letters) + gaps
            most[chinese] = max(most[chinese], length)
    trouble = ""
    if most[False] > LATIN or most[True] > CHINESE:
        trouble = f"lines of {most[False]:.0f} Latin or {most[True]:.0f} Chinese characters"
    return f"{most[False]:.0f} Latin, {most[True]:.0f} Chinese", trouble


def leaded(sheet: Sheet) -> tuple[str, str]:
    """10: the distances of base lines within a text."""
    said, trouble = [], ""
    for language in sheet.manuscript.languages:
        low, high = LEADING["zh" if language.startswith("zh") else ""]
        steps = [step for one, found in sheet.texts if one.piece.language == language for step in leading(found)]
        if steps:
            usual = median(steps)
            said.append(f"{usual:.2f} ({language})")
            trouble = trouble or (
                "" if low - ROUNDING <= usual <= high + ROUNDING else f"the leading is {usual:.2f} in {language}"
            )
    return ", ".join(said), trouble


def contrasted(sheet: Sheet) -> tuple[str, str]:
    """11: the contrast of letters with the ground that is drawn behind them; luminance is what grey keeps (WCAG 1.4.3).

    Of each page, a few letters of each colour in each size are drawn.
    """
    asked: dict[tuple[int, tuple[int, int, int], int, int], Set] = {}
    for letters in sheet.pages:
        for one in letters:
            if one.sign.isalnum() and one.colour != DRAFT:
                asked.setdefault((one.page, one.colour, round(one.size), round(one.box[1] / 60)), one)
    ratios = [(sheet.places.contrast(one.page, one.box), one) for one in asked.values()]
    least, at = min(ratios, key=lambda pair: pair[0])
    found = f"{least:.1f} to 1 (page {at.page}, “{at.sign}”)"
    return found, "" if least >= CONTRAST else f"letters on page {at.page} have {least:.1f} to 1"


def safe(sheet: Sheet) -> tuple[str, str]:
    """12: the paper, and how near letters come to its edges, mm."""
    output = sheet.manuscript.output
    width, height = (side / MM for side in sheet.places.size(1))
    wanted = PAPERS[output.paper]
    extra = 0.0 if not output.press else max(width - wanted[0], 0) / 2
    right = abs(width - 2 * extra - wanted[0]) < 1 and abs(height - 2 * extra - wanted[1]) < 1
    nearest, at = 1e9, 0
    for letters in sheet.pages:
        for one in letters:
            left, top, end, bottom = (side / MM for side in one.box)
            near = min(left, top, width - end, height - bottom) - extra
            nearest, at = min((nearest, at), (near, one.page))
    found = f"{width:.0f} × {height:.0f} mm ({output.paper}), {nearest:.1f} mm free"
    if not right:
        return found, f"the pages are {width:.0f} × {height:.0f} mm, not {output.paper}"
    return found, "" if nearest >= SAFE - 0.1 else f"letters stand {nearest:.1f} mm from the edge of page {at}"


def together(sheet: Sheet) -> tuple[str, str]:
    """40: as many texts in each language; side by side only where both have 12 pt."""
    counts = {tag: sum(one.piece.language == tag for one in sheet.found) for tag in sheet.manuscript.languages}
    size, trouble = body(sheet)
    found = (
        f"{', '.join(f'{count} ({tag})' for tag, count in counts.items())}, {sheet.manuscript.output.layout}, {size}"
    )
    if len(set(counts.values())) > 1:
        return found, "the languages do not have the same number of texts"
    return found, trouble


def fonts(sheet: Sheet) -> tuple[str, str]:
    """44: what the other checks say of fonts, languages and tags (D725, D728, D730)."""
    names = sorted({one.font for letters in sheet.pages for one in letters})
    wrong = [problem for problem in sheet.problems if problem.code in {"D725", "D728", "D730"}]
    return f"{len(names)} fonts, all in the file", str(wrong[0].message) if wrong else ""


def filled(sheet: Sheet) -> tuple[str, str]:
    """48: pages with next to nothing on them, notices on two pages."""
    fewest = min(len(letters) for letters in sheet.pages)
    empty = [letters[0].page if letters else 0 for letters in sheet.pages if len(letters) < 2 * _foot_letters(sheet)]
    torn = [one.what for one in sheet.findings if one.code == "D732"]
    trouble = f"page {empty[0]} is all but empty" if empty else f"{torn[0]} is torn apart" if torn else ""
    return f"{sheet.places.pages} pages, {fewest} letters or more on each", trouble


def _foot_letters(sheet: Sheet) -> int:
    return sum(len("".join(cell.texts)) for cell in sheet.manuscript.line)
