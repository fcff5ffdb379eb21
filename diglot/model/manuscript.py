"""The manuscript, the last quick, pure value, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from diglot.model.notices import Claim, Reference
from diglot.model.publication import Output


@dataclass(frozen=True, slots=True)
class Cell:
    """One language's half of a row.

    `html`: an XHTML fragment; inline content where the row is a heading, blocks elsewhere.
    `texts`: the plain text of each unit in it, in reading order, for reading back.
    `language`: BCP 47 tag; in a merged table the cell's language is "" and each inner
    block carries its own `lang`; `texts` then belong to (language, text) pairs in `merged`.
    """

    language: str
    html: str
    texts: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """The plain text of each footnote of the cell: printed elsewhere than in the running order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One aligned block in every language of the edition.

    `kind`: "heading", "text", "table", "notice" (a disclaimer) or "rule".
    `level`: of a heading, 1-6, else 0. `classes`: the author's classes and, of a notice,
    its kind. `short`: may be kept on one page. `id`: unique in the manuscript, stable.
    """

    id: str
    kind: str
    cells: tuple[Cell, ...]
    level: int = 0
    classes: tuple[str, ...] = ()
    short: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """A level-1 section of a document (or what stands before the first one)."""

    id: str
    document: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One concept as printed. `id` is "term-<concept>"; `refs`: (language, ids of the links
    (`<a class="term" id="ref-...">`) at its first use in each chapter, in reading order).
    """

    id: str
    concept: str
    names: tuple[tuple[str, str], ...]
    """(language, preferred term), in the edition's order."""
    pinyin: str
    definitions: tuple[tuple[str, str], ...]
    refs: tuple[tuple[str, tuple[str, ...]], ...]
    original: str = ""
    """The Chinese name of a term of TCM, where no language of the edition is Chinese: it says which one is meant."""

    def links(self, language: str) -> tuple[str, ...]:
        """The ids of its first link in each chapter, in a language or else in another."""
        return dict(self.refs).get(language) or next((refs for _, refs in self.refs), ())

    def first(self, language: str) -> str:
        """The id of its first link in a language, or in another; "" where there is none."""
        return next(iter(self.links(language)), "")


@dataclass(frozen=True, slots=True)
class Contents:
    """A line of the table of contents: target id, level, (language, plain title) pairs."""

    target: str
    level: int
    titles: tuple[tuple[str, str], ...]


FINGERPRINT = 12
"""How many hexadecimal digits of the source's SHA-256 digest an imprint prints."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What went into an edition, for a recall: (name, digest) of each, in order of name."""

    catalogs: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    disclaimers: tuple[tuple[str, str], ...] = ()
    units: tuple[str, ...] = ()


Pages: TypeAlias = tuple[tuple[str, ...], ...]
"""For each page of a printed book the ids of what begins on it, from its top."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All a writer needs to make one file, and nothing else; digested for the store.

    `strings` are the templates' own words: msgid -> ((language, text), ...).
    `front`, `back`: notices that open and close the edition; `line`: the short notice on
    every page, one cell a language, inline content. `title`: (language, plain text).
    """

    identifier: str
    edition: str
    design: str
    output: Output
    languages: tuple[str, ...]
    title: tuple[tuple[str, str], ...]
    subtitle: tuple[tuple[str, str], ...]
    author: str
    rights: str
    version: str
    published: date
    reviewed: date
    next_review: date
    source_digest: str
    made: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """How each language's text was made: (language of the text, ((language of the reader, words), ...))."""
    front: tuple[Row, ...]
    chapters: tuple[Chapter, ...]
    glossary_notices: tuple[Row, ...]
    back: tuple[Row, ...]
    line: tuple[Cell, ...]
    glossary: tuple[GlossaryEntry, ...]
    contents: tuple[Contents, ...]
    strings: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    smallest: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    """Of each kind of disclaimer: its least sizes, as in `Disclaimer`."""
    audience: str = ""
    """As of the edition."""
    addresses: tuple[tuple[str, str], ...] = ()
    """(language, where its current version is found), for QR codes."""
    draft: tuple[tuple[str, str], ...] = ()
    """(language, words) of the mark on every page of a draft; () where it is none."""
    series: str = ""
    position: int = 0
    """In the series; 0 for none."""
    printed: Pages = ()
    """Of an e-book: the pages of the printed book of the same edition."""
    contributors: tuple[tuple[str, str], ...] = ()
    """(MARC relator, name) of whoever the catalogs and source/provenance.toml name: "trl", "rev"."""
    uses: Uses = Uses()

    @property
    def fingerprint(self) -> str:
        """The source's digest as an imprint prints it."""
        return self.source_digest[:FINGERPRINT]

    @property
    def stem(self) -> str:
        """The readable file name without its suffix: a draft never has a finished file's."""
        draft = "-DRAFT" if self.draft else ""
        return "-".join((self.identifier, self.edition, *self.output.forms, *self.languages)) + draft


# --- rendering ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a font file on disk; `index` counts faces of a collection (TTC).

    `language`: the tag whose characters it is for ("zh-Hans"), "" for Latin, "emoji".
    """

    family: str
    path: str
    index: int
    weight: int
    italic: bool
    language: str
    digest: str


@dataclass(frozen=True, slots=True)
class Job:
    """A manuscript and all that is rendered with it, by value: what a worker is sent."""

    manuscript: Manuscript
    templates: tuple[tuple[str, str], ...]
    """(name relative to templates/, text), CSS included."""
    images: tuple[tuple[str, bytes], ...]
    """(path relative to source/, bytes), checked by `read`."""
    fonts: tuple[FontFace, ...]
    pages: bytes = b""
    """Of a booklet: the finished PDF whose pages it puts on sheets."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file in memory; problems as the writer saw them.

    `pages`, of a PDF: for each page the ids of what begins on it, from its top.
    """

    data: bytes
    pages: Pages = ()
    problems: tuple[Any, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file as `out/manifest.json` lists it."""

    file: str
    edition: str
    output: Output
    languages: tuple[str, ...]
    sha256: str
    pages: int
