"""All that an author, translator and designer wrote, read once: the input of every stage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from diglot import (
    approval,
    catalogs,
    config,
    glossary,
    notices,
    po,
    po_reader,
    provenance,
    read,
    standing,
    stylesheets,
    templating,
    termbase,
    tree,
    units,
)
from diglot.images import images_of
from diglot.model import (
    Disclaimer,
    Document,
    Edition,
    Evidence,
    Message,
    Place,
    Publication,
    Reference,
    TermBase,
    Unit,
    locale,
)
from diglot.problems import DiglotError, Problem

TEMPLATE_KINDS = {".html", ".xhtml", ".xml", ".opf", ".ncx", ".css"}
FIXED = ("glossary", "disclaimers", "templates", "publication")
"""The catalogs beside one for each document."""
OWN = "en"
"""The language that templates and diglot itself are written in: each other one has a catalog of their words."""


BESIDE, MADE = "what stands beside its claims", "what says how its texts were made"
"""How notices that are no disclaimers are called."""


def named(disclaimer: Disclaimer) -> str:
    """How a disclaimer is called."""
    return f"the disclaimer {disclaimer.kind}"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything under source/ and templates/, with the units of each text."""

    publication: Publication
    documents: tuple[Document, ...]
    disclaimers: tuple[Disclaimer, ...]
    evidence: Evidence | None
    references: tuple[Reference, ...]
    approved: approval.Approved
    terms: TermBase
    templates: tuple[tuple[str, str], ...]
    images: tuple[tuple[str, bytes], ...]
    units: Mapping[str, tuple[Unit, ...]]
    """By file: the units of each document and disclaimer."""
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """A digest of the texts: what "source version" means in an imprint."""
        texts = [d.source for d in (*self.documents, *self.notices)]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()

    @property
    def notices(self) -> tuple[Document, ...]:
        """The documents of the disclaimers and of the evidence notes."""
        notes = (self.evidence.document,) if self.evidence else ()
        return (*(d.document for d in self.disclaimers), *notes)

    def catalogs(self, language: str = "") -> tuple[str, ...]:
        """The names of all catalogs, or of those of one language: the source has none but what diglot itself says."""
        if language == self.publication.source_language:
            return () if language.split("-", maxsplit=1)[0] == OWN else ("templates",)
        return (*dict.fromkeys(d.catalog for d in self.documents), *FIXED)

    def catalogs_of(self, edition: Edition) -> tuple[str, ...]:
        """The names of the catalogs of an edition's documents: it prints who translated them."""
        return tuple(dict.fromkeys(d.catalog for d in self.documents if d.name in edition.documents))

    def messages(self, language: str = "") -> dict[str, tuple[Message, ...]]:
        """The messages of every catalog by its name, in document order.

        With a `language` its translators are told the terms of each message in it.
        """
        said = glossary.told(self.terms, self.publication.source_language, language) if language else None
        texts = {name: catalogs.messages(self.units_of(name), said) for name in self.catalogs()}
        found = texts | {
            "glossary": tuple(_of_terms(self.terms, self.publication, language)),
            "templates": (*templating.messages(self.templates), *provenance.messages(), *notices.messages()),
            "publication": tuple(_own_words(self.publication)),
        }
        return {name: found[name] for name in self.catalogs(language)}

    def wanted(self) -> Iterator[approval.Wanted]:
        """Every message whose translation somebody must have read: those of notices first."""
        # The names of terms are approved in source/glossary.
        seen = {("glossary", message.key) for message in _of_terms(self.terms, self.publication, "")}
        seen -= {("glossary", (concept.id, concept.definition)) for concept in self.terms}
        for one in self._of_notices():
            seen.add((one.catalog, one.key))
            yield one
        for name, messages in self.messages().items():
            for message in messages:
                if (name, message.key) not in seen:
                    yield approval.Wanted(name, message.key, place=message.place)

    def _of_notices(self) -> Iterator[approval.Wanted]:
        kinds = {d.document.file: named(d) for d in self.disclaimers}
        for document in self.notices:
            for unit in self.units[document.file]:
                key, what = (unit.context, unit.msgid), kinds.get(document.file, BESIDE)
                yield approval.Wanted("disclaimers", key, what, _spot(document, unit), unit.place)
        for what, messages in ((MADE, provenance.messages()), (BESIDE, notices.messages())):
            for message in messages:
                yield approval.Wanted("templates", message.key, what)

    def units_of(self, catalog: str) -> Iterator[Unit]:
        """The units of a catalog, in document order."""
        return (unit for d in (*self.documents, *self.notices) if d.catalog == catalog for unit in self.units[d.file])


def _spot(document: Document, unit: Unit) -> str:
    """The attributes of the div that a notice's unit stands in."""
    block = tree.get(document.ast, unit.path[:2])
    return json.dumps(tree.block_attribute(block)) if block["t"] == "Div" else ""


