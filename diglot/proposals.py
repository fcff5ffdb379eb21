"""What others would rather call a concept: `proposed` in source/glossary, for a person to decide.

Nothing here approves a name. The TOML is edited as text, so that comments and order stay.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diglot import po
from diglot.exchange import tables
from diglot.exchange.names import Name
from diglot.matching import FORBIDDEN
from diglot.model import Concept, Place, Publication, TermBase
from diglot.problems import Problem

_IMPORT = "python3 build.py terms import FILE takes it into source/glossary as proposed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name for a concept in a language that the term base does not have yet."""

    concept: Concept
    language: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is new in some names, and a line for each that cannot be taken."""

    proposals: tuple[Proposal, ...]
    left: tuple[str, ...]


def new(terms: TermBase, names: Iterable[Name], source: str, target: str) -> Sorted:
    """The names that the term base has in no role.

    `target`: the language of names whose file does not say it.
    """
    by_id = {concept.id: concept for concept in terms}
    by_name = {name.casefold(): c for c in reversed(terms) if (t := c.term(source)) for name in t.names}
    found: dict[tuple[str, str, str], Proposal] = {}
    left: list[str] = []
    for name in names:
        language = name.language or target
        concept = by_id.get(name.concept) or by_name.get(name.source.casefold())
        term = concept.term(language) if concept else None
        if concept and name.source and not _names_it(concept, source, name.source):
            continue  # another message of glossary.po: its definition
        if concept is None:
            left.append(f"{name.place}: “{name.text}”: there is no concept “{name.concept or name.source}”")
        elif term is None or term.language != language:
            left.append(f"{name.place}: “{name.text}”: {concept.id} has no name in {language or 'no language'} yet")
        elif name.role != FORBIDDEN and name.text not in (*term.names, *term.forbidden, *term.proposed):
            found[concept.id, language, name.text] = Proposal(concept, language, name.text, name.place)
    return Sorted(tuple(found.values()), tuple(left))


def _names_it(concept: Concept, source: str, text: str) -> bool:
    term = concept.term(source)
    return term is not None and text.casefold() in {name.casefold() for name in term.names}


def waiting(
    publication: Publication, terms: TermBase, loaded: Mapping[tuple[str, str], po.Catalog]
) -> tuple[Problem, ...]:
    """D417 for each name that somebody proposes, in source/glossary or in a glossary.po."""
    names = [name for (_, kind), catalog in loaded.items() if kind == "glossary" for name in tables.names_of(catalog)]
    found = [
        Problem("D417", f"{one.concept.id}: a translator writes “{one.text}” in {one.language}", one.place, _IMPORT)
        for one in new(terms, names, publication.source_language, "").proposals
    ]
    for concept in terms:
        for term in concept.terms:
            for name in term.proposed if term.language in publication.languages else ():
                if name not in (*term.names, *term.forbidden):
                    message = f"{concept.id}: “{name}” is proposed for “{term.preferred}” in {term.language}"
                    found.append(Problem("D417", message, concept.place))
    return tuple(found)


def written(texts: Mapping[str, str], proposals: Iterable[Proposal]) -> dict[str, str]:
    """The TOML files that change: file -> new text. `texts`: those of today."""
    out: dict[str, str] = {}
    for one in proposals:
        file = one.concept.place.file
        text = out.get(file, texts[file])
        out[file] = _with(text, one)
    return out


def _with(text: str, one: Proposal) -> str:
    """A TOML text with one more proposed name in [concept.language]."""
    known = tomllib.loads(text)[one.concept.id][one.language].get("proposed", [])
    line = f"proposed = {json.dumps([*known, one.text], ensure_ascii=False)}"
    header = re.search(rf"^\[{re.escape(one.concept.id)}\.{re.escape(one.language)}\][^\n]*\n", text, re.MULTILINE)
    if header:
        following = re.compile(r"^\s*(?:\[|\Z)", re.MULTILINE).search(text, header.end())
        end = following.start() if following else len(text)
        table = text[header.end() : end].rstrip("\n")
        return text[: header.end()] + _replaced(table, line) + "\n" + text[header.end() + len(table) + 1 :]
    concept = re.search(rf"^\[{re.escape(one.concept.id)}\][^\n]*\n", text, re.MULTILINE)
    start = concept.end() if concept else 0
    inline = re.compile(rf"^{re.escape(one.language)} = \{{(.*)\}}[^\n]*$", re.MULTILINE).search(text, start)
    if not inline:
        raise ValueError(f"{one.concept.id} has no table for {one.language}")
    kept = re.sub(r",\s*proposed = \[[^\]]*\]", "", inline[1]).strip()
    return f"{text[: inline.start()]}{one.language} = {{ {kept}, {line} }}{text[inline.end() :]}"


def _replaced(table: str, line: str) -> str:
    old = re.compile(r"^proposed\s*=\s*\[.*?\]$", re.MULTILINE | re.DOTALL)
    return old.sub(lambda _: line, table, count=1) if old.search(table) else f"{table}\n{line}"
