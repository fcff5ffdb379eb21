"""The EPUBs in the hands of a reader: in foliate-js, on a phone, at night, in calibre; and beside the PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import reading
from conftest import copy_publication, needs
from PIL import Image, ImageStat

from diglot import shelf, sources, writers
from diglot.check import epublint, texts
from diglot.check.documents import Documents
from diglot.check.pdf_place import Places
from diglot.check.texts import squeezed
from diglot.model import Manuscript

ROOT = Path(__file__).resolve().parent.parent
EDITIONS = ("book", "book-en", "book-zh")
INSTALL = "Chromium and foliate-js (`python3 build.py test` installs them)"


@pytest.fixture(scope="module")
def manuscripts() -> dict[str, Manuscript]:
    return reading.manuscripts(ROOT)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manuscript]:
    """The EPUB of the tests' own publication: it has footnotes, a picture and a table."""
    root = copy_publication(tmp_path_factory.mktemp("reading") / "publication")
    found = sources.load(root)
    manuscript = reading.manuscripts(root)["book"]
    path = root / "book.epub"
    path.write_bytes(writers.render(shelf.job(found, manuscript)).data)
    return path, manuscript


# --- foliate-js and Chromium ------------------------------------------------------------------


def test_each_epub_is_read(built):
    assert {name for name in built if name.endswith(" epub")} == {f"{edition} epub" for edition in EDITIONS}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reader_meets_all_of_a_book(edition, built, manuscripts):
    needs(reading.installed(), INSTALL)
    pictures = reading.PICTURES / edition
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    said = reading.seen(built[f"{edition} epub"], pictures)
    assert reading.wrong(said, manuscripts[edition]) == []
    notes = [popup for document in said["foliate"]["documents"] for popup in document["popups"]]
    print(f"{edition}: {len(notes)} notes opened")
    looked_at(pictures)


def looked_at(pictures: Path) -> None:
    """The screenshots are no blank sheets, night is dark, and a note lies over its page."""
    grey = {path.stem: Image.open(path).convert("L") for path in pictures.glob("*.png")}
    modes = {f"title-{mode}" for mode in ("phone", "large", "dark", "night", "bare")}
    assert set(grey) == modes | {"glossary-phone", "claim", "claim-open"}
    for name, image in grey.items():
        ground = ImageStat.Stat(image).median[0]
        drawn = sum(count for value, count in enumerate(image.histogram()) if abs(value - ground) > 80)
        assert 0.005 < drawn / (image.width * image.height) < 0.5, name
        assert (ground < 40) == (name in {"title-dark", "title-night"}), name
    assert grey["claim"].tobytes() != grey["claim-open"].tobytes()


def test_a_small_book_with_footnotes_is_read(small):
    needs(reading.installed(), INSTALL)
    path, manuscript = small
    said = reading.seen(path)
    assert reading.wrong(said, manuscript) == []
    opened = {popup["id"] for document in said["foliate"]["documents"] for popup in document["popups"]}
    assert any(mark.startswith("fn-") for mark in opened)
    assert {mark.rpartition("-")[2] for mark in opened} >= {"mark", "badge"}


CHAPTER = "EPUB/text-lists.xhtml"
NOTE = ' class="footnote" epub:type="footnote" role="doc-footnote"'
DEFECTS = [
    (CHAPTER, ' class="term" role="doc-noteref" epub:type="noteref">Insulin', ">Insulin", "nothing opens this note"),
    (CHAPTER, "所说服用5 mg", "所说服用", "its note does not say “只按您的团队所说服用5 mg。”"),
    (CHAPTER, f'-en-1"{NOTE}', '-en-1"', "-en-1-mark: opens no note but None"),
    (
        CHAPTER,
        f'"note-ref-insulin-zh-Hans"{NOTE} lang="zh-Hans" xml:lang="zh-Hans"',
        f'"note-ref-insulin-zh-Hans"{NOTE} lang="en" xml:lang="en"',
        "a mark in zh-Hans opens a note in en, not in zh-Hans",
    ),
    (CHAPTER, "glossary.xhtml#term-insulin", "glossary.xhtml#nowhere", "dead link glossary.xhtml#nowhere"),
    (CHAPTER, "<li>One</li>", '<li><img src="images/none.png" alt=""/></li>', "404"),
    ("EPUB/package.opf", "<dc:language>zh-Hans</dc:language>", "", "languages: ['en']"),
    ("EPUB/nav.xhtml", "列表与表格", "列表", "contents: “列表与表格” is not there"),
]
STYLES = [
    (
        "#notice-medical-advice-front { position: relative } #notice-medical-advice-front::after"
        " { content: ''; position: absolute; inset: 0; background: white; pointer-events: none }",
        "title.xhtml, phone: notice-medical-advice-front in zh-Hans is covered",
    ),
    ("#notice-evidence-front { opacity: 0.5 }", "notice-evidence-front in en is drawn with an opacity of 0.5"),
    (".subtitle { width: 900px }", "title.xhtml, phone: 55"),
    (".imprint { font-size: 6px }", "title.xhtml, letters of 6 px"),
    (".imprint > p { padding: 0 !important; border: 0 !important }", "is told apart by nothing but colour"),
    (
        "@media (prefers-color-scheme: dark) { #notice-evidence-claims-claims { color: #333 } }",
        "text-claims.xhtml, dark: notice-evidence-claims-claims in en has a contrast of 1",
    ),
    (".line { max-height: 110px; overflow: hidden }", "text-lists.xhtml, large: text-lists in zh-Hans is covered"),
    ("#diglot-claim-1-en-note { display: none }", "phone: diglot-claim-1-en-note in en is not drawn"),
    ("#notice-provenance-front { margin-left: -99em }", "notice-provenance-front in en stands from -"),
    ("#lists .half + .half { break-before: column }", "split over two pages: 🌿 Lists & tables 🌿 列表与表格"),
]


