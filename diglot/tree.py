"""Walking pandoc's JSON AST: where the inlines are, and their plain text.

A path is a tuple of keys and indexes from the root to a list of inlines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar

from diglot.model import Json

Path: TypeAlias = tuple[str | int, ...]

_WORD = re.compile(r"[^\W_]")
SIMPLE = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"}
PAIRED = {"Quoted", "Cite", "Span", "Link", "Image"}
_INNER: dict[str, Path] = {**dict.fromkeys(SIMPLE, ("c",)), **dict.fromkeys(PAIRED, ("c", 1))}
TEXT_META = ("title", "subtitle")
IMAGE = "image"
"""The kind of a slot inside a figure: mostly a picture alone."""


def get(tree: Json, path: Path) -> Json:
    """What stands at `path`."""
    for key in path:
        tree = tree[key]
    return tree


def put(tree: Json, path: Path, value: Json) -> Json:
    """A copy of `tree` with `value` at `path`; everything off the path is shared."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = put(tree[path[0]], path[1:], value)  # type: ignore[index]
    return copy


def children(inline: Json) -> Path | None:
    """Where an inline keeps its inlines, relative to itself; None where it has none."""
    return _INNER.get(inline["t"])


def inlines(found: Json) -> Iterator[Json]:
    """Every inline under a list of inlines, depth first, without the insides of notes."""
    for inline in found:
        yield inline
        if inline["t"] in _INNER:
            yield from inlines(get(inline, _INNER[inline["t"]]))


