"""Chinese typography, measured from where the glyphs of finished PDFs stand: one page for each rule."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import glyphs
import pypdfium2
import pytest
from glyphs import gap, text
from hypothesis import given, settings
from hypothesis import strategies as st

from diglot import fonts
from diglot.model import Rendered
from diglot.writers import chinese, halves, pdf, pdf_engine
from diglot.writers.chinese import CLOSING, OPENING

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests/cases/typography"
PICTURES = ROOT / "tests/pictures"
PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"/><title>x</title>
<link rel="stylesheet" href="print.css"/><link rel="stylesheet" href="lang/zh-Hans.css"/>
<style>@page {{ size: 120mm 180mm; margin: 10mm }} body {{ font-size: 10pt; line-height: 15pt }}
[lang] {{ --text: var(--serif) }} {css}</style></head><body id="top">{body}</body></html>"""


@pytest.fixture(scope="module")
def faces() -> tuple[fonts.FontFace, ...]:
    return fonts.discover(("en", "zh-Hans"))


def made(faces: tuple[fonts.FontFace, ...], body: str, css: str = "") -> Rendered:
    """A page of Chinese in the printed designs' own style sheets."""
    sheets = {name: (ROOT / "templates" / name).read_bytes() for name in ("print.css", "lang/zh-Hans.css")}
    page = PAGE.format(body=body, css=css)

    def cut(root: object) -> list[bytes]:
        return pdf.subsets(faces, set(page) | pdf.ALWAYS | set("".join(map(bytes.decode, sheets.values()))))

    return pdf_engine.write(page, sheets, cut, "page.html")


def fixture(name: str) -> str:
    return (PAGES / f"{name}.html").read_text("utf-8")


def plain(data: bytes) -> str:
    """The text of a file as PDFium gives it to who copies it, without line ends."""
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def picture(rendered: Rendered, rule: str) -> Rendered:
    """The page of a rule as a picture, for people."""
    PICTURES.mkdir(exist_ok=True)
    with pypdfium2.PdfDocument(rendered.data) as document:
        document[0].render(scale=2).to_pil().save(PICTURES / f"typography-{rule}.png")
    return rendered


def lines(faces: tuple[fonts.FontFace, ...], body: str, css: str = "") -> list[list[glyphs.Glyph]]:
    rendered = made(faces, body, css)
    assert rendered.problems == ()
    return glyphs.lines(rendered.data)


def line_of(found: list[list[glyphs.Glyph]], words: str) -> list[glyphs.Glyph]:
    return next(line for line in found if words in text(line))


# --- between Han and Latin -----------------------------------------------------------------------


@pytest.mark.parametrize("pair", ["对2", "2型", "的T", "T细", "每1", "0人", "6人", "用H", "至2"])
def test_an_eighth_of_an_em_between_han_and_latin(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0.125, abs=0.01)


@pytest.mark.parametrize("pair", ["接A", "C之", "体B", "B超", "与C", "e水"])
def test_a_gap_where_an_element_begins_or_ends(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0.125, abs=0.01)


@pytest.mark.parametrize("pair", ["c（", "，截", "%的", "糖尿", "渴s"])
def test_no_gap_beside_marks_and_in_other_languages(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0, abs=0.03)


def test_the_gap_is_no_part_of_the_text(faces):
    found = picture(made(faces, fixture("autospace")), "autospace").data
    assert "每10人中约有6人使用HbA1c（糖化血红蛋白），截至2025年6月。" in plain(found)
    assert "每10人中约有6人使用HbA1c（糖化血红蛋白），截至2025年6月。" in text([*glyphs.glyphs(found)])
    assert "\u2005" not in "".join(g.sign for g in glyphs.glyphs(found))


def test_the_width_of_the_gap_is_the_designers(faces):
    found = lines(faces, fixture("autospace"), "[lang] { --text-autospace: 0.1em }")
    assert gap(line_of(found, "每10"), "每1") == pytest.approx(0.1, abs=0.01)
    found = lines(faces, fixture("autospace"), "[lang] { --text-autospace: 0 }")
    assert gap(line_of(found, "每10"), "每1") == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("value", ["3mm", "wide", "0.2em 0.3em", "-1em"])
