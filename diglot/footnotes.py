"""Footnotes that pandoc drops or prints as text without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from diglot import tree
from diglot.gate import Finding
from diglot.model import Document

_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)


def findings(document: Document) -> Iterator[Finding]:
    """D213 for each mark without a footnote, D214 for each footnote without a mark."""
    if "[^" not in document.source:
        return
    defined = _DEFINITION.findall(document.source)
    for _, _, inlines in tree.document_slots(document.ast):
        for mark in _MARK.findall(_text(inlines)):
            wrong = "stands inside a footnote" if mark in defined else "has no footnote"
            yield Finding("D213", f"the footnote mark [^{mark}] {wrong}", tree.plain(inlines), f"[^{mark}]")
    code = "\n".join(b["c"][1] for _, b in tree.block_paths(document.ast["blocks"], ()) if b["t"] == "CodeBlock")
    used = set(_MARK.findall(_DEFINITION.sub("", document.source)))
    for name in defined:
        if name not in used and f"[^{name}]:" not in code:
            yield Finding("D214", f"the footnote [^{name}] has no mark", "", f"[^{name}]:")


def _text(inlines: object) -> str:
    """The running text, code left out: there a mark means itself."""
    return tree.plain([i for i in tree.inlines(inlines) if i["t"] == "Str"])
