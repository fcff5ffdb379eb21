"""The glossary pass: which concepts a text names, and links from their first use.

Han terms are matched leftmost and longest, and a mask word (精神 for 精) uses its text up
without a hit: no segmenter, because segmenters split terms. Latin terms are whole words
with a regular plural or possessive. A concept with a sense is matched only where the text
is in that sense (sections of class `tcm`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from diglot import tree
from diglot.model import CODE, Concept, GlossaryEntry, Json, TermBase, Unit

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# Latin, Greek and figures: a Latin term may stand right beside Chinese.
_LETTER = "[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff_-]"
_WORD = re.compile("[0-9a-z\u00df-\u024f\u0370-\u03ff]+")
_SEPARATOR = "[\\s\u2010-\u2013-]+"


class Matcher:
    """Finds one language's terms; immutable once made."""

    def __init__(self, terms: TermBase, language: str) -> None:
        self._han: dict[str, list[tuple[str, Concept | None]]] = {}
        self._latin: dict[str, list[Concept]] = {}
        self._exact: dict[str, str] = {}
        for concept in terms:
            term = concept.term(language)
            if term:
                for form in (term.preferred, *term.admitted):
                    self._add(form, concept, exact=term.exact_case)
                for word in term.mask:
                    self._han.setdefault(word[0], []).append((word, None))
        for forms in self._han.values():
            forms.sort(key=lambda pair: -len(pair[0]))
        self._begins = re.compile(f"[{''.join(map(re.escape, self._han))}]" if self._han else "(?!)")
        self._words = _words(self._latin)
        self._first = {word for form in self._latin for word in _starts(form)}

    def _add(self, form: str, concept: Concept, *, exact: bool) -> None:
        if _HAN.search(form):
            self._han.setdefault(form[0], []).append((form, concept))
        else:
            self._latin.setdefault(_folded(form), []).append(concept)
            if exact:
                self._exact[_folded(form)] = form

    def find(self, text: str, senses: frozenset[str]) -> list[tree.Span]:
        """(start, end, concept) of each term in a text, left to right, never overlapping."""
        hits = sorted([*self._find_han(text, senses), *self._find_latin(text, senses)], key=lambda hit: hit[:2])
        out: list[tree.Span] = []
        for hit in hits:
            if not out or hit[0] >= out[-1][1]:
                out.append(hit)
        return out

    def _find_han(self, text: str, senses: frozenset[str]) -> Iterator[tree.Span]:
        at = 0
        while begins := self._begins.search(text, at):
            at = begins.start()
            hit = next(
                ((form, c) for form, c in self._han.get(text[at], ()) if text.startswith(form, at) and _in(c, senses)),
                None,
            )
            if hit and hit[1]:
                yield at, at + len(hit[0]), hit[1]
            at += len(hit[0]) if hit else 1

    def _find_latin(self, text: str, senses: frozenset[str]) -> Iterator[tree.Span]:
        # Most texts have no term at all: their words tell it quicker than the pattern.
        if not self._words or self._first.isdisjoint(_WORD.findall(text.casefold())):
            return
        for hit in self._words.finditer(text):
            form = hit["term"]
            found = [c for c in self._latin.get(_folded(form), ()) if _in(c, senses)]
            if found and self._exact.get(_folded(form), form) == form:
                yield hit.start(), hit.end(), max(found, key=lambda c: bool(c.sense))


def _in(concept: Concept | None, senses: frozenset[str]) -> bool:
    return concept is None or not concept.sense or concept.sense in senses


def _folded(form: str) -> str:
    """A Latin form for comparison: no case, every separator one space, one apostrophe."""
    return re.sub(_SEPARATOR, " ", form).replace("’", "'").casefold()


def _starts(form: str) -> Iterator[str]:
    """The words that a use of a Latin form may begin with: its first one, and the plurals of that."""
    words = _WORD.findall(form)
    if words:
        yield from (words[0], f"{words[0]}s", f"{words[0]}es")


def _pattern(form: str) -> str:
    return _SEPARATOR.join(re.escape(word).replace("'", "['’]") for word in form.split(" "))


def _words(forms: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(forms, key=lambda form: -len(form))
    if not ordered:
        return None
    patterns = "|".join(_pattern(form) for form in ordered)
    return re.compile(rf"(?<!{_LETTER})(?P<term>{patterns})(?:['’]s|es|s)?(?!{_LETTER})", re.IGNORECASE)


@dataclass(slots=True)
class Uses:
    """What one language's text has used so far: concept id -> id of the link at its first use."""

    language: str
    matcher: Matcher
    refs: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Concept] = field(default_factory=dict)


