"""The disclaimer pass, fail closed: a notice that is missing, fuzzy, untranslated or without
a place, in any language of an edition, stops that edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diglot import po
from diglot.model import Disclaimer, Edition, Place, Unit
from diglot.problems import Problem

FIRST_AND_LAST = ("front", "back")
ON_EVERY_PAGE = "medical-advice"


def unplaced(edition: Edition, disclaimers: Iterable[Disclaimer]) -> Iterator[Problem]:
    """D507 for a notice that an edition needs and that would stand nowhere in it."""
    for disclaimer in disclaimers:
        have = {place.split(":")[0] for place, _ in disclaimer.places}
        needed = {*FIRST_AND_LAST, *(["line"] if disclaimer.kind == ON_EVERY_PAGE else [])}
        for place in sorted(needed - have):
            message = f"the disclaimer {disclaimer.kind} has no words for “{place}”, which edition {edition.name} needs"
            yield Problem("D507", message, Place(disclaimer.document.file, 1))


def untranslated(
    edition: Edition, disclaimer: Disclaimer, found: Iterable[Unit], catalog: po.Catalog
) -> Iterator[Problem]:
    """D504 or D505 for each unit of a notice that a reader of `catalog`'s language would miss."""
    said = f"edition {edition.name} is not built: the disclaimer {disclaimer.kind}"
    for unit in found:
        entry = catalog.find((unit.context, unit.msgid))
        if entry is None or entry.empty:
            place = catalog.place(entry) if entry else Place(catalog.file, 1)
            yield Problem("D504", f"{said} is not translated (“{unit.msgid[:40]}”)", place)
        elif entry.fuzzy:
            yield Problem("D505", f"{said} is fuzzy (“{unit.msgid[:40]}”)", catalog.place(entry))
