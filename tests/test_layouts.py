"""Every layout on finished pages: at each of 8 page heights and 3 lengths of paragraphs both languages of a text
begin on one page, spread or sheet, no heading is left alone, and every text stands there once.

The pages are read by marks of the test's own: `E17.` begins a text in English, `C17.` the same one in Chinese.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
import struct_text
from sample_manuscript import LANGUAGES, book, handout, job

from diglot import check, fonts, make
from diglot.model import Cell, Chapter, Manuscript, Output, Row
from diglot.problems import DiglotError
from diglot.writers import impose, pdf

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = tuple(
    (path.relative_to(ROOT / "templates").as_posix(), path.read_text("utf-8"))
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.suffix in {".html", ".css"}
)
HEIGHTS = (150, 165, 180, 195, 210, 230, 255, 297)
"""Of a page, mm."""
LENGTHS = (1, 5, 40)
"""Of the long paragraphs, in sentences of 60 characters; the last is longer than a page."""
LAYOUTS = ("parallel", "interleaved", "facing", "back-to-back")
SENTENCES = (
    "Stem cells were tested in people with diabetes for some years. ",
    "干细胞已经在糖尿病患者身上试验了好几年，结果仍不确定。",
)


@pytest.fixture(scope="module")
def faces() -> tuple[fonts.FontFace, ...]:
    return fonts.discover(LANGUAGES)


def _row(number: int, kind: str, sentences: int, tag: str = "p") -> Row:
    cells = []
    for language, letter, one in zip(LANGUAGES, "EC", SENTENCES, strict=True):
        first = f"{letter}{number}. "
        items = (first + one * 2, *(one * 2 for _ in range(sentences)))
        texts = items if tag == "ul" else (first + one * sentences,)
        html = "".join(f"<li>{text}</li>" for text in texts) if tag == "ul" else texts[0]
        cells.append(Cell(language, html if kind == "heading" else f"<{tag}>{html}</{tag}>", texts))
    return Row(f"r-{number}", kind, tuple(cells), 2 if kind == "heading" else 0, short=sentences * 60 < 420)


def _rows(lengths: tuple[int, ...]) -> Iterator[Row]:
    for number in range(15):
        sentences = lengths[number // 5 % len(lengths)]
        shapes = [("heading", 1, "p"), ("text", 1, "p"), ("text", sentences, "p"), ("text", 3, "ul"), ("text", 2, "p")]
        kind, count, tag = shapes[number % 5]
        yield _row(number, kind, count, tag)


def manuscript(layout: str, *lengths: int) -> Manuscript:
    """Three sections, each with a long paragraph of so many sentences."""
    whole = handout()
    chapter = Chapter("c-1", "text", tuple(_rows(lengths)))
    output = Output("pdf", layout, "A5")
    return replace(whole, output=output, chapters=(chapter,), front=(), back=(), glossary=())


def at_height(height: int) -> tuple[tuple[str, str], ...]:
    """The templates with pages of another height."""
    return tuple((name, text.replace("{{ paper[1] }}mm", f"{height}mm")) for name, text in TEMPLATES)


def marks(data: bytes) -> dict[str, list[int]]:
    """Mark -> the pages where it stands, from 1."""
    found: dict[str, list[int]] = {}
    for number, text in enumerate(struct_text.pages(data), start=1):
        for mark in re.findall(r"\b[EC]\d+\.", text):
            found.setdefault(mark, []).append(number)
    return found


def together(layout: str, page: int) -> int:
    """The spread (left page first: there is no cover) or sheet of a page, or the page."""
    return (page + 1) // 2 if layout in {"facing", "back-to-back"} else page


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("height", HEIGHTS)
def test_a_pair_begins_together_and_nothing_is_lost(faces, layout, height):
    whole = manuscript(layout, *LENGTHS)
    made = pdf.render(job(whole, at_height(height), faces))
    assert made.problems == ()
    found = marks(made.data)
    expected = {f"{letter}{n}." for n in range(15) for letter in "EC"}
    assert found.keys() == expected
    assert [mark for mark, pages in found.items() if len(pages) > 1] == []
    where = {mark: together(layout, pages[0]) for mark, pages in found.items()}
    # One below the other, the second language of what is longer than a page begins on a later one.
    long = {f"{n}." for n, length in zip(range(2, 15, 5), LENGTHS, strict=True) if length > 5}
    long |= {f"{n}." for n in range(3, 15, 5) if height <= 180}
    long = long if layout == "interleaved" else set()
    assert [n for n in range(15) if where[f"E{n}."] != where[f"C{n}."] and f"{n}." not in long] == []
    headings = range(0, 15, 5)
    assert [n for n in headings for letter in "EC" if found[f"{letter}{n}."] != found[f"{letter}{n + 1}."]] == []
    said = Counter(re.findall("仍|tested", " ".join(struct_text.pages(made.data))))
    htmls = " ".join(cell.html for row in whole.chapters[0].rows for cell in row.cells)
    assert said == Counter(re.findall("仍|tested", htmls))


# --- what must be noticed on the pages ---------------------------------------------------------


def changed(name: str, find: str, by: str) -> tuple[tuple[str, str], ...]:
    """The templates with one of them changed."""
    assert find in dict(TEMPLATES)[name]
    return tuple((file, text.replace(find, by, 1) if file == name else text) for file, text in TEMPLATES)


APART = """<div class="row {{ 's' if one.short }} {{ one.classes | join(' ') }}" id="{{ one.id }}">
{% for half in one.cells %}
{{ cell(half) }}"""


ALONE = changed("print.css", ".row.h { break-after: avoid }", ".row.h { break-after: page }")
TWICE = changed("parts.html", APART, APART.replace("{{ cell(half) }}", "{{ cell(half) }}{{ cell(half) }}"))
ON_ANOTHER_PAGE = "main .row, main .row > div { display: block } main .row > div + div { break-before: page }\np, li {"


@pytest.mark.parametrize(
    ("layout", "templates", "said"),
    [
        ("parallel", ALONE, "a heading on"),
        ("interleaved", ALONE, "a heading on"),
        ("parallel", TWICE, "stands twice"),
        ("parallel", changed("print.css", "p, li {", ON_ANOTHER_PAGE), "but on page"),
    ],
    ids=["a heading alone", "a heading alone, interleaved", "a text twice", "languages apart"],
)
def test_pages_that_are_not_aligned_are_a_problem(faces, layout, templates, said):
    whole = manuscript(layout, 5)
    made = pdf.render(job(whole, templates, faces))
    problems = [str(problem) for problem in check.check(made.data, whole).problems]
    assert any("error D738" in one and said in one for one in problems), problems[:5]


def test_aligned_pages_are_none(faces):
    for layout in LAYOUTS:
        whole = manuscript(layout, 5)
        found = check.check(pdf.render(job(whole, TEMPLATES, faces)).data, whole).problems
        assert [str(problem) for problem in found] == []


# --- facing pages, sheets -----------------------------------------------------------------------


def test_chinese_is_on_the_left_and_english_on_the_right(faces):
    whole = manuscript("facing", 5)
    pages = struct_text.pages(pdf.render(job(whole, TEMPLATES, faces)).data)
    sides = [(n % 2, hit[1]) for n, text in enumerate(pages) for hit in re.finditer(r"\b([EC])\d+\.", text)]
    assert set(sides) == {(0, "C"), (1, "E")}


def test_a_sheet_has_english_in_front_and_chinese_on_the_back(faces):
    whole = manuscript("back-to-back", 5)
    pages = struct_text.pages(pdf.render(job(whole, TEMPLATES, faces)).data)
    sides = [(n % 2, hit[1]) for n, text in enumerate(pages) for hit in re.finditer(r"\b([EC])\d+\.", text)]
    assert set(sides) == {(1, "C"), (0, "E")}


def test_a_book_opens_with_its_cover_alone(faces):
    whole = replace(book(), output=Output("pdf", "facing", "A4"))
    made = pdf.render(job(whole, TEMPLATES, faces))
    assert made.problems == ()
    with pikepdf.open(struct_text.stream(made.data)) as document:
        assert document.Root.PageLayout == "/TwoPageRight"
    texts = struct_text.pages(made.data)
    assert "English" in texts[0]
    assert "本文为机器翻译" in texts[1]
    assert "This is not medical advice." in texts[2]
    # Each language is told its own pages.
    contents = next(text for text in texts if "Contents" in text and "Modern science view" in text)
    beside = texts[texts.index(contents) - 1]
    numbers = [[int(n) for n in re.findall(r"\. +(\d+)\s", text)] for text in (beside, contents)]
    assert [right - left for left, right in zip(*numbers, strict=True)] == [1] * len(numbers[0])
    assert len(numbers[0]) > 3


def test_links_of_a_language_lead_to_its_own_pages(faces):
    whole = replace(book(), output=Output("pdf", "facing", "A4"))
    made = pdf.render(job(whole, TEMPLATES, faces))
    with pikepdf.open(struct_text.stream(made.data)) as document:
        names = document.Root.Names.Dests.Names
        pages = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
        targets = {str(name): pages[names[i + 1][0].objgen] for i, name in enumerate(names) if i % 2 == 0}
        for number, page in enumerate(document.pages, start=1):
            for link in page.get("/Annots", []):
                if "/Dest" in link and number > 1 and not str(link.Dest).startswith("ref-"):
                    assert targets[str(link.Dest)] % 2 == number % 2, (number, str(link.Dest))


# --- what is longer than a page, and how many there may be ---------------------------------------


def test_a_notice_longer_than_a_page_cannot_be_set_on_facing_pages(faces):
    whole = replace(manuscript("facing", 1), front=handout().front)
    with pytest.raises(DiglotError) as raised:
        pdf.render(job(whole, changed("handout.css", ".notice {", ".notice { border-bottom: 300mm solid red;"), faces))
    (problem,) = raised.value.problems
    assert problem.code == "D737"
    assert "This is not medical advice" in problem.message or "本文" in problem.message
    assert problem.message.isprintable()


def test_too_many_pages_are_a_problem_that_says_how_much_is_too_much(faces):
    whole = manuscript("parallel", 5)
    made = pdf.render(job(whole, TEMPLATES, faces))
    few = replace(whole, output=replace(whole.output, pages=len(made.pages) - 1))
    (problem,) = [one for one in check.check(made.data, few).problems if one.code == "D736"]
    after = struct_text.pages(made.data)[-1]
    counted = int(re.search(r"(\d+) characters \(zh-Hans\)", problem.message)[1])
    assert abs(counted - len(re.findall("[\u3400-\u9fff，。]", after))) < 60
    assert [p for p in check.check(made.data, whole).problems if p.code == "D736"] == []


def test_the_first_layout_with_room_is_taken(faces):
    whole = manuscript("interleaved", 5)
    most = len(pdf.render(job(replace(whole, output=Output("pdf", "parallel", "A5")), TEMPLATES, faces)).pages)
    asked = Output("pdf", "interleaved", "A5", pages=most, instead=("back-to-back", "parallel"))
    made = make.make(0, job(replace(whole, output=asked), TEMPLATES, faces))
    least = len(pdf.render(job(whole, TEMPLATES, faces)).pages)
    taken = made.manuscript.output.layout
    assert taken == ("interleaved" if least <= most else "parallel")
    assert len(made.rendered.pages) <= most


# --- booklets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "sides"),
    [
        (1, [(0, 1), (0, 0)]),
        (4, [(4, 1), (2, 3)]),
        (6, [(0, 1), (2, 0), (6, 3), (4, 5)]),
        (8, [(8, 1), (2, 7), (6, 3), (4, 5)]),
    ],
)
def test_the_order_of_a_booklet(pages, sides):
    assert list(impose.order(pages)) == sides


def booklet(faces) -> tuple[Manuscript, bytes, bytes]:
    whole = manuscript("parallel", 5)
    pages = pdf.render(job(whole, TEMPLATES, faces)).data
    folded = replace(whole, output=replace(whole.output, booklet=True))
    return folded, pages, pdf.render(replace(job(folded, TEMPLATES, faces), pages=pages)).data


def test_a_booklet_shows_its_pages(faces):
    folded, pages, sheets = booklet(faces)
    checked = check.check(sheets, folded, pages)
    assert checked.problems == ()
    with pypdfium2.PdfDocument(sheets) as document, pypdfium2.PdfDocument(pages) as source:
        width, height = source[0].get_size()
        assert all(one.get_size() == pytest.approx((2 * width, height), abs=0.1) for one in document)
        assert len(checked.findings) == 2 * len(document)
    assert impose.booklet(pages)[0] == sheets


def test_a_booklet_of_other_pages_is_a_problem(faces):
    folded, pages, sheets = booklet(faces)
    with pikepdf.open(struct_text.stream(pages)) as document:
        document.pages.append(document.pages[0])
        del document.pages[0]
        buffer = io.BytesIO()
        document.save(buffer)
    problems = check.check(sheets, folded, buffer.getvalue()).problems
    assert {problem.code for problem in problems} == {"D739"}
    assert "is another page" in problems[0].message


# --- other forms ----------------------------------------------------------------------------------


def test_for_a_press_pages_have_bleed_and_marks(faces):
    whole = replace(book(), output=Output("pdf", "parallel", "A4", press=True))
    made = pdf.render(job(whole, TEMPLATES, faces))
    assert made.problems == ()
    with pikepdf.open(struct_text.stream(made.data)) as document:
        trim, bleed, media = ([float(v) for v in document.pages[0][f"/{one}Box"]] for one in ("Trim", "Bleed", "Media"))
    assert [round(trim[2] - trim[0]), round(trim[3] - trim[1])] == [595, 842]
    assert trim[0] - bleed[0] == pytest.approx(3 / 25.4 * 72, abs=0.1)
    assert media[0] <= bleed[0]
    # The cover's colour runs to the edge of the bleed.
    with pypdfium2.PdfDocument(made.data) as document:
        image = document[0].render(scale=1).to_pil().convert("L")
    left, top = round(bleed[0] - media[0]) + 2, round(media[3] - bleed[3]) + 2
    assert image.getpixel((left, top + 40)) < 100


@pytest.mark.filterwarnings("ignore:.*sRGB2014.*")  # WeasyPrint leaves it open
def test_an_archive_is_pdf_a_3a_and_ua_1(faces):
    whole = replace(manuscript("parallel", 1), output=Output("pdf", "parallel", "A4", archive=True))
    data = pdf.render(job(whole, TEMPLATES, faces)).data
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert [str(one.rule_id) for one in page.validate_pdf_bytes(data, profile=profile).failures] == []
    plain = replace(whole, output=replace(whole.output, archive=False))
    ordinary = pdf.render(job(plain, TEMPLATES, faces)).data
    failures = page.validate_pdf_bytes(ordinary, profile=page.ValidationProfile.PDF_A_3A).failures
    assert failures != []
    # It is named when it was asked for and is none.
    assert {p.code for p in check.check(ordinary, whole).problems} == {"D730"}


# --- footnotes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["parallel", "facing", "interleaved"])
def test_a_note_has_one_number_in_both_languages(faces, layout):
    whole = replace(book(), output=Output("pdf", layout, "A4"))
    pages = struct_text.pages(pdf.render(job(whole, TEMPLATES, faces)).data)
    for note in ("1. CRP and TNF", "1. CRP和TNF"):
        assert sum(note in " ".join(page.split()) for page in pages) == 1, note


def test_a_note_stands_at_the_foot_of_its_column(faces):
    whole = replace(book(), output=Output("pdf", "parallel", "A4"))
    with pypdfium2.PdfDocument(pdf.render(job(whole, TEMPLATES, faces)).data) as document:
        boxes = {}
        for one in document:
            text = one.get_textpage()
            for words in ("inflammatory markers", "炎症标志物", "improve adiponectin", "改善脂联素"):
                if found := text.search(words).get_next():
                    left, bottom, _, _ = text.get_charbox(found[0])
                    boxes[words] = (one.get_width(), left, bottom)
    for note, mark in (("inflammatory markers", "improve adiponectin"), ("炎症标志物", "改善脂联素")):
        (width, left, bottom), (_, column, above) = boxes[note], boxes[mark]
        assert (left > width / 2) == (column > width / 2)
        assert bottom < above
    # The rows of both languages begin on one line.
    assert abs(boxes["inflammatory markers"][2] - boxes["炎症标志物"][2]) < 2
