"""The disclaimer pass, fail closed: a notice that is missing, fuzzy, untranslated, changed since
its translation or without a place, in any language of an edition, stops that edition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from diglot import approval, claims, po, provenance
from diglot.model import Disclaimer, Document, Edition, Place, Provenance, Publication
from diglot.problems import Problem
from diglot.provenance import MARK

EVERYWHERE = ("front", "line", "claim")
"""Places whose words an edition must have itself; the others may be narrowed to other editions."""
TOGETHER = ("single", "bilingual")
"""What an edition of one language is, and one of more."""
TRANSLATOR = approval.Wanted("", ("", "Last-Translator"), spot="header")
"""A name that catalogs' headers give and editions print: it is approved for all catalogs of a language at once."""
REQUIRED = {
    "medical-advice": ("front", "back", "line"),
    "evidence": ("front", "back", "line"),
    "tcm-framework": ("section", "back"),
    "emergency": ("front", "back"),
    "translation": ("front", "back"),
    "provenance": ("front", "back", "line", "changed", "untranslated", "draft"),
}
"""The places each kind must have words for, whatever its header says (domain.md, section 2)."""


def of_edition(edition: Edition, publication: Publication) -> tuple[Provenance, ...]:
    """How the texts of an edition's languages were made."""
    return tuple(p for p in publication.provenance if p.language in edition.languages)


def marked(edition: Edition, publication: Publication) -> bool:
    """Whether the policy asks for a mark on what is printed in the edition's languages."""
    return not all(provenance.allowed(publication.policy, one) for one in of_edition(edition, publication))


def unnamed(edition: Edition, publication: Publication, documents: Iterable[Document]) -> Iterator[Problem]:
    """D510 for a disclaimer that the policy or a claim calls for and the edition does not name."""
    if marked(edition, publication) and MARK not in edition.disclaimers:
        message = f"edition {edition.name} needs the disclaimer {MARK}: its texts may not be printed without a mark"
        hint = "add it, or let [policy] of publication.toml allow what source/provenance.toml says"
        yield Problem("D510", message, edition.place, hint)
    for kind in sorted(called(edition, documents) - set(edition.disclaimers)):
        message = f"edition {edition.name} needs the disclaimer {kind}: one of its claims calls for it"
        yield Problem("D510", message, edition.place)


def called(edition: Edition, documents: Iterable[Document]) -> set[str]:
    """The kinds of disclaimers that the claims of an edition call for."""
    return {kind for d in documents if d.name in edition.documents for one in claims.of(d.ast) for kind in one.kinds}


def narrowed(edition: Edition, publication: Publication) -> tuple[str, ...]:
    """The words that hold for an edition where a place is narrowed.

    Its design, how the least of its texts was made, and whether its reader has one language before them.
    """
    ways, readings = provenance.WORDS["translated"], provenance.WORDS["second-reading"]
    made = [(ways.index(p.translated), readings.index(p.second_reading)) for p in of_edition(edition, publication)]
    way, reading = min(made)
    return edition.design, ways[way], f"{ways[way]}-{readings[reading]}", TOGETHER[len(edition.languages) > 1]


def lenient(publication: Publication) -> Iterator[Problem]:
    """D515 where [policy] lets a machine's translation, or one without a clinician, go without a mark."""
    policy = publication.policy
    let = [one for one in publication.provenance if provenance.allowed(policy, one)]
    for one in let:
        if one.translated == "machine" or one.clinical_review == "none":
            message = f"[policy] lets the texts in {one.language} go without a mark: no clinician has reviewed them"
            yield Problem("D515", message, publication.place, "if it is meant, say why in a comment there")


def unplaced(
    edition: Edition, publication: Publication, disclaimers: Iterable[Disclaimer], documents: Iterable[Document]
) -> Iterator[Problem]:
    """D507 for a notice that an edition needs and that would stand nowhere in it.

    What its claims call for needs words of its own beside them; the note of a claim itself is evidence.
    """
    holds = narrowed(edition, publication)
    beside = called(edition, documents) - {claims.KIND}
    for disclaimer in disclaimers:
        everyone = [placed for placed in disclaimer.places if not placed.regions]
        have = {p.name for p in everyone if p.name not in EVERYWHERE or p.among(holds)}
        needed = set(REQUIRED[disclaimer.kind])
        if disclaimer.kind == MARK and not marked(edition, publication):
            needed -= {"front", "line"}
        needed |= {"claim"} if disclaimer.kind in beside else set()
        for place in sorted(needed - have):
            message = f"the disclaimer {disclaimer.kind} has no words for “{place}”, which edition {edition.name} needs"
            hint = f"words for everybody, or for one of: {', '.join(holds)}" if place in EVERYWHERE else ""
            yield Problem("D507", message, Place(disclaimer.document.file, 1), hint)


def untranslated(
    edition: Edition, one: approval.Wanted, catalog: po.Catalog, approved: Collection[str]
) -> Iterator[Problem]:
    """D504, D505, D508 or D514 for a message of a notice that a reader of `catalog`'s language would miss.

    `approved`: digests of `approval`.
    """
    what = f"edition {edition.name} is not built: {one.notice}"
    entry, shown = catalog.find(one.key), f"“{one.key[1][:40]}”"
    if entry is None:
        message = f"{what} has changed since it was translated ({shown}{f', {one.place}' if one.place else ''})"
        yield Problem("D508", message, Place(catalog.file, 1))
    elif entry.empty:
        yield Problem("D504", f"{what} is not translated ({shown})", catalog.place(entry))
    elif entry.fuzzy:
        yield Problem("D505", f"{what} is fuzzy ({shown})", catalog.place(entry))
    elif one.digest(entry.msgstr) not in approved:
        message = f"{what} has a translation that nobody has approved ({shown}: “{entry.msgstr[:40]}”)"
        yield Problem("D514", message, catalog.place(entry))


def unread(one: approval.Wanted, catalog: po.Catalog, approved: Collection[str]) -> Iterator[Problem]:
    """D517 for a translation in use that is said to have been read a second time and was not."""
    entry = catalog.find(one.key)
    if entry and not entry.empty and not entry.fuzzy and one.digest(entry.msgstr) not in approved:
        message = f"nobody has read this translation of “{one.key[1][:40]}”: “{entry.msgstr[:40]}”"
        yield Problem("D517", message, catalog.place(entry))


def unapproved(edition: Edition, catalogs: Iterable[po.Catalog], approved: Collection[str]) -> Iterator[Problem]:
    """D514 for a Last-Translator of a catalog that nobody has approved: it is printed, and may claim anything."""
    for catalog in catalogs:
        name, header = provenance.translator(catalog), catalog.header
        if header and name and TRANSLATOR.digest(name) not in approved:
            message = f"edition {edition.name} is not built: nobody has approved the Last-Translator “{name[:40]}”"
            place = catalog.place_in(header, header.msgstr.find(TRANSLATOR.key[1]))
            yield Problem("D514", message, place, "if this may be printed, run: python3 build.py approve")
