"""Documents in every language of an edition -> Manuscript: aligned rows of finished XHTML.

Translation keeps the skeleton, so the n-th block of each language is the same block: rows
are made by walking the languages side by side, and a row that is missing cannot happen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from diglot import claims, ruby, tree
from diglot.model import OURS, Cell, Contents, Disclaimer, Document, Json, Jurisdiction, Placed, Row
from diglot.provenance import CHANGED, MARK, UNTRANSLATED
from diglot.tagging import inline_tagged, tagged, without_icons

SHORT = 420
"""Characters of source text up to which a row is kept on one page."""
TABLE = 600
"""Characters in all languages up to which a table is kept on one page."""
FEW = 3
"""Items up to which a list is kept on one page."""
CONTENTS_DEPTH = 2
_CUT = "\0"
NOTE_ID = f"{OURS}footnote"
AT = "at-"
"""What the class for a notice's place begins with."""
EMERGENCY_NUMBER = "emergency-number"
"""The class of the words that an edition's jurisdiction replaces by its number."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A disclaimer with its translations: the document of each language, in order."""

    disclaimer: Disclaimer
    versions: tuple[Document, ...]

    def blocks(self, version: Document, wanted: Callable[[Placed], bool]) -> Json:
        """The blocks of one version for the places that are wanted."""
        found: list[Json] = []
        for i, placed in enumerate(self.disclaimer.places):
            if wanted(placed):
                found += tree.get(version.ast, ("blocks", i, "c", 1))
        return found


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before its XHTML is written: the blocks of each cell."""

    row: Row
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Composer:
    """What stays the same for one edition: its languages and its notices.

    `narrow`: the words that a place may be narrowed to, see `disclaimers.narrowed`. `unmarked`: the
    policy asks for no mark of its provenance.
    """

    languages: tuple[str, ...]
    chinese: str
    narrow: tuple[str, ...]
    notices: tuple[Notice, ...]
    jurisdiction: Jurisdiction | None = None
    unmarked: bool = False

    # --- rows of documents ---------------------------------------------------------------

    def document(self, versions: Sequence[Document]) -> list[Draft]:
        """The rows of one document, given in each language of the edition."""
        return list(self._rows([d.ast["blocks"] for d in versions], versions[0].name, ()))

    def _rows(self, columns: Sequence[Json], name: str, classes: tuple[str, ...]) -> Iterator[Draft]:
        for group, beside in _with_qualifications(list(zip(*columns, strict=True))):
            kind = group[0]["t"]
            if kind == "RawBlock":
                continue
            if kind == "Div":
                _, own, _ = tree.attribute(group[0]["c"][0])
                yield from self._rows([block["c"][1] for block in group], name, (*classes, *own))
            elif kind == "Header":
                yield from self._heading(group, beside)
            elif kind == "Table":
                around = (*classes, *group[0]["c"][0][1])
                yield from self._notices("table", around, _digest(name, group[0]))
                yield self._table(group, name, around)
            elif kind == "HorizontalRule":
                yield Draft(Row(f"u-{_digest(name, group[0])}", "rule", ()), ())
            else:
                yield self._text(_digest(name, group[0]), [group, *beside], classes)

    def _heading(self, group: Sequence[Json], beside: Sequence[Sequence[Json]]) -> Iterator[Draft]:
        level, (identifier, classes, _), _ = group[0]["c"]
        cells = tuple(
            self._cell(tag, [{"t": "Plain", "c": block["c"][2]}])
            for tag, block in zip(self.languages, group, strict=True)
        )
        row = Row(identifier, "heading", tuple(c for c, _ in cells), level, tuple(classes))
        yield Draft(row, tuple(b for _, b in cells))
        if beside:
            yield self._text(identifier, beside, (claims.QUALIFICATION,))
        yield from self._notices("section", classes, identifier)

    def _text(self, name: str, groups: Sequence[Sequence[Json]], classes: tuple[str, ...]) -> Draft:
        """A row of a block (or more), given in each language."""
        columns = zip(self.languages, zip(*groups, strict=True), strict=True)
        cells = [self._cell(tag, list(blocks)) for tag, blocks in columns]
        # What qualifies a claim stays on its page.
        short = len(groups) > 1 or (len(" ".join(cells[0][0].texts)) <= SHORT and _items(groups[0][0]) <= FEW)
        row = Row(f"u-{name}", "text", tuple(c for c, _ in cells), 0, classes, short)
        return Draft(row, tuple(b for _, b in cells))

    def _cell(self, language: str, blocks: Json) -> tuple[Cell, Json]:
        blocks = self._tagged(blocks, language)
        texts, footnotes = _texts(blocks)
        return Cell(language, "", texts, notes=footnotes), _with_footnotes(blocks, language)

    def _tagged(self, blocks: Json, language: str) -> Json:
        """Blocks with their foreign runs tagged; what stands there untranslated says so."""

        def say(inlines: Json) -> Json:
            return [piece for inline in inlines for piece in (inline, *self._stale(inline, language))]

        return tagged(tree.map_lists(blocks, say), language, self.chinese)

    def _stale(self, inline: Json, language: str) -> Json:
        """The words after a source text that stands for its translation."""
        classes = inline["c"][0][1] if inline["t"] == "Span" else ()
        for why in (CHANGED, UNTRANSLATED):
            if f"{OURS}{why}" in classes and (words := self.said(why, language)):
                return [{"t": "Space"}, tree.in_language("Span", language, words, ("stale",))]
        return []

    def said(self, place: str, language: str) -> Json:
        """The inlines that the notice of provenance has for one of its own places."""
        for notice in self.notices:
            if notice.disclaimer.kind == MARK:
                version = notice.versions[self.languages.index(language)]
                found = notice.blocks(version, lambda placed: placed.place == place)
                return next((inlines for _, _, inlines in tree.slots(found, ())), [])
        return []

    # --- tables: one for all languages, each cell with every language -----------------------

    def _table(self, group: Sequence[Json], name: str, classes: tuple[str, ...]) -> Draft:
        tables = [self._tagged([block], tag)[0] for tag, block in zip(self.languages, group, strict=True)]
        merged, pairs, notes = tables[0], list[tuple[str, str]](), list[str]()
        for path in _cell_paths(merged):
            versions = [tree.get(table, path) for table in tables]
            shown = [(tag, blocks) for tag, blocks in zip(self.languages, versions, strict=True) if blocks]
            if all(blocks == versions[0] for blocks in versions):
                shown = shown[:1]
            halves = [tree.in_language("Div", tag, _with_footnotes(blocks, tag)) for tag, blocks in shown]
            merged = tree.put(merged, path, halves)
            for tag, blocks in shown:
                texts, footnotes = _texts(blocks)
                pairs += [(tag, text) for text in texts]
                notes += footnotes
        # A page may begin with any of its rows.
        for number, (path, row) in enumerate(tree.table_rows(merged["c"]), start=1):
            merged = tree.put(merged, ("c", *path, 0, 0), row[0][0] or f"u-{_digest(name, group[0])}-{number}")
        cell = Cell("", "", (), tuple(pairs), tuple(notes))
        short = sum(len(tree.plain(inlines)) for _, _, inlines in tree.slots([merged], ())) <= TABLE
        row = Row(f"u-{_digest(name, group[0])}", "table", (cell,), 0, classes, short)
        return Draft(row, ([merged],))

    # --- notices ------------------------------------------------------------------------------

    def _notices(self, kind: str, classes: Sequence[str], near: str) -> Iterator[Draft]:
        """The notices for "section" or "table" of these classes, in the edition's order."""
        for notice in self.notices:
            for placed in notice.disclaimer.places:
                if placed.name == kind and placed.among(classes) and self._here(placed):
                    narrowed = placed.narrowed.replace(" ", "-")
                    identifier = f"notice-{notice.disclaimer.kind}-{narrowed}-{near}"
                    yield self._notice(notice, [placed], identifier)

    def _here(self, placed: Placed) -> bool:
        """Whether words are for the edition's jurisdiction."""
        return not placed.regions or (self.jurisdiction is not None and self.jurisdiction.code in placed.regions)

    def _notice(self, notice: Notice, places: Sequence[Placed], identifier: str) -> Draft:
        cells = [self._cell(d.language, self._words(notice, d, places)) for d in notice.versions]
        classes = ("notice", notice.disclaimer.kind, f"{AT}{places[0].name}")
        row = Row(identifier, "notice", tuple(c for c, _ in cells), 0, classes)
        return Draft(row, tuple(b for _, b in cells))

    def _words(self, notice: Notice, version: Document, places: Sequence[Placed]) -> Json:
        blocks = notice.blocks(version, places.__contains__)
        number = self.jurisdiction.emergency if self.jurisdiction else ""
        return tree.map_lists(blocks, lambda inlines: [_called(i, number) for i in inlines])

    def _placed(self, notice: Notice, place: str) -> list[Placed]:
        if self.unmarked and notice.disclaimer.kind == MARK and place in {"front", "line"}:
            return []
        return [p for p in notice.disclaimer.places if p.name == place and p.among(self.narrow) and self._here(p)]

    def beside_claims(self, number: int) -> dict[str, Json]:
        """The blocks of each notice that has words for claims, in the language of this number."""
        return {
            notice.disclaimer.kind: self._words(notice, notice.versions[number], places)
            for notice in self.notices
            if (places := self._placed(notice, "claim"))
        }

    def placed(self, place: str) -> list[Draft]:
        """The notices of "front" or "back" for this edition, in its order."""
        return [
            self._notice(notice, places, f"notice-{notice.disclaimer.kind}-{place}")
            for notice in self.notices
            if (places := self._placed(notice, place))
        ]

    def line(self) -> Draft:
        """The short notice of every page: the words for "line" of each notice, joined."""
        cells = []
        for i, tag in enumerate(self.languages):
            inlines: Json = []
            for notice in self.notices:
                for block in self._words(notice, notice.versions[i], self._placed(notice, "line")):
                    inlines += [*([{"t": "Space"}] if inlines and not tag.startswith("zh") else []), *block["c"]]
            cells.append(self._cell(tag, [{"t": "Plain", "c": inlines}]))
        return Draft(Row("notice-line", "notice", tuple(c for c, _ in cells)), tuple(b for _, b in cells))

    def title(self, versions: Sequence[Json]) -> tuple[tuple[str, str], ...]:
        """(language, plain text) of a title given as inlines in each language."""
        return tuple((tag, self.plain(tag, inlines)) for tag, inlines in zip(self.languages, versions, strict=True))

    def plain(self, language: str, inlines: Json) -> str:
        """A heading's text without its icons."""
        return tree.plain(without_icons(inline_tagged(inlines, language, self.chinese)))


