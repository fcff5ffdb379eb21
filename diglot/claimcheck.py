"""Strong verbs that stand in no marked claim, in every language: what nobody qualified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from diglot import claims, po, tree, verbs
from diglot.model import CODE, Document, Place, Placed, Unit
from diglot.problems import Problem
from diglot.sources import Sources


def check(
    found: Sources, loaded: Mapping[tuple[str, str], po.Catalog], versions: Mapping[tuple[str, str], Document]
) -> list[Problem]:
    """D513 for each strong verb of the documents outside a claim, at its line in the source or the catalog."""
    problems: list[Problem] = []
    for document in found.documents:
        units = [u for u in found.units[document.file] if u.kind != CODE]
        for (file, language), version in versions.items():
            if file == document.file:
                catalog = loaded.get((language, document.catalog))
                for unit, text in (*claims.unmarked(version, units), *_footnotes(units, catalog)):
                    if verb := next(verbs.strong(text, language), ""):
                        message = f"“{verb}” stands in no marked claim (“{unit.msgid[:50]}”)"
                        problems.append(Problem("D513", message, _place(unit, verb, catalog)))
    return list(dict.fromkeys(problems))


def unnoticed(found: Sources) -> list[Problem]:
    """D516 for the first claim of each chapter without a notice for claims, where there is one for sections."""
    offered = [p for d in found.disclaimers if d.kind == claims.KIND for p in d.places if p.name == "section"]
    return [
        Problem("D516", f"“{words[:50]}”", unit_place)
        for document in found.documents
        for words, unit_place in _bare(document, found.units[document.file], offered)
        if offered
    ]


def _bare(document: Document, units: Sequence[Unit], offered: Sequence[Placed]) -> Iterator[tuple[str, Place]]:
    """(words, place) of the first claim of each chapter under no heading with one of these notices."""
    covered, named = False, False
    marks = {one.block: one for one in reversed(list(claims.of(document.ast)))}
    for path, block in tree.block_paths(document.ast["blocks"], ("blocks",)):
        if block["t"] == "Header":
            if block["c"][0] == 1:
                covered, named = False, False
            covered = covered or any(placed.among(block["c"][1][1]) for placed in offered)
        if path in marks and not covered and not named:
            named = True
            place = next((u.place for u in units if u.path[: len(path)] == path), Place(document.file, 1))
            yield tree.plain(marks[path].inlines), place


def _footnotes(units: list[Unit], catalog: po.Catalog | None) -> Iterator[tuple[Unit, str]]:
    for unit in units:
        if unit.kind == "footnote":
            entry = catalog.find((unit.context, unit.msgid)) if catalog else None
            yield unit, unit.msgid if catalog is None else entry.msgstr if entry and not entry.fuzzy else ""


def _place(unit: Unit, verb: str, catalog: po.Catalog | None) -> Place:
    entry = catalog.find((unit.context, unit.msgid)) if catalog else None
    if catalog and entry:
        return catalog.place_in(entry, max(entry.msgstr.find(verb), 0))
    return unit.place
