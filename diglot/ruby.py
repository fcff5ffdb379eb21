"""Pinyin above a word where the author asks for it: `[消渴]{.ruby}` (CLREQ on interlinear annotations).

The reading is the term's own in source/glossary; of a word that is no term it is written beside it:
`[山药[shān yào]{.reading}]{.ruby}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from diglot import tree
from diglot.matching import REFUSED
from diglot.model import Json, Place, TermBase
from diglot.problems import Problem

RUBY, READING = "ruby", "reading"
PINYIN = "zh-Latn-pinyin"
_ASKED = re.compile(rf"\[([^\[\]]*)\]\{{[^}}]*\.{RUBY}\b")


def readings(terms: TermBase) -> dict[str, str]:
    """The pinyin of each Chinese name that has one."""
    return {term.preferred: term.pinyin for concept in terms for term in concept.terms if term.pinyin}


def above(blocks: Json, known: Mapping[str, str]) -> Json:
    """Blocks with the reading of each word that asks for it, but for headings: they stand in contents too."""
    return [
        block if block["t"] == "Header" else tree.map_lists([block], lambda found: [_read(i, known) for i in found])[0]
        for block in blocks
    ]


def _read(inline: Json, known: Mapping[str, str]) -> Json:
    if not is_ruby(inline):
        return inline
    # A reading is no use of a term.
    inner = [_untermed(one) if is_reading(one) else one for one in inline["c"][1]]
    if not any(map(is_reading, inner)) and (said := known.get(tree.plain(inner))):
        inner.append(tree.in_language("Span", PINYIN, tree.string(said), (READING, REFUSED)))
    return tree.put(inline, ("c", 1), inner)


def is_ruby(inline: Json) -> bool:
    """Whether an inline is a word with its reading."""
    return bool(inline["t"] == "Span" and RUBY in inline["c"][0][1])


def is_reading(inline: Json) -> bool:
    """Whether an inline is what stands above a word."""
    return bool(inline["t"] == "Span" and READING in inline["c"][0][1])


def _untermed(reading: Json) -> Json:
    return tree.put(reading, ("c", 0, 1), [*reading["c"][0][1], REFUSED])


def unread(texts: Iterable[tuple[str, Place]], known: Mapping[str, str]) -> Iterator[Problem]:
    """D420 for each word of some Markdown that asks for a reading and has none."""
    for text, place in texts:
        for word in _ASKED.findall(text):
            if word not in known:
                yield Problem("D420", f"“{word}” has no pinyin", place)
