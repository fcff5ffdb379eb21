"""A text for comparing with terms: Unicode folded, separators made one, offsets kept.

NFKC makes full-width letters, Kangxi radicals and composed accents one; every hyphen, dash
and run of white space becomes one space; what cannot be seen goes (domain.md, section 5 A).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_GAP = "\\s\\-\u2010-\u2015\u2212\uff0d_"
_GONE = "\u00ad\u200b-\u200d\u2060\ufeff"
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_PLAIN = " -,.-^`-~\u3001\u3002\u300a\u300b\u4e00-\u9fa5\u2018\u201c\u201d"
"""What folds to itself but for capitals: ASCII without hyphens, and Chinese."""
_SPECIAL = re.compile(
    f"(?P<gap>[{_GAP}][{_GAP}{_GONE}]*[{_GAP}]|(?! )[{_GAP}])|(?P<gone>[{_GONE}])"
    f"|.(?:[{_GONE}]*[\u0300-\u036f])+|[^{_PLAIN}](?:[{_GONE}]*[\u0300-\u036f])*",
    re.DOTALL,
)
_MARKUP = re.compile(
    r"(`+)(?!`).+?(?<!`)\1(?!`)"  # code
    r"|\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)"  # the address of a link
    r"|<[a-z][a-z+.-]*:[^>\s]*>|https?://[^\s<>()\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+"
    r"|(?<=[\]\)`])\{[^{}]*\}|\[\^[^\]\s]*\]|\{\{.*?\}\}|\{[a-z_]+\}",  # attributes, footnotes, fields
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Folded:
    """`text`: small letters; `cased`: the same with its capitals; `starts[i]`: where character i
    begins in the original, one more for the end.
    """

    text: str
    cased: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the folded text as (start, end) in the original."""
        while end < len(self.text) and self.starts[end] == self.starts[end - 1]:
            end += 1  # inside of one character that was folded to several
        return self.starts[start], self.starts[end]


def fold(text: str) -> Folded:
    """The folded text with the way back."""
    text = text.replace("\u2019", "'")
    cased: list[str] = []
    starts: list[int] = []
    at = 0
    for hit in _SPECIAL.finditer(text):
        cased.append(text[at : hit.start()])
        starts += range(at, hit.start())
        at = hit.end()
        if not hit["gone"]:
            piece = " " if hit["gap"] else unicodedata.normalize("NFKC", hit[0].translate(_UNSEEN))
            cased.append(piece)
            same = len(piece) == len(hit[0])
            starts += range(hit.start(), hit.end()) if same else [hit.start()] * len(piece)
    whole = "".join([*cased, text[at:]]) if cased else text
    small = whole.lower()
    if len(small) != len(whole):
        small = "".join([c if len(c.lower()) != 1 else c.lower() for c in whole])
    return Folded(small, whole, (*starts, *range(at, len(text) + 1)) if cased else range(len(text) + 1))


def unmarked(text: str) -> str:
    """Markdown with code, addresses, attributes, footnote marks and fields blanked out, as long as before."""
    return _MARKUP.sub(lambda hit: " " * len(hit[0]), text)
