"""The ends and edges of Chinese lines in WeasyPrint 70.0, in place of two of its private functions.

What a custom property asks for is read here: WeasyPrint knows none of these by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.logger import LOGGER

from diglot.writers import chinese

AUTOSPACE = "__text_autospace"
"""The gap between Han and Latin, em (CSS Text 4)."""
TRIM = "__text_spacing_trim"
"""Whether marks give up their blank halves: `normal`, or `space-all` for never (CSS Text 4)."""
EMPHASIS = "__text_emphasis"
"""Dots under the characters: `dot`, or `none` (CSS Text Decoration 3)."""

APART = 0.16
"""Em: PDFium takes more than 1/6 between two text objects for a space that is not in the text."""
MOST = 0.35
"""Em: what may be added between two characters. A line that would need more stays short: it would fall apart."""

_WIDE = f"[{chinese.HAN}{re.escape(chinese.OPENING + chinese.CLOSING)}]"
_INNER = re.compile(f"{_WIDE}(?=[{chinese.JOIN}{chinese.BREAK}]*{_WIDE}(?!{chinese.HALF}))")
_PLACE = re.compile(f"{_WIDE}(?![{chinese.GAP} ])|[{chinese.GAP} \u00a0]")
_MARK_NEXT = re.compile(f".?[{chinese.SIGNS}]*[{re.escape(chinese.CLOSING)}]")


# --- what a style asks for ------------------------------------------------------------------------


def gap(style: Any) -> float:
    """The gap between Han and Latin, px."""
    size: float = style["font_size"]
    return _em(style, AUTOSPACE) * size


def is_trimmed(style: Any) -> bool:
    """Whether marks give up their blank halves."""
    return _word(style, TRIM, ("normal", "space-all")) == "normal"


def is_dotted(style: Any) -> bool:
    """Whether dots stand under the characters."""
    return _word(style, EMPHASIS, ("none", "dot")) == "dot"


def _word(style: Any, name: str, words: tuple[str, ...]) -> str:
    """A custom property that is one of `words`; the first of them where there is none."""
    tokens = [token for token in style[name] or () if token.type != "whitespace"]
    if not tokens:
        return words[0]
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in words:
        return str(tokens[0].lower_value)
    LOGGER.warning("Ignored %s, it must be %s.", name.replace("_", "-"), " or ".join(words))
    return words[0]


def _em(style: Any, name: str) -> float:
    """A custom property that is a length in em; 0 where there is none."""
    tokens = [token for token in style[name] or () if token.type != "whitespace"]
    if not tokens:
        return 0.0
    if len(tokens) == 1 and tokens[0].type in {"dimension", "number"} and tokens[0].value >= 0:
        value: float = tokens[0].value
        if not value or getattr(tokens[0], "lower_unit", "") == "em":
            return value
    LOGGER.warning("Ignored %s, it must be a length in em.", name.replace("_", "-"))
    return 0.0


# --- what a line has become ------------------------------------------------------------------------


def ends_half(layout: Any) -> bool:
    """Whether the mark at the end of a layout's text gives up its blank half."""
    return getattr(layout, "half", False)


def growth(layout: Any) -> float:
    """What is added between two full-width characters in a layout that is justified, em; else 0."""
    return getattr(layout, "growth", 0.0)


def added(layout: Any) -> dict[int, float]:
    """What is added after which characters of a layout, em."""
    much = growth(layout)
    return {at: min(much, room) for at, room in _rooms(layout.text, layout.gap).items()} if much else {}


def _rooms(text: str, wide: float) -> dict[int, float]:
    """The characters of a text after which space may be added (CLREQ on line adjustment) and how much of it, em.

    `wide`: the gap between Han and Latin, em. Full-width characters side by side and spaces have no limit here.
    """
    inner = {hit.start() for hit in _INNER.finditer(text)}
    limits = {chinese.GAP: max(0.0, APART - wide), " ": MOST, "\u00a0": MOST}
    places = (hit.start() for hit in _PLACE.finditer(text))
    return {at: MOST if at in inner else limits.get(text[at], APART) for at in places}


# --- where a line ends -----------------------------------------------------------------------------


