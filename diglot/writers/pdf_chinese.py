"""Chinese lines in WeasyPrint 70.0, through its private functions: the widths of the signs that `chinese` put.

`pdf_engine.VERSION` guards them, as it does `pdf_patches`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.logger import LOGGER
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size

from diglot.writers import chinese

LOOSEST = 0.3
"""Em: a line that would have to be wider between its characters stays ragged."""
HALF = 0.5
"""Em: the blank half of a full-width mark."""
_SIGN = re.compile(f"[{''.join(sorted(chinese.SIGNS))}]")
_INVISIBLE = "".join(sorted(chinese.SIGNS))
AUTOSPACE = "__text_autospace"
"""The custom property for the gap between Han and Latin, em: CSS Text 4 has its name, WeasyPrint does not."""

ffi.cdef("PangoAttribute * pango_attr_shape_new (const PangoRectangle *ink, const PangoRectangle *logical);")


@contextmanager
def chinese_set() -> Iterator[None]:
    """Chinese as CLREQ wants it, for as long as the context lasts."""
    with _signs_set(), _lines_justified():
        yield


@contextmanager
def _signs_set() -> Iterator[None]:
    """Signs with their widths, marks in a row with one blank half less."""
    set_text, reactivate, show_text = Layout.set_text, Layout.reactivate, Stream.show_text

    def dressed(layout: Any, text: str, **more: Any) -> None:
        set_text(layout, text, **more)
        _dress(layout)

    def drawn(layout: Any, style: Any) -> None:
        reactivate(layout, style)
        if chinese.is_chinese(style["lang"]) or not chinese.SIGNS.isdisjoint(layout.text):
            _place(layout)

    def shown(stream: Any, text: str) -> None:
        # What is not drawn leaves empty strings behind, and pdfium loses the space after an empty one.
        show_text(stream, text.replace("<>", " "))

    with (
        _instead(Layout, "set_text", dressed),
        _instead(Layout, "reactivate", drawn),
        _instead(Stream, "show_text", shown),
    ):
        yield


@contextmanager
def _lines_justified() -> Iterator[None]:
    """Chinese lines made wider between their characters, not at spaces only."""
    count, justify = inline.count_expandable_spaces, inline.justify_line

    def counted(box: Any) -> int:
        if isinstance(box, boxes.TextBox) and chinese.is_chinese(box.style["lang"]):
            return sum(1 for _ in _opportunities(box.text))
        found: int = count(box)
        return found

    def justified(context: Any, line: Any, extra: float) -> None:
        last = _last(line)
        if last is None or not chinese.is_chinese(last.style["lang"]):
            justify(context, line, extra)
        elif (places := counted(line) - _idle(last.text)) > 0:
            spacing = (extra + _hanging(last) - _grown(context, last)) / places
            if spacing <= LOOSEST * last.style["font_size"]:
                inline.add_word_spacing(context, line, spacing, 0)

    with _instead(inline, "count_expandable_spaces", counted), _instead(inline, "justify_line", justified):
        yield


def _last(box: Any) -> Any:
    """The last text of a line; None where it ends with something else."""
    while not isinstance(box, boxes.TextBox):
        children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
        if not children:
            return None
        box = children[-1]
    return box


def _grown(context: Any, last: Any) -> float:
    """By how much a line's last text is wider than before its line was broken, between two marks in a row; px."""
    if last.text.rstrip(_INVISIBLE)[-1:] not in [*chinese.CLOSING]:
        return 0.0
    layout = inline.create_layout(last.text, last.style, context, None, 0)  # its line lives as long as it does
    line, _ = layout.get_first_line()
    width, _ = line_size(line, last.style)
    grown: float = width - last.width
    return grown


def _hanging(last: Any) -> float:
    """What hangs over the edge of a line: the blank half of a mark (CLREQ 3.1.6.1, line end), a gap; px."""
    size: float = last.style["font_size"]
    gap = _em(last.style, AUTOSPACE) * size if not chinese.GAPS.isdisjoint(last.text[-1:]) else 0.0
    shown = last.text.rstrip(_INVISIBLE)
    return gap + (HALF * size if shown[-1:] and shown[-1] in chinese.CLOSING else 0.0)


