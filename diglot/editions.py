"""An edition's texts, notices and terms -> its manuscripts, one for each output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from diglot import claims, disclaimers, glossary, notices, po, provenance, read, ruby, sources, templating, usage
from diglot.compose import Composer, Draft, Notice, contents
from diglot.finishing import chapters, finished
from diglot.matching import Matcher
from diglot.model import Chapter, Claim, Document, Edition, GlossaryEntry, Manuscript, Provenance, Reference, Row, Uses
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
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()


def manuscripts(
    found: Sources,
    edition: Edition,
    versions: Mapping[tuple[str, str], Document],
    loaded: Mapping[tuple[str, str], po.Catalog],
    *,
    draft: bool = False,
) -> Iterable[Manuscript]:
    """glossary -> disclaimers -> compose: a manuscript for each output of an edition.

    `versions`: (file, language) -> document; `loaded`: (language, name) -> catalog.
    Raises DiglotError D602, D604.
    """
    texts, uses = _marked(found, edition, versions)
    notices = tuple(
        Notice(d, tuple(versions[d.document.file, tag] for tag in edition.languages))
        for d in found.disclaimers
        if d.kind in edition.disclaimers
    )
    words = _words(found, edition, loaded)
    entries = glossary.entries(uses, _definitions(found, edition, loaded), edition.languages)
    edited = Edited(edition, tuple(tuple(t) for t in texts), notices, entries, words)
    made = _made(found, edition, loaded)
    used = usage.of(found, edition, {entry.concept for entry in entries}, loaded)
    return _outputs(found, _qualified(found, edited, versions), made, used, draft=draft)


def _made(found: Sources, edition: Edition, loaded: Mapping[tuple[str, str], po.Catalog]) -> tuple[Provenance, ...]:
    """How each language's text was made, with what the headers of its catalogs say."""
    names = found.catalogs_of(edition)
    return tuple(
        provenance.with_headers(one, [loaded[one.language, n] for n in names if (one.language, n) in loaded])
        for one in disclaimers.of_edition(edition, found.publication)
    )


def _qualified(found: Sources, edited: Edited, versions: Mapping[tuple[str, str], Document]) -> Edited:
    """An edition with what stands beside its claims, and the list of them."""
    evidence = found.evidence
    if evidence is None:
        return edited
    composer = _composer(found, edited)
    words = [
        claims.words(evidence, versions[evidence.document.file, tag], composer.beside_claims(i))
        for i, tag in enumerate(edited.edition.languages)
    ]
    order = claims.cited([versions[0] for versions in edited.texts], evidence)
    listed = claims.listed(edited.texts, words, evidence, order)
    number, texts = 1, []
    for document in edited.texts:
        texts.append(tuple(claims.printed(d, w, number) for d, w in zip(document, words, strict=True)))
        number += sum(1 for _ in claims.of(document[0].ast))
    said = dict(edited.words)
    known = {one.id: replace(one, extent=said[notices.READ[one.read]]) for one in found.references}
    return replace(edited, texts=tuple(texts), claims=listed, references=tuple(known[name] for name in order))


def _marked(
    found: Sources, edition: Edition, versions: Mapping[tuple[str, str], Document]
) -> tuple[list[list[Document]], list[glossary.Uses]]:
    """Each text of an edition with its terms linked; the source language says which terms there are."""
    source = found.publication.source_language
    uses: dict[str, glossary.Uses] = {}
    marked: dict[tuple[str, str], Document] = {}
    only: frozenset[str] | None = None
    known = ruby.readings(found.terms)
    for tag in dict.fromkeys((source, *edition.languages)):
        uses[tag] = glossary.Uses(tag, Matcher(found.terms, tag))
        for name in edition.documents:
            document = versions[f"source/{name}.md", tag]
            blocks = ruby.above(document.ast["blocks"], known)
            if name in edition.terms_of:
                blocks = glossary.mark(blocks, uses[tag], only)
            marked[name, tag] = Document(
                document.name, document.file, tag, document.ast | {"blocks": blocks}, document.source
            )
        if tag == source:
            for name in edition.terms_of:
                if name not in edition.documents:
                    uses[tag].read(versions[f"source/{name}.md", tag].ast["blocks"])
        only = only or frozenset(uses[source].seen)
    texts = [[marked[name, tag] for tag in edition.languages] for name in edition.documents]
    return texts, [uses[tag] for tag in edition.languages]


