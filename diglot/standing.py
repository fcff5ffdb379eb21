"""Where notices for sections and tables can stand: beside what stands in no list, quotation or cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diglot import provenance, read, tree
from diglot.disclaimers import TOGETHER
from diglot.model import Disclaimer, Document, Json, Place, Publication
from diglot.notices import NARROWED
from diglot.problems import Problem

_KINDS = {"Header": "section", "Table": "table"}
"""What a notice of each place stands beside."""


def buried(documents: Iterable[Document], disclaimers: Iterable[Disclaimer]) -> Iterator[Problem]:
    """D507 for a heading or table that calls for a notice and stands where none can."""
    offered = [(p, d.kind) for d in disclaimers for p in d.places if p.name in NARROWED]
    for document in documents:
        blocks = document.ast["blocks"]
        open_air = {path for path, _, _ in tree.outer_blocks(blocks, ())}
        for path, block in tree.block_paths(blocks, ()):
            if block["t"] in _KINDS and path not in open_air:
                what = _KINDS[block["t"]]
                around = _around(blocks, path)
                for placed, kind in offered:
                    if placed.name == what and placed.among(around):
                        message = f"the disclaimer {kind} cannot stand beside a {what} of class {placed.narrowed} here"
                        hint = "take it out of the list, quotation or cell that it stands in"
                        yield Problem("D507", message, _place(document, block), hint)


def idle(
    publication: Publication, documents: Iterable[Document], disclaimers: Iterable[Disclaimer]
) -> Iterator[Problem]:
    """D518 for words that are narrowed to what no edition has: a class, a design or a way of translation."""
    ways = provenance.WORDS["translated"]
    known = {*(e.design for e in publication.editions), *ways, *TOGETHER}
    known |= {f"{way}-{reading}" for way in ways for reading in provenance.WORDS["second-reading"]}
    there = [
        (_KINDS[block["t"]], classes)
        for document in documents
        for _, block, classes in tree.outer_blocks(document.ast["blocks"], ())
        if block["t"] in _KINDS
    ]
    for disclaimer in disclaimers:
        for placed in disclaimer.places:
            if placed.name in NARROWED:
                stands = any(placed.name == what and placed.among(classes) for what, classes in there)
            else:
                stands = placed.among(known)
            if not stands:
                message = f"the words of {disclaimer.kind} for “{placed.place}” stand nowhere"
                line = read.line(disclaimer.document, _first(placed.blocks), "")
                yield Problem("D518", message, Place(disclaimer.document.file, line))


def _around(blocks: Json, path: tree.Path) -> set[str]:
    """The classes of a block and of all that it stands in."""
    found: set[str] = set()
    for i in range(1, len(path) + 1):
        node = tree.get(blocks, path[:i])
        attr = tree.block_attribute(node) if isinstance(node, dict) and "t" in node else None
        found.update(attr[1] if attr else ())
    return found


def _place(document: Document, block: Json) -> Place:
    return Place(document.file, read.line(document, _first([block]), ""))


def _first(blocks: Json) -> str:
    """The first words of some blocks."""
    texts = (tree.plain(inlines) for _, _, inlines in tree.slots(blocks, ()))
    return next((text for text in texts if text.strip()), "")