def _idle(text: str) -> int:
    """How many of the opportunities of a line's last text stand after all that is seen of it."""
    end = len(text.rstrip(_INVISIBLE)) - 1
    return sum(1 for at in _opportunities(text) if at >= end)


def _opportunities(text: str) -> Iterator[int]:
    """Where a justified line may be made wider, as numbers of the characters before each place."""
    for number, sign in enumerate(text):
        after = text[number + 1 : number + 2]
        if sign in " \u00a0" or sign in chinese.GAPS or (sign in chinese.CJK and after not in chinese.SPACES):
            yield number


@contextmanager
def _instead(owner: Any, name: str, new: Any) -> Iterator[None]:
    """A function of WeasyPrint's in the place of another."""
    old = getattr(owner, name)
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, old)


def _dress(layout: Any) -> None:
    """Tell Pango the width of each sign in a text, and of marks in a row: it breaks the lines with them."""
    attributes = [(hit.start(), _shape(layout.style, hit[0])) for hit in _SIGN.finditer(layout.text)]
    if chinese.is_chinese(layout.style["lang"]):
        attributes += [(at, pango.pango_attr_font_features_new(b"halt 1")) for at in _squeezed(layout.text)]
    _add(layout, attributes)


def _squeezed(text: str) -> Iterator[int]:
    """The marks that lose their blank half: of two in a row the first that closes, else the second (CLREQ 3.1.6.1)."""
    shown = [(number, sign) for number, sign in enumerate(text) if sign not in chinese.SIGNS]
    for (number, sign), (place, after) in pairwise(shown):
        if sign in chinese.CLOSING and after in chinese.CLOSING + chinese.OPENING:
            yield number
        elif sign in chinese.OPENING and after in chinese.OPENING:
            yield place


def _place(layout: Any) -> None:
    """Set the glyphs of a line that is about to be drawn."""
    # As drawing will: it would lay the line out again.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, 1)
    line, _ = layout.get_first_line()
    wider = _wider(layout)
    run = line.runs[0]
    while run != ffi.NULL:
        glyphs, start = run.data.glyphs, run.data.item.offset
        for number in range(glyphs.num_glyphs):
            glyph = glyphs.glyphs[number]
            if glyph.glyph == pango.PANGO_GLYPH_EMPTY:
                width = glyph.geometry.width + wider.get(start + glyphs.log_clusters[number], 0)
                # WeasyPrint takes Pango's units, 1024 to a pixel, for thousandths.
                glyph.geometry.width = round(width * 1000 / TO_UNITS)
            else:
                glyph.geometry.width += wider.get(start + glyphs.log_clusters[number], 0)
        run = run.next


def _wider(layout: Any) -> dict[int, int]:
    """By how much the characters of a justified line are wider, Pango's units, by their place in its bytes."""
    if not layout.justification_spacing or not chinese.is_chinese(layout.style["lang"]):
        return {}
    spacing = round(layout.justification_spacing * TO_UNITS)
    found, place = {}, 0
    wanted = set(_opportunities(layout.text))
    for number, sign in enumerate(layout.text):
        if number in wanted and sign not in " \u00a0":  # WeasyPrint's own
            found[place] = spacing
        place += len(sign.encode())
    return found


def _add(layout: Any, attributes: list[tuple[int, Any]]) -> None:
    """Attributes of single characters, by number."""
    if not attributes:
        return
    known = pango.pango_layout_get_attributes(layout.layout)
    every = known if known != ffi.NULL else ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for at, attribute in attributes:
        attribute.start_index = len(layout.text[:at].encode())
        attribute.end_index = len(layout.text[: at + 1].encode())
        pango.pango_attr_list_insert(every, attribute)
    pango.pango_layout_set_attributes(layout.layout, every)


def _shape(style: Any, sign: str) -> Any:
    """A sign as a shape of its own: it is not drawn and not copied."""
    width = _em(style, AUTOSPACE) * style["font_size"] if sign in chinese.GAPS else 0.0
    box = ffi.new("PangoRectangle *", {"width": round(width * TO_UNITS)})
    return pango.pango_attr_shape_new(box, box)


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