def test_a_gap_that_is_not_in_em_is_a_problem(faces, value):
    (problem,) = made(faces, fixture("autospace"), f"[lang] {{ --text-autospace: {value} }}").problems
    assert problem.code == "D700"
    assert "Ignored --text-autospace" in problem.message


def test_a_line_may_end_after_a_gap(faces):
    """At any width: no gap begins a line, none makes a line longer than it may be."""
    for width in range(200, 260, 3):
        found = lines(faces, f"<p>{'检测10名患者的HbA1c水平后' * 8}。</p>", f"p {{ width: {width}pt }}")
        left = min(line[0].left for line in found)
        assert {round(line[0].left - left, 1) for line in found} == {0.0}
        assert max(line[-1].right for line in found) - left <= width + 0.01


# --- even edges --------------------------------------------------------------------------------------

MEASURE = 200
JUSTIFIED = f"p {{ width: {MEASURE}pt; text-align: justify }}"


def spread(found: list[list[glyphs.Glyph]]) -> float:
    """How far apart the right ends of lines are, in shares of the measure; a mark at the end without its blank."""
    ends = [line[-1].right - (line[-1].size / 2 if line[-1].sign in CLOSING else 0) for line in found]
    return (max(ends) - min(ends)) / MEASURE


def full(found: list[list[glyphs.Glyph]]) -> list[list[glyphs.Glyph]]:
    """All lines but the last of the fixture's two paragraphs."""
    last = next(n for n, line in enumerate(found) if text(line).endswith("太低。"))
    return [*found[:last], *found[last + 1 : -1]]


def test_even_edges(faces):
    rendered = picture(made(faces, fixture("edges"), JUSTIFIED), "edges")
    even = spread(full(glyphs.lines(rendered.data)))
    ragged = spread(full(lines(faces, fixture("edges"), f"p {{ width: {MEASURE}pt }}")))
    assert even <= 0.005
    assert ragged > 0.05


def test_even_edges_add_no_space_to_the_text(faces):
    found = plain(made(faces, fixture("edges"), JUSTIFIED).data)
    assert "局（FDA）和国际干细胞研究学会（ISSCR）都警告" in found
    assert "间充质干细胞（mesenchymal stromal" in found


# --- marks --------------------------------------------------------------------------------------------


def test_marks_side_by_side_are_squeezed(faces):
    rendered = picture(made(faces, fixture("marks")), "marks")
    first, second = glyphs.lines(rendered.data)
    for pair in ("，（", "）；", "；“", "”“", "”。"):
        assert gap(first, pair) == pytest.approx(-0.5, abs=0.01), pair
    for pair in ("甲，", "（乙", "。戊", "戊，", "，己"):
        assert gap(first, pair) == pytest.approx(0, abs=0.02), pair
    assert gap(second, "））") == pytest.approx(-0.5, abs=0.01)
    assert gap(second, "（（") == pytest.approx(-0.5, abs=0.02)


def test_marks_are_as_wide_as_they_come_where_a_designer_says_so(faces):
    first, _ = lines(faces, fixture("marks"), "[lang] { --text-spacing-trim: space-all }")
    assert gap(first, "，（") == pytest.approx(0, abs=0.01)


def test_a_mark_at_the_end_of_a_line_needs_half_a_place(faces):
    body = f"<p>{'胰' * 19}，{'岛' * 5}</p>"
    squeezed, _ = lines(faces, body, "p { width: 195.1pt }")
    assert text(squeezed) == "胰" * 19 + "，"
    wide, _ = lines(faces, body, "p { width: 195.1pt } [lang] { --text-spacing-trim: space-all }")
    assert text(wide) == "胰" * 18


