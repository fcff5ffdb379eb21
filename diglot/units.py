"""Extract and replace: what is translated as one piece, and putting it back.

A unit is the inlines of one block; everything else stays AST and never becomes Markdown
again, so a translation cannot lose structure. Each unit is written, read back and compared
when it is extracted; one that is not exact is locked: published untranslated, reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from diglot import claims, pandoc, simple, tree
from diglot.instructions import Instructions, Told, instructions
from diglot.lines import numbers
from diglot.model import CODE, Document, Json, Place, Unit
from diglot.problems import Problem

# Before each unit when it is written or read, then stripped: a unit that begins with "1."
# or ":::" needs no escape then, and no msgstr can become another kind of block.
SENTINEL = "diglotunit"
NOTE_BODY = "diglotnote"
CLAIM = "a medical claim: keep it exactly as strong as it is"
"""What a translator is told of a claim."""
_FLAT = {"Str", "Space", "Code"}


@dataclass(frozen=True, slots=True)
class Extraction:
    """The units of one document in order, and what could not be a unit."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()


def extract(document: Document) -> Extraction:
    """The units of a document, in document order; D210 for each that is locked."""
    return extract_all([document])[0]


def extract_all(documents: Sequence[Document]) -> tuple[Extraction, ...]:
    """The units of some documents, with no more starts of pandoc than one needs."""
    slots = [_slots(document) for document in documents]
    written = iter(exact([slot.content for found in slots for slot in found if slot.kind != CODE]))
    return tuple(_extraction(document, found, written) for document, found in zip(documents, slots, strict=True))


