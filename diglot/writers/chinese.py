"""Chinese running text on a parsed page, before it is laid out: signs that nobody sees, for what Pango does not know.

The rules are those of CLREQ (Requirements for Chinese Text Layout, W3C). None of the signs is drawn:
the text of the finished file is the text of the page. `pdf_chinese` gives them their widths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

GAP = "\u2005"
"""Between Han and Latin letters or digits: white space after which a line may end (CLREQ
#mixed_text_composition_in_horizontal_writing_mode).
"""
HALF = "\ufeff"
"""The mark before it gives up its blank half, beside another mark (CLREQ #punctuation_width_adjustment)."""
JOIN = "\u2060"
"""No line ends here."""
BREAK = "\u200b"
"""A line may end here."""
SIGNS = GAP + HALF + JOIN + BREAK

OPENING = "（《〈「『【〔〖［｛“‘"
"""Marks with a blank half before them; no line ends with one."""
CLOSING = "）》〉」』】〕〗］｝”’、。，．；：？！"
"""Marks with a blank half behind them; no line begins with one."""
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""A class of Han characters, for a regular expression."""

_LATIN = "[^\\W_\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_OPEN, _CLOSE = re.escape(OPENING), re.escape(CLOSING)
_NUMBER = "\\d[\\d.,]*"
_UNIT = f"型糖尿病|个月|小时|分钟|毫[克升米]|公[斤里]|千克|[{HAN}]"
_PLACES = (
    (GAP, rf"(?<=[{HAN}])(?={_LATIN})|(?<={_LATIN})(?=[{HAN}])"),
    (HALF, rf"(?<=[{_CLOSE}])(?=[{_OPEN}{_CLOSE}])|(?<=[{_OPEN}][{_OPEN}])"),
    # UAX 14 does not know which way “ and ” look; in Chinese they are like brackets. Beside HALF it lets no line end.
    (BREAK, rf"(?<=[{HAN}])(?=[“‘])|(?<=[”’])(?=[{HAN}])|(?<=[{_CLOSE}])(?=[{_OPEN}])"),
)
_PLACES_OF_SIGNS = tuple((sign, re.compile(where)) for sign, where in _PLACES)
_FACT = re.compile(rf"{_NUMBER} ?(?:{_UNIT}|(?:{_LATIN}|[%‰°/])+)")
"""A number with its unit stays on one line (domain.md, 3.7)."""
_SI = "(?:mc|[kmcdnµμ])?(?:g|[lL]|m|mol|cal|IU|U)"
_MEASURE = re.compile(rf"{_NUMBER} ?(?:[%‰]|°[CF]|{_SI}(?:/(?:{_SI}|day|d|h))?)(?!\w)")
"""The same where words have spaces between them."""
_LAST = re.compile(rf"[{HAN}](?=[{HAN}]\W*\Z)")
"""No paragraph ends in a line of one character (CLREQ #adjustments_of_orphans_and_widows)."""

READING = "reading"
"""The class of the pinyin above a word (CLREQ on interlinear annotations)."""
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "dfn", "em", "i", "q", "s", "small", "span", "strong", "time", "u", "var",
})  # fmt: skip
_APART = frozenset({"footnote", "mark"})
"""The classes of what stands in the text, but is not read with it."""
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
    """Put the signs into the blocks of a parsed page (xml.etree), in place: into others than Chinese ones few."""
    for language, pieces in list(_runs(root, "")):
        _put(pieces, _signs if is_chinese(language) else _measures)


def bare(text: str) -> str:
    """A text of a prepared page as it was."""
    return text.translate(dict.fromkeys(map(ord, SIGNS)))


def _put(pieces: list[_Piece], signs: Callable[[str], Mapping[int, str]]) -> None:
    texts = [piece.text for piece in pieces]
    starts = [0, *accumulate(map(len, texts))]
    found = signs("".join(texts))
    for piece, text, start in zip(pieces, texts, starts, strict=False):
        # A sign stands in the same text as the character before it: no line begins with one.
        signed = "".join(sign + found.get(start + n, "") for n, sign in enumerate(text, start=1))
        if signed != text:
            setattr(piece.element, piece.side, signed)


def _signs(text: str) -> dict[int, str]:
    """What stands before which character of a text."""
    found: dict[int, str] = {}
    for sign, where in _PLACES_OF_SIGNS:
        for hit in where.finditer(text):
            found[hit.start()] = found.get(hit.start(), "") + sign
    joined = set(_joined(text, _FACT))
    if last := _LAST.search(text.rstrip()):
        joined.add(last.end())
    for n in joined:
        found[n] = found.get(n, "") + JOIN
    return found


def _measures(text: str) -> dict[int, str]:
    """The same of a text that is not Chinese."""
    return dict.fromkeys(_joined(text, _MEASURE), JOIN)


def _joined(text: str, facts: re.Pattern[str]) -> Iterator[int]:
    """Where a line could end within the facts of a text: not between two letters or figures."""
    for hit in facts.finditer(text):
        for n in range(hit.start() + 1, hit.end()):
            if text[n - 1] in " /" or not text[n - 1 : n + 1].isascii():
                yield n


def _runs(element: Any, around: str) -> Iterator[tuple[str, list[_Piece]]]:
    """The texts that run on in the same lines, of each block within an element, and the block's language."""
    if not isinstance(element.tag, str) or element.tag in _AS_IT_IS:
        return
    language = element.get("lang", around)
    runs: list[list[_Piece]] = [[]]
    inner: list[tuple[Any, str]] = []
    _walk(element, language, runs, inner)
    yield from ((language, run) for run in runs)
    for child, its in inner:
        yield from _runs(child, its)


def _walk(element: Any, language: str, runs: list[list[_Piece]], inner: list[tuple[Any, str]]) -> None:
    """Add the texts of an element to the last of `runs`, and to `inner` what stands apart and begins a new one."""
    runs[-1].append(_Piece(element, "text"))
    for child in element:
        its, names = child.get("lang", language), child.get("class", "").split()
        if READING in names:  # above the line, which runs on below it
            inner.append((child, its))
        elif child.tag in _INLINE and not _APART.intersection(names):
            _walk(child, its, runs, inner)
        else:
            inner.append((child, its))
            runs.append([])
        runs[-1].append(_Piece(child, "tail"))
