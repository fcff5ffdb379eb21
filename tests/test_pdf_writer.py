from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import page
import pikepdf
import pytest
import struct_text
from sample_manuscript import book, handout, job, plain

from diglot import fonts
from diglot.model import Job, Rendered
from diglot.problems import DiglotError
from diglot.writers import pdf

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = tuple(
    (path.relative_to(ROOT / "templates").as_posix(), path.read_text("utf-8"))
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.suffix in {".html", ".css"}
)
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def faces() -> tuple[fonts.FontFace, ...]:
    return fonts.discover(("en", "zh-Hans"))


@pytest.fixture(scope="module")
def rendered(faces) -> dict[str, Rendered]:
    return {m.edition: pdf.render(job(m, TEMPLATES, faces)) for m in (book(), handout())}


def little(faces, html: str = "", templates=TEMPLATES, images=()) -> Job:
    """A handout of one row whose English is `html`."""
    manuscript = handout()
    first = manuscript.chapters[0]
    cells = first.rows[1].cells
    row = dataclasses.replace(first.rows[1], cells=(dataclasses.replace(cells[0], html=html), cells[1]))
    chapter = dataclasses.replace(first, rows=(first.rows[0], row))
    one = dataclasses.replace(manuscript, chapters=(chapter,), front=(), back=(), glossary=())
    bare = tuple(dataclasses.replace(c, html=f"<p>{plain(c.html)}</p>") for c in row.cells[1:])
    row = dataclasses.replace(row, cells=(row.cells[0], *bare))
    one = dataclasses.replace(one, chapters=(dataclasses.replace(chapter, rows=(first.rows[0], row)),))
    return Job(one, templates, tuple(images), faces)


