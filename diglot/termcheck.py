"""The term check of all catalogs: every message by `lint`, every document for two names of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from diglot import exceptions, po, sources
from diglot.lint import MISSING, NAMES, NUMBER, REFUSED, Finding, Linter
from diglot.matching import Hit
from diglot.model import CODE, Place
from diglot.problems import Problem
from diglot.sources import Sources

Loaded = Mapping[tuple[str, str], po.Catalog]


@dataclass(frozen=True, slots=True)
class Result:
    """A finding in a message of a catalog."""

    finding: Finding
    language: str
    catalog: str
    key: tuple[str, str]
    place: Place

    @property
    def problem(self) -> Problem:
        """The finding as it is reported."""
        hint = f"or say why it is right in {exceptions.FILE}: rule = “{self.finding.rule}”"
        return Problem(self.finding.code, f"{self.finding.message} ({self.finding.subject})", self.place, hint)

    @property
    def refuses(self) -> bool:
        """Whether the message must not be printed."""
        return self.finding.rule in REFUSED


@dataclass(frozen=True, slots=True)
class Text:
    """A message in use, and the senses that hold wherever it stands."""

    entry: po.Entry
    senses: frozenset[str]


def check(found: Sources, loaded: Loaded, today: date | None = None) -> tuple[Result, ...]:
    """Every finding in the translated messages that no exception speaks of.

    Raises DiglotError D416 for an exception that is not valid.
    """
    allowed = exceptions.read(found.publication.root, today or datetime.now(UTC).date())
    results = [
        result for language in sources.targets(found.publication) for result in _language(found, loaded, language)
    ]
    return tuple(
        one for one in results if not any(x.holds(one.finding, one.key[1], one.catalog, one.language) for x in allowed)
    )


def _language(found: Sources, loaded: Loaded, language: str) -> Iterator[Result]:
    linter = Linter(found.terms, found.publication.source_language, language)
    for name in found.catalogs():
        catalog = loaded[language, name]
        used = [text for text in texts(found, name, catalog) if not text.entry.empty and not text.entry.fuzzy]
        for text in used:
            for finding in linter.compare(text.entry.key[1], text.entry.msgstr, text.senses):
                # A definition says in other words what its term means.
                if finding.subject == text.entry.key[0] and finding.rule == MISSING:
                    continue
                # Parity reports numbers that have no unit.
                if finding.rule == NUMBER:
                    continue
                yield _result(finding, catalog, language, name, text.entry)
        yield from _names(linter, used, catalog, language, name)


def _result(finding: Finding, catalog: po.Catalog, language: str, name: str, entry: po.Entry) -> Result:
    return Result(finding, language, name, entry.key, catalog.place_in(entry, finding.start))


def texts(found: Sources, name: str, catalog: po.Catalog) -> Iterator[Text]:
    """The messages of a catalog that are in use, each with the senses that hold wherever it stands."""
    senses: dict[tuple[str, str], frozenset[str]] = {}
    for unit in found.units_of(name):
        if unit.kind != CODE:
            here = frozenset(unit.senses)
            key = (unit.context, unit.msgid)
            senses[key] = senses.get(key, here) & here
    for concept in found.terms if name == "glossary" else ():
        senses[concept.id, concept.definition] = frozenset({concept.domain})
    if name in {"templates", "publication"}:
        senses |= {message.key: frozenset[str]() for message in found.messages()[name]}
    for key, one in senses.items():
        if entry := catalog.find(key):
            yield Text(entry, one)


def _names(linter: Linter, texts: Iterable[Text], catalog: po.Catalog, language: str, name: str) -> Iterator[Result]:
    """One name of the source with two translations in a document: each use of the rarer one."""
    found: dict[tuple[str, str], dict[str, list[tuple[po.Entry, Hit]]]] = {}
    for text in texts:
        for source, hit in linter.names(text.entry.key[1], text.entry.msgstr, text.senses):
            found.setdefault((hit.concept.id, source), {}).setdefault(hit.form, []).append((text.entry, hit))
    for (concept, source), forms in found.items():
        usual, *others = sorted(forms, key=lambda form: -len(forms[form]))
        for form in others:
            for entry, hit in forms[form]:
                message = f"“{source}” is “{form}” here and “{usual}” elsewhere in {name}"
                finding = Finding(NAMES, concept, message, hit.start, hit.end)
                yield _result(finding, catalog, language, name, entry)
