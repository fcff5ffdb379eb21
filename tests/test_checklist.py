"""The checklist for handouts: our own handout meets it, and what breaks one of its items is named by that item."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from diglot import check, make, pipeline, report, shelf, sources
from diglot.check import checklist
from diglot.model import Cell, Chapter, Job, Manuscript, Output, Row

ROOT = Path(__file__).resolve().parent.parent
Change = Callable[[Job], Job]


@pytest.fixture(scope="module")
def handout() -> Job:
    found = sources.load(ROOT)
    edition = [one for one in found.publication.editions if one.name == "handout"]
    manuscript = pipeline.edit(found, edition)[0][0]
    return shelf.job(found, replace(manuscript, output=Output("pdf", "parallel", "A4")))


@pytest.fixture(scope="module")
def short(handout: Job) -> Job:
    """Some sections of it, without its glossary: quicker to lay out."""
    manuscript = handout.manuscript
    kept = [one for one in manuscript.chapters if {"message", "known", "summary", "sources"} & {r.id for r in one.rows}]

    def cell(one: Cell) -> Cell:
        return replace(one, html=re.sub(r'<a [^>]*class="term"[^>]*>(.*?)</a>', r"\1", one.html))

    chapters = tuple(
        replace(one, rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in one.rows)) for one in kept
    )
    return replace(handout, manuscript=replace(manuscript, chapters=chapters, glossary=()))


def styled(name: str, find: str, by: str, layout: str = "parallel") -> Change:
    """A change of a template."""

    def change(job: Job) -> Job:
        assert find in dict(job.templates)[name], find
        templates = tuple((file, text.replace(find, by) if file == name else text) for file, text in job.templates)
        output = replace(job.manuscript.output, layout=layout)
        return replace(job, templates=templates, manuscript=replace(job.manuscript, output=output))

    return change


def written(change: Callable[[Manuscript], Manuscript]) -> Change:
    """A change of the manuscript."""
    return lambda job: replace(job, manuscript=change(job.manuscript))


def rows(change: Callable[[Row], Row | None]) -> Change:
    """A change of each row of the text; None takes it away."""

    def chapter(one: Chapter) -> Chapter:
        return replace(one, rows=tuple(row for row in map(change, one.rows) if row))

    return written(lambda m: replace(m, chapters=tuple(map(chapter, m.chapters))))


def texts(language: str, find: str, by: str) -> Change:
    """Other words in one language."""

    def cell(one: Cell) -> Cell:
        if one.language != language:
            return one
        return replace(one, html=one.html.replace(find, by), texts=tuple(text.replace(find, by) for text in one.texts))

    return rows(lambda row: replace(row, cells=tuple(map(cell, row.cells))))


def without(*names: str) -> Change:
    """Headings with these ids lose them."""
    return rows(lambda row: replace(row, id="x-" + row.id) if row.id in names else row)


def few_headings(row: Row) -> Row | None:
    return None if row.kind == "heading" and row.id not in {"message", "summary", "sources"} else row


def without_emergency(m: Manuscript) -> Manuscript:
    def kept(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(row for row in rows if "emergency" not in row.classes)

    chapters = tuple(replace(one, rows=kept(one.rows)) for one in m.chapters)
    return replace(m, front=kept(m.front), back=kept(m.back), chapters=chapters)


HARD = (
    "Multidisciplinary endocrinological consultation necessitates individualization, contraindication, hospitalization"
)
LONG = "Ask before you act" + ", and ask once more if you are told no more than that" * 80
BARE = written(
    lambda m: replace(m, glossary=(replace(m.glossary[0], definitions=m.glossary[0].definitions[:1]), *m.glossary[1:]))
)
MADE = '<div class="row s">\n{% for language, text in words %}\n<div {{ lang(language) }}><p><strong'
HIDDEN = MADE.replace('"row s"', '"row s" style="display: none"')
TORN = '<section style="break-before: page"><p>x</p></section>\n</body>'


def chinese_alone(m: Manuscript) -> Manuscript:
    """The handout without its English half."""

    def half(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        kept = ((row, [cell for cell in row.cells if cell.language == "zh-Hans"]) for row in rows)
        return tuple(replace(row, cells=tuple(cells)) for row, cells in kept)

    def own(words: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in words if pair[0] == "zh-Hans")

    return replace(
        m,
        languages=("zh-Hans",),
        output=Output("pdf", "single", "A4"),
        title=own(m.title),
        subtitle=own(m.subtitle),
        front=half(m.front),
        back=half(m.back),
        line=tuple(cell for cell in m.line if cell.language == "zh-Hans"),
        chapters=tuple(replace(one, rows=half(one.rows)) for one in m.chapters),
        made=tuple((tag, own(words)) for tag, words in m.made),
        strings=tuple((key, own(words)) for key, words in m.strings),
    )


def pictured(job: Job) -> Job:
    """The handout with a picture that is not described."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    changed = texts("en", "Ask before you act", 'Ask <img src="dot.png" alt=""/> before you act')(job)
    return replace(changed, images=(*job.images, ("dot.png", out.getvalue())))


