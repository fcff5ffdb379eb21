"""Lines of PO strings as GNU gettext's msgcat writes them, in the style that a file has.

Translators' tools wrap differently; a new entry that is wrapped like its neighbours keeps the
next save of any of them from rewriting it (GNU gettext, write-po.c; UAX #14 for the breaks).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from diglot.linebreaks import breaks, width

_ESCAPES = str.maketrans(
    {
        "\n": "\\n",
        "\t": "\\t",
        "\r": "\\r",
        '"': '\\"',
        "\\": "\\\\",
        "\a": "\\a",
        "\b": "\\b",
        "\f": "\\f",
        "\v": "\\v",
    }
)
_ESCAPED = re.compile(r"\\.")
GNU_WIDTH = 79
_SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is wrapped. `width`: the columns a line may take, quotes included; 0: unwrapped."""

    width: int


def escaped(text: str) -> str:
    """A text as it stands between the quotation marks."""
    return text.translate(_ESCAPES)


@lru_cache(maxsize=20_000)
def lines(keyword: str, value: str, style: Style, prefix: str = "") -> tuple[str, ...]:
    """The lines of `msgid "…"`, without line ends; `prefix` ("#| ", "#~ ") before each."""
    pieces = list(_pieces(escaped(value), style, prefix))
    if len(pieces) == 1 and (not style.width or _fits(pieces[0], style.width - 3 - len(keyword) - len(prefix))):
        return (f'{prefix}{keyword} "{pieces[0]}"',)
    return (f'{prefix}{keyword} ""', *(f'{prefix}"{piece}"' for piece in pieces))


def _pieces(text: str, style: Style, prefix: str) -> Iterator[str]:
    """An escaped text broken after each newline, and where it is too wide."""
    for line in re.findall(r"(?:[^\\]|\\[^n])*\\n|(?:[^\\]|\\.)+$", text) or [""]:
        if style.width:
            yield from _wrapped(line, style.width - 2 - len(prefix))
        else:
            yield line


def _wrapped(line: str, room: int) -> Iterator[str]:
    if _columns(line) <= room:
        yield line
        return
    possible = _breaks(line)
    start = last = column = 0
    for at in [i for i, may in enumerate(possible) if may] + [len(line)]:
        piece = _columns(line[last:at])
        if last > start and column + piece > room:
            yield line[start:last]
            start, column = last, 0
        column += piece
        last = at
    yield line[start:]


def _breaks(line: str) -> list[bool]:
    """For each character of an escaped line, whether a line may break before it."""
    possible = breaks(line)
    for hit in _ESCAPED.finditer(line):
        possible[hit.start() + 1] = False
    if line.endswith("\\n"):
        possible[-2] = False
    return possible


def _fits(piece: str, room: int) -> bool:
    """Whether a text stands beside its keyword: also one that is too wide but nowhere to be broken."""
    return _columns(piece) <= room or not any(_breaks(piece))


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(width, text))


def detect(samples: Iterable[tuple[str, str, Sequence[str]]], default: Style) -> Style:
    """The style that a file is written in, from (keyword, value, its lines) of its texts.

    `default` where they do not tell, because all are short.
    """
    long = (s for s in samples if len(escaped(s[1])) > GNU_WIDTH // 3)
    telling = [s for s in islice(long, _SAMPLES) if len(s[2]) > 1 or _columns(s[2][0]) > GNU_WIDTH // 2]
    widest = max((_columns(line) for _, _, found in telling for line in found), default=0)
    votes = Counter[Style]()
    for style in dict.fromkeys((Style(0), Style(GNU_WIDTH), *(Style(widest + more) for more in range(3)))):
        votes[style] = sum(1 for keyword, value, found in telling if list(lines(keyword, value, style)) == list(found))
    best, count = votes.most_common(1)[0]
    same = {style for style, votes_for in votes.items() if votes_for == count}
    return default if not count or default in same else best
