"""Defects in finished files, seeded one at a time, and writers that are given what they must refuse."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, nullcontext
from importlib import import_module
from pathlib import Path

import pikepdf
import pytest
from conftest import copy_publication, needs

from diglot import compose, finishing, make, pandoc, pipeline, shelf, sources, writers, xhtml
from diglot.check import epub as epub_check
from diglot.check import pdf as pdf_check
from diglot.check.documents import Documents
from diglot.check.findings import MUL
from diglot.check.pdf_place import Places
from diglot.check.texts import squeezed
from diglot.door import environment, shell
from diglot.model import Job, Manuscript, Row
from diglot.problems import DiglotError
from diglot.writers import pdf_engine


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    root = copy_publication(tmp_path_factory.mktemp("finished") / "publication")
    found = sources.load(root)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    return {m.output.format: shelf.job(found, m) for m in manuscripts if m.edition == "book"}


@pytest.fixture(scope="module")
def pdf(jobs: dict[str, Job]) -> bytes:
    return writers.render(jobs["pdf"]).data


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


def with_cell(job: Job, html: str) -> Job:
    """The job with other XHTML in the first cell of the first row of the second chapter."""
    chapter = job.manuscript.chapters[1]
    row = chapter.rows[1]
    others = tuple(dataclasses.replace(cell, html="<p>x</p>") for cell in row.cells[1:])
    changed = dataclasses.replace(row, cells=(dataclasses.replace(row.cells[0], html=html), *others))
    chapters = (job.manuscript.chapters[0], dataclasses.replace(chapter, rows=(chapter.rows[0], changed)))
    manuscript: Manuscript = dataclasses.replace(
        job.manuscript, chapters=chapters, glossary=(), contents=(), claims=(), references=()
    )
    return dataclasses.replace(job, manuscript=manuscript)


# --- the EPUB writer --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ("D800", "<p>not closed"),
        ("D801", '<p><a href="#nowhere">x</a></p>'),
        ("D803", '<p><img src="nothing.png" alt="x"/></p>'),
        ("D805", '<p id="a">x</p><p id="a">y</p>'),
    ],
)
def test_the_epub_writer_never_makes_an_invalid_book(code, html, jobs):
    with pytest.raises(DiglotError) as caught:
        writers.render(with_cell(jobs["epub"], html))
    assert codes(caught.value.problems) == {code}


def test_the_container_is_what_the_standard_asks_for(jobs):
    with zipfile.ZipFile(io.BytesIO(writers.render(jobs["epub"]).data)) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.read("mimetype") == b"application/epub+zip"
        assert {info.date_time for info in book.infolist()} == {(2020, 3, 4, 0, 0, 0)}
        package = book.read("EPUB/package.opf").decode()
        assert "<dc:language>en</dc:language>\n<dc:language>zh-Hans</dc:language>" in package
        assert "images/1.png" in package
        chapter = book.read("EPUB/text-lists.xhtml").decode()
        assert 'epub:type="noteref"' in chapter
        assert 'role="doc-backlink"' in chapter


# --- EPUBCheck --------------------------------------------------------------------------------


def test_epubcheck_is_heard(jobs, tmp_path):
    needs(epub_check.epubcheck(tmp_path) is not None, "Java and the package epubcheck")
    good, bad = tmp_path / "good.epub", tmp_path / "bad.epub"
    good.write_bytes(writers.render(jobs["epub"]).data)
    assert epub_check.epubcheck(good) == []
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for info in source.infolist():
            target.writestr(
                info, source.read(info).replace(b"<dc:language>en</dc:language>", b"<dc:language>C</dc:language>")
            )
    assert codes(epub_check.epubcheck(bad)) == {"D831"}


def test_epubchecks_remarks_and_silence(tmp_path, monkeypatch):
    needs(epub_check.epubcheck(tmp_path) is not None, "Java and the package epubcheck")
    remark = {"ID": "X-1", "severity": "INFO", "message": "look"}
    found = [remark, {"ID": "CSS-028", "severity": "USAGE", "message": ""}]
    said = json.dumps({"messages": found}).encode()
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, said, b""))
    assert codes(epub_check.epubcheck(tmp_path)) == {"D832"}
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 1, b"boom", b""))
    assert codes(epub_check.epubcheck(tmp_path)) == {"D833"}


# --- the PDF ----------------------------------------------------------------------------------


def changed(data: bytes, change) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def without_languages(document: pikepdf.Pdf) -> None:
    for item in document.objects:
        if (
            isinstance(item, pikepdf.Dictionary)
            and item.get("/Type") == "/StructElem"
            and str(item.get("/Lang")) == "zh-Hans"
        ):
            item["/Lang"] = pikepdf.String("en")


def without_fonts(document: pikepdf.Pdf) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]


def without_marks(document: pikepdf.Pdf) -> None:
    del document.Root["/MarkInfo"]


@pytest.mark.parametrize(
    ("code", "defect"), [("D725", without_languages), ("D728", without_fonts), ("D730", without_marks)]
)
def test_a_defect_of_a_pdf_is_seen(code, defect, pdf, jobs):
    assert pdf_check.check(pdf, jobs["pdf"].manuscript).problems == ()
    assert code in codes(pdf_check.check(changed(pdf, defect), jobs["pdf"].manuscript).problems)


@pytest.mark.parametrize("texts", [(), ("-",)], ids=["formula", "dash"])
def test_a_notice_without_words_is_a_problem(texts, pdf, jobs):
    manuscript = jobs["pdf"].manuscript
    first = manuscript.front[0]
    cells = tuple(dataclasses.replace(cell, texts=texts) for cell in first.cells)
    front = (dataclasses.replace(first, cells=cells), *manuscript.front[1:])
    problems = pdf_check.check(pdf, dataclasses.replace(manuscript, front=front)).problems
    assert {(p.code, "no words" in p.message) for p in problems} == {("D722", True)}


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def empty(data: bytes) -> bytes:
    return data[:0]


def without_resources(data: bytes) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].obj["/Resources"] = pikepdf.Dictionary(Font=7)

    return changed(data, change)


@pytest.mark.parametrize("damage", [cut_off, empty, without_resources])
def test_a_damaged_pdf_is_one_problem(damage, pdf, jobs):
    assert [p.code for p in pdf_check.check(damage(pdf), jobs["pdf"].manuscript).problems] == ["D735"]


def with_another_version(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02")
    return data[: at + 6] + b"\xff" + data[at + 7 :]


@pytest.mark.parametrize("damage", [cut_off, empty, with_another_version])
def test_a_damaged_epub_is_one_problem(damage, jobs):
    data = damage(writers.render(jobs["epub"]).data)
    assert [p.code for p in epub_check.check(data, jobs["epub"].manuscript).problems] == ["D830"]


def test_margins_are_artifacts_and_links_are_printed(jobs, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        flags = [int(one.F) for page in document.pages for one in page.get("/Annots", [])]
    assert len(flags) > 10
    assert set(flags) == {4}
    with closing(Places(pdf)) as found:
        foot = squeezed("".join(jobs["pdf"].manuscript.line[0].texts))
        assert all(foot in found.on(number) for number in range(1, found.pages + 1))
        assert foot not in found.stream(MUL)


def test_text_that_is_in_no_structure_is_a_problem(jobs, monkeypatch):
    """As WeasyPrint leaves what stands in margins."""
    monkeypatch.setattr(import_module("diglot.writers.pdf_patches"), "margins_apart", lambda _: nullcontext())
    assert codes(pdf_check.check(writers.render(jobs["pdf"]).data, jobs["pdf"].manuscript).problems) == {"D743"}


def test_another_weasyprint_is_refused(jobs, monkeypatch):
    monkeypatch.setattr(pdf_engine, "VERSION", "1.0")
    with pytest.raises(DiglotError, match="D704"):
        writers.render(jobs["pdf"])


# --- the machine ------------------------------------------------------------------------------


def test_a_text_pandoc_cannot_write(monkeypatch):
    monkeypatch.setattr(pandoc, "write", lambda blocks, target: [pandoc.Reply(None, "no") for _ in blocks])
    with pytest.raises(DiglotError, match="D602"):
        finishing.finished([compose.Draft(Row("r", "text", (compose.Cell("en", ""),)), ([],))])


def test_a_worker_that_is_stopped_is_a_problem(jobs, monkeypatch):
    class Broken:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def submit(self, *_):
            future: concurrent.futures.Future[make.Made] = concurrent.futures.Future()
            future.set_exception(BrokenProcessPool())
            return future

    monkeypatch.setattr(make, "ProcessPoolExecutor", Broken)
    made = list(make.make_all([jobs["pdf"], jobs["epub"]], 2))
    assert [codes(one.problems) for one in made] == [{"D921"}, {"D921"}]


def test_an_environment_that_cannot_be_made(tmp_path, monkeypatch):
    monkeypatch.setattr(shell, "run", lambda *_, **__: False)
    (tmp_path / environment.BUILD_LOCK).write_text("")
    (tmp_path / ".venv.log").write_text("pip said no\n")
    with pytest.raises(DiglotError, match="D905"):
        environment.make(str(tmp_path), environment.BUILD_LOCK)


def test_the_readme_says_what_help_says():
    root = Path(__file__).resolve().parent.parent
    words = [sys.executable, "-m", "diglot", "--help"]
    shown = subprocess.run(
        words, capture_output=True, text=True, check=True, cwd=root, env={"COLUMNS": "100", "PATH": ""}
    ).stdout
    assert shown.strip() in (root / "README.md").read_text(encoding="utf-8")


def test_what_has_no_words_is_not_seen():
    root = xhtml.parse(f'<html xmlns="{xhtml.XHTML}"><body><p id="empty"/></body></html>'.encode())
    spot = Documents({"a.xhtml": root}, {"a.xhtml": ()}).of("a.xhtml", xhtml.body(root)[0])
    assert (spot.part, spot.trouble) == (1, "without words")