def _items(block: Json) -> int:
    """How many items a list has, those of lists in it too; 0 of another block."""
    return sum(
        len(one["c"][-1]) for _, one in tree.block_paths([block], ()) if one["t"] in {"BulletList", "OrderedList"}
    )


def contents(found: Sequence[Draft], composer: Composer) -> tuple[Contents, ...]:
    """A line for each heading of the first levels."""
    return tuple(
        Contents(d.row.id, d.row.level, composer.title([blocks[0]["c"] for blocks in d.blocks]))
        for d in found
        if d.row.kind == "heading" and d.row.level <= CONTENTS_DEPTH
    )


def _called(inline: Json, number: str) -> Json:
    """The words for "your local emergency number" as the number of the edition's jurisdiction."""
    if number and inline["t"] == "Span" and EMERGENCY_NUMBER in inline["c"][0][1]:
        return tree.put(inline, ("c", 1), [{"t": "Str", "c": number}])
    return inline


def _with_qualifications(groups: Sequence[Sequence[Json]]) -> Iterator[tuple[Sequence[Json], list[Sequence[Json]]]]:
    """Each block (in every language) with what qualifies the claims in it."""
    found: list[tuple[Sequence[Json], list[Sequence[Json]]]] = []
    for group in groups:
        if found and claims.is_qualification(group[0]):
            found[-1][1].append(group)
        else:
            found.append((group, []))
    return iter(found)


