"""The glossary pass: a term is linked and annotated at its first use in each chapter.

No mark-up is needed. An author may say more with a span: `[Lung]{.tcm}` is the organ of TCM,
`[spirit]{.term}` is a term whatever stands beside it, `[heart]{.no-term}` is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from diglot import collation, tree
from diglot.matching import ALL_SENSES, FORCED, REFUSED, Hit, Matcher, hits
from diglot.model import CODE, Concept, GlossaryEntry, Json, TermBase, Unit

ANNOTATED = "tcm"
"""The domain whose terms carry their Chinese name: there it says which meaning is meant."""
CHINESE = "zh-Hans"


@dataclass(slots=True)
class Uses:
    """What one language's text has used so far: concept id -> ids of the links at its first use in each chapter."""

    language: str
    matcher: Matcher
    refs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, Concept] = field(default_factory=dict)
    chapter: set[str] = field(default_factory=set)
    """What this chapter has linked already."""
    listed: set[str] = field(default_factory=set)
    """The concepts of texts that are not printed."""

    def read(self, blocks: Json) -> None:
        """Take the terms of a text into the glossary though it is not printed: nothing links to them."""
        other = Uses(self.language, self.matcher)
        mark(blocks, other)
        self.listed |= other.refs.keys()
        self.seen |= other.seen


def mark(blocks: Json, uses: Uses, only: frozenset[str] | None = None) -> Json:
    """Blocks with the first use of each concept in each chapter linked to its glossary entry.

    `only`: link no other concepts than these (a target language links what its source
    uses). Headings are read for terms but hold no links.
    """
    out, senses = [], _Senses()
    for block in blocks:
        now = senses.enter(block)
        if block["t"] == "Header":
            if block["c"][0] == 1:
                uses.chapter.clear()
            for hit in uses.matcher.find(tree.plain(block["c"][2]), now):
                uses.seen.setdefault(hit.concept.id, hit.concept)
            out.append(block)
        else:
            out += tree.map_slots([block], _Marker(uses, only).inlines, now)
    return out


@dataclass(frozen=True, slots=True)
class _Marker:
    """Links the terms of inlines; a span of the author's changes the senses or forbids it."""

    uses: Uses
    only: frozenset[str] | None

    def inlines(self, found: Json, senses: frozenset[str]) -> Json:
        return tree.wrap(
            [self._inside(inline, senses) for inline in found], lambda t: self._find(t, senses), self._link
        )

    def _inside(self, inline: Json, senses: frozenset[str]) -> Json:
        if inline["t"] in {"Link", "Image"}:
            return inline
        if inline["t"] == "Note":
            return {"t": "Note", "c": tree.map_slots(inline["c"], self.inlines, senses)}
        inner = tree.children(inline)
        if not inner:
            return inline
        classes = set(inline["c"][0][1]) if inline["t"] == "Span" else set()
        if REFUSED in classes:
            return inline
        text = tree.get(inline, inner)
        if FORCED in classes:
            hits = self.uses.matcher.find(tree.plain(text), ALL_SENSES, strict=False)
            return tree.put(inline, inner, tree.wrap(text, lambda _: self._new(hits, ""), self._link))
        return tree.put(inline, inner, self.inlines(text, senses | classes))

    def _find(self, text: str, senses: frozenset[str]) -> list[tree.Span]:
        # Where the source names the concept, a Chinese name of one character needs no other sign.
        return self._new(self.uses.matcher.find(text, senses, strict=self.only is None), text)

    def _new(self, hits: Sequence[Hit], text: str) -> list[tree.Span]:
        """The hits that are linked here: the first of each concept in the chapter."""
        out: list[tree.Span] = []
        for hit in hits:
            name = hit.concept.id
            self.uses.seen.setdefault(name, hit.concept)
            # "insulin-producing" is one word: the next use is the better place for a note.
            joined = text[hit.end : hit.end + 1] == "-" or text[hit.start - 1 : hit.start] == "-"
            if name in self.uses.chapter or joined or not (self.only is None or name in self.only):
                continue
            self.uses.chapter.add(name)
            out.append((hit.start, hit.end, (hit, _annotated(hit, text, self.uses.language))))
        return out

    def _link(self, payload: tuple[Hit, Json], inner: Json) -> Json:
        hit, note = payload
        name = hit.concept.id
        known = self.uses.refs.setdefault(name, [])
        identifier = f"ref-{name}-{self.uses.language}" + (f"-{len(known) + 1}" if known else "")
        known.append(identifier)
        link = {"t": "Link", "c": [[identifier, ["term"], []], inner, [f"#term-{name}", ""]]}
        return {"t": "Span", "c": [["", ["annotated"], []], [link, *note]]} if note else link