def codes(raised: pytest.ExceptionInfo[DiglotError]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


# --- the two designs --------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["book", "handout"])
def test_no_warning_and_valid_pdf_ua(rendered, edition):
    assert rendered[edition].problems == ()
    report = page.validate_pdf_bytes(rendered[edition].data, profile="ua1")
    assert [(f.rule_id, f.message) for f in report.failures] == []
    assert report.is_compliant


def test_the_handout_is_two_sheets_at_most(rendered):
    assert len(rendered["handout"].pages) <= 4


@pytest.mark.parametrize("edition", ["book", "handout"])
def test_fonts_are_embedded_and_subset(rendered, edition):
    with pikepdf.open(struct_text.stream(rendered[edition].data)) as document:
        dictionaries = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        kinds = [one for one in dictionaries if one.get("/Type") == "/FontDescriptor"]
        assert kinds
        for descriptor in kinds:
            assert re.match(r"/[A-Z]{6}\+", str(descriptor.FontName))
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert len(rendered[edition].data) < 600_000


def test_a_link_that_holds_two_languages_is_one_link(faces):
    html = '<p><a href="#c-handout-1">thirst <span lang="zh-Hans" xml:lang="zh-Hans">消渴</span> disease</a></p>'
    made = pdf.render(little(faces, html))
    with pikepdf.open(struct_text.stream(made.data)) as document:
        assert len(document.pages[0].Annots) == 1
    assert page.is_pdf_compliant_bytes(made.data, profile="ua1")


@pytest.mark.parametrize("edition", ["book", "handout"])
def test_every_chinese_run_is_tagged_as_chinese(rendered, edition):
    runs = list(struct_text.runs(rendered[edition].data))
    assert [run for run in runs if HAN.search(run[1]) and not run[0].startswith("zh-Han")] == []
    assert Counter(language for language, _ in runs).keys() == {"en", "zh-Hans", "zh-Latn-pinyin"}


def test_every_row_is_in_the_tags_in_order(rendered):
    """All text of both languages, by language, in the manuscript's order."""
    said = dict.fromkeys(("en", "zh-Hans"), "")
    for language, text in struct_text.runs(rendered["book"].data):
        said["zh-Hans" if language.startswith("zh") else language] += text
    rows = [row for chapter in book().chapters for row in chapter.rows if row.kind == "heading"]
    for n, tag in enumerate(("en", "zh-Hans")):
        shown, at = squeezed(said[tag]), 0
        for row in rows:
            title = squeezed(HAN.sub("", row.cells[n].texts[0]) if tag == "en" else row.cells[n].texts[0])
            at = shown.find(re.sub(r"\(XiāoKěZhèng\)", "(", title), at)
            assert at >= 0, title


def squeezed(text: str) -> str:
    return re.sub(r"\s|\u2010", "", text)


def test_the_short_notice_and_folio_are_on_every_page(rendered):
    for edition, made in rendered.items():
        texts = struct_text.pages(made.data)
        assert len(texts) == len(made.pages)
        for number, text in enumerate(texts, start=1):
            assert "Experimental treatment." in text, edition
            assert "试验性治疗。" in text
            assert f"{number} / {len(made.pages)}" in text
            assert "3f9ac2e1b07d" in text


@pytest.mark.parametrize(("name", "page"), [("handout", 0), ("book", 1)])
def test_front_notices_are_on_the_first_sheet(rendered, name, page):
    """Of the book inside its cover."""
    shown = struct_text.pages(rendered[name].data)[page]
    assert "This is not medical advice." in shown
    assert "本文为机器翻译" in shown


def test_bookmarks_are_bilingual_without_icons(rendered):
    with pikepdf.open(struct_text.stream(rendered["book"].data)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[3] == "Modern science view: stem cell therapy for diabetes · 现代科学视角：干细胞疗法与糖尿病"
    assert not any(ord(sign) > 0xFFFF for title in titles for sign in title)


def test_letter_paper(faces):
    one = little(faces, "<p>Letter</p>")
    paper = dataclasses.replace(one.manuscript.output, paper="Letter")
    made = pdf.render(dataclasses.replace(one, manuscript=dataclasses.replace(one.manuscript, output=paper)))
    with pikepdf.open(struct_text.stream(made.data)) as document:
        assert [round(float(n)) for n in document.pages[0].mediabox[2:]] == [612, 792]


# --- same bytes -------------------------------------------------------------------------------


def test_same_bytes_elsewhere_and_with_no_font_installed(rendered, tmp_path):
    """Another process, time zone, hash seed, locale and set of installed fonts."""
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>")
    program = (
        "import hashlib, test_pdf_writer as t; from sample_manuscript import handout, job;"
        "faces = t.fonts.discover(('en', 'zh-Hans'));"
        "print(hashlib.sha256(t.pdf.render(job(handout(), t.TEMPLATES, faces)).data).hexdigest())"
    )
    strange = {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PANGO_LANGUAGE": "ja"}
    environment = os.environ | strange | {"FONTCONFIG_FILE": str(nothing), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == hashlib.sha256(rendered["handout"].data).hexdigest()


def test_same_bytes_twice_and_the_environment_is_as_before(faces):
    before = dict(os.environ)
    one = little(faces, "<p>Twice</p>")
    assert pdf.render(one) == pdf.render(one)
    assert dict(os.environ) == before


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "//example.org/x.png",
        "../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "images/../../secret.png",
        "data:text/html,x",
    ],
)
def test_no_file_but_the_jobs_own(faces, address):
    from urllib.parse import urljoin  # noqa: PLC0415

    from diglot.writers.fetch import BASE, JobFetcher  # noqa: PLC0415  after WeasyPrint was caged

    fetcher = JobFetcher({"images/cell.png": b"x"})
    with pytest.raises(ValueError, match="not part"):
        fetcher(urljoin(BASE, address))
    assert fetcher.refused
    assert fetcher(urljoin(BASE, "images/cell.png")).read() == b"x"


def test_an_image_from_elsewhere_is_a_problem_and_reads_nothing(faces):
    opened: list[str] = []
    watched = True

    def watch(event, args):
        if watched and event == "open":
            opened.append(str(args[0]))

    sys.addaudithook(watch)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname"/></svg>'
    html = '<p><img alt="a" src="file:///etc/passwd"/><img alt="b" src="images/d.svg"/></p>'
    made = pdf.render(little(faces, html, images=(("images/d.svg", drawing),)))
    watched = False
    assert {p.message for p in made.problems if p.code == "D703"} == {"file:///etc/passwd", "file:///etc/hostname"}
    assert not {"/etc/passwd", "/etc/hostname"} & set(opened)


def test_an_image_of_the_publication_is_shown(faces):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    html = '<p><img alt="a square" src="images/d.svg"/></p>'
    made = pdf.render(little(faces, html, images=(("images/d.svg", drawing),)))
    assert made.problems == ()


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<p><a href="javascript:alert(1)">x</a></p>', "D702"),
        ('<p><a href="file:///etc/passwd">x</a></p>', "D702"),
        ('<p><a href="//example.org">x</a></p>', "D702"),
        ('<p><a href="other.html">x</a></p>', "D702"),
        ('<p><a href="#nowhere">x</a></p>', "D705"),
        ("<p>\U0003134a</p>", "D621"),
        ("<div>" * 300 + "x" + "</div>" * 300, "D701"),
    ],
)
def test_refused_in_one_line(faces, html, code):
    with pytest.raises(DiglotError) as raised:
        pdf.render(little(faces, html))
    assert set(codes(raised)) == {code}


def test_a_warning_is_a_problem_with_its_line(faces):
    wrong = {"handout.css": "/* one */\np { colour: red }\n"}
    templates = tuple((name, wrong.get(name, "") + text) for name, text in TEMPLATES)
    (problem,) = pdf.render(little(faces, "<p>x</p>", templates)).problems
    start = "templates/handout.css:2: error D700: Ignored `colour: red ` at 2:5, unknown property."
    assert str(problem).startswith(start)


def test_a_line_is_not_broken_after_its_first_word(faces):
    """A space that does not fit before a link once ended the line after one word."""
    words = "A complete, head-to-toe, cell-level explanation of how"
    link = '<a href="#c-handout-1">links</a> break'
    html = "".join(f'<p style="width: {width / 2}pt">{words} {link}</p>' for width in range(500, 640))
    lines = "".join(struct_text.pages(pdf.render(little(faces, html)).data)).splitlines()
    assert "A complete, head-to-toe, cell-level explanation of how" in lines
    assert "A" not in lines
