"""The publication of this repository: what its readers are promised, proved on the finished files."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from conftest import needs
from pypdfium2 import raw

from diglot import pandoc, po, po_reader, sources, tree, xhtml

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT.parent / "shared/data/article.txt"
FOOT = 92  # pt from the lower edge: where what stands on every page ends
"""Height of the foot of a page in pt."""
FURNITURE = {"Thursday, November 13, 2025", "No comments:", "Post a Comment"}


def test_every_file_is_there(built):
    assert sorted(built) == [
        *("book epub", "book facing A4", "book parallel A4", "book pdf", "book-en epub", "book-zh epub", "book-zh pdf"),
        *("book-zh single A5", "book-zh single A5 booklet", "card back-to-back A6", "card pdf", "handout parallel A4"),
        *("handout parallel Letter", "handout pdf", "interpreter parallel A4", "interpreter pdf"),
        *("large-print interleaved A4", "large-print pdf"),
    ]


def test_the_handout_is_three_sheets_of_twelve_points(built):
    with pdfium.PdfDocument(built["handout pdf"]) as document:
        assert len(document) <= 6
        small = ""
        for page in document:
            textpage = page.get_textpage()
            for i in range(textpage.count_chars()):
                _, bottom, _, _ = textpage.get_charbox(i)
                sign = chr(raw.FPDFText_GetUnicode(textpage.raw, i))
                if size(textpage, i) < 11.99 and bottom > FOOT and not sign.isspace():
                    small += sign
    # Only the note on how it was made, at the end, is smaller (10 pt).
    assert small.startswith("Lastchecked")
    assert len(small) < 500


def size(textpage: pdfium.PdfTextPage, index: int) -> float:
    """The printed size of a character in pt."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage.raw, index, matrix)
    return raw.FPDFText_GetFontSize(textpage.raw, index) * abs(matrix.d)


def test_every_catalog_is_complete_and_says_how_it_was_made():
    found = sources.load(ROOT)
    for (_, name), catalog in sources.load_catalogs(found).items():
        for entry in catalog.messages():
            assert entry.msgstr, f"{name}: {entry.get('msgid')}"
            assert not entry.fuzzy, f"{name}: {entry.get('msgid')}"
        head = catalog.entries[0].head
        assert "AI language model" in head
        assert "No clinician has reviewed" in head
        assert "not yet done" not in head
        assert po.header_fields(catalog)["Last-Translator"].startswith("machine translation")


def test_the_catalogs_match_their_sources(tmp_path):
    found = sources.load(ROOT)
    for language in sources.targets(found.publication):
        for name, messages in found.messages().items():
            catalog = po_reader.parse((ROOT / sources.catalog_path(language, name)).read_bytes(), name)
            assert [m.key for m in messages] == [e.key for e in catalog.messages()]


@pytest.mark.skipif(not ARTICLE.is_file(), reason="needs ../shared")
def test_every_sentence_of_the_article_is_published_in_order():
    ast = next(pandoc.read([(ROOT / "source/article.md").read_text("utf-8")], pandoc.DIALECTS["markdown"])).value
    published = squeezed(" ".join(tree.plain(inlines) for _, _, inlines in tree.document_slots(ast)))
    at, missing = 0, []
    for line in ARTICLE.read_text(encoding="utf-8").splitlines():
        wanted = squeezed(line)
        if not wanted or line.strip() in FURNITURE or line.strip() == "Stem cell therapy benefits on diabetes":
            continue
        found = published.find(wanted, at)
        if found < 0:
            missing.append(line)
        else:
            at = found + len(wanted)
    # The one slip of the keyboard that was mended; source/CORRECTIONS.md says so.
    assert [line[:30] for line in missing] == ["A complete, head-to-to-cell-le"]
    assert "head-to-to-cell-level" in (ROOT / "source/CORRECTIONS.md").read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"[\s•|\ufe0f]+", "", text)


def test_the_article_has_its_tables():
    ast = next(pandoc.read([(ROOT / "source/article.md").read_text("utf-8")], pandoc.DIALECTS["markdown"])).value
    tables = [block["c"] for _, block in tree.block_paths(ast["blocks"], ()) if block["t"] == "Table"]
    assert [(len(list(tree.table_rows(t))), len(t[2])) for t in tables] == [(8, 2), (6, 3), (7, 3)]


def test_no_phone_number_is_printed(built):
    needs(shutil.which("pdftotext"), "pdftotext (poppler-utils)")
    shown = subprocess.run(["pdftotext", built["handout pdf"], "-"], capture_output=True, text=True, check=True).stdout
    assert not re.search(r"\b(911|999|112|120|000)\b|\+\d[\d ()-]{6,}|\b1[38]00[ -]?\d{3}", shown)


@pytest.mark.parametrize("edition", ["book", "book-en", "book-zh"])
def test_an_epub_is_small(built, edition, capsys):
    han, pictures = set[str](), 0
    with zipfile.ZipFile(built[f"{edition} epub"]) as book:
        for info in book.infolist():
            if info.filename.endswith(".xhtml"):
                han |= set("".join(xhtml.HAN.findall(book.read(info).decode())))
            pictures += info.compress_size if "/images/" in info.filename else 0
    size, most = built[f"{edition} epub"].stat().st_size, 400 * len(han) + 60_000 + pictures
    with capsys.disabled():
        print(f"\n{edition}: {size} bytes of at most {most}, {len(han)} Chinese characters")
    assert size <= most
