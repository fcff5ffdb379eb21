"""Chinese typography, measured from where the glyphs of finished PDFs stand: one page for each rule."""

from __future__ import annotations

import html
import itertools
import re
from pathlib import Path

import glyphs
import pypdfium2
import pytest
from glyphs import gap, text
from hypothesis import given, settings
from hypothesis import strategies as st

from diglot import fonts
from diglot.model import Rendered
from diglot.writers import pdf, pdf_engine

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests/cases/typography"
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


def lines(faces: tuple[fonts.FontFace, ...], body: str, css: str = "") -> list[list[glyphs.Glyph]]:
    rendered = made(faces, body, css)
    assert rendered.problems == ()
    return glyphs.lines(rendered.data)


def line_of(found: list[list[glyphs.Glyph]], words: str) -> list[glyphs.Glyph]:
    return next(line for line in found if words in text(line))


# --- between Han and Latin -----------------------------------------------------------------------


@pytest.mark.parametrize("pair", ["对2", "2型", "的T", "T细", "每1", "0人", "6人", "用H", "至2"])
def test_a_quarter_of_an_em_between_han_and_latin(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("pair", ["接A", "C之", "体B", "B超", "与C", "e水"])
def test_a_gap_where_an_element_begins_or_ends(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("pair", ["c（", "，截", "%的", "糖尿", "渴s"])
def test_no_gap_beside_marks_and_in_other_languages(faces, pair):
    found = lines(faces, fixture("autospace"))
    assert gap(line_of(found, pair), pair) == pytest.approx(0, abs=0.03)


def test_the_gap_is_no_part_of_the_text(faces):
    found = made(faces, fixture("autospace")).data
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


# --- marks ----------------------------------------------------------------------------------------

CLOSING, OPENING = "、。，．：；！？）」』】》〉”’", "（「『【《〈“‘"
WIDTHS = range(130, 260, 6)
"""Of a paragraph, pt, at 10 pt."""


def test_marks_in_a_row_take_half_an_em_less(faces):
    found = [sign for line in lines(faces, fixture("squeeze"), "p { width: 400pt }") for sign in line]
    shown = text(found)
    steps = {
        shown[n : n + 2]: (found[n + 1].left - found[n].left) / found[n].size
        for n in range(len(shown) - 1)
        if found[n].base == found[n + 1].base
    }
    halves = {
        pair: step
        for pair, step in steps.items()
        if pair in {"：“", "。”", "”“", "，”", "》（", "），", "，《", "）？"}
    }
    assert len(halves) >= 7
    assert all(step == pytest.approx(0.5, abs=0.03) for step in halves.values()), halves
    # The others keep their full width.
    assert steps["试验"] == pytest.approx(1, abs=0.01)
    assert steps["（早"] == pytest.approx(1, abs=0.01)


def test_no_line_begins_or_ends_with_the_wrong_mark(faces):
    seen = 0
    for width in WIDTHS:
        for line in lines(faces, fixture("lines"), f"p {{ width: {width}pt }}"):
            seen += 1
            assert line[0].sign not in CLOSING, text(line)
            assert line[-1].sign not in OPENING, text(line)
    assert seen > 150


def test_a_number_stays_with_its_word(faces):
    facts = ("12名", "413人", "2025年", "第10章", "1型糖尿病", "2型糖尿病", "3个")
    for width in WIDTHS:
        shown = [text(line) for line in lines(faces, fixture("lines"), f"p {{ width: {width}pt }}")]
        for fact in facts:
            digits = fact.lstrip("第")
            assert any(digits in line for line in shown), (width, fact, shown)


def test_a_line_may_end_outside_of_quotation_marks(faces):
    """Pango alone leaves lines 2 em and more too short beside them."""
    short = {}
    body = "<p>" + "他说“不要停用”，又问“批准了吗”。医生答“没有批准”然后“请先问我”再“决定治疗”。" * 3 + "</p>"
    for name, page in (("ours", body), ("Pango's", body.replace("<p>", '<p lang="ja">'))):
        short[name] = 0
        for width in WIDTHS:
            found = lines(faces, page, f"p {{ width: {width}pt }} p:lang(ja) {{ font-family: Noto Serif CJK SC }}")
            left = min(line[0].left for line in found)
            short[name] += sum(width - (line[-1].right - left) >= 20 for line in found[:-1])
    assert short["ours"] <= short["Pango's"] / 2, short


# --- edges ------------------------------------------------------------------------------------------


def edges(faces, css: str, body: str = "justified") -> list[float]:
    """The right edge of the ink's em boxes of each line but the last of a paragraph, pt from the left."""
    found = lines(faces, fixture(body), css)
    left = min(line[0].left for line in found)
    ends = []
    for line, after in itertools.pairwise(found):
        if line[0].base - after[0].base < 16:  # not the last of a paragraph
            blank = 0.5 * line[-1].size if line[-1].sign in CLOSING else 0.0
            ends.append(line[-1].right - blank - left)
    return ends


@pytest.mark.parametrize("width", [213, 227, 260, 300])
def test_justified_chinese_has_even_edges(faces, width):
    css = f"p {{ width: {width}pt; margin-bottom: 10pt; text-align: justify }}"
    even, ragged = (
        edges(faces, f"p {{ width: {width}pt; margin-bottom: 10pt; {align} }}")
        for align in ("text-align: justify", "text-align: left")
    )
    spread = [(max(ends) - min(ends)) / width for ends in (even, ragged)]
    assert len(even) > 8
    assert spread[0] <= 0.005, (css, spread)
    assert spread[1] > 0.02


def test_no_line_is_stretched_beyond_measure(faces):
    """A line that what cannot be broken has left too short stays as it is."""
    body = "<p>恢复正常的胰岛素分泌和葡萄糖感<span style='white-space: nowrap'>知与胰岛素敏感性</span>。</p>"
    found = lines(faces, body, "p { width: 235pt; text-align: justify }")
    assert len(found) == 2
    assert gap(found[0], "恢复") == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("width", range(60, 200, 7))
def test_no_last_line_of_one_character(faces, width):
    found = lines(
        faces, fixture("last-line"), f"p, h1 {{ width: {width}pt; font-size: 10pt; line-height: 15pt; margin: 20pt 0 }}"
    )
    for line, after in itertools.pairwise([*found, []]):
        if not after or line[0].base - after[0].base > 20:
            assert len([one for one in line if one.sign not in CLOSING]) >= 2, text(line)


def test_paragraphs_are_indented_by_two_em_or_not_at_all(faces):
    for setting, wanted in (("2em", 2.0), ("0", 0.0)):
        css = f"p {{ width: 200pt }} [lang], :root {{ --text-indent: {setting} }}"
        found = lines(faces, fixture("indent"), css)
        assert (found[0][0].left - found[1][0].left) / found[0][0].size == pytest.approx(wanted, abs=0.02)


# --- emphasis, numbers, quotation marks, hyphens -----------------------------------------------------


def test_chinese_is_never_slanted(faces):
    for one in glyphs.glyphs(made(faces, fixture("emphasis")).data):
        assert one.slant == 0, one


def test_emphasis_is_a_dotted_line_under_the_words(faces):
    data = made(faces, fixture("emphasis")).data
    without = made(faces, fixture("emphasis").replace("<em>", "").replace("</em>", "")).data
    drawn, bare = (set(glyphs.strokes(one)) for one in (data, without))
    (line,) = drawn - bare
    words = [one for one in glyphs.glyphs(data) if one.sign in "不要"][:2]
    assert line.dashed
    assert (line.left, line.right) == pytest.approx((words[0].left, words[1].right), abs=1.0)
    assert 0.5 < words[0].base - line.base < 4


def test_numbers_of_lists_in_chinese(faces):
    found = sorted(glyphs.glyphs(made(faces, fixture("numbers")).data), key=lambda one: (-round(one.base), one.left))
    shown = [text(list(line)) for _, line in itertools.groupby(found, key=lambda one: round(one.base))]
    assert shown == ["一、不要停用", "二、照常检查", "三、先问团队", "十、第十", "十一、第十一", "二十、第二十"]


def test_quotation_marks_by_region(faces):
    more = fonts.discover(("en", "zh-Hans", "zh-Hant"))
    hant = (ROOT / "templates/lang/zh-Hant.css").read_text("utf-8")
    found = [text(line) for line in lines(more, fixture("quotes"), hant)]
    assert found == ["他说“请‘不要’停用”。", "他說「請『不要』停用」。"]


def test_english_is_hyphenated_in_a_narrow_column(faces):
    short = {}
    for hyphens in ("auto", "manual"):
        css = f"p {{ width: 130pt; hyphens: {hyphens}; hyphenate-limit-chars: 7 3 3 }}"
        found = lines(faces, fixture("hyphens"), css)
        left = min(line[0].left for line in found)
        short[hyphens] = sum(130 - (line[-1].right - left) for line in found[:-1]) / (len(found) - 1)
        if hyphens == "auto":
            assert sum(line[-1].sign in "-\u2010\ufffe\x02" for line in found) >= 2
    assert short["auto"] < 0.7 * short["manual"], short


# --- what is copied, and the pictures ----------------------------------------------------------------

SIGNS = st.text(alphabet="干细胞糖尿病，。“”（）：；aB19 %", min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(SIGNS)
def test_the_text_is_the_authors(faces, words):
    body = f"<p>甲{html.escape(words)}乙</p>"
    found = made(faces, body, "p { width: 120pt; text-align: justify }").data
    shown = "".join(one.sign for one in glyphs.glyphs(found))
    assert shown == f"甲{words}乙".replace(" ", "")
    with pypdfium2.PdfDocument(found) as document:
        copied = document[0].get_textpage().get_text_range()
    assert {"\u2005", "\u202f", "\u200b", "\u2060"}.isdisjoint(copied)
    assert re.sub(r"\s", "", copied) == re.sub(r"\s", "", f"甲{words}乙")


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_a_picture_of_each_rule(faces, name):
    """For people: tests/pictures/typography-<rule>.png."""
    css = "@page { size: 120mm 90mm } p { width: 227pt; text-align: justify; margin-bottom: 6pt }"
    data = made(faces, fixture(name), css).data
    folder = ROOT / "tests/pictures"
    folder.mkdir(exist_ok=True)
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=2).to_pil()
    image.save(folder / f"typography-{name}.png")
    assert image.convert("L").getextrema()[0] < 60
