"""Where a text stands in what people wrote, that was found wrong on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from diglot import po
from diglot.check.texts import letters
from diglot.model import Place
from diglot.problems import Problem
from diglot.sources import Sources

LEAST = 2
"""The fewest letters by which a text is known."""
_MARKUP = re.compile(r"\{[^{}]*\}|\]\([^)\s]*\)|\[\^\d+\]")
_NUMBER = re.compile(r"^(?:\d+\.? )+")


def placed(problem: Problem, found: Sources, loaded: Mapping[tuple[str, str], po.Catalog]) -> Problem:
    """A problem at the line of the text it is about, in source/ or in a catalog, or as it is."""
    wanted = letters(_NUMBER.sub("", problem.about))
    best, place = LEAST - 1, None
    for text, at in _texts(found, loaded):
        said = letters(_MARKUP.sub("", text))
        common = min(len(said), len(wanted))
        if common > best and said[:common] == wanted[:common]:
            best, place = common, at
    return replace(problem, place=place) if place else problem


def _texts(found: Sources, loaded: Mapping[tuple[str, str], po.Catalog]) -> Iterator[tuple[str, Place]]:
    """Every text and where it stands: the authors' first."""
    for document in (*found.documents, *found.notices):
        yield from ((unit.msgid, unit.place) for unit in found.units[document.file])
    for catalog in loaded.values():
        yield from ((entry.msgstr, catalog.place(entry)) for entry in catalog.messages() if entry.msgstr)
