"""A validator that finds nothing must be one that could have: each is shown something wrong."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pikepdf
import pytest
import validators

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x:1</dc:identifier>
<dc:title>A book</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="nav"/></spine></package>"""
NAV = """<?xml version="1.0"?>
<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en">
<head><title>A book</title></head><body><nav epub:type="toc"><ol><li><a href="nav.xhtml">Here</a></li></ol></nav>
</body></html>"""


@pytest.fixture
def epub(tmp_path):
    """Well-formed, and without any accessibility metadata."""
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book.opf", PACKAGE)
        archive.writestr("nav.xhtml", NAV)
    return path


def test_epubcheck(epub):
    assert validators.epubcheck(epub) == []
    with zipfile.ZipFile(epub, "a") as archive:
        archive.writestr("META-INF/encryption.xml", "<html>")
    assert any(line.startswith(("ERROR RSC", "FATAL RSC")) for line in validators.epubcheck(epub))


STYLED = NAV.replace("</head>", "<style>@font-face { font-family: X; src: url(x.otf); }%s</style></head>")


def test_epubcheck_lets_a_font_pass_and_no_other_remark(epub):
    def said(style, *more):
        listed = PACKAGE.replace("</manifest>", '<item id="x" href="x.otf" media-type="font/otf"/></manifest>')
        with zipfile.ZipFile(epub, "w") as archive:
            archive.writestr("mimetype", "application/epub+zip")
            archive.writestr("META-INF/container.xml", CONTAINER)
            archive.writestr("book.opf", listed)
            archive.writestr("nav.xhtml", STYLED % style)
            archive.writestr("x.otf", b"OTTO")
        return validators.epubcheck(epub)

    assert said("") == []
    assert [line.split()[:2] for line in said("p { position: fixed }")] == [["USAGE", "CSS-006"]]


def test_epubcheck_refuses_what_is_no_epub(tmp_path):
    (tmp_path / "no.epub").write_bytes(b"no")
    assert validators.epubcheck(tmp_path / "no.epub")


def test_ace(epub):
    assert any("metadata" in line for line in validators.ace(epub))


def test_pdf_ua(tmp_path):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "untagged.pdf")
    assert any("TAGGED" in line for line in validators.pdf_ua(tmp_path / "untagged.pdf"))


def test_msgfmt(tmp_path):
    catalog = tmp_path / "x.po"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    catalog.write_text(head + 'msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    assert validators.msgfmt(catalog) == []
    catalog.write_text(head + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', encoding="utf-8")
    assert any("duplicate" in line for line in validators.msgfmt(catalog))


def test_a_file_that_the_manifest_does_not_know_is_found(tmp_path):
    (tmp_path / "stray.pdf").write_bytes(b"")
    (tmp_path / "manifest.json").write_text('{"artifacts": []}')
    assert list(validators.finished(tmp_path)) == [("manifest", "manifest.json", ["it lists no file"])]


def test_a_changed_file_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(validators, "FORMATS", {"pdf": {}})
    (tmp_path / "a.pdf").write_bytes(b"a")
    listed = {"file": "a.pdf", "format": "pdf", "sha256": hashlib.sha256(b"b").hexdigest()}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": [listed]}))
    assert ("sha256", "a.pdf", ["the manifest has another digest"]) in list(validators.finished(tmp_path))
