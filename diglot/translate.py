"""Which text stands for which unit: the policy on fuzzy, empty and broken translations.

A msgstr is used when it is translated, not fuzzy, and has the structure of its msgid;
otherwise the source text stands in its place, tagged with its own language, and a Problem
says so. A translator can break at most the unit they wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from diglot import parity, po, tree, units
from diglot.model import CODE, OURS, Document, Json, Place, Unit
from diglot.problems import Problem, errors
from diglot.provenance import CHANGED, UNTRANSLATED
from diglot.tagging import language_tagged


@dataclass(frozen=True, slots=True)
class Translation:
    """A document in a target language: same skeleton, and what was wrong with its messages."""

    document: Document
    problems: tuple[Problem, ...]


def translate(
    document: Document,
    found: Sequence[Unit],
    catalog: po.Catalog,
    language: str,
    refused: Collection[tuple[str, str]] = (),
) -> Translation:
    """The document with each usable translation in place of its unit.

    `refused`: the keys of messages that must not be used; who refused them reports why.
    Problems: those of `parity`, D307 and D308 (warning), D310 (error), each at the message's line.
    """
    entries = [catalog.find((unit.context, unit.msgid)) for unit in found]
    problems = [p for unit in found for p in state((unit.context, unit.msgid), catalog, unit.place)]
    usable = [(u, e) for u, e in zip(found, entries, strict=True) if e and not e.empty and not e.fuzzy]
    usable = [(u, e) for u, e in usable if e.key not in refused]
    texts: dict[tree.Path, Json] = {}
    for unit, entry in [pair for pair in usable if pair[0].kind == CODE]:
        wrong = parity.problems_of_text(entry, catalog.place(entry))
        problems += wrong
        if not errors(wrong):
            texts[unit.path] = entry.msgstr
    usable = [(u, e) for u, e in usable if u.kind != CODE]
    sources = [tree.get(document.ast, unit.path) for unit, _ in usable]
    readings = units.parse([e.msgstr for _, e in usable], [units.count_notes(s) for s in sources])
    for (unit, entry), source, reading in zip(usable, sources, readings, strict=True):
        wrong = parity.problems(entry, catalog.place(entry), source, reading)
        problems += wrong
        if not errors(wrong):
            texts[unit.path] = reading.inlines
    wanted = {unit.path: _why(entry) for unit, entry in zip(found, entries, strict=True)}
    for path, kind, source in units.slots(document.ast):
        # In a table what has no message is the same in every language, and shown once.
        if path not in texts and tree.plain(source).strip() and (path in wanted or kind != "table cell"):
            texts[path] = _fallback(source, document.language, language, wanted.get(path, ()))
    ast = units.replaced(document.ast, texts)
    translated = Document(document.name, document.file, language, ast, document.source)
    # One message may stand for several units: it is named once.
    return Translation(translated, tuple(dict.fromkeys(problems)))


def _why(entry: po.Entry | None) -> tuple[str, ...]:
    """The class that tells readers why a source text stands there."""
    return (f"{OURS}{CHANGED if entry is None or entry.fuzzy else UNTRANSLATED}",)


def _fallback(source: Json, language: str, target: str, classes: tuple[str, ...]) -> Json:
    """The source text, said to be in its own language."""
    numbered = source
    for number, (path, _) in enumerate(tree.notes(source), start=1):
        body = [{"t": "Para", "c": [{"t": "Str", "c": f"{units.NOTE_BODY}{number}"}]}]
        numbered = tree.put(numbered, (*path, "c"), body)
    return [tree.in_language("Span", language, language_tagged(numbered, language, target), classes)]


def state(key: tuple[str, str], catalog: po.Catalog, place: object) -> Iterator[Problem]:
    """D310, D307 or D308 where a message (msgctxt, msgid) has no usable translation; `place`: of its source."""
    entry, shown = catalog.find(key), f"“{' '.join(key[1].split())[:50]}”"
    if entry is None:
        yield Problem("D310", f"{shown} ({place}) is not in the catalog", Place(catalog.file, 1))
    elif entry.empty:
        yield Problem("D307", f"{shown} is not translated", catalog.place(entry))
    elif entry.fuzzy:
        yield Problem("D308", f"{shown} is fuzzy", catalog.place(entry))
