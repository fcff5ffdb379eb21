"""Signs that nobody meant to write, and text that stands twice. D867, D890, D891, D893, D894."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from diglot import xhtml
from diglot.check.epublint.book import Book, Page
from diglot.check.epublint.elements import letters, local, text
from diglot.model import Place
from diglot.problems import Problem
from diglot.xhtml import Element

TWICE = 20
"""Letters from which on a text that stands twice in a row is no refrain or form."""
_BOXES = re.compile("[\ufe0e\ufffd\x80-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
# What the bytes 80-BF, which go on with a sign of UTF-8, are in Windows-1252. Of these, marks and spaces may well
# follow a letter with an accent.
_NEXT = (
    "".join(bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xC0)).replace("\ufffd", "")
    + "\x81\x8d\x8f\x90\x9d"
)
_MARKS = frozenset("‚„…†‡‹‘’“”•–—›™\xa0«»·")
_BYTES = re.compile(f"[ÂÃ][{re.escape(_NEXT)}]|[â-ï][{re.escape(_NEXT)}]{{2}}|[ð-ô][{re.escape(_NEXT)}]{{3}}")
_UNFILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w[\w.]*\}|%\(\w+\)s")
_ACCENT = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_TURN = re.compile("[\u202d\u202e\ufeff\u2028\u2029]")
_OPEN, _CLOSED = re.compile("[\u202a\u202b\u2066-\u2068]"), re.compile("[\u202c\u2069]")
_ALIKE = re.compile("[АВЕЅІЈКМНОРСТУХаеорсухіјѕ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(rf"({xhtml.HAN.pattern})[ \t]*[\r\n]\s*({xhtml.HAN.pattern})")
_SPOKEN = ("alt", "title", "aria-label")
_BRACKETS = dict.fromkeys("(（[［{【《〈「『〔", 1) | dict.fromkeys(")）]］}】》〉」』〕", -1)
# A number or letter of a list, and faces made of marks, have brackets of their own.
_NO_BRACKET = re.compile(r"^\s*\w{1,3}[)）]|[:;=]-?[()]")
_REPEATED = {"p", "div", "li", "blockquote", "section"}


def check(book: Book) -> Iterator[Problem]:
    """Every finding about the characters of the text."""
    for page in book.pages.values():
        for words, element in _texts(page):
            yield from _signs(words, page.at(element), hidden=element.get("aria-hidden") == "true")
        yield from _brackets(page)
        yield from _twice(page)


def _texts(page: Page) -> Iterator[tuple[str, Element]]:
    """What is read or only spoken, with its element; also the title."""
    for run in page.runs:
        yield run.text, run.element
    for title in page.all("title"):
        yield text(title), title
    for key in _SPOKEN:
        for element in page.having(key):
            yield element.get(key), element


def _signs(words: str, place: Place, *, hidden: bool) -> Iterator[Problem]:
    """D867, D890, D891. A sign of a font of icons must be hidden from who listens, and then is no text."""
    if not words.isascii():
        box = _BOXES.search(words)
        if box and not hidden:
            yield Problem("D867", f"“{_around(words, box)}” has U+{ord(box[0]):04X}", place)
        for hit in _BYTES.finditer(words):
            if _misread(hit[0]):
                yield Problem("D890", f"“{_around(words, hit)}” has {hit[0]}, UTF-8 read as Windows-1252", place)
        yield from _mistaken(words, place)
    if left := _UNFILLED.search(words):
        yield Problem("D890", f"“{left[0][:60]}” of a template was not filled in", place)


def _around(words: str, hit: re.Match[str]) -> str:
    return words[max(0, hit.start() - 12) : hit.end() + 12].strip()


def _misread(signs: str) -> bool:
    """Whether signs are the bytes of one other sign."""
    if _MARKS.issuperset(signs[1:]):
        return False
    try:
        return bool(b"".join(c.encode("latin-1" if c < "\xa0" else "cp1252") for c in signs).decode())
    except UnicodeError:
        return False


def _mistaken(words: str, place: Place) -> Iterator[Problem]:
    """D891. W3C's charmod-norm: NFC; Unicode TR 36: bidi overrides, look-alikes; CSS Text 4: a break between Han."""
    for hit in _ACCENT.finditer(words):
        if (whole := unicodedata.normalize("NFC", hit[0])) != hit[0]:
            yield Problem("D891", f"“{_around(words, hit)}” has a combining accent; {whole} is one sign (NFC)", place)
            break
    turn = _TURN.search(words)
    if turn is None and len(_OPEN.findall(words)) > len(_CLOSED.findall(words)):
        turn = _OPEN.search(words)
    if turn:
        yield Problem(
            "D891", f"U+{ord(turn[0]):04X}, which nobody sees, stands before “{words[turn.end() :][:30]}”", place
        )
    for word in _WORD.findall(words) if _CYRILLIC.search(words) else ():
        strange = _CYRILLIC.findall(word)
        if strange and len(strange) < len(word) and all(map(_ALIKE.match, strange)):
            yield Problem("D891", f"“{word[:30]}” has the Cyrillic {strange[0]} (U+{ord(strange[0]):04X})", place)
    if gap := _GAP.search(words):
        yield Problem("D891", f"a line ends within “{gap[1][-8:]}{gap[2][:8]}”, which shows as a space", place)


def _brackets(page: Page) -> Iterator[Problem]:
    """D893, block by block; not where one block may open what another closes."""
    said: dict[Element, list[str]] = {}
    for run in page.runs:
        said.setdefault(run.block, []).append(run.text)
    open_in = {block: _unmatched("".join(words)) for block, words in said.items()}
    if any(closed for _, closed in open_in.values()):
        return
    for block, (opened, _) in open_in.items():
        if opened:
            yield Problem("D893", f"a bracket of “{text(block)[-60:]}” does not close", page.at(block))


def _unmatched(words: str) -> tuple[int, int]:
    """How many brackets of a text do not close, and how many close what is not open."""
    opened = closed = 0
    for sign in _NO_BRACKET.sub(" ", words):
        turn = _BRACKETS.get(sign, 0)
        closed += turn < 0 and not opened
        opened = max(0, opened + turn)
    return opened, closed


def _twice(page: Page) -> Iterator[Problem]:
    """D894: an element says just what the one before it says."""
    for element in page.all(*_REPEATED):
        before = element.getprevious()
        said = letters(text(element))
        if before is None or before.tag != element.tag or len(said) < TWICE:
            continue
        if said == letters(text(before)):
            yield Problem("D894", f"<{local(element)}> “{text(element)[:60]}” stands twice", page.at(element))