def test_no_line_begins_or_ends_with_the_wrong_mark(faces):
    picture(made(faces, fixture("kinsoku"), "p { width: 120pt }"), "kinsoku")
    for width in range(60, 160, 7):
        found = lines(faces, fixture("kinsoku"), f"p {{ width: {width}pt }}")
        assert len(found) > 3
        assert not [text(line) for line in found if line[0].sign in CLOSING]
        assert not [text(line) for line in found if line[-1].sign in OPENING]


def test_a_line_may_end_beside_quotation_marks(faces):
    """Lines are filled: Pango alone would keep a quotation and its neighbours together."""
    found = lines(faces, f"<p>{'甲“乙”' * 30}</p>", "p { width: 101pt }")
    assert min(line[-1].right - line[0].left for line in found[:-1]) >= 79.9


@pytest.mark.parametrize("pair", ["，《", "）（", "”（", "，“", "”“", "”《"])
def test_a_line_may_end_between_a_mark_that_closes_and_one_that_opens(faces, pair):
    first, second = lines(faces, f"<p>甲乙丙丁戊{pair}己庚</p>", "p { width: 60pt }")
    assert (text(first), text(second)) == (f"甲乙丙丁戊{pair[0]}", f"{pair[1]}己庚")


# --- what stays together -------------------------------------------------------------------------------


FACTS = ("2型糖尿病", "10mg", "2,000mg", "3个月", "2025年", "120人", "7.5mmol/L")


def parted(found: list[list[glyphs.Glyph]]) -> int:
    """How many facts are split over two lines."""
    shown = [text(line) for line in found]
    return sum("".join(shown).count(fact) - sum(line.count(fact) for line in shown) for fact in FACTS)


def test_facts_and_last_characters_stay_together(faces):
    picture(made(faces, fixture("facts"), "p { width: 90pt }"), "facts")
    untreated = fixture("facts").replace("<p>", '<p lang="ja">').replace("mg", "m<b></b>g").replace("/L", "/<b></b>L")
    before = 0
    for width in range(80, 200, 9):
        found = lines(faces, fixture("facts"), f"p {{ width: {width}pt }}")
        assert parted(found) == 0, (width, [text(line) for line in found])
        assert len(text(found[-1]).rstrip("。")) > 1
        before += parted(lines(faces, untreated, f"p {{ width: {width}pt }}"))
    assert before >= 10


# --- what a designer or an author asks for --------------------------------------------------------------


def test_two_em_indent_or_none(faces):
    for css, em in (("p { text-indent: 2em; width: 150pt }", 2), ("p { width: 150pt }", 0)):
        rendered = made(faces, fixture("indent"), css)
        first, second, *_ = glyphs.lines(rendered.data)
        assert (first[0].left - second[0].left) / first[0].size == pytest.approx(em, abs=0.01)
        picture(rendered, f"indent-{em}")


def test_dots_stand_under_characters_and_nothing_slants(faces):
    rendered = picture(made(faces, fixture("emphasis")), "emphasis")
    (line,) = glyphs.lines(rendered.data)
    dots = glyphs.dots(rendered.data)
    middles = [(one.left + one.right) / 2 for one in line if one.sign in "停用或减少斜体"]
    assert [x for x, _ in dots] == pytest.approx(middles, abs=0.1)
    assert all(line[0].base - 0.45 * line[0].size < y < line[0].base - 0.2 * line[0].size for _, y in dots)
    assert all(glyphs.upright(rendered.data))
    assert not [one.font for one in line if "Italic" in one.font or "Oblique" in one.font]
    assert plain(rendered.data) == "绝不要停用，或减少胰岛素。这是斜体吗？"


def test_pinyin_stands_above_its_word(faces):
    rendered = picture(made(faces, fixture("ruby")), "ruby")
    shown = glyphs.glyphs(rendered.data)
    word = [one for one in shown if one.sign in "消渴"]
    reading = [one for one in shown if one.size < 6]
    assert text(reading) == "xiāokě"
    assert (reading[0].left + reading[-1].right) / 2 == pytest.approx((word[0].left + word[1].right) / 2, abs=0.6)
    assert reading[0].base > word[0].base + 0.85 * word[0].size
    for width in range(60, 110, 10):
        found = lines(faces, fixture("ruby"), f"p {{ width: {width}pt }}")
        assert any("消渴" in text(line) for line in found)