def told(terms: TermBase, source: str, language: str) -> Callable[[Unit], str]:
    """What a translator is told about the terms of a unit: "Terms: insulin = 胰岛素; …", or ""."""
    matcher = Matcher(terms, source)

    def said(unit: Unit) -> str:
        found = hits(matcher, unit.msgid, frozenset(unit.senses)) if unit.kind != CODE else []
        pairs = dict.fromkeys(filter(None, (_pair(hit.concept, source, language) for hit in found)))
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


def _annotated(hit: Hit, text: str, language: str) -> Json:
    """What stands after a term at its first use: " (消渴, xiāo kě)"; in Chinese the preferred name.

    Nothing where the text says it already, or where it adds nothing.
    """
    if hit.concept.domain != ANNOTATED or text[hit.end : hit.end + 2].strip()[:1] in {"(", "（"}:
        return []
    if language.startswith("zh"):
        term = hit.concept.term(language)
        known = not term or term.preferred in hit.form or hit.form in term.preferred
        return [] if known or not term else tree.string(f"（{term.preferred}）")
    term = hit.concept.term(CHINESE)
    if not term or term.preferred in text:
        return []
    said = ", ".join(filter(None, (term.preferred, term.pinyin)))
    return [{"t": "Space"}, *tree.string(f"({said})")]


def entries(
    uses: Sequence[Uses], definitions: dict[tuple[str, str], str], languages: Sequence[str]
) -> tuple[GlossaryEntry, ...]:
    """The glossary of the concepts that are linked or listed, sorted as their first language sorts.

    `definitions`: (concept id, language) -> one sentence; `uses`: one a language, in the
    edition's order, the source language's among them.
    """
    wanted = {name for use in uses for name in (*use.refs, *use.listed)}
    concepts = {c.id: c for use in uses for c in use.seen.values() if c.id in wanted}
    found = [_entry(concept, uses, definitions, languages) for concept in concepts.values()]
    return tuple(sorted(found, key=lambda e: (collation.key(e.names[0][1], languages[0], e.pinyin), e.id)))


def _entry(
    concept: Concept, uses: Sequence[Uses], definitions: dict[tuple[str, str], str], languages: Sequence[str]
) -> GlossaryEntry:
    names = [(tag, term.preferred) for tag in languages if (term := concept.term(tag))]
    foreign = concept.domain == ANNOTATED and not any(tag.startswith("zh") for tag in languages)
    original = concept.term(CHINESE) if foreign else None
    shown = [*(concept.term(tag) for tag in languages), original]
    pinyin = next((term.pinyin for term in shown if term and term.pinyin), "")
    return GlossaryEntry(
        id=f"term-{concept.id}",
        concept=concept.id,
        names=tuple(names),
        pinyin=pinyin,
        definitions=tuple((tag, definitions[concept.id, tag]) for tag in languages if (concept.id, tag) in definitions),
        refs=tuple((use.language, tuple(use.refs[concept.id])) for use in uses if concept.id in use.refs),
        original=original.preferred if original else "",
    )