def inline_paths(found: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    """(path, inline) of the same; `path`: of the list."""
    for i, inline in enumerate(found):
        yield (*path, i), inline
        if inline["t"] in _INNER:
            inner = _INNER[inline["t"]]
            yield from inline_paths(get(inline, inner), (*path, i, *inner))


def slots(blocks: Json, path: Path, kind: str = "paragraph") -> Iterator[tuple[Path, str, Json]]:
    """(path, kind, inlines) of every list of inlines under a list of blocks, in order.

    A footnote's blocks come right after the inlines that hold its mark. Kind names the
    nearest block for a translator.
    """
    for i, block in enumerate(blocks):
        yield from _block_slots(block, (*path, i), kind)


def _block_slots(block: Json, path: Path, kind: str) -> Iterator[tuple[Path, str, Json]]:
    name, content = block["t"], block.get("c")
    if name in {"Para", "Plain"}:
        yield from _with_notes(content, (*path, "c"), kind)
    elif name == "Header":
        yield from _with_notes(content[2], (*path, "c", 2), f"heading {content[0]}")
    elif name == "LineBlock":
        for i, line in enumerate(content):
            yield from _with_notes(line, (*path, "c", i), "line")
    elif name == "Div":
        yield from slots(content[1], (*path, "c", 1), kind)
    elif name == "BlockQuote":
        yield from slots(content, (*path, "c"), "quotation")
    elif name in {"BulletList", "OrderedList"}:
        at: Path = ("c",) if name == "BulletList" else ("c", 1)
        for i, item in enumerate(get(block, at)):
            yield from slots(item, (*path, *at, i), "list item")
    elif name == "DefinitionList":
        for i, (term, definitions) in enumerate(content):
            yield from _with_notes(term, (*path, "c", i, 0), "term")
            for j, definition in enumerate(definitions):
                yield from slots(definition, (*path, "c", i, 1, j), "definition")
    elif name == "Figure":
        yield from slots(content[2], (*path, "c", 2), IMAGE)
        yield from slots(content[1][1], (*path, "c", 1, 1), "caption")
    elif name == "Table":
        yield from _table_slots(content, (*path, "c"))


def _table_slots(content: Json, path: Path) -> Iterator[tuple[Path, str, Json]]:
    yield from slots(content[1][1], (*path, 1, 1), "table caption")
    for row_path, row in table_rows(content):
        for i, cell in enumerate(row[1]):
            yield from slots(cell[4], (*path, *row_path, 1, i, 4), "table cell")


def table_rows(content: Json) -> Iterator[tuple[Path, Json]]:
    """(path relative to the table's content, row) of head, bodies and foot, in order."""
    for i, row in enumerate(content[3][1]):
        yield (3, 1, i), row
    for b, body in enumerate(content[4]):
        for part in (2, 3):
            for i, row in enumerate(body[part]):
                yield (4, b, part, i), row
    for i, row in enumerate(content[5][1]):
        yield (5, 1, i), row


def _with_notes(found: Json, path: Path, kind: str) -> Iterator[tuple[Path, str, Json]]:
    yield path, kind, found
    for note_path, note in notes(found, path):
        yield from ((at, "footnote", inner) for at, _, inner in slots(note["c"], (*note_path, "c")))


def notes(found: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """(path, note) of the footnotes in a list of inlines, in order."""
    for i, inline in enumerate(found):
        name = inline["t"]
        if name == "Note":
            yield (*path, i), inline
        elif name in _INNER:
            inner = _INNER[name]
            yield from notes(get(inline, inner), (*path, i, *inner))


def document_slots(ast: Json) -> Iterator[tuple[Path, str, Json]]:
    """The slots of a whole document: title and subtitle first, then its blocks."""
    for key in TEXT_META:
        value = ast["meta"].get(key)
        if value and value["t"] == "MetaInlines":
            yield ("meta", key, "c"), key, value["c"]
    yield from slots(ast["blocks"], ("blocks",))


def has_words(found: Json) -> bool:
    """Whether there is a letter or digit to translate, in the alternative text of pictures too."""
    return any(
        i["t"] in {"Str", "Code", "Math"} and _WORD.search(i["c"] if i["t"] == "Str" else i["c"][1])
        for i in inlines(found)
    )


def plain(found: Json) -> str:
    """The text a reader sees, without footnotes."""
    return "".join([inline["c"] if inline["t"] == "Str" else _plain(inline) for inline in found])


def _plain(inline: Json) -> str:
    name, content = inline["t"], inline.get("c")
    if name in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    if name in {"Code", "Math"}:
        return str(content[1])
    if name == "Quoted":
        left, right = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return left + plain(content[1]) + right
    return plain(get(inline, _INNER[name])) if name in _INNER and name != "Image" else ""


Given = TypeVar("Given")


def map_slots(blocks: Json, change: Callable[[Json, Given], Json], given: Given) -> Json:
    """A copy of a list of blocks with each whole list of inlines in it replaced by `change` of it.

    What is inside an inline (a span, a footnote) is left to `change`.
    """
    last: Path | None = None
    for path, _, _ in list(slots(blocks, ())):
        if last is None or path[: len(last)] != last:
            last = path
            blocks = put(blocks, path, change(get(blocks, path), given))
    return blocks


def map_lists(blocks: Json, change: Callable[[Json], Json]) -> Json:
    """A copy of a list of blocks with `change` applied to every list of inlines in it, in
    reading order, innermost first, footnotes included.
    """
    return map_slots(blocks, _map_inlines, change)


def _map_inlines(found: Json, change: Callable[[Json], Json]) -> Json:
    out = []
    for inline in found:
        inner = children(inline)
        if inline["t"] == "Note":
            out.append({"t": "Note", "c": map_lists(inline["c"], change)})
        elif inner and inline["t"] != "Image":
            out.append(put(inline, inner, _map_inlines(get(inline, inner), change)))
        else:
            out.append(inline)
    return change(out)


def block_paths(blocks: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    """(path, block) of every block under a list of blocks, outermost first, in order."""
    for i, block in enumerate(blocks):
        yield (*path, i), block
        for inner in _block_lists(block):
            yield from block_paths(get(block, inner), (*path, i, *inner))


def outer_blocks(
    blocks: Json, path: Path, classes: tuple[str, ...] = ()
) -> Iterator[tuple[Path, Json, frozenset[str]]]:
    """(path, block, the classes of its divs and its own) of every block that stands in no other but divs."""
    for i, block in enumerate(blocks):
        attr = block_attribute(block)
        own = (*classes, *(attr[1] if attr else ()))
        yield (*path, i), block, frozenset(own)
        if block["t"] == "Div":
            yield from outer_blocks(block["c"][1], (*path, i, "c", 1), own)


def _block_lists(block: Json) -> list[Path]:
    """Where a block keeps its lists of blocks, relative to itself."""
    name, content = block["t"], block.get("c")
    if name == "Div":
        return [("c", 1)]
    if name == "Figure":
        return [("c", 2), ("c", 1, 1)]
    if name == "BlockQuote":
        return [("c",)]
    if name == "BulletList":
        return [("c", i) for i in range(len(content))]
    if name == "OrderedList":
        return [("c", 1, i) for i in range(len(content[1]))]
    if name == "DefinitionList":
        return [("c", i, 1, j) for i, item in enumerate(content) for j in range(len(item[1]))]
    if name == "Table":
        cells = [("c", *p, 1, i, 4) for p, row in table_rows(content) for i in range(len(row[1]))]
        return [("c", 1, 1), *cells]
    return []


Span: TypeAlias = tuple[int, int, Any]
"""(start, end, payload): a stretch of a text."""


def wrap(found: Json, find: Callable[[str], list[Span]], make: Callable[[Any, Json], Json]) -> Json:
    """Inlines with each stretch of running text that `find` names replaced by what `make`
    gives for (payload, its inlines). Text is not joined across markup.
    """
    out: list[Json] = []
    run: list[Json] = []
    for inline in [*found, None]:
        if inline is not None and inline["t"] in {"Str", "Space"}:
            run.append(inline)
            continue
        if run:
            out += _wrapped(plain(run), find, make)
            run = []
        if inline is not None:
            out.append(inline)
    return out


def _wrapped(text: str, find: Callable[[str], list[Span]], make: Callable[[Any, Json], Json]) -> Json:
    out: list[Json] = []
    at = 0
    for start, end, payload in find(text):
        out += string(text[at:start])
        out.append(make(payload, string(text[start:end])))
        at = end
    return out + string(text[at:])


def block_attribute(block: Json) -> Json | None:
    """A block's Attr, or None where its kind has none."""
    at = {"Header": 1, "Div": 0, "CodeBlock": 0, "Table": 0, "Figure": 0}.get(block["t"])
    return None if at is None else block["c"][at]


def attribute(value: Json) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Pandoc's Attr as (id, classes, key-values)."""
    return value[0], tuple(value[1]), dict(value[2])


def string(text: str) -> Json:
    """The inlines of a plain text."""
    out: list[Json] = []
    for i, word in enumerate(text.split(" ")):
        if i:
            out.append({"t": "Space"})
        if word:
            out.append({"t": "Str", "c": word})
    return out


def in_language(kind: str, language: str, content: Json, classes: tuple[str, ...] = ()) -> Json:
    """A Span or Div that carries both lang and xml:lang, as EPUB asks."""
    return {"t": kind, "c": [["", list(classes), [["lang", language], ["xml:lang", language]]], content]}
