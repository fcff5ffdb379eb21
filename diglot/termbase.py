"""source/glossary/ -> the term base: concepts, each with its names in every language.

What is checked here needs no text: ids, names that contradict each other, relations,
languages, and codes against the list that the publication ships.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from diglot import toml
from diglot.model import Concept, Place, Publication, Term, TermBase
from diglot.problems import DiglotError, Problem

FOLDER = "source/glossary"
CODES = f"{FOLDER}/codes.tsv"
STATUS = ("draft", "proposed", "approved")
DOMAINS = ("tcm", "biomed")
_CONCEPT_KEYS = {"domain", "definition", "verified", "codes", "sense", "close", "exact", "note", "status"}
_TERM_KEYS = {
    *("preferred", "admitted", "forbidden", "mask", "proposed"),
    *("pinyin", "exact-case", "left", "right", "note"),
}
Codes: TypeAlias = Mapping[tuple[str, str], frozenset[str]]
"""(system, code) -> the concepts it belongs to."""


def read(publication: Publication) -> TermBase:
    """source/glossary/*.toml, in the order of file and entry.

    Raises DiglotError with every problem: D401 an id twice, D402 a name that is allowed and
    forbidden, D403 a mask that hides its own name, D404 a code that is not its concept's, D405
    a language the publication does not know, D406 a relation to nothing, D101, D102.
    """
    found: dict[str, Concept] = {}
    problems: list[Problem] = []
    codes = _codes(publication.root)
    for path in sorted((publication.root / FOLDER).glob("*.toml")):
        file = path.relative_to(publication.root).as_posix()
        for name, table in toml.parse(path.read_bytes(), file).tables():
            concept = _concept(name, table, publication)
            if name in found:
                message = f"the concept {name} stands twice, also in {found[name].place}"
                problems.append(Problem("D401", message, concept.place))
            found[name] = concept
            problems += [*_languages(concept, table, publication, problems), *_names(concept, table)]
            problems += _wrong_codes(concept, table, codes)
    problems += [p for concept in found.values() for p in _relations(concept, found)]
    if problems:
        raise DiglotError(problems)
    return tuple(found.values())


def _concept(name: str, table: toml.Table, publication: Publication) -> Concept:
    names = {tag: one for tag, one in table.tables() if tag not in _CONCEPT_KEYS}
    table.only({*_CONCEPT_KEYS, *names})
    if publication.source_language not in names:
        raise table.error("", f"the concept {name} has no term in {publication.source_language}")
    return Concept(
        id=name,
        domain=table.word("domain", DOMAINS),
        definition=table.string("definition"),
        terms=tuple(_term(tag, one) for tag, one in names.items()),
        place=table.place(),
        sense=table.word("sense", ("", "tcm"), ""),
        codes=tuple((str(k), str(v)) for k, v in table.values.get("codes", {}).items()),
        status=table.word("status", STATUS, "draft"),
        verified=table.string("verified", ""),
        close=table.strings("close", ()),
        exact=table.strings("exact", ()),
        note=table.string("note", ""),
    )


def _term(tag: str, table: toml.Table) -> Term:
    table.only(_TERM_KEYS)
    return Term(
        language=tag,
        preferred=table.string("preferred"),
        admitted=table.strings("admitted", ()),
        forbidden=table.strings("forbidden", ()),
        mask=table.strings("mask", ()),
        proposed=table.strings("proposed", ()),
        pinyin=table.string("pinyin", ""),
        exact_case=table.boolean("exact-case", default=False),
        left=table.string("left", ""),
        right=table.string("right", ""),
        note=table.string("note", ""),
    )


# --- checks -------------------------------------------------------------------------------


def _languages(
    concept: Concept, table: toml.Table, publication: Publication, said: Sequence[Problem]
) -> Iterator[Problem]:
    """D405, once for each language."""
    known = (*publication.languages, *publication.term_languages)
    for term in concept.terms:
        if term.language not in known:
            message = f"there are names in {term.language}, which is no language of the publication"
            if any(problem.message == message for problem in said):
                continue
            hint = f"known: {', '.join(known)}; publication.toml can add it to term-languages"
            yield Problem("D405", message, table.place(term.language), hint)


def _names(concept: Concept, table: toml.Table) -> Iterator[Problem]:
    for term in concept.terms:
        for code, message in _contradictions(term):
            yield Problem(code, f"{concept.id}: {message}", table.place(term.language))


def _contradictions(term: Term) -> Iterator[tuple[str, str]]:
    same = _same if not term.exact_case else str
    allowed = {same(name) for name in term.names}
    for name in term.forbidden:
        if same(name) in allowed:
            yield "D402", f"“{name}” is allowed and forbidden in {term.language}"
    for word in term.mask:
        if word in term.names:
            yield "D403", f"the mask “{word}” hides the term itself"
    if not term.preferred.strip():
        yield "D102", f"the preferred name in {term.language} is empty"


def _same(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _relations(concept: Concept, known: Mapping[str, Concept]) -> Iterator[Problem]:
    for other in (*concept.close, *concept.exact):
        if other not in known or other == concept.id:
            yield Problem("D406", f"{concept.id} is related to “{other}”, which is no other concept", concept.place)


def _wrong_codes(concept: Concept, table: toml.Table, codes: Codes) -> Iterator[Problem]:
    for system, code in concept.codes:
        owners = codes.get((system, code))
        if owners is None:
            yield Problem("D404", f"{concept.id}: {system} {code} is not in {CODES}", table.place("codes"))
        elif concept.id not in owners:
            theirs = ", ".join(sorted(owners - {""})) or "another concept"
            yield Problem("D404", f"{concept.id}: {system} {code} is the code of {theirs}", table.place("codes"))


def _codes(root: Path) -> Codes:
    """The shipped list: a table with the columns system, code, name, concept, match, source."""
    try:
        text = (root / CODES).read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DiglotError(Problem("D404", f"the list of codes cannot be read ({error})", Place(CODES))) from error
    found: dict[tuple[str, str], frozenset[str]] = {}
    for number, row in enumerate(_rows(text), start=2):
        if None in row.values() or not row.get("system") or not row.get("code"):
            raise DiglotError(Problem("D404", "a row of the list of codes is not whole", Place(CODES, number)))
        key = (row["system"], row["code"])
        found[key] = found.get(key, frozenset()) | {row.get("concept", "")}
    return found


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
