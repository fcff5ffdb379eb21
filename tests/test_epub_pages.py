"""The page list of an EPUB against the finished PDF of the same edition, and what is wrong with it named."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from conftest import copy_publication
from lxml import etree

from diglot import check, pipeline, shelf, sources, writers, xhtml
from diglot.check.texts import squeezed
from diglot.model import Cell, Manuscript, Row
from diglot.writers import epub as epub_writer
from diglot.writers import epub_cells


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, Manuscript]:
    """The PDF, the EPUB that follows it, and the EPUB's manuscript."""
    found = sources.load(copy_publication(tmp_path_factory.mktemp("pages") / "publication"))
    manuscripts, _ = pipeline.edit(found, [e for e in found.publication.editions if e.name == "book"])
    printed, electronic = manuscripts
    pdf = writers.render(shelf.job(found, printed))
    follows = replace(electronic, printed=pdf.pages)
    return pdf.data, writers.render(shelf.job(found, follows)).data, follows


def test_each_page_begins_with_what_stands_on_it_in_print(book):
    pdf, epub, manuscript = book
    rows = {row.id: row for chapter in manuscript.chapters for row in chapter.rows}
    with pdfium.PdfDocument(pdf) as document, zipfile.ZipFile(io.BytesIO(epub)) as archive:
        pages = [squeezed(page.get_textpage().get_text_bounded()) for page in document]
        assert len(pages) == len(manuscript.printed) > 5
        compared = 0
        for name in archive.namelist():
            root = xhtml.parse(archive.read(name)) if name.endswith(".xhtml") else None
            for mark in root.xpath("//*[@role='doc-pagebreak']") if root is not None else ():
                following = next(e for e in mark.xpath("following::*[@id]") if e.get("role") != "doc-pagebreak")
                if following.get("id") in rows and (texts := rows[following.get("id")].cells[0].texts):
                    assert squeezed(texts[0])[:20] in pages[int(mark.get("aria-label")) - 1]
                    compared += 1
        assert compared >= 3


def test_the_page_list_is_read_back(book):
    _, epub, manuscript = book
    assert check.check(epub, manuscript).problems == ()


def changed(epub: bytes, name: str, find: str, by: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == name:
                assert find.encode() in text
                text = text.replace(find.encode(), by.encode(), 1)
            new.writestr(info, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file", "find", "by", "said"),
    [
        ("nav.xhtml", '<li><a href="title.xhtml#diglot-page-1">1</a></li>', "", "its page list has"),
        ("title.xhtml", 'aria-label="1"', 'aria-label="9"', "no mark of it"),
        ("title.xhtml", 'role="doc-pagebreak"', "", "no mark of it"),
        ("nav.xhtml", 'href="title.xhtml#diglot-page-1">1', 'href="gone.xhtml#diglot-page-1">1', "no mark of it"),
    ],
)
def test_what_is_wrong_with_the_page_list_is_named(file, find, by, said, book):
    _, epub, manuscript = book
    problems = check.check(changed(epub, f"EPUB/{file}", find, by), manuscript).problems
    assert any("D838" in str(p) and said in str(p) for p in problems)


def test_a_page_that_begins_elsewhere_is_named(book):
    _, epub, manuscript = book
    shifted = (manuscript.printed[0], *manuscript.printed[2:], manuscript.printed[1])
    problems = check.check(epub, replace(manuscript, printed=shifted)).problems
    assert any("begins elsewhere in print" in str(p) for p in problems)


def test_pages_of_nothing_but_a_long_table_are_kept():
    pages = epub_writer.breaks((("a",), (), ("x", "b"), ()), {"a": "1.xhtml", "b": "2.xhtml"}, {})
    assert [(one.label, one.target) for one in pages] == [("1", "a"), ("2", "b"), ("3", "b"), ("4", "b")]


def test_a_page_that_begins_within_a_row_is_marked_there():
    files, inner = {"a": "1.xhtml", "b": "2.xhtml"}, {"in": "1.xhtml", "in-too": "1.xhtml"}
    pages = epub_writer.breaks((("a",), ("in",), ("in-too", "b")), files, inner)
    places = [(one.target, one.file) for one in pages]
    assert places == [("a", "1.xhtml"), ("in", "1.xhtml"), ("b", "2.xhtml")]
    cell = Cell("", '<table><tbody><tr id="in"><td>x <a id="in-too" href="#y">y</a></td></tr></tbody></table>', ())
    parsed, _ = epub_cells.parse_rows([Row("r", "table", (cell,))])
    epub_cells.mark_pages(parsed, {"in": ["2"], "in-too": ["3"]})
    html = etree.tostring(parsed[0].trees[0]).decode()
    assert re.findall(r'<td><span[^>]*aria-label="2"[^>]*/>x <span[^>]*aria-label="3"[^>]*/><a', html)