def test_what_a_reader_would_miss_is_found(small, tmp_path):
    """All defects in one book: to open one takes ten seconds."""
    needs(reading.installed(), INSTALL)
    path, manuscript = small
    bad = tmp_path / "bad.epub"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            for file, old, new, _ in DEFECTS:
                if info.filename == file:
                    assert old.encode() in data, old
                    data = data.replace(old.encode(), new.encode(), 1)
            if info.filename == "EPUB/css/epub.css":
                data += "\n".join(style for style, _ in STYLES).encode()
            if info.filename.endswith(".otf"):
                data = data[:1000]
            target.writestr(info, data)
    found = reading.wrong(reading.seen(bad), manuscript)
    wanted = [*(words for *_, words in DEFECTS), *(words for _, words in STYLES), "is error", "are drawn with"]
    assert [words for words in wanted if not any(words in line for line in found)] == [], found


# --- calibre ----------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_calibre_makes_a_kindle_book(edition, built, manuscripts, tmp_path):
    # Not installed for the tests, not even in CI: it brings a hundred packages of Debian.
    convert = shutil.which("ebook-convert")
    if not convert:
        pytest.skip("needs calibre's ebook-convert (`apt-get install calibre`)")
    kindle, plain = tmp_path / "book.azw3", tmp_path / "book.txt"
    for source, target in ((built[f"{edition} epub"], kindle), (kindle, plain)):
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([convert, source, target], env=environment, capture_output=True, check=True)
        assert target.stat().st_size > 0
    shown = squeezed(plain.read_text(encoding="utf-8"))
    notices = [piece for piece in texts.pieces(texts.rows_of(manuscripts[edition])) if piece.notice]
    assert {piece.language for piece in notices} == set(manuscripts[edition].languages)
    assert [piece.text for piece in notices if squeezed(piece.text) not in shown] == []


# --- the PDF beside the EPUB ------------------------------------------------------------------


def test_the_pdf_and_the_epub_say_the_same(built, manuscripts):
    """Each text of each row in the same order, and each text of the glossary and of the claims."""
    manuscript = manuscripts["book"]
    book, _ = epublint.opened(built["book epub"].read_bytes(), "book.epub")
    # The contents repeat the headings.
    read = {name: book.pages[name].root for name in book.spine if book.pages[name] is not book.nav}
    documents = Documents(read, dict.fromkeys(read, ()))
    with closing(Places(built["book pdf"].read_bytes())) as places:
        streams = {
            "pdf": {tag: places.stream(tag) for tag in manuscript.languages},
            "epub": {tag: documents.stream(tag) for tag in manuscript.languages},
        }
    for name, by_language in streams.items():
        found = texts.located(manuscript, by_language)
        assert [one.piece for one in found if one.start < 0] == [], name
        lost = [text for text in beside(manuscript) if not any(squeezed(text) in s for s in by_language.values())]
        assert lost == [], name
    count = len(found), len(beside(manuscript))
    print(f"{count[0]} texts in order and {count[1]} beside them are in both files")
    assert min(count) > 100


def beside(manuscript: Manuscript) -> list[str]:
    """The texts that are printed elsewhere than in the running order."""
    terms = [text for entry in manuscript.glossary for _, text in (*entry.names, *entry.definitions)]
    claims = [text for claim in manuscript.claims for _, text in (*claim.texts, *claim.labels, *claim.qualifications)]
    return terms + claims
