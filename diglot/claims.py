"""Claims: what an author says a treatment does, marked with the evidence there is for it.

`[…]{.claim evidence=lab}` marks a sentence, `{.claim evidence=lab}` a heading. `note` names a
note of source/evidence.md; `of` the disclaimers that must stand beside it ("evidence" where
nothing is said). What is printed beside a claim is built here, in every language alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from diglot import tree, verbs
from diglot.model import OURS, Claim, Document, Evidence, Json, Unit
from diglot.tagging import inline_tagged, without_icons

LEVELS = ("none", "lab", "animal", "early-human", "rct")
"""From nothing to controlled trials in people."""
TRIED = "rct"
"""The level that no claim has without a source."""
EMERGENCY = "emergency"
"""The disclaimer that stands beside whatever may lead a reader to stop insulin (domain.md, section 2)."""
KIND = "evidence"
"""The disclaimer that a claim calls for where it does not say `of`."""
MARK, BADGE, QUALIFICATION = "claim", "badge", "qualification"
"""Classes of a claim's parts on the page."""
_BLOCKS = {"Para", "Plain"}
_ELSEWHERE = {"footnote", "caption", "table caption", tree.IMAGE}
_LINKED = {"Link", "Image"}
_ATTRIBUTED = {"Span", "Link", "Image", "Code"}
WHERE = (
    "only a […] in a paragraph, a list item or a table cell, outside links and other claims;"
    " after a heading, write {.claim evidence=…}"
)
_CUT = "\0"


class Marked(NamedTuple):
    """A claim in an AST: its path (of the Span, or of the Header), its block's, attributes and inlines."""

    path: tree.Path
    block: tree.Path
    attributes: Mapping[str, str]
    inlines: Json

    @property
    def kinds(self) -> tuple[str, ...]:
        """The disclaimers it calls for."""
        return tuple(self.attributes.get("of", KIND).split())


def of(ast: Json) -> Iterator[Marked]:
    """Every claim of a document, in reading order."""
    return (one for _, one in _of(ast))


def among(documents: Iterable[Document]) -> bool:
    """Whether there is any claim in some documents."""
    return any(True for document in documents for _ in of(document.ast))


def _of(ast: Json) -> Iterator[tuple[str, Marked]]:
    """(kind of the block it stands in, claim) of each; the kind of a heading that is marked itself is ""."""
    for path, kind, inlines in tree.document_slots(ast):
        if kind.startswith("heading "):
            attr = tree.get(ast, path[:-1])[1]
            if MARK in attr[1]:
                yield "", Marked(path[:-2], path[:-2], dict(attr[2]), inlines)
        for at, span in _spans(inlines, path):
            yield kind, Marked(at, path[:-1], dict(span["c"][0][2]), span["c"][1])


def _spans(inlines: Json, path: tree.Path) -> Iterator[tuple[tree.Path, Json]]:
    for i, inline in enumerate(inlines):
        inner = tree.children(inline)
        if is_claim(inline):
            yield (*path, i), inline
        elif inner:
            yield from _spans(tree.get(inline, inner), (*path, i, *inner))


def is_claim(inline: Json) -> bool:
    """Whether an inline is a marked claim."""
    return bool(inline["t"] == "Span" and MARK in inline["c"][0][1])


def sequence(inlines: Json) -> list[tuple[Json, bool]]:
    """(key-values, whether it has words, stands in no link and has no claim within it) of each claim, in order."""
    return [(span["c"][0][2], _alone(inlines, path, span["c"][1])) for path, span in _spans(inlines, ())]


def _alone(inlines: Json, path: tree.Path, within: Json) -> bool:
    return bool(_said(within)) and not _linked(inlines, path, 0) and not any(map(is_claim, tree.inlines(within)))


def _linked(found: Json, path: tree.Path, since: int) -> bool:
    """Whether there is a link or a picture on a path, after its first `since` steps."""
    on_it = (tree.get(found, path[:i]) for i in range(since, len(path)))
    return any(isinstance(node, dict) and node.get("t") in _LINKED for node in on_it)


def _said(inlines: Json) -> list[str]:
    """The words between the formulas of some inlines; [] where there is none."""
    plain = {"t": "Plain", "c": inlines}
    cut = tree.map_lists([plain], lambda found: [{"t": "Str", "c": _CUT} if i["t"] == "Math" else i for i in found])
    return [piece for piece in tree.plain(cut[0]["c"]).split(_CUT) if any(map(str.isalnum, piece))]


def whole(inlines: Json) -> bool:
    """Whether a claim is all that a block says: its mark then stays out of the translator's hands."""
    return len(inlines) == 1 and is_claim(inlines[0])


class Wrong(NamedTuple):
    """What is wrong with a mark: a Problem's code and message, the claim's words, and what stands there literally."""

    code: str
    message: str
    near: str
    literal: str


