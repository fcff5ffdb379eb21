"""The nouns: frozen values that every stage takes and returns.

Nothing here reads a file, prints or knows a format. Texts in HTML are XHTML fragments
that pandoc wrote from a checked AST; everything else is plain text to be escaped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Pandoc's AST as `json.loads` gives it: it compares, digests and pickles by value."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file relative to the publication's folder, 1-based line."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


# --- the publication ----------------------------------------------------------------------


SIDED = ("facing", "back-to-back")
"""The layouts with a page for each of two languages."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file an edition is written to, e.g. format "pdf", layout "parallel", paper "A4".

    `pages`: the most it may have, 0 for any number; `instead`: the layouts to try, in order, where it has
    more. `booklet`: two pages on a sheet for saddle stitch, made of the same output's pages; `press`: bleed
    and crop marks; `archive`: PDF/A-3a too.
    """

    format: str
    layout: str
    paper: str = ""
    pages: int = 0
    instead: tuple[str, ...] = ()
    booklet: bool = False
    press: bool = False
    archive: bool = False

    @property
    def plain(self) -> Output:
        """Of a booklet: the output whose pages it puts on sheets."""
        return replace(self, booklet=False)

    @property
    def forms(self) -> tuple[str, ...]:
        """What its file's name says of it: layout, paper, and what else tells it from its siblings."""
        extra = {"booklet": self.booklet, "press": self.press, "archive": self.archive}
        return (self.layout, *filter(None, (self.paper,)), *(name for name, on in extra.items() if on))


@dataclass(frozen=True, slots=True)
class Edition:
    """Documents, languages and disclaimers that are published together.

    `languages` are BCP 47 tags in reading order, the source language among them;
    `design` names the templates (`templates/<design>.html`, `<design>.css`). `jurisdiction`: a
    region of source/jurisdictions.toml whose emergency number and texts it prints, or "".
    """

    name: str
    design: str
    documents: tuple[str, ...]
    languages: tuple[str, ...]
    disclaimers: tuple[str, ...]
    outputs: tuple[Output, ...]
    place: Place
    jurisdiction: str = ""
    audience: str = ""
    """"patients": its PDFs must meet the checklist for handouts."""
    terms_of: tuple[str, ...] = ()
    """The documents whose terms its glossary lists; of those that it prints the terms are linked."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How one language's text was made: each value is a word of `provenance.WORDS`.

    `by`: what the headers of its catalogs say, as (Last-Translator, date of the last revision).
    """

    language: str
    translated: str
    second_reading: str
    clinical_review: str
    reviewer: str = ""
    by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The provenance that may be printed without a mark: each field holds words of `provenance.WORDS`."""

    translated: tuple[str, ...]
    second_reading: tuple[str, ...]
    clinical_review: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A region (ISO 3166-1) whose emergency number has a source."""

    code: str
    emergency: str
    source: str


@dataclass(frozen=True, slots=True)
class Publication:
    """`source/publication.toml`, checked."""

    root: Path
    identifier: str
    title: str
    version: str
    published: date
    reviewed: date
    next_review: date
    author: str
    series: str
    position: int
    """Of the publication in its series; 0 for none."""
    rights: str
    source_language: str
    reader: str
    languages: tuple[str, ...]
    term_languages: tuple[str, ...]
    """Further languages that the term base keeps."""
    editions: tuple[Edition, ...]
    provenance: tuple[Provenance, ...]
    policy: Policy
    jurisdictions: tuple[Jurisdiction, ...]
    place: Place
    address: str = ""
    """https, with `{edition}` and `{language}` to fill in, or ""."""


def locale(tag: str) -> str:
    """gettext's name of a BCP 47 tag: "zh-Hans" -> "zh_Hans"."""
    return tag.replace("-", "_")


# --- documents, units, catalogs -----------------------------------------------------------

