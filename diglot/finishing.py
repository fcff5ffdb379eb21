"""Composed drafts -> rows of finished XHTML, and the chapters that they are cut into."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from diglot import pandoc, tree
from diglot.compose import NOTE_ID, Draft
from diglot.model import Chapter, Json, Row
from diglot.problems import DiglotError, Problem


def finished(drafts: Sequence[Draft]) -> list[Row]:
    """The rows with their XHTML, all written by one pandoc process; row ids made unique.

    Raises DiglotError D602 where pandoc cannot write one.
    """
    replies = iter(pandoc.write([_printable(blocks) for draft in drafts for blocks in draft.blocks], pandoc.HTML))
    rows, seen = [], dict[str, int]()
    for draft in drafts:
        number = seen[draft.row.id] = seen.get(draft.row.id, 0) + 1
        identifier = draft.row.id if number == 1 else f"{draft.row.id}-{number}"
        cells = []
        for cell in draft.row.cells:
            reply = next(replies)
            if reply.failure:
                raise DiglotError(Problem("D602", f"row {draft.row.id}: {reply.failure}"))
            html = _with_note_ids(reply.value.strip(), f"fn-{identifier}-{cell.language or 'table'}")
            cells.append(replace(cell, html=html))
        rows.append(replace(draft.row, id=identifier, cells=tuple(cells)))
    return rows


def _printable(blocks: Json) -> Json:
    """Blocks with xml:lang beside each lang, and code without the colours (and ids) pandoc gives it."""
    for path, block in list(tree.block_paths(blocks, ())):
        if block["t"] == "CodeBlock":
            blocks = tree.put(blocks, (*path, "c", 0), ["", [], []])
        elif block["t"] == "Div":
            blocks = tree.put(blocks, (*path, "c", 0), _both_languages(block["c"][0]))
    return tree.map_lists(blocks, lambda inlines: [_both(i) for i in inlines])


def _both(inline: Json) -> Json:
    return tree.put(inline, ("c", 0), _both_languages(inline["c"][0])) if inline["t"] == "Span" else inline


def _both_languages(attr: Json) -> Json:
    identifier, classes, pairs = attr
    missing = [["xml:lang", value] for key, value in pairs if key == "lang" and "xml:lang" not in dict(pairs)]
    return [identifier, classes, [*pairs, *missing]]


def _with_note_ids(html: str, prefix: str) -> str:
    """XHTML with an id of its own for each footnote."""
    numbers = itertools.count(1)
    return re.sub(f'id="{NOTE_ID}"', lambda _: f'id="{prefix}-{next(numbers)}"', html)


def chapters(document: str, rows: Sequence[Row]) -> tuple[Chapter, ...]:
    """The rows of a document cut before each heading of level 1."""
    groups: list[list[Row]] = [[]]
    for row in rows:
        if row.level == 1 and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return tuple(Chapter(_chapter_id(document, g[0]), document, tuple(g)) for g in groups if g)


def _chapter_id(document: str, first: Row) -> str:
    # It is also the name of a file in the EPUB: all of them stand in one folder.
    name = document.replace("/", "-")
    return f"{name}-{first.id}" if first.level == 1 else f"{name}-opening"
