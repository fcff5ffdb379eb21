"""What source/publication.toml says: editions, outputs, provenance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from diglot.model.place import Place

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