CODE = "code block"
OURS = "diglot-"
"""What the ids and classes begin with that diglot makes itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source text: its pandoc AST, and the plain source for line numbers."""

    name: str
    file: str
    language: str
    ast: Json
    source: str

    @property
    def catalog(self) -> str:
        """The name of its catalog: documents in a folder of source/ share one (as in Sphinx)."""
        return self.name.split("/", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is translated as one piece (XLIFF's sense): the inlines of one block.

    `path` leads from the AST's root to the inline list; `kind` is the block's name for
    the translator ("heading 2", "list item", "table cell", "paragraph", "footnote"); of a
    `CODE` block the msgid is the text itself, no Markdown.
    """

    path: tuple[str | int, ...]
    msgid: str
    kind: str
    section: tuple[str, ...]
    place: Place
    context: str = ""
    note: str = ""
    senses: tuple[str, ...] = ()
    """The classes of the headings it stands under: a term may mean another thing there."""


@dataclass(frozen=True, slots=True)
class Message:
    """One msgid of a POT or PO file; `references` and `comments` as gettext's `#:` and `#.`."""

    msgid: str
    msgstr: str = ""
    msgctxt: str = ""
    fuzzy: bool = False
    previous: str = ""
    previous_context: str = ""
    references: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    place: Place = Place("")

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a message in its catalog: (msgctxt, msgid)."""
        return (self.msgctxt, self.msgid)


# --- terms --------------------------------------------------------------------------------

VARIETIES = {"zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK"}
"""Where a variety has no name of its own, that of the other holds."""


@dataclass(frozen=True, slots=True)
class Term:
    """The names of one concept in one language (ISO 1087: preferred, admitted, forbidden).

    `mask`: longer words that hold a name and mean something else. `proposed`: what a
    translator would rather say; used nowhere until somebody approves it. `left`, `right`: the
    characters that may stand beside a Chinese name of one character.
    """

    language: str
    preferred: str
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    pinyin: str = ""
    exact_case: bool = False
    left: str = ""
    right: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What may be written: the preferred name first."""
        return (self.preferred, *self.admitted)


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning; `domain` "tcm" or "biomed"; `sense` "tcm": only in sections of class tcm.

    `codes`: (system, code) pairs; `close` and `exact`: ids of other concepts, in the sense of
    SKOS's closeMatch and exactMatch; `verified`: what was checked, and where.
    """

    id: str
    domain: str
    definition: str
    terms: tuple[Term, ...]
    place: Place
    sense: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    status: str = "draft"
    verified: str = ""
    close: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    note: str = ""

    def term(self, language: str) -> Term | None:
        """The names in `language`, else in the language it is a variety of (zh-TW: zh-Hant), or None."""
        found = next((t for t in self.terms if t.language == language), None)
        return found or (self.term(VARIETIES[language]) if language in VARIETIES else None)


TermBase: TypeAlias = tuple[Concept, ...]


# --- disclaimers and claims -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """Words of a disclaimer for one place, as pandoc AST blocks in the source language.

    `place`: a word of `notices.PLACES`, narrowed by a class ("section:<class>", "table:<class>")
    or, for line, front and back, by a design or by how the text was translated ("back:book").
    `regions`: the only jurisdictions they are for, or () for all.
    """

    place: str
    regions: tuple[str, ...]
    blocks: Json

    @property
    def name(self) -> str:
        """The place without what it is narrowed to."""
        return self.place.partition(":")[0]

    @property
    def narrowed(self) -> str:
        """What the place is narrowed to, or ""."""
        return self.place.partition(":")[2]

    def among(self, words: Collection[str]) -> bool:
        """Whether all that the place is narrowed to holds."""
        return set(self.narrowed.split()) <= set(words)


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """One kind of notice. `smallest`: for each place the least size of its letters, in pt."""

    kind: str
    version: str
    places: tuple[Placed, ...]
    smallest: tuple[tuple[str, float], ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that an evidence note rests on. `read`: how it was read (`notices.READ`).

    `citation` is in one language, that in which a reader can find it, and is not translated.
    """

    id: str
    citation: str
    read: str
    language: str
    extent: tuple[tuple[str, str], ...] = ()
    """What readers of each language are told of how it was read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be said beside claims: source/evidence.md.

    `levels`, `notes`: (word or id, number of the div among the document's blocks); `of`: note -> the
    levels it may stand at; `sources`: note -> ids of references, in the order they are named.
    """

    version: str
    levels: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, int], ...]
    of: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[tuple[str, tuple[str, ...]], ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Claim:
    """A marked claim as it is printed, numbered from 1 through the edition.

    `level`: a word of `claims.LEVELS`; `kinds`: the disclaimers it calls for. `texts`, `ends`, `labels`,
    `qualifications`: (language, plain text); an end is the last of its words, before any formula that
    stands there. `sources`: numbers of the edition's references.
    """

    number: int
    level: str
    kinds: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    qualifications: tuple[tuple[str, str], ...]
    sources: tuple[int, ...]

    @property
    def id(self) -> str:
        """Its entry in the evidence table; its badge in a language is `<id>-<language>-badge`."""
        return f"{OURS}claim-{self.number}"


# --- the manuscript: the last quick, pure value ---------------------------------------------


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
