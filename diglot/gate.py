"""The gate: what may stand in an AST that is published, whoever wrote it.

Raw markup, unsafe links, styles and doubled ids are refused here, before any format is
written, because pandoc passes them through and WeasyPrint and readers act on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diglot import tree
from diglot.model import Json

MAX_DEPTH = 60
"""WeasyPrint runs out of stack at about 140 nested boxes."""
MAX_SPAN = 50
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SCHEMES = {"http", "https", "mailto", "tel"}
_KEYS = {"width", "height", "lang", "dir", "of"}
_NAME = re.compile(r"[^\W\d][\w-]*")
_COMMENT = re.compile(r"\s*(<!--(?!.*--.*-->).*?-->\s*)+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """A Problem's code and message about an AST, before its place is known.

    To find the line by: `near` is some text of the block it stands in, `literal` what stands
    there word for word.
    """

    code: str
    message: str
    near: str = ""
    literal: str = ""


def comment(block: Json) -> bool:
    """Whether a raw block is nothing but HTML comments."""
    return bool(block["t"] == "RawBlock" and block["c"][0] == "html" and _COMMENT.fullmatch(block["c"][1]))


def findings(ast: Json) -> Iterator[Finding]:
    """Everything in a document that may not be published."""
    if _depth(ast["blocks"]) > MAX_DEPTH:
        yield Finding("D208", f"blocks are nested more than {MAX_DEPTH} deep")
        return
    ids: set[str] = set()
    for _, block in tree.block_paths(ast["blocks"], ()):
        near = _text(block)
        if block["t"] == "RawBlock" and not comment(block):
            raw = block["c"][1].strip()
            yield Finding("D203", f"raw {block['c'][0]}: {raw[:40]}", near, raw[:40])
        if block["t"] == "Header" and not tree.plain(block["c"][2]).strip():
            yield Finding("D212", "a heading has no text", "", block["c"][1][0])
        yield from _attributes(_attr(block), ids, near)
        yield from _spans(block, near)
    for _, _, inlines in tree.document_slots(ast):
        yield from inline_findings(inlines, ids)


def inline_findings(inlines: Json, ids: set[str]) -> Iterator[Finding]:
    """What may not stand in one unit; `ids` collects the ids met so far."""
    near = tree.plain(inlines)
    for inline in tree.inlines(inlines):
        if inline["t"] == "RawInline":
            raw = inline["c"][1]
            yield Finding("D203", f"raw {inline['c'][0]}: {raw[:40]}", near, raw)
        if inline["t"] in {"Span", "Link", "Image", "Code"}:
            yield from _attributes(inline["c"][0], ids, near)
        if inline["t"] == "Link" and not allowed(inline["c"][2][0]):
            yield Finding("D204", f"the link address “{inline['c'][2][0][:60]}”", near, inline["c"][2][0])


def allowed(address: str) -> bool:
    """Whether a link may lead there: https, http, mailto, tel, or inside the publication."""
    scheme = _SCHEME.match(address.strip())
    if scheme:
        return scheme[1].lower() in _SCHEMES
    return address.startswith("#")


def _attr(block: Json) -> Json | None:
    place = {"Header": 1, "Div": 0, "CodeBlock": 0, "Table": 0, "Figure": 0}.get(block["t"])
    return None if place is None else block["c"][place]


def _attributes(attr: Json | None, ids: set[str], near: str) -> Iterator[Finding]:
    if attr is None:
        return
    identifier, classes, pairs = attr
    if identifier:
        if identifier in ids:
            yield Finding("D205", f"the id “{identifier}” stands twice", near, f"#{identifier}")
        ids.add(identifier)
    for key, _ in pairs:
        if key not in _KEYS:
            yield Finding("D207", f"the attribute {key}=", near, f"{key}=")
    for name in (identifier, *classes):
        if name and not _NAME.fullmatch(name):
            yield Finding("D207", f"the name “{name[:40]}”", near, name)


def _spans(block: Json, near: str) -> Iterator[Finding]:
    if block["t"] != "Table":
        return
    for _, row in tree.table_rows(block["c"]):
        if any(cell[2] > MAX_SPAN or cell[3] > MAX_SPAN for cell in row[1]):
            yield Finding("D207", f"a table cell that spans more than {MAX_SPAN} rows or columns", near)


def _text(block: Json) -> str:
    """The first text in a block."""
    return next((tree.plain(i) for _, _, i in tree.slots([block], ()) if tree.plain(i).strip()), "")


def _depth(value: Json) -> int:
    """How deep blocks and inlines are nested."""
    deepest, todo = 0, [(value, 1)]
    while todo:
        item, depth = todo.pop()
        deepest = max(deepest, depth if isinstance(item, dict) and "t" in item else 0)
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        todo += [(child, depth + (isinstance(item, dict) and "t" in item)) for child in inner]
    return deepest