def mark(blocks: Json, uses: Uses, only: frozenset[str] | None = None) -> Json:
    """Blocks with the first use of each concept linked to its glossary entry.

    `only`: link no other concepts than these (a target language links what its source
    uses). Headings are read for terms but hold no links.
    """
    out, senses = [], _Senses()
    for block in blocks:
        now = senses.enter(block)
        if block["t"] == "Header":
            for _, _, concept in uses.matcher.find(tree.plain(block["c"][2]), now):
                uses.seen.setdefault(concept.id, concept)
            out.append(block)
        else:
            out += tree.map_lists([block], partial(_linked, uses=uses, senses=now, only=only), links=False)
    return out


def told(terms: TermBase, source: str, language: str) -> Callable[[Unit], str]:
    """What a translator is told about the terms of a unit: "Terms: insulin = 胰岛素; …", or ""."""
    matcher = Matcher(terms, source)

    def said(unit: Unit) -> str:
        hits = matcher.find(unit.msgid, frozenset(unit.senses)) if unit.kind != CODE else []
        pairs = dict.fromkeys(filter(None, (_pair(concept, source, language) for _, _, concept in hits)))
        return f"Terms: {'; '.join(pairs)}" if pairs else ""

    return said


def _pair(concept: Concept, source: str, language: str) -> str:
    """As in "diabetes = 糖尿病 (not 消渴)"; "" where the concept has no name in the language."""
    mine, theirs = concept.term(source), concept.term(language)
    if not mine or not theirs:
        return ""
    refused = f" (not {', '.join(theirs.forbidden)})" if theirs.forbidden else ""
    return f"{mine.preferred} = {theirs.preferred}{refused}"


class _Senses:
    """The senses that hold at a block: those of the headings above it."""

    def __init__(self) -> None:
        self._open: list[tuple[int, frozenset[str]]] = []

    def enter(self, block: Json) -> frozenset[str]:
        if block["t"] == "Header":
            level = block["c"][0]
            self._open = [(n, classes) for n, classes in self._open if n < level]
            self._open.append((level, frozenset(block["c"][1][1])))
        return frozenset().union(*(classes for _, classes in self._open))


def _linked(inlines: Json, uses: Uses, senses: frozenset[str], only: frozenset[str] | None) -> Json:
    def find(text: str) -> list[tree.Span]:
        hits = []
        for hit in uses.matcher.find(text, senses):
            uses.seen.setdefault(hit[2].id, hit[2])
            if hit[2].id not in uses.refs and (only is None or hit[2].id in only):
                uses.refs[hit[2].id] = f"ref-{hit[2].id}-{uses.language}"
                hits.append(hit)
        return hits

    return tree.wrap(inlines, find, lambda concept, inner: _link(concept, uses.language, inner))


def _link(concept: Concept, language: str, inner: Json) -> Json:
    attr = [f"ref-{concept.id}-{language}", ["term"], []]
    return {"t": "Link", "c": [attr, inner, [f"#term-{concept.id}", ""]]}


def entries(
    uses: Sequence[Uses], definitions: dict[tuple[str, str], str], languages: Sequence[str]
) -> tuple[GlossaryEntry, ...]:
    """The glossary of the concepts that are linked, sorted by their first language's name.

    `definitions`: (concept id, language) -> one sentence; `uses`: one a language, in the
    edition's order, the source language's among them.
    """
    concepts = {c.id: c for use in uses for c in use.seen.values() if any(c.id in u.refs for u in uses)}
    found = [_entry(concept, uses, definitions, languages) for concept in concepts.values()]
    return tuple(sorted(found, key=lambda e: (e.names[0][1].casefold(), e.id)))


def _entry(
    concept: Concept, uses: Sequence[Uses], definitions: dict[tuple[str, str], str], languages: Sequence[str]
) -> GlossaryEntry:
    names = [(tag, term.preferred) for tag in languages if (term := concept.term(tag))]
    pinyin = next((t.pinyin for tag in languages if (t := concept.term(tag)) and t.pinyin), "")
    return GlossaryEntry(
        id=f"term-{concept.id}",
        concept=concept.id,
        names=tuple(names),
        pinyin=pinyin,
        definitions=tuple((tag, definitions[concept.id, tag]) for tag in languages if (concept.id, tag) in definitions),
        refs=tuple(use.refs[concept.id] for use in uses if concept.id in use.refs),
    )