DEFECTS: dict[str, tuple[int, Change]] = {
    "small letters": (1, styled("handout.css", "body { font-size: 12pt", "body { font-size: 11pt")),
    "a small foot": (
        3,
        styled("handout.css", ".foot { width: 100%; font-size: 9pt", ".foot { width: 100%; font-size: 8.4pt"),
    ),
    "slanted": (
        4,
        styled("handout.css", "[lang] { --text: var(--sans);", "[lang] { font-style: italic; --text: var(--serif);"),
    ),
    "underlined": (4, styled("handout.css", "em, cite, i {", "strong { text-decoration: underline } em, cite, i {")),
    "no English": (26, written(chinese_alone)),
    "nobody says who paid": (35, texts("zh-Hans", "资助或利益冲突", "其他事情")),
    "a machine that is not named": (31, styled("parts.html", MADE, HIDDEN)),
    "a picture without a description": (41, pictured),
    "capitals": (4, texts("en", "Ask before you act", "ASK BEFORE YOU ACT NOW")),
    "justified": (5, styled("handout.css", "text-align: left;", "text-align: justify;")),
    "a narrow gutter": (6, styled("handout.css", "--gap: 6mm", "--gap: 2mm")),
    "hyphenated": (7, styled("handout.css", "hyphens: manual;", "hyphens: auto; hyphenate-limit-chars: 4 2 2;")),
    "no space": (8, styled("handout.css", ".row, .tabular { margin-top: 8pt }", ".row, .tabular { margin-top: 1pt }")),
    "long lines": (9, styled("handout.css", "padding-right: 38mm", "padding-right: 0", "back-to-back")),
    "tight": (10, styled("handout.css", "{ line-height: 1.26 }", "{ line-height: 1.05 }")),
    "pale": (11, styled("print.css", "--quiet: #4a4d4a", "--quiet: #8f918f")),
    "near the edge": (12, styled("handout.css", "15mm 15mm 32mm 15mm", "15mm 9mm 32mm 9mm")),
    "no dates": (28, styled("handout.html", "reviewed=manuscript.reviewed", "reviewed=manuscript.version")),
    "nothing said of the making": (29, written(lambda m: replace(m, made=()))),
    "a hidden notice": (
        39,
        styled("print.css", ".notice.emergency {", ".notice.evidence { visibility: hidden } .notice.emergency {"),
    ),
    "a language short of a text": (
        40,
        rows(
            lambda row: (
                replace(
                    row,
                    cells=(
                        row.cells[0],
                        replace(
                            row.cells[1],
                            texts=(*row.cells[1].texts, "多了一句。"),
                            html=row.cells[1].html + "<p>多了一句。</p>",
                        ),
                    ),
                )
                if row.kind == "text" and "Ask before" in " ".join(row.cells[0].texts)
                else row
            )
        ),
    ),
    "Chinese that is not tagged": (44, texts("en", "Ask before you act", "Ask before you act 先问")),
    "on a grey ground": (11, styled("print.css", "--tint: #f2f5f4", "--tint: #6a6a6a")),
    "hard words": (13, texts("en", "Ask before you act", ". ".join([HARD] * 40))),
    "no emergency box": (38, written(without_emergency)),
    "long sentences": (14, texts("en", "Ask before you act", LONG)),
    "an unexplained term": (16, BARE),
    "a long section": (19, rows(few_headings)),
    "no summary": (20, without("summary")),
    "no names of languages": (
        24,
        styled("parts.html", '<p class="languages">', '<p class="languages" style="display: none">'),
    ),
    "no tags": (25, styled("parts.html", '{{ manuscript.languages | join(" ") }} ·', "·")),
    "no name": (27, styled("handout.html", 'manuscript.identifier ~ "-" ~ manuscript.edition', '"sheet"')),
    "no sources": (34, without("sources")),
    "an emoji": (43, texts("en", "The risks are real", "The risks are real \u2620")),
    "another number": (47, texts("zh-Hans", "413", "431")),
    "an empty page": (48, styled("handout.html", "</body>", TORN)),
}