def _definitions(
    found: Sources, edition: Edition, loaded: Mapping[tuple[str, str], po.Catalog]
) -> dict[tuple[str, str], str]:
    """(concept, language) -> definition, where there is one that is not fuzzy."""
    out = {(c.id, found.publication.source_language): c.definition for c in found.terms}
    for language in sources.targets(found.publication):
        for concept in found.terms:
            entry = loaded[language, "glossary"].find((concept.id, concept.definition))
            if entry and not entry.empty and not entry.fuzzy:
                out[concept.id, language] = entry.msgstr
    return {key: text for key, text in out.items() if key[1] in edition.languages}


def _words(
    found: Sources, edition: Edition, loaded: Mapping[tuple[str, str], po.Catalog]
) -> tuple[tuple[str, templating.Words], ...]:
    """The templates' own words and the publication's title in each language of the edition."""
    out = []
    for name in ("templates", "publication"):
        for message in found.messages()[name]:
            pairs = []
            for tag in edition.languages:
                entry = loaded[tag, name].find(message.key) if (tag, name) in loaded else None
                pairs.append((tag, entry.msgstr if entry and not entry.empty and not entry.fuzzy else message.msgid))
            out.append((message.msgid, tuple(pairs)))
    return tuple(out)


def _outputs(
    found: Sources, edited: Edited, made: tuple[Provenance, ...], uses: Uses, *, draft: bool
) -> Iterable[Manuscript]:
    """The edition composed once; its outputs differ in nothing but their layout."""
    edition, publication = edited.edition, found.publication
    composer = _composer(found, edited)
    mark = composer.title([composer.said("draft", tag) for tag in edition.languages]) if draft else ()
    if not all(text for _, text in mark):
        message = f"the disclaimer {provenance.MARK} has no words for “draft”: no draft can be marked"
        raise DiglotError(Problem("D507", message, edition.place))
    beside = composer.placed("glossary") if edited.entries else []
    parts = [composer.placed("front"), beside, composer.placed("back"), [composer.line()]]
    bodies = [composer.document(versions) for versions in edited.texts]
    _unique([draft.row for part in bodies for draft in part], edition)
    rows = iter(finished([draft for part in (*parts, *bodies) for draft in part]))
    front, beside_glossary, back, line = (_take(rows, part) for part in parts)
    body = [_take(rows, part) for part in bodies]
    whole = Manuscript(
        identifier=publication.identifier,
        edition=edition.name,
        design=edition.design,
        output=edition.outputs[0],
        languages=edition.languages,
        title=_title(composer, edited.texts[0], mark),
        subtitle=_subtitle(composer, edited.texts[0]),
        author=publication.author,
        rights=publication.rights,
        version=publication.version,
        published=publication.published,
        reviewed=publication.reviewed,
        next_review=publication.next_review,
        source_digest=found.digest,
        made=tuple((one.language, provenance.said(one, dict(edited.words), edition.languages)) for one in made),
        front=front,
        chapters=_chapters(edited.texts, body),
        glossary_notices=beside_glossary,
        back=back,
        # A draft may have no words for it.
        line=line[0].cells if any(cell.texts for cell in line[0].cells) else (),
        glossary=edited.entries,
        contents=tuple(c for drafts in bodies for c in contents(drafts, composer)),
        strings=edited.words,
        claims=edited.claims,
        references=edited.references,
        smallest=tuple((notice.disclaimer.kind, notice.disclaimer.smallest) for notice in edited.notices),
        audience=edition.audience,
        addresses=_addresses(publication.address, edition),
        draft=mark,
        series=publication.series,
        position=publication.position,
        contributors=provenance.contributors(made),
        uses=uses,
    )
    return [replace(whole, output=output) for output in edition.outputs]


def _addresses(address: str, edition: Edition) -> templating.Words:
    if not address:
        return ()
    filled = address.replace("{edition}", edition.name)
    return tuple((tag, filled.replace("{language}", tag)) for tag in edition.languages)


def _composer(found: Sources, edited: Edited) -> Composer:
    edition = edited.edition
    chinese = next((tag for tag in edition.languages if tag.split("-")[0] == "zh"), CHINESE)
    jurisdiction = next((j for j in found.publication.jurisdictions if j.code == edition.jurisdiction), None)
    unmarked = not disclaimers.marked(edition, found.publication)
    narrow = disclaimers.narrowed(edition, found.publication)
    return Composer(edition.languages, chinese, narrow, edited.notices, jurisdiction, unmarked)


def _title(composer: Composer, versions: tuple[Document, ...], marks: templating.Words) -> templating.Words:
    """The edition's title; that of a draft, which has marks, begins with them."""
    titles = composer.title([read.title(d) for d in versions])
    if not marks:
        return titles
    colon = {tag: "：" if tag.startswith("zh") else ": " for tag in composer.languages}
    return tuple((tag, f"{mark}{colon[tag]}{text}") for (tag, mark), (_, text) in zip(marks, titles, strict=True))


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