def test_a_reading_leaves_the_line_below_it_as_it_is(faces):
    found = [one for one in glyphs.glyphs(made(faces, fixture("ruby")).data) if one.size > 6]
    assert gap(found, "为消") == pytest.approx(0, abs=0.01)
    assert gap(found, "渴的") == pytest.approx(0, abs=0.01)


def test_lists_are_numbered_in_chinese(faces):
    rendered = picture(made(faces, fixture("lists"), "ol { list-style-type: han; padding-left: 4em }"), "lists")
    shown = text(sorted(glyphs.glyphs(rendered.data), key=lambda one: (-round(one.base), one.left)))
    for number, item in zip(("一", "三", "十", "十一", "十二"), "甲丙癸子丑", strict=True):
        assert f"{number}、{item}" in shown


def test_quotation_marks_by_region(faces):
    region = re.search("quotes:[^;]+;", (ROOT / "templates/lang/zh-Hant.css").read_text("utf-8"))[0]
    rendered = picture(made(faces, fixture("quotes"), f":lang(zh-Hant) {{ {region} }}"), "quotes")
    shown = plain(rendered.data)
    assert "“简体‘字’”" in shown
    assert "「繁體『字』」" in shown


def test_english_is_hyphenated_in_narrow_columns(faces):
    def edge(css: str) -> float:
        found = lines(faces, fixture("hyphens"), "p { width: 110pt } " + css)
        ends = [line[-1].right for line in found[:-1]]
        return max(ends) - min(ends)

    hyphens = "p { hyphens: auto; hyphenate-limit-chars: 7 3 3 }"
    picture(made(faces, fixture("hyphens"), "p { width: 110pt } " + hyphens), "hyphens")
    assert edge(hyphens) < edge("") / 2


# --- a text that is cut in two, for facing pages ---------------------------------------------------------


def test_a_text_is_cut_after_the_marks_that_end_a_sentence():
    row = fromstring(
        "<div class='row'><div lang='en'><p>Say 7.5 mmol/L. Yes.</p></div>"
        "<div lang='zh-Hans'><p>她说：“血糖7.5 mmol/L。”是的，还高。</p></div></div>"
    )
    chinese.prepare(row)
    parts = [[chinese.bare("".join(cell.itertext())) for cell in one] for one in halves.cut(row)]
    assert parts == [["Say 7.5 mmol/L. ", "她说：“血糖7.5 mmol/L。”"], ["Yes.", "是的，还高。"]]


# --- the text is the author's ----------------------------------------------------------------------------

MIXES = st.lists(
    st.sampled_from(
        ["消渴", "胰岛素", "糖尿病人", "，", "。", "“药”", "（见）", "《经》", "：", "12", "2型", "HbA1c", "mg", "25%"]
    ),
    min_size=8,
    max_size=40,
).map("".join)


@settings(max_examples=12, deadline=None)
@given(mix=MIXES, width=st.integers(90, 200), align=st.sampled_from(["left", "justify"]))
def test_the_text_of_the_file_is_the_text_given(faces, mix, width, align):
    rendered = made(faces, f"<p>{mix}</p>", f"p {{ width: {width}pt; text-align: {align} }}")
    assert plain(rendered.data) == mix


def test_a_badge_that_does_not_fit_takes_one_word_along(faces):
    badge = '<a href="https://example.org" class="badge">Not shown 45</a>'
    body = f'<p lang="en">Still under research — not a permanent cure yet.\u00a0{badge}</p>'
    for width in range(190, 270, 10):
        found = [text(line) for line in lines(faces, body, f"p {{ width: {width}pt }}")]
        assert len(found) == 2, (width, found)
        assert found[1].endswith("Notshown45")