def load(root: Path) -> Sources:
    """Read a publication's folder. Raises DiglotError with every problem of a stage."""
    publication = config.load(root)
    documents, refused = read.documents(publication)
    for document in documents:
        if document.catalog in FIXED:
            message = f"a document cannot be called {document.name}: a catalog has the name {document.catalog}"
            raise DiglotError(Problem("D102", message, publication.place))
    disclaimers, refused_too = notices.disclaimers(publication)
    evidence, references, refused_notes = notices.evidence(publication)
    texts = (*documents, *(n.document for n in disclaimers), *([evidence.document] if evidence else []))
    extracted = {d.file: e for d, e in zip(texts, units.extract_all(texts), strict=True)}
    templates = _templates(root)
    return Sources(
        publication=publication,
        documents=documents,
        disclaimers=disclaimers,
        evidence=evidence,
        references=references,
        approved=approval.read(root),
        terms=termbase.read(publication),
        templates=templates,
        images=tuple(dict(image for d in documents for image in images_of(d, root)[0]).items()),
        units=_in_contexts(texts, {file: e.units for file, e in extracted.items()}),
        problems=(
            *refused,
            *refused_too,
            *refused_notes,
            *notices.of_claims(documents, evidence),
            *standing.buried(documents, disclaimers),
            *standing.idle(publication, documents, disclaimers),
            *stylesheets.words(templates),
            *(p for e in extracted.values() for p in e.problems),
        ),
    )


def _in_contexts(texts: Iterable[Document], found: Mapping[str, tuple[Unit, ...]]) -> Mapping[str, tuple[Unit, ...]]:
    """The units of each file, with a context only where its catalog needs one."""
    by_catalog: dict[str, list[str]] = {}
    for document in texts:
        by_catalog.setdefault(document.catalog, []).append(document.file)
    out: dict[str, tuple[Unit, ...]] = {}
    for files in by_catalog.values():
        resolved = iter(catalogs.in_needed_contexts([unit for file in files for unit in found[file]]))
        out |= {file: tuple(islice(resolved, len(found[file]))) for file in files}
    return out


def _templates(root: Path) -> tuple[tuple[str, str], ...]:
    folder = root / "templates"
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in TEMPLATE_KINDS and p.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            found.append((name, path.read_text("utf-8")))
        except UnicodeDecodeError as error:
            raise DiglotError(Problem("D201", "not UTF-8 text", Place(f"templates/{name}"))) from error
    return tuple(found)


def _of_terms(terms: TermBase, publication: Publication, language: str) -> Iterable[Message]:
    """Of each concept its name, with the approved one of `language` as msgstr, and its definition.

    A translator who writes another name proposes it: source/glossary decides.
    """
    for concept in terms:
        known = [t for tag in publication.languages if (t := concept.term(tag))]
        names = "; ".join(f"{t.language}: {t.preferred}" + (f" ({t.pinyin})" if t.pinyin else "") for t in known)
        place = (str(concept.place),)
        theirs = concept.term(language)
        if theirs or not language:
            said = (f"{catalogs.APPROVED}{theirs.preferred}",) if theirs else ()
            avoid = (f"avoid: {', '.join(theirs.forbidden)}",) if theirs and theirs.forbidden else ()
            preferred = theirs.preferred if theirs else ""
            source = next(t.preferred for t in known if t.language == publication.source_language)
            yield Message(source, preferred, concept.id, comments=("term", *said, *avoid), references=place)
        yield Message(
            concept.definition,
            msgctxt=concept.id,
            comments=(f"definition of the term “{known[0].preferred}”", names),
            references=place,
        )


def _own_words(publication: Publication) -> Iterable[Message]:
    for key, text in (("title", publication.title), ("rights", publication.rights)):
        if text:
            yield Message(text, comments=(f"{key} of the publication",), references=(str(publication.place),))


def catalog_path(language: str, name: str) -> str:
    """Where a catalog stands, relative to the publication's folder."""
    return f"translations/{locale(language)}/{name}.po"


def load_catalogs(sources: Sources) -> dict[tuple[str, str], po.Catalog]:
    """(language, name) -> catalog, for each target language.

    Raises DiglotError with the problems of all files: D301-D304, D311 where one is missing.
    """
    found: dict[tuple[str, str], po.Catalog] = {}
    problems: list[Problem] = []
    for language in sources.publication.languages:
        for name in sources.catalogs(language):
            file = catalog_path(language, name)
            try:
                catalog = po_reader.parse((sources.publication.root / file).read_bytes(), file)
                problems += _of_another_language(catalog, language)
                found[language, name] = catalog
            except DiglotError as error:
                problems += error.problems
            except OSError as error:
                problems.append(Problem("D311", f"the catalog cannot be read ({error.strerror})", Place(file)))
    if problems:
        raise DiglotError(problems)
    return found


def _of_another_language(catalog: po.Catalog, language: str) -> Iterable[Problem]:
    said = po.header_fields(catalog).get("Language", "")
    if said and said.replace("-", "_") != locale(language):
        message = f"the header's Language is {said}, but the folder is for {locale(language)}"
        yield Problem("D304", message, Place(catalog.file, 1), "move the file, or mend its header")


def targets(publication: Publication) -> tuple[str, ...]:
    """The languages that are translated into."""
    return tuple(tag for tag in publication.languages if tag != publication.source_language)
