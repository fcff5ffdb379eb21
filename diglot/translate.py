"""Which text stands for which unit: the policy on fuzzy, empty and broken translations.

A msgstr is used when it is translated, not fuzzy, and has the structure of its msgid;
otherwise the source text stands in its place, tagged with its own language, and a Problem
says so. A translator can break at most the unit they wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diglot import gate, po, tree, units
from diglot.model import Document, Json, Place, Unit
from diglot.problems import Problem
from diglot.tagging import language_tagged

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Translation:
    """A document in a target language: same skeleton, and what was wrong with its messages."""

    document: Document
    problems: tuple[Problem, ...]


def translate(document: Document, found: Sequence[Unit], catalog: po.Catalog, language: str) -> Translation:
    """The document with each usable translation in place of its unit.

    Problems: D305, D306 (error), D307, D308, D310 (warning), each at the message's line.
    """
    entries = [catalog.find((unit.context, unit.msgid)) for unit in found]
    problems = [p for unit, entry in zip(found, entries, strict=True) for p in _state(unit, entry, catalog)]
    usable = [(u, e) for u, e in zip(found, entries, strict=True) if e and not e.empty and not e.fuzzy]
    sources = [tree.get(document.ast, unit.path) for unit, _ in usable]
    readings = units.parse([e.msgstr for _, e in usable], [units.count_notes(s) for s in sources])
    texts: dict[tree.Path, Json] = {}
    for (unit, entry), source, reading in zip(usable, sources, readings, strict=True):
        wrong = list(_wrong(entry, catalog.place(entry), source, reading))
        problems += wrong
        if not wrong:
            texts[unit.path] = reading.inlines
    for unit in found:
        if unit.path not in texts:
            texts[unit.path] = _fallback(tree.get(document.ast, unit.path), document.language, language)
    ast = units.replaced(document.ast, texts)
    return Translation(Document(document.name, document.file, language, ast, document.source), tuple(problems))


def _fallback(source: Json, language: str, target: str) -> Json:
    """The source text, said to be in its own language."""
    numbered = source
    for number, (path, _) in enumerate(tree.notes(source), start=1):
        body = [{"t": "Para", "c": [{"t": "Str", "c": f"{units.NOTE_BODY}{number}"}]}]
        numbered = tree.put(numbered, (*path, "c"), body)
    return [tree.in_language("Span", language, language_tagged(numbered, language, target))]


def _state(unit: Unit, entry: po.Entry | None, catalog: po.Catalog) -> Iterator[Problem]:
    shown = f"“{unit.msgid[:50]}”"
    if entry is None:
        yield Problem("D310", f"{shown} ({unit.place}) is not in the catalog", Place(catalog.file, 1))
    elif entry.empty:
        yield Problem("D307", f"{shown} is not translated", catalog.place(entry))
    elif entry.fuzzy:
        yield Problem("D308", f"{shown} is fuzzy", catalog.place(entry))


def _wrong(entry: po.Entry, place: Place, source: Json, reading: units.Reading) -> Iterator[Problem]:
    """Why a msgstr cannot be used; nothing where it can."""
    for char in characters(entry.msgstr, entry.get("msgid")):
        yield Problem("D305", f"the character U+{ord(char):04X} is not allowed in a translation", place)
    if reading.inlines is None:
        yield Problem("D305", reading.failure, place)
        return
    for finding in gate.inline_findings(reading.inlines, set()):
        yield Problem("D305", finding.message, place)
    marks = units.note_numbers(reading.inlines)
    if sorted(marks) != list(range(1, units.count_notes(source) + 1)):
        yield Problem("D306", f"its footnotes are {marks or 'gone'}, not each of the source's once", place)
    for what, mine, theirs in _structures(source, reading.inlines):
        for name, count in (theirs - mine).items():
            yield Problem("D306", f"{what} {name} is not in the source ({count} too many)", place)
        for name, count in (mine - theirs).items():
            yield Problem("D306", f"{what} {name} is lost ({count} too few)", place)


def characters(msgstr: str, msgid: str) -> str:
    """The characters of a msgstr that could hide or reorder text and are not in its msgid."""
    bad = (
        c for c in msgstr if _BIDI.match(c) or (unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} and c not in "\n\t")
    )
    return "".join(c for c in dict.fromkeys(bad) if c not in msgid)


def _structures(source: Json, target: Json) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    """(what, counted in the source, counted in the target) of what a translation must keep."""
    for what, kinds, name in (
        ("the link to", {"Link"}, lambda i: i["c"][2][0]),
        ("the picture", {"Image"}, lambda i: i["c"][2][0]),
        ("the mark", {"Span", "Link", "Image", "Code"}, lambda i: _attributes(i["c"][0])),
    ):
        mine, theirs = (
            Counter(name(i) for i in tree.inlines(inlines) if i["t"] in kinds and name(i))
            for inlines in (source, target)
        )
        yield what, mine, theirs


def _attributes(attr: Json) -> str:
    identifier, classes, pairs = attr
    words = [*([f"#{identifier}"] if identifier else []), *(f".{c}" for c in classes), *(f"{k}={v}" for k, v in pairs)]
    return "{" + " ".join(words) + "}" if words else ""