def wrong(document: Document, evidence: Evidence | None) -> Iterator[Wrong]:
    """D511 for a claim without a known kind of evidence, or where none can stand; D512 for a note that is not there."""
    notes = dict(evidence.notes) if evidence else {}
    for words in _unmarkable(document.ast):
        yield Wrong("D511", f"the claim “{words[:40]}” cannot be marked here: {WHERE}", words, "")
    for one in of(document.ast):
        words = tree.plain(one.inlines)
        level, note = one.attributes.get("evidence", ""), one.attributes.get("note", "")
        if not (spoken := _said(one.inlines)) or not one.kinds:
            lacks = "calls for no disclaimer" if spoken else "has no words"
            yield Wrong("D511", f"the claim “{words[:40]}” {lacks}", words, 'of=""' if spoken else "{.claim")
        if EMERGENCY not in one.kinds and verbs.off_insulin(words, document.language):
            message = f"the claim “{words[:40]}” is about doing without insulin: it must call for {EMERGENCY}"
            yield Wrong("D511", message, words, f"evidence={level}" if level else "")
        if level not in LEVELS:
            said = f"has the evidence “{level}”" if level else "has no evidence"
            yield Wrong("D511", f"the claim “{words[:40]}” {said}", words, f"evidence={level}" if level else "")
        elif evidence is None:
            yield Wrong("D512", f"source/evidence.md, which the claim “{words[:40]}” needs, is missing", words, "")
        elif note and note not in notes:
            yield Wrong("D512", f"source/evidence.md has no note “{note}”", words, f"note={note}")
        elif level == TRIED and not dict(evidence.sources).get(note):
            message = f"the claim “{words[:40]}” says that it was tried, but its note names no source"
            yield Wrong("D512", message, words, f"evidence={level}")
        elif note and level not in dict(evidence.of)[note]:
            meant = " or ".join(dict(evidence.of)[note])
            yield Wrong("D512", f"the note “{note}” is for the evidence {meant}, not {level}", words, f"note={note}")


def _unmarkable(ast: Json) -> Iterator[str]:
    """The words of each claim that is marked where no badge can stand, or on something that no claim is."""
    found = list(_of(ast))
    marked = {one.path for _, one in found}
    for kind, one in found:
        block = tree.get(ast, one.block)
        stands = kind == "" or (kind not in _ELSEWHERE and isinstance(block, dict) and block.get("t") in _BLOCKS)
        if not stands or _linked(ast, one.path, len(one.block)):
            yield tree.plain(one.inlines)
    for path, block in tree.block_paths(ast["blocks"], ("blocks",)):
        attr = tree.block_attribute(block)
        if attr and MARK in attr[1] and path not in marked:
            yield next((tree.plain(inlines) for _, _, inlines in tree.slots([block], ())), "")
    for path, _, inlines in tree.document_slots(ast):
        for at, inline in tree.inline_paths(inlines, path):
            if inline["t"] in _ATTRIBUTED and MARK in inline["c"][0][1] and at not in marked:
                yield tree.plain([inline]) or tree.plain(inlines)


def unmarked_text(inlines: Json) -> str:
    """The words of some inlines that stand in no claim."""
    return "".join(" " if is_claim(i) else _outside(i) for i in inlines)


def _outside(inline: Json) -> str:
    inner = tree.children(inline)
    return unmarked_text(tree.get(inline, inner)) if inner else tree.plain([inline])


def unmarked(document: Document, units: Iterable[Unit]) -> Iterator[tuple[Unit, str]]:
    """(unit, its text that stands in no claim) for each unit of a document that is not one itself.

    Footnotes are left out: in a translation they stand elsewhere, and no claim can stand in them.
    """
    marked = [claim.path for claim in of(document.ast)]
    for unit in units:
        if unit.kind != "footnote" and not any(unit.path[: len(path)] == path for path in marked):
            yield unit, unmarked_text(tree.get(document.ast, unit.path))


# --- what is printed beside a claim -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What may be said beside claims in one language: (level's name, its sentence), notes, kinds' sentences."""

    language: str
    levels: Mapping[str, tuple[Json, Json]]
    notes: Mapping[str, Json]
    kinds: Mapping[str, Json]


def words(evidence: Evidence, version: Document, beside: Mapping[str, Json]) -> Words:
    """The words in the language of `version`; `beside`: the blocks of each disclaimer that has words for claims."""
    said = version.ast["blocks"]
    levels = {level: tuple(_inlines(b) for b in said[i]["c"][1]) for level, i in evidence.levels}
    kinds = {
        kind: _joined((s for _, _, s in tree.slots(blocks, ())), version.language) for kind, blocks in beside.items()
    }
    notes = {name: _inlines(said[i]["c"][1][0]) for name, i in evidence.notes}
    return Words(version.language, levels, notes, kinds)


