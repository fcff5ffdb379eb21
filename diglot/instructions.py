"""What authors tell translators, in comments and attributes that pandoc passes over.

`<!-- tr: … -->` is a note, `<!-- tr-context: … -->` a context, `<!-- tr-skip -->` leaves a
block as it is, `<!-- tr-code -->` makes a code block a text to translate. Each holds for the
next block and all that is in it. `{translate=no}` and `{translate=yes}` (HTML's attribute) on
a heading, div, table or code block say the last two in Pandoc's Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from diglot import tree
from diglot.model import Json

_COMMENT = re.compile(r"<!--\s*tr(?:-(\w+))?\s*(?::(.*?))?-->", re.DOTALL)
WORDS = ("tr: …", "tr-context: …", "tr-skip", "tr-code")


@dataclass(frozen=True, slots=True)
class Told:
    """What holds for a block: the note, the context, and whether it is translated.

    `translated`: None where nothing is said (texts are, code is not).
    """

    note: str = ""
    context: str = ""
    translated: bool | None = None


@dataclass(frozen=True, slots=True)
class Instructions:
    """The instructions of one document, by the path of the block they stand before."""

    told: Mapping[tree.Path, Told]
    unknown: tuple[str, ...] = ()
    _lengths: tuple[int, ...] = field(default=())

    def at(self, path: tree.Path) -> Told:
        """What holds at a path: of each instruction the innermost."""
        found = Told()
        for length in self._lengths:
            one = self.told.get(path[:length])
            if one:
                translated = found.translated if one.translated is None else one.translated
                found = Told(one.note or found.note, one.context or found.context, translated)
        return found


def instructions(ast: Json) -> Instructions:
    """What the author of a document told its translators."""
    told: dict[tree.Path, Told] = {}
    unknown: list[str] = []
    for path, block in tree.block_paths(ast["blocks"], ("blocks",)):
        translated = _attribute(block)
        if translated is not None:
            told[path] = replace(told.get(path, Told()), translated=translated)
        if block["t"] == "RawBlock":
            # Another comment between the instruction and its block: carried on.
            said = told.pop(path, Told())
            for word, text in _comments(block["c"][1]):
                known = _said(said, word, text)
                unknown += [] if known else [f"tr-{word}"]
                said = known or said
            if said != Told():
                told[*path[:-1], int(path[-1]) + 1] = said
    return Instructions(told, tuple(unknown), tuple(sorted({len(path) for path in told})))


def _comments(raw: str) -> Iterator[tuple[str, str]]:
    for hit in _COMMENT.finditer(raw):
        yield hit[1] or "", " ".join((hit[2] or "").split())


def _said(told: Told, word: str, text: str) -> Told | None:
    """What holds with one more comment; None for one that is not known."""
    if word == "" and text:
        return replace(told, note=f"{told.note} {text}".strip())
    if word == "context" and text:
        return replace(told, context=text)
    if word in {"skip", "code"}:
        return replace(told, translated=word == "code")
    return None


def _attribute(block: Json) -> bool | None:
    attr = tree.block_attribute(block)
    value = dict(attr[2]).get("translate") if attr else None
    return {"yes": True, "no": False}.get(value or "")
