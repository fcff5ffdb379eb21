"""The gate: what may stand in an AST that is published, whoever wrote it.

Raw markup, unsafe links, styles and doubled ids are refused here, before any format is
written, because pandoc passes them through and WeasyPrint and readers act on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from diglot import tree
from diglot.model import OURS, Json

MAX_DEPTH = 60
"""WeasyPrint runs out of stack at about 140 nested boxes."""
MAX_SPAN = 50
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_SCHEMES = {"http", "https", "mailto", "tel"}
_KEYS = {"width", "height", "lang", "dir", "of", "translate", "evidence", "note", "source", "region"}
RESERVED = {"badge", "footnote", "icon", "notice", "qualification", "row", "stale"}
"""Classes of what diglot makes itself, beside all names in `OURS`: nothing of an author's may look like it."""
_NO_ATTR = ["", [], []]
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
    ids: set[str] = set()
    for _, block in tree.block_paths(ast["blocks"], ()):
        for finding in _of_block(block, ids):
            yield replace(finding, near=_text(block))
    for _, _, inlines in tree.document_slots(ast):
        yield from inline_findings(inlines, ids)


def inline_findings(inlines: Json, ids: set[str]) -> Iterator[Finding]:
    """What may not stand in one unit; `ids` collects the ids met so far."""
    for inline in tree.inlines(inlines):
        for finding in _of_inline(inline, ids):
            yield replace(finding, near=tree.plain(inlines))


def _of_block(block: Json, ids: set[str]) -> Iterator[Finding]:
    name = block["t"]
    if name == "RawBlock" and not comment(block):
        raw = block["c"][1].strip()
        yield Finding("D203", f"raw {block['c'][0]}: {raw[:40]}", literal=raw[:40])
    if name == "Header" and not tree.plain(block["c"][2]).strip():
        yield Finding("D212", "a heading has no text", literal=block["c"][1][0])
    yield from _attributes(tree.block_attribute(block), ids)
    if name == "Table":
        yield from _spans(block)


def _of_inline(inline: Json, ids: set[str]) -> Iterator[Finding]:
    name = inline["t"]
    if name == "RawInline":
        kind, raw = inline["c"]
        yield Finding("D203", f"raw {kind}: {raw[:40]}", literal=raw)
    if name in {"Span", "Link", "Image", "Code"}:
        yield from _attributes(inline["c"][0], ids)
    if name == "Link" and not allowed(inline["c"][2][0]):
        yield Finding("D204", f"the link address “{inline['c'][2][0][:60]}”", literal=inline["c"][2][0])


def allowed(address: str) -> bool:
    """Whether a link may lead there: https, http, mailto, tel, or inside the publication."""
    scheme = _SCHEME.match(address.strip())
    if scheme:
        return scheme[1].lower() in _SCHEMES
    return address.startswith("#")


def _attributes(attr: Json | None, ids: set[str]) -> Iterator[Finding]:
    if attr in (None, _NO_ATTR):
        return
    identifier, classes, pairs = attr
    if identifier:
        if identifier in ids:
            yield Finding("D205", f"the id “{identifier}” stands twice", literal=f"#{identifier}")
        ids.add(identifier)
    for key, _ in pairs:
        if key not in _KEYS:
            yield Finding("D207", f"the attribute {key}=", literal=f"{key}=")
    for name in (identifier, *classes):
        if name.startswith(OURS) or name in RESERVED.intersection(classes):
            yield Finding("D207", f"the name {name[:40]} is diglot’s own", literal=name)
        elif name and not _NAME.fullmatch(name):
            yield Finding("D207", f"the name “{name[:40]}”", literal=name)


def _spans(table: Json) -> Iterator[Finding]:
    for _, row in tree.table_rows(table["c"]):
        if any(cell[2] > MAX_SPAN or cell[3] > MAX_SPAN for cell in row[1]):
            yield Finding("D207", f"a table cell that spans more than {MAX_SPAN} rows or columns")


def _text(block: Json) -> str:
    """The first text in a block."""
    return next((tree.plain(i) for _, _, i in tree.slots([block], ()) if tree.plain(i).strip()), "")


def too_deep(ast: Json) -> bool:
    """Whether blocks and inlines are nested deeper than `MAX_DEPTH`: nothing may walk such a tree."""
    todo = [(ast["blocks"], 1)]
    while todo:
        items, depth = todo.pop()
        for item in items:
            if isinstance(item, list):
                todo.append((item, depth))
            elif isinstance(item, dict) and isinstance(item.get("c"), list):
                if depth == MAX_DEPTH:
                    return True
                todo.append((item["c"], depth + 1))
    return False
