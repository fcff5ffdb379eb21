"""Extract and replace: what is translated as one piece, and putting it back.

A unit is the inlines of one block; everything else stays AST and never becomes Markdown
again, so a translation cannot lose structure. Each unit is written, read back and compared
when it is extracted; one that is not exact is locked: published untranslated, reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diglot import pandoc, tree
from diglot.lines import numbers
from diglot.model import Document, Json, Place, Unit
from diglot.problems import Problem

# Before each unit when it is written or read, then stripped: a unit that begins with "1."
# or ":::" needs no escape then, and no msgstr can become another kind of block.
SENTINEL = "diglotunit"
NOTE_BODY = "diglotnote"
TRANSLATOR_NOTE = re.compile(r"<!--\s*tr:(.*?)-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The units of one document in order, and what could not be a unit."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Slot:
    path: tree.Path
    kind: str
    inlines: Json
    section: tuple[str, ...]
    note: str
    line: int


def extract(document: Document) -> Extraction:
    """The units of a document, in document order; D210 for each that is locked."""
    found = [s for s in _slots(document) if re.search(r"[^\W_]", tree.plain(s.inlines))]
    written = markdown([s.inlines for s in found])
    readings = parse([text or "" for text in written], [count_notes(s.inlines) for s in found])
    units, problems = [], []
    for slot, text, back in zip(found, written, readings, strict=True):
        place = Place(document.file, slot.line)
        if text is None or not _exact(back, slot.inlines):
            problems.append(Problem("D210", f"{slot.kind} “{tree.plain(slot.inlines)[:40]}” cannot be a unit", place))
            continue
        units.append(Unit(document.name, slot.path, text, slot.kind, slot.section, place, note=slot.note))
    return Extraction(tuple(units), tuple(problems))


def _exact(back: Reading, inlines: Json) -> bool:
    if back.inlines is None or masked(back.inlines) != masked(inlines):
        return False
    return note_numbers(back.inlines) == list(range(1, count_notes(inlines) + 1))


def _slots(document: Document) -> list[_Slot]:
    found = list(tree.document_slots(document.ast))
    lines = numbers(document.source, ((tree.plain(inlines), kind == "footnote") for _, kind, inlines in found))
    notes = _author_notes(document.ast)
    out, section = [], _Section()
    for (path, kind, inlines), line in zip(found, lines, strict=True):
        above = section.enter(kind, tree.plain(inlines))
        note = next((text for start, text in notes if path[: len(start)] == start), "")
        out.append(_Slot(path, kind, inlines, above, note, line))
    return out


class _Section:
    """The headings above, as they are met."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    def enter(self, kind: str, text: str) -> tuple[str, ...]:
        if kind.startswith("heading "):
            level = int(kind[-1])
            self._open = [h for h in self._open if h[0] < level]
            above = tuple(t for _, t in self._open)
            self._open.append((level, text))
            return above
        return tuple(t for _, t in self._open)


def _author_notes(ast: Json) -> list[tuple[tree.Path, str]]:
    """(path of the block it is about, text) of each `<!-- tr: … -->`."""
    out: list[tuple[tree.Path, str]] = []
    for path, block in tree.block_paths(ast["blocks"], ("blocks",)):
        hit = TRANSLATOR_NOTE.fullmatch(block["c"][1].strip()) if block["t"] == "RawBlock" else None
        if hit:
            out.append(((*path[:-1], int(path[-1]) + 1), " ".join(hit[1].split())))
    return out


def replaced(ast: Json, translations: Mapping[tree.Path, Json]) -> Json:
    """The AST with the inlines at each path replaced; footnotes keep their own bodies.

    Inverse of `extract`: replacing each unit by itself gives the same AST, normalised.
    """
    # Longest paths first: a footnote's body is replaced before the block that holds it,
    # whose replacement then carries the finished bodies over.
    for path in sorted(translations, key=len, reverse=True):
        bodies = [note for _, note in tree.notes(tree.get(ast, path))]
        ast = tree.put(ast, path, _with_bodies(translations[path], bodies))
    return ast