WHOLE = {"an unexplained term", "a long section"}
"""Defects of what the short handout has not."""


def failed(job: Job) -> list[int]:
    """The items of the checklist that fail."""
    made = make.make(0, job)
    assert made.rendered is not None, made.problems
    return [int(p.message.split("checklist ")[1].split(",")[0]) for p in made.problems if p.code == checklist.CODE]


@pytest.mark.parametrize("name", DEFECTS)
def test_what_breaks_an_item_is_named_by_it(handout, short, name):
    number, change = DEFECTS[name]
    assert number in failed(change(handout if name in WHOLE else short))


@pytest.mark.parametrize(
    ("layout", "paper"), [("parallel", "A4"), ("parallel", "Letter"), ("back-to-back", "A4"), ("interleaved", "Letter")]
)
def test_our_handout_meets_every_item(handout, layout, paper):
    output = Output("pdf", layout, paper)
    made = make.make(0, replace(handout, manuscript=replace(handout.manuscript, output=output)))
    assert [str(problem) for problem in made.problems] == []
    answers = [one for one in made.findings if one.what.startswith("checklist ")]
    assert [one.what for one in answers] == [f"checklist {n}" for n in range(1, 49)]
    assert {one.place for one in answers} == {"measured", "evidence", "to be signed", "absent"}
    # What does not exist is absent, never passed.
    assert [n for n, one in enumerate(answers, 1) if one.place == "absent"] == [30, 33, 36, 37, 38]
    assert "No clinician has reviewed it" in answers[32].where


def test_the_report_has_every_item_and_lines_to_be_signed(handout):
    made = make.make(0, handout)
    read = [report.Read("x.pdf", handout.manuscript, made.findings, made=True)]
    value = json.loads(report.as_json(read))["files"][0]
    assert len(value["checklist"]) == 48
    assert not any(row["what"].startswith("checklist") for row in value["requirements"])
    page = report.as_page(read).decode()
    assert page.count("Name, date: ___") == 2
    assert "12.0 pt" in page
    # They survive the store.
    kept = [report.from_row(json.loads(json.dumps(report.as_row(one)))) for one in made.findings]
    assert [replace(one, box=None) for one in kept] == [replace(one, box=None) for one in made.findings]


def test_an_edition_for_others_has_no_checklist(handout):
    made = make.make(0, replace(handout, manuscript=replace(handout.manuscript, audience="")))
    assert [one for one in made.findings if one.what.startswith("checklist ")] == []
    assert check.check(made.rendered.data, handout.manuscript).problems == ()