def _digest(name: str, block: Json) -> str:
    slots = (inlines for _, _, inlines in tree.slots(_unqualified([block]), ()))
    said = " ".join(tree.plain(_cut(inlines)).replace(_CUT, "") for inlines in slots)
    return hashlib.sha256(f"{name}\n{said}".encode()).hexdigest()[:10]


def _cell_paths(table: Json) -> Iterator[tree.Path]:
    yield ("c", 1, 1)
    for path, row in tree.table_rows(table["c"]):
        for i in range(len(row[1])):
            yield ("c", *path, 1, i, 4)


def _texts(blocks: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the units' plain texts in order, the footnotes' texts).

    A unit is cut where something else is printed than it says: a footnote's mark, a formula, a badge, a reading.
    What stands beside claims is no part of them.
    """
    running: list[str] = []
    footnotes: list[str] = []
    for _, kind, inlines in tree.slots(_unqualified(blocks), ()):
        for piece in tree.plain(_cut(inlines)).split(_CUT):
            if piece.strip():
                (footnotes if kind == "footnote" else running).append(" ".join(piece.split()))
    return tuple(running), tuple(footnotes)


def _unqualified(blocks: Json) -> Json:
    """Blocks with nothing in what stands beside claims."""
    for path, block in list(tree.block_paths(blocks, ())):
        if claims.is_qualification(block):
            blocks = tree.put(blocks, (*path, "c", 1), [])
    return blocks


def _cut(inlines: Json) -> Json:
    out = []
    for inline in inlines:
        inner = tree.children(inline)
        if inline["t"] in {"Note", "Math"} or _is_badge(inline):
            out.append({"t": "Str", "c": _CUT})
        elif inner:
            held = tree.get(inline, inner)
            if ruby.is_ruby(inline):
                held = [{"t": "Str", "c": _CUT} if ruby.is_reading(one) else one for one in held]
            out.append(tree.put(inline, inner, _cut(held)))
        else:
            out.append(inline)
    return out


def _is_badge(inline: Json) -> bool:
    return bool(inline["t"] == "Link" and claims.BADGE in inline["c"][0][1])


def _with_footnotes(blocks: Json, language: str) -> Json:
    """Each footnote as a span of class footnote where its mark stands: writers place it.

    It names its language: a text that is not translated may hold a note that is.
    """

    def change(inlines: Json) -> Json:
        return [_footnote(inline, language) if inline["t"] == "Note" else inline for inline in inlines]

    return tree.map_lists(blocks, change)


def _footnote(note: Json, language: str) -> Json:
    inner: Json = []
    for block in note["c"]:
        for _, _, inlines in tree.slots([block], ()):
            inner += [*([{"t": "Space"}] if inner else []), *inlines]
    span = tree.in_language("Span", language, inner, ("footnote",))
    return tree.put(span, ("c", 0, 0), NOTE_ID)