def _inlines(block: Json) -> Json:
    return next((found for _, _, found in tree.slots([block], ())), [])


def _joined(parts: Iterable[Json], language: str) -> Json:
    out: Json = []
    for part in parts:
        out += [*([{"t": "Space"}] if out and not language.startswith(("zh", "ja")) else []), *part]
    return out


def printed(document: Document, words: Words, first: int) -> Document:
    """A document with a badge after each claim, numbered from `first`, and a Div of what qualifies it after its block.

    The badge is a link to the claim's entry in the evidence table; that of a heading opens its Div.
    """
    ast = document.ast
    # From the last to the first: what is put in moves only what comes after it.
    for number, one in reversed(list(enumerate(of(ast), start=first))):
        name = f"{OURS}claim-{number}-{words.language}"
        badge, beside = _badge(one, words, number, name), said(one, words)
        if one.path == one.block:
            beside = [badge, {"t": "Space"}, *beside]
        else:
            around, at = one.path[:-1], int(one.path[-1])
            before, claim, after = _cut(tree.get(ast, around), at)
            # Without a span of its own: WeasyPrint 70 takes every word in a nested inline for the first of its
            # line, and breaks it anywhere.
            ast = tree.put(ast, around, [*before, *claim["c"][1], {"t": "Str", "c": "\u00a0"}, badge, *after])
        blocks, at = one.block[:-1], int(one.block[-1])
        before, block, after = _cut(tree.get(ast, blocks), at)
        note = {"t": "Div", "c": [[f"{name}-note", [QUALIFICATION], []], [{"t": "Para", "c": beside}]]}
        ast = tree.put(ast, blocks, [*before, block, note, *after])
    return Document(document.name, document.file, document.language, ast, document.source)


def _cut(found: Json, at: int) -> tuple[Json, Json, Json]:
    return found[:at], found[at], found[at + 1 :]


def _badge(one: Marked, words: Words, number: int, name: str) -> Json:
    level = one.attributes["evidence"]
    label = [*words.levels[level][0], {"t": "Str", "c": f"\u00a0{number}"}]
    # It names its language: the claim before it may not be translated.
    said = [["lang", words.language], ["xml:lang", words.language]]
    return {"t": "Link", "c": [[f"{name}-badge", [BADGE, level], said], label, [f"#{OURS}claim-{number}", ""]]}


def is_qualification(block: Json) -> bool:
    """Whether a block is what `printed` put beside a claim."""
    return bool(block["t"] == "Div" and QUALIFICATION in block["c"][0][1])


def said(one: Marked, words: Words) -> Json:
    """What qualifies a claim: its own note, or its level's sentence, and those of its kinds."""
    note = one.attributes.get("note", "")
    own = words.notes[note] if note else words.levels[one.attributes["evidence"]][1]
    return _joined([own, *(words.kinds[kind] for kind in one.kinds if kind in words.kinds)], words.language)


def listed(
    documents: Sequence[Sequence[Document]], words: Sequence[Words], evidence: Evidence, order: Sequence[str]
) -> tuple[Claim, ...]:
    """The claims of an edition; `documents`: each text in each language, before `printed`.

    `order`: the ids of the references that the edition prints.
    """
    sources = dict(evidence.sources)
    out: list[Claim] = []
    for versions in documents:
        for marks in zip(*(of(d.ast) for d in versions), strict=True):
            pairs = list(zip(marks, words, strict=True))
            level, note = marks[0].attributes["evidence"], marks[0].attributes.get("note", "")
            out.append(
                Claim(
                    number=len(out) + 1,
                    level=level,
                    kinds=marks[0].kinds,
                    texts=tuple((w.language, _titled(one.inlines, w.language)) for one, w in pairs),
                    ends=tuple((w.language, "".join(_said(without_icons(one.inlines))[-1:])) for one, w in pairs),
                    labels=tuple((w.language, tree.plain(w.levels[level][0])) for _, w in pairs),
                    qualifications=tuple((w.language, tree.plain(said(one, w))) for one, w in pairs),
                    sources=tuple(order.index(name) + 1 for name in sources.get(note, ())),
                )
            )
    return tuple(out)


def _titled(inlines: Json, language: str) -> str:
    return tree.plain(without_icons(inline_tagged(inlines, language, language)))


def cited(documents: Iterable[Document], evidence: Evidence) -> tuple[str, ...]:
    """The ids of the references that the claims of some documents rest on, in order of first use."""
    sources = dict(evidence.sources)
    notes = (one.attributes.get("note", "") for d in documents for one in of(d.ast))
    return tuple(dict.fromkeys(name for note in notes for name in sources.get(note, ())))
