"""An edition's texts, notices and terms -> its manuscripts, one for each output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from diglot import read, templating
from diglot.compose import Composer, Draft, Notice, chapters, contents, finished
from diglot.model import Chapter, Document, Edition, GlossaryEntry, Manuscript, Row
from diglot.problems import DiglotError, Problem
from diglot.sources import Sources

CHINESE = "zh-Hans"
"""What Han characters in another language's text are, where the edition has no Chinese."""


@dataclass(frozen=True, slots=True)
class Edited:
    """One edition's passes done: `texts` holds each document in each language, in order."""

    edition: Edition
    texts: tuple[tuple[Document, ...], ...]
    notices: tuple[Notice, ...]
    entries: tuple[GlossaryEntry, ...]
    words: tuple[tuple[str, templating.Words], ...]


def manuscript(found: Sources, edited: Edited) -> Iterable[Manuscript]:
    """A manuscript for each output of the edition. DiglotError D602, D604."""
    edition, publication = edited.edition, found.publication
    chinese = next((tag for tag in edition.languages if tag.split("-")[0] == "zh"), CHINESE)
    composer = Composer(edition.languages, chinese, edition.design, edited.notices)
    parts = [composer.placed("front"), composer.placed("back"), [composer.line()]]
    bodies = [composer.document(versions) for versions in edited.texts]
    _unique([draft.row for part in bodies for draft in part], edition)
    rows = iter(finished([draft for part in (*parts, *bodies) for draft in part]))
    front, back, line = (_take(rows, part) for part in parts)
    body = [_take(rows, part) for part in bodies]
    whole = Manuscript(
        identifier=publication.identifier,
        edition=edition.name,
        design=edition.design,
        output=edition.outputs[0],
        languages=edition.languages,
        title=composer.title([read.title(d) for d in edited.texts[0]]),
        subtitle=_subtitle(composer, edited.texts[0]),
        author=publication.author,
        rights=publication.rights,
        version=publication.version,
        published=publication.published,
        reviewed=publication.reviewed,
        next_review=publication.next_review,
        source_digest=found.digest,
        provenance=tuple(p for p in publication.provenance if p.language in edition.languages),
        front=front,
        chapters=_chapters(edited.texts, body),
        back=back,
        line=line[0].cells,
        glossary=edited.entries,
        contents=tuple(c for drafts in bodies for c in contents(drafts, composer)),
        strings=edited.words,
    )
    return [replace(whole, output=output) for output in edition.outputs]


def _take(rows: Iterator[Row], part: list[Draft]) -> tuple[Row, ...]:
    return tuple(islice(rows, len(part)))


def _subtitle(composer: Composer, versions: tuple[Document, ...]) -> templating.Words:
    inlines = [read.title(d, "subtitle") for d in versions]
    return composer.title(inlines) if all(inlines) else ()


def _chapters(texts: tuple[tuple[Document, ...], ...], body: list[tuple[Row, ...]]) -> tuple[Chapter, ...]:
    return tuple(c for versions, rows in zip(texts, body, strict=True) for c in chapters(versions[0].name, rows))


def _unique(rows: list[Row], edition: Edition) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.kind == "heading" and row.id in seen:
            message = f"the id “{row.id}” stands twice in edition {edition.name}"
            raise DiglotError(Problem("D604", message, edition.place))
        seen.add(row.id)