def normal(inlines: Json) -> Json:
    """Inlines in the one form that is compared: no quotes as nodes, no soft breaks."""
    out: list[Json] = []
    for inline in inlines:
        for piece in _flat(inline):
            if out and piece["t"] == "Str" == out[-1]["t"]:
                out[-1] = {"t": "Str", "c": out[-1]["c"] + piece["c"]}
            else:
                out.append(piece)
    return out


def _flat(inline: Json) -> list[Json]:
    if inline["t"] == "SoftBreak":
        return [{"t": "Space"}]
    if inline["t"] == "Quoted":
        left, right = "‘’" if inline["c"][0]["t"] == "SingleQuote" else "“”"
        return [{"t": "Str", "c": left}, *normal(inline["c"][1]), {"t": "Str", "c": right}]
    inner = tree.children(inline)
    return [tree.put(inline, inner, normal(tree.get(inline, inner)))] if inner else [inline]


def normalised(ast: Json) -> Json:
    """A document's AST with every slot in normal form (done once, when it is read)."""
    for path, _, _ in list(tree.document_slots(ast))[::-1]:
        ast = tree.put(ast, path, normal(tree.get(ast, path)))
    return ast


# --- inlines <-> the Markdown of one unit ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """The inlines of one msgid or msgstr, footnotes as empty Notes; or why there are none."""

    inlines: Json | None
    failure: str = ""
    blocks: Json = None


def count_notes(inlines: Json) -> int:
    """How many footnote marks a unit has."""
    return sum(1 for _ in tree.notes(inlines))


def masked(inlines: Json) -> Json:
    """Inlines with the bodies of footnotes emptied: they are units of their own."""
    for path, _ in tree.notes(inlines):
        inlines = tree.put(inlines, (*path, "c"), [])
    return inlines


def markdown(found: Sequence[Json]) -> list[str | None]:
    """Each unit as its translator sees it: footnotes as `[^1]`, numbered within the unit."""
    start = [{"t": "Str", "c": SENTINEL}, {"t": "Space"}]
    replies = pandoc.write(([{"t": "Plain", "c": start + _marked(inlines)}] for inlines in found), pandoc.UNIT_WRITER)
    return [None if r.failure else _stripped(r.value) for r in replies]


def _stripped(text: str) -> str:
    return text.removesuffix("\n").removeprefix(SENTINEL).removeprefix(" ")


def _marked(inlines: Json) -> Json:
    for number, (path, _) in enumerate(tree.notes(inlines), start=1):
        inlines = tree.put(inlines, path, {"t": "RawInline", "c": ["markdown", f"[^{number}]"]})
    return inlines


def parse(texts: Sequence[str], marks: Sequence[int]) -> list[Reading]:
    """msgids or msgstrs -> inlines; `marks` says how many footnotes each may refer to."""
    sources = [
        f"{SENTINEL} {text}\n" + "".join(f"\n[^{n}]: {NOTE_BODY}{n}\n" for n in range(1, count + 1))
        for text, count in zip(texts, marks, strict=True)
    ]
    return [_reading(reply) for reply in pandoc.read(sources, pandoc.UNIT_READER)]


def _reading(reply: pandoc.Reply) -> Reading:
    if reply.failure:
        return Reading(None, reply.failure)
    blocks = reply.value["blocks"]
    if len(blocks) != 1 or blocks[0]["t"] != "Para":
        kinds = ", ".join(b["t"] for b in blocks) or "nothing"
        return Reading(None, f"it must be one paragraph of text, but reads as {kinds}", blocks)
    inlines = blocks[0]["c"]
    if inlines[:1] != [{"t": "Str", "c": SENTINEL}]:
        return Reading(None, "its beginning is read as something other than text", blocks)
    return Reading(normal(inlines[2:] if inlines[1:2] in ([{"t": "Space"}], [{"t": "SoftBreak"}]) else inlines[1:]))


def note_numbers(inlines: Json) -> list[int]:
    """The numbers of the footnotes a reading refers to, in its order."""
    return [int(tree.plain(note["c"][0]["c"]).removeprefix(NOTE_BODY)) for _, note in tree.notes(inlines)]


def _with_bodies(inlines: Json, bodies: Sequence[Json]) -> Json:
    """A reading with the real footnotes in the place of its marks."""
    for (path, _), number in zip(tree.notes(inlines), note_numbers(inlines), strict=True):
        inlines = tree.put(inlines, path, bodies[number - 1])
    return inlines
