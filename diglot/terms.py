"""The verbs of the term base: list, find, where-used, lint, candidates, export, import."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from diglot import __version__, files, proposals, sources, termcheck, upkeep
from diglot.exchange import formats
from diglot.exchange.names import Written
from diglot.folding import fold, unmarked
from diglot.linebreaks import width
from diglot.matching import ALL_SENSES, Matcher, hits
from diglot.model import CODE, Concept, Place
from diglot.problems import CODES, EXIT_USAGE, DiglotError, Problem
from diglot.proposals import Sorted
from diglot.sources import Sources

COMMON = 3
"""How often a word must stand in the source to be a candidate."""
_WORDS = re.compile(r"[A-Za-zÀ-ɏα-ω][\wÀ-ɏα-ω]*(?:-[\wÀ-ɏα-ω]+)*")
_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")
# The words that English texts are made of: a term is none of them.
_ENGLISH = (
    "a about above after all also am an and any are as at be because been before being below between both but by can "
    "cannot could did do does doing down during each either even every few for from further get gets had has have "
    "having he help helps her here hers him his how if in into is it its itself just keep less like made make makes "
    "may might more most much must my need new no nor not now of off often on once one only or other our out over own "
    "part people person same say says see seen she should show shows so some still such take than that the their them "
    "then there these they this those through to too under until up use used uses using very was way we well were "
    "what when where which while who why will with within without would yet you your"
)
_COMMON_WORDS = frozenset(_ENGLISH.split())


@dataclass(frozen=True, slots=True)
class Use:
    """Where a concept is named: the place, and the text around it."""

    place: Place
    shown: str


def listed(found: Sources) -> str:
    """The term base as a table: id, status, and the preferred name in each language of the publication."""
    tags = found.publication.languages
    head = ["concept", "status", *tags]
    rows = [[c.id, c.status, *(t.preferred if (t := c.term(tag)) else "" for tag in tags)] for c in found.terms]
    widths = [max(map(_columns, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(_row(row, widths) for row in [head, *rows])


def find(found: Sources, text: str) -> tuple[Concept, ...]:
    """The concepts whose id, names or definition hold a text, however it is written."""
    wanted = fold(text).text.strip()
    return tuple(c for c in found.terms if any(wanted in fold(said).text for said in _said(c)))


def _said(concept: Concept) -> Iterator[str]:
    yield from (concept.id, concept.definition)
    for term in concept.terms:
        yield from (*term.names, *term.forbidden, *term.proposed, term.pinyin)


def shown(concept: Concept) -> str:
    """All that the term base says of a concept, for people."""
    lines = [f"{concept.id}  ({concept.domain}, {concept.status})  {concept.place}", f"  {concept.definition}"]
    for term in concept.terms:
        also = f"  also: {', '.join(term.admitted)}" if term.admitted else ""
        avoid = f"  not: {', '.join(term.forbidden)}" if term.forbidden else ""
        pinyin = f" ({term.pinyin})" if term.pinyin else ""
        lines.append(f"  {term.language:<8}{term.preferred}{pinyin}{also}{avoid}")
    lines += [f"  {system}: {code}" for system, code in concept.codes]
    lines += [f"  overlaps with: {', '.join(concept.close)}"] if concept.close else []
    return "\n".join([*lines, *([f"  verified: {concept.verified}"] if concept.verified else [])])


def where_used(found: Sources, root: Path, concept: str) -> tuple[Use, ...]:
    """Every message that names a concept, in the source and in each catalog. Raises D922."""
    if concept not in {c.id for c in found.terms}:
        known = ", ".join(c.id for c in find(found, concept)[:8])
        hint = f"perhaps: {known}" if known else "python3 build.py terms list shows all"
        raise DiglotError(Problem("D922", f"there is no concept “{concept}”", None, hint), EXIT_USAGE)
    out: list[Use] = []
    loaded = upkeep.catalogs_of(root, found)
    matcher = Matcher(found.terms, found.publication.source_language)
    for unit in (u for units in found.units.values() for u in units if u.kind != CODE):
        out += _uses(matcher, unit.msgid, frozenset(unit.senses), concept, unit.place)
    for language in sources.targets(found.publication):
        theirs = Matcher(found.terms, language)
        for name in found.catalogs():
            catalog = loaded[language, name]
            for text in termcheck.texts(found, name, catalog):
                out += _uses(theirs, text.entry.msgstr, text.senses, concept, catalog.place(text.entry))
    return tuple(out)


def _uses(matcher: Matcher, text: str, senses: frozenset[str], concept: str, place: Place) -> Iterator[Use]:
    plain = " ".join(text.split())
    for hit in hits(matcher, plain, senses):
        if hit.concept.id == concept:
            around = plain[max(0, hit.start - 20) : hit.end + 20]
            yield Use(place, f"{hit.form}: …{around}…")
            return


def candidates(found: Sources) -> tuple[tuple[str, int], ...]:
    """(word or phrase, how often) of the source texts that no concept names, most frequent first.

    English: single words, and pairs of words that occur together; Chinese: runs of two to four
    characters. Common words of the language are none.
    """
    language = found.publication.source_language
    matcher = Matcher(found.terms, language)
    counts: Counter[str] = Counter()
    for unit in (u for units in found.units.values() for u in units if u.kind != CODE):
        text = unmarked(unit.msgid)
        for hit in matcher.find(text, ALL_SENSES):
            text = text[: hit.start] + "\0" * (hit.end - hit.start) + text[hit.end :]
        counts.update(_chinese(text) if language.startswith("zh") else _phrases(text))
    ranked = [(phrase, count) for phrase, count in counts.most_common() if count >= COMMON]
    longer = {phrase: count for phrase, count in ranked if " " in phrase}
    return tuple(
        (phrase, count)
        for phrase, count in ranked
        if not any(count == n and phrase != p and phrase in p.split() for p, n in longer.items())
    )


def _phrases(text: str) -> Iterator[str]:
    for piece in re.split(r"[^\w\s'’-]+", text):
        words = [word.casefold() for word in _WORDS.findall(piece)]
        kept = [word if len(word) > 2 and word not in _COMMON_WORDS else "" for word in words]
        yield from filter(None, kept)
        yield from (f"{a} {b}" for a, b in pairwise(kept) if a and b)


def _chinese(text: str) -> Iterator[str]:
    for run in _CHINESE.findall(text):
        for size in (2, 3, 4):
            yield from (run[i : i + size] for i in range(len(run) - size + 1))


def export(found: Sources, kind: str, language: str) -> Written:
    """The term base in a format of `formats.WRITERS`. Raises D922 for a language it does not have."""
    known = {term.language for concept in found.terms for term in concept.terms}
    if language not in known:
        raise DiglotError(
            Problem("D922", f"the term base has no names in “{language}”", None, f"known: {', '.join(sorted(known))}"),
            EXIT_USAGE,
        )
    return formats.WRITERS[kind](found.terms, found.publication.source_language, language)


def bring(root: Path, paths: Sequence[Path], language: str | None = None) -> Sorted:
    """Enter the names of term files that are new as proposed; nothing else changes.

    `language`: that of tables, which do not say it; None for the first target language.
    """
    with files.alone(root / ".diglot" / "lock"):
        found = sources.load(root)
        names = [name for path in paths for name in formats.read(path)]
        target = language or sources.targets(found.publication)[0]
        result = proposals.new(found.terms, names, found.publication.source_language, target)
        texts = {c.place.file: (root / c.place.file).read_text("utf-8") for c in found.terms}
        for file, text in proposals.written(texts, result.proposals).items():
            files.write(root / file, text.encode())
        return result


# --- lint -----------------------------------------------------------------------------------


def lint(root: Path) -> tuple[tuple[termcheck.Result, ...], tuple[Problem, ...]]:
    """(what the term check finds in every catalog, the names that wait for a decision).

    A missing catalog has nothing to check.
    """
    found = sources.load(root)
    loaded = upkeep.catalogs_of(root, found)
    waiting = proposals.waiting(found.publication, found.terms, loaded)
    return termcheck.check(found, loaded), waiting


def as_json(results: Iterable[termcheck.Result]) -> str:
    """The findings as a JSON list."""
    return json.dumps([_record(one) for one in results], ensure_ascii=False, indent=1)


def _record(one: termcheck.Result) -> dict[str, str | int]:
    return {
        "code": one.finding.code,
        "severity": one.problem.severity,
        "rule": one.finding.rule,
        "subject": one.finding.subject,
        "message": one.finding.message,
        "file": one.place.file,
        "line": one.place.line,
        "column": one.place.column,
        "language": one.language,
        "msgid": one.key[1],
    }


def as_sarif(results: Iterable[termcheck.Result]) -> str:
    """The findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines."""
    found = list(results)
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code].meaning}}
        for code in sorted({r.finding.code for r in found})
    ]
    driver = {"name": "diglot", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_sarif(one) for one in found], "columnKind": "unicodeCodePoints"}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _sarif(one: termcheck.Result) -> dict[str, object]:
    level = {"error": "error", "warning": "warning", "info": "note"}[one.problem.severity]
    region = {"startLine": max(one.place.line, 1), "startColumn": max(one.place.column, 1)}
    where = {"physicalLocation": {"artifactLocation": {"uri": one.place.file}, "region": region}}
    return {"ruleId": one.finding.code, "level": level, "message": {"text": one.finding.message}, "locations": [where]}


# --- tables ---------------------------------------------------------------------------------


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _columns(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(width, text))