def splitting(split: Callable[..., Any]) -> Callable[..., Any]:
    """`split_first_line`, with half a mark where a line ends in one (CLREQ #punctuation_width_adjustment)."""

    def well(text: str, style: Any, context: Any, width: float | None, *rest: Any, **more: Any) -> Any:
        found = split(text, style, context, width, *rest, **more)
        if found[2] is None or width is None or not isfinite(width) or not chinese.is_chinese(style["lang"]):
            return found
        following = text.encode()[found[2] :].decode()[:8]
        if is_trimmed(style) and _MARK_NEXT.match(following):
            half = style["font_size"] / 2
            longer = _ended(split(text, style, context, width + half, *rest, **more), style)
            if longer[0].half and longer[3] <= width:
                return longer
        return _ended(found, style)

    return well


def _ended(found: Any, style: Any) -> Any:
    """A first line without what is blank at its end."""
    layout, length, resume_at, width, *rest = found
    text = layout.text
    bare = text.rstrip(chinese.SIGNS)
    if chinese.GAP in text[len(bare) :]:
        width -= gap(style)
    layout.half = _is_whole(text, bare) and is_trimmed(style)
    if layout.half:
        width -= style["font_size"] / 2
    return (layout, length, resume_at, width, *rest)


def _is_whole(text: str, bare: str) -> bool:
    """Whether a text ends in a mark that is not half already."""
    return bare[-1:] != "" and bare[-1] in chinese.CLOSING and chinese.HALF not in text[len(bare) :]


# --- even edges -------------------------------------------------------------------------------------


def aligning(align: Callable[..., float]) -> Callable[..., float]:
    """`text_align`, which also sets justified Chinese lines to the full width (CLREQ on line adjustment)."""

    def evenly(context: Any, line: Any, available: float, last: bool) -> float:
        if last or not chinese.is_chinese(line.style["lang"]):
            return align(context, line, available, last)
        _end(line)
        if line.style["text_align_all"] != "justify":
            return align(context, line, available, last)
        _justify(line, available - line.width)
        return 0.0

    return evenly


def _end(line: Any) -> None:
    """Take from a line what is blank at its end, where the text before an element ends it."""
    path = [line]
    while path[-1].children and not isinstance(path[-1], boxes.AtomicInlineLevelBox):
        path.append(path[-1].children[-1])
        if isinstance(path[-1], boxes.TextBox):
            break
    text = path[-1]
    if not isinstance(text, boxes.TextBox) or hasattr(text.pango_layout, "half"):
        return
    less = text.width - _ended((text.pango_layout, 0, None, text.width), text.style)[3]
    for box in path:
        box.width -= less


def _justify(line: Any, extra: float) -> None:
    """Add `extra` (px) to a line, as evenly as its places have room."""
    texts = list(_texts(line))
    rooms = [_rooms(text.text, gap(text.style) / text.style["font_size"]) for text in texts]
    if texts:
        last = len(texts[-1].text.rstrip(chinese.SIGNS)) - 1
        rooms[-1] = {at: room for at, room in rooms[-1].items() if at < last}
    size = line.style["font_size"]
    much = _share(extra / size, sorted(room for one in rooms for room in one.values()))
    if not much:
        return
    for text, one in zip(texts, rooms, strict=True):
        text.pango_layout.gap = gap(text.style) / text.style["font_size"]
        text.pango_layout.growth = much * size / text.style["font_size"]
        text.extra = sum(min(much, room) for room in one.values()) * size
    _move(line, 0.0)


def _share(extra: float, rooms: list[float]) -> float:
    """The share of each place where each takes no more than its room (ascending); 0 where it is too much for them."""
    for number, room in enumerate(rooms):
        share = extra / (len(rooms) - number)
        if share <= room:
            return max(0.0, share)
        extra -= room
    return 0.0


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _move(box: Any, by: float) -> float:
    """Move what stands in a line to the right (px) as the texts before it grow; how far the next one moves."""
    if isinstance(box, boxes.TextBox):
        box.position_x += by
        box.width += box.extra
        return by + float(box.extra)
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(by, 0)
        return by
    box.position_x += by
    before = by
    for child in box.children:
        if child.is_in_normal_flow():
            by = _move(child, by)
        elif child.is_absolutely_positioned():
            child.translate(by, 0)
    box.width += by - before
    return by
