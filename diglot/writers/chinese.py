"""Chinese running text on a parsed page, before it is laid out: signs that nobody sees, for what Pango does not know.

The rules are those of CLREQ (Requirements for Chinese Text Layout, W3C). None of the signs is drawn or copied:
the text of the finished file is the text of the page. `pdf_chinese` gives them their widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

GAP, FIXED_GAP = "\u2005", "\u202f"
"""Between Han and Latin letters or digits (CLREQ 3.2.2): the first may end a line, the second may not."""
BREAK, JOIN = "\u200b", "\u2060"
"""Where a line may end, and where it may not, though Pango thinks otherwise."""
SIGNS = frozenset({GAP, FIXED_GAP, BREAK, JOIN})
GAPS = frozenset({GAP, FIXED_GAP})
SPACES = GAPS | {" ", "\u00a0"}

OPENING = "（「『【《〈“‘〔［｛〖"
CLOSING = "、。，．：；！？）」』】》〉”’〕］｝〗"

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK = (
    frozenset(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))) | frozenset(OPENING + CLOSING) | {"々", "〇"}
)
"""What a justified line may be made wider after (CLREQ 3.2.1)."""
_LATIN = "[^\\W_\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_RULES = (
    # A number stays with its measure word: 2型, 413人, 2025年.
    (re.compile(f"(?<=[0-9])(?=[{_HAN}])"), FIXED_GAP),
    (re.compile(f"(?<=[{_HAN}])(?={_LATIN})|(?<={_LATIN})(?=[{_HAN}])"), GAP),
    # The names of the two kinds of diabetes are single facts.
    (re.compile("(?<=型)(?=糖尿病)|(?<=型糖)(?=尿病)|(?<=型糖尿)(?=病)"), JOIN),
    # Pango 1.50 lets no line end beside a quotation mark (CLREQ 3.1.4 lets it outside of them).
    (re.compile(f"(?<=[{_HAN}，。；：、！？])(?=[“‘])|(?<=[”’])(?=[{_HAN}])"), BREAK),
)
"""Where a sign must stand; the first rule that says so counts."""
_LAST = re.compile(f"(?<=[{_HAN}])(?=[{_HAN}][^{_HAN}]{{0,2}}$)")
"""Before the last character of a paragraph: it is no line of its own (CLREQ 3.1.5)."""

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "dfn", "em", "i", "q", "s", "small", "span", "strong", "time", "u", "var",
})  # fmt: skip
_AS_IT_IS = frozenset({"head", "style", "script", "pre", "code"})


class _Piece(NamedTuple):
    """A text of an element: its own, or what follows it in its parent."""

    element: Any
    side: str

    @property
    def text(self) -> str:
        return getattr(self.element, self.side) or ""


def is_chinese(language: str | None) -> bool:
    """Whether a BCP 47 tag is of Chinese in its own script."""
    return language is not None and language.split("-")[0] == "zh" and not language.startswith("zh-Latn")


def prepare(root: Any) -> None:
    """Put the signs into the Chinese blocks of a parsed page (xml.etree), in place."""
    for pieces in list(_runs(root, "")):
        _put(pieces)


def _put(pieces: list[_Piece]) -> None:
    texts = [piece.text for piece in pieces]
    starts = [0, *accumulate(map(len, texts))]
    whole = "".join(texts)
    found = {hit.start(): JOIN for hit in _LAST.finditer(whole.rstrip())}
    for where, sign in _RULES:
        found |= {hit.start(): sign for hit in where.finditer(whole) if hit.start() not in found}
    for piece, text, start in zip(pieces, texts, starts, strict=False):
        # A sign stands in the same text as the character before it: no line begins with one.
        signed = "".join(sign + found.get(start + n, "") for n, sign in enumerate(text, start=1))
        if signed != text:
            setattr(piece.element, piece.side, signed)


def _runs(element: Any, around: str) -> Iterator[list[_Piece]]:
    """The texts that run on in the same lines, of each Chinese block within an element."""
    if not isinstance(element.tag, str) or element.tag in _AS_IT_IS:
        return
    language = element.get("lang", around)
    runs: list[list[_Piece]] = [[]]
    inner: list[tuple[Any, str]] = []
    _walk(element, language, runs, inner)
    if is_chinese(language):
        yield from runs
    for child, its in inner:
        yield from _runs(child, its)


def _walk(element: Any, language: str, runs: list[list[_Piece]], inner: list[tuple[Any, str]]) -> None:
    """Add the texts of an element to the last of `runs`, and to `inner` what stands apart and begins a new one."""
    runs[-1].append(_Piece(element, "text"))
    for child in element:
        its = child.get("lang", language)
        if child.tag in _INLINE and "footnote" not in child.get("class", "").split():
            _walk(child, its, runs, inner)
        else:
            inner.append((child, its))
            runs.append([])
        runs[-1].append(_Piece(child, "tail"))