def _extraction(document: Document, found: Sequence[_Slot], written: Iterator[str | None]) -> Extraction:
    units, problems = [], []
    for slot in found:
        place = Place(document.file, slot.line)
        msgid = slot.content if slot.kind == CODE else next(written)
        if msgid is None:
            shown = tree.plain(slot.content)[:40]
            problems.append(Problem("D210", f"{slot.kind} “{shown}” cannot be a unit", place))
        else:
            told = slot.told
            note = told.note or (CLAIM if slot.claim else "")
            units.append(Unit(slot.path, msgid, slot.kind, slot.section, place, told.context, note, slot.senses))
    return Extraction(tuple(units), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place for a unit; `content` is a list of inlines, or the text of a code block."""

    path: tree.Path
    kind: str
    content: Json
    section: tuple[str, ...]
    senses: tuple[str, ...]
    told: Told
    line: int
    claim: bool


def _slots(document: Document) -> list[_Slot]:
    said = instructions(document.ast)
    found = [*slots(document.ast), *_code(document.ast, said)]
    if found and found[-1][1] == CODE:
        found.sort(key=lambda slot: (slot[0][0] != "meta", slot[0]))
    texts = [content if kind == CODE else tree.plain(content) for _, kind, content in found]
    lines = numbers(document.source, zip(texts, (kind == "footnote" for _, kind, _ in found), strict=True))
    out, section, marks = [], _Section(), [claim.path for claim in claims.of(document.ast)]
    for (path, kind, content), text, line in zip(found, texts, lines, strict=True):
        block = tree.get(document.ast, path[:-2]) if kind.startswith("heading ") else None
        above = section.enter(kind, text, tuple(block["c"][1][1]) if block else ())
        told = said.at(path)
        if told.translated is not False and (tree.has_words(content) if kind != CODE else text.strip()):
            claim = any(path[: len(mark)] == mark for mark in marks)
            out.append(_Slot(path, kind, content, above, section.classes, told, line, claim))
    return out


def slots(ast: Json) -> Iterator[tuple[tree.Path, str, Json]]:
    """(path, kind, inlines) of all that may be a unit, in document order.

    The slot of a figure's picture is narrowed to its alternative text, and that of a claim to its
    words: the address and the mark are the author's.
    """
    for path, kind, inlines in tree.document_slots(ast):
        picture = kind == tree.IMAGE and [i["t"] for i in inlines] == ["Image"]
        if picture or (claims.whole(inlines) and not kind.startswith("heading ")):
            yield (*path, 0, "c", 1), kind, inlines[0]["c"][1]
        else:
            yield path, kind, inlines


def _code(ast: Json, said: Instructions) -> Iterator[tuple[tree.Path, str, str]]:
    """The code blocks that the author chose to have translated."""
    if any(told.translated for told in said.told.values()):
        for path, block in tree.block_paths(ast["blocks"], ("blocks",)):
            if block["t"] == "CodeBlock" and said.at(path).translated:
                yield (*path, "c", 1), CODE, block["c"][1]


class _Section:
    """The headings above, as they are met: (level, title, classes)."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str, tuple[str, ...]]] = []

    def enter(self, kind: str, text: str, classes: tuple[str, ...]) -> tuple[str, ...]:
        """The titles above a slot; a heading's own is above what follows it."""
        if not kind.startswith("heading "):
            return tuple(title for _, title, _ in self._open)
        level = int(kind[-1])
        self._open = [h for h in self._open if h[0] < level]
        above = tuple(title for _, title, _ in self._open)
        self._open.append((level, text, classes))
        return above

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(name for _, _, classes in self._open for name in classes)


def replaced(ast: Json, translations: Mapping[tree.Path, Json]) -> Json:
    """The AST with the inlines (or the text of a code block) at each path replaced; footnotes
    keep their own bodies.

    Inverse of `extract`: replacing each unit by itself gives the same AST, normalised.
    """
    # Longest paths first: a footnote's body is replaced before the block that holds it,
    # whose replacement then carries the finished bodies over.
    for path in sorted(translations, key=len, reverse=True):
        if isinstance(translations[path], str):
            ast = tree.put(ast, path, translations[path])
            continue
        bodies = [note for _, note in tree.notes(tree.get(ast, path))]
        ast = tree.put(ast, path, _with_bodies(translations[path], bodies))
    return ast


def normal(inlines: Json) -> Json:
    """Inlines in the one form that is compared: no quotes as nodes, no soft breaks."""
    out: list[Json] = []
    for inline in inlines:
        for piece in _flat(inline) if inline["t"] not in _FLAT else (inline,):
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
    if inline["t"] == "Link":
        inline = _without_class(inline)
    inner = tree.children(inline)
    return [tree.put(inline, inner, normal(tree.get(inline, inner)))] if inner else [inline]


def _without_class(link: Json) -> Json:
    """A link without the class that some of pandoc's readers give to `<https://…>`."""
    (identifier, classes, pairs), content, target = link["c"]
    if classes not in (["uri"], ["email"]):
        return link
    return {"t": "Link", "c": [[identifier, [], pairs], content, target]}


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


def exact(found: Sequence[Json]) -> list[str | None]:
    """Each unit's Markdown if it reads back as the very same inlines, else None."""
    simply = [simple.write(inlines) for inlines in found]
    rest = [i for i, text in enumerate(simply) if text is None]
    ends = [_note_bodies(count_notes(found[i])) for i in rest]
    plains = ([_plain_block(found[i])] for i in rest)
    replies = pandoc.write_and_read(plains, ends, pandoc.UNIT_WRITER, pandoc.UNIT_READER)
    out = list(simply)
    for i, reply in zip(rest, replies, strict=True):
        text, back = reply.value or ("", None)
        fine = back and _same(_reading(pandoc.Reply(back)), found[i])
        out[i] = _stripped(text) if fine else None
    return out


def _same(back: Reading, inlines: Json) -> bool:
    if back.inlines is None or masked(back.inlines) != masked(inlines):
        return False
    return note_numbers(back.inlines) == list(range(1, count_notes(inlines) + 1))


def _plain_block(inlines: Json) -> Json:
    return {"t": "Plain", "c": [{"t": "Str", "c": SENTINEL}, {"t": "Space"}, *_marked(inlines)]}


def _note_bodies(count: int) -> str:
    """The definitions of `[^1]` to `[^count]`, so that they are read as footnotes."""
    return "".join(f"\n[^{n}]: {NOTE_BODY}{n}\n" for n in range(1, count + 1))


def _stripped(text: str) -> str:
    return text.removesuffix("\n").removeprefix(SENTINEL).removeprefix(" ")


def _marked(inlines: Json) -> Json:
    for number, (path, _) in enumerate(tree.notes(inlines), start=1):
        inlines = tree.put(inlines, path, {"t": "RawInline", "c": ["markdown", f"[^{number}]"]})
    return inlines


def parse(texts: Sequence[str], marks: Sequence[int]) -> list[Reading]:
    """msgids or msgstrs -> inlines; `marks` says how many footnotes each may refer to."""
    simply = [simple.read(text) for text in texts]
    rest = [i for i, inlines in enumerate(simply) if inlines is None]
    sources = [f"{SENTINEL} {texts[i]}\n{_note_bodies(marks[i])}" for i in rest]
    out = [Reading(inlines) for inlines in simply]
    for i, reply in zip(rest, pandoc.read(sources, pandoc.UNIT_READER), strict=True):
        out[i] = _reading(reply)
    return out


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
