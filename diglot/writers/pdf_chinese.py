"""Chinese in WeasyPrint 70.0, through its private functions: the widths of the signs that `chinese` put, and dots.

`pdf_engine.VERSION` guards them, as it does `pdf_patches`. `pdf_lines` has the ends and edges of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.draw
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from diglot.writers import chinese, pdf_lines
from diglot.writers.pdf_lines import gap, is_dotted, is_trimmed

HALVED = re.compile(f".(?={chinese.HALF})")
NOTHING = re.compile(">-?0.0<")
"""What WeasyPrint writes for a sign without a width."""
STRING = re.compile("(?<=<)[0-9a-f]+(?=>)")
DOT = 0.2
"""The width of an emphasis dot, em of its text."""
BELOW = 0.33
"""How far under the baseline its middle is, em: clear of the characters (CLREQ on emphasis dots)."""
ROUND = 1
"""The ends of a line in PDF (ISO 32000-1, table 54)."""

ffi.cdef("PangoAttribute * pango_attr_shape_new (const PangoRectangle *ink, const PangoRectangle *logical);")


@contextmanager
def chinese_set() -> Iterator[None]:
    """Chinese with gaps, squeezed marks, even edges and dots, for as long as the context lasts."""
    set_text, reactivate = Layout.set_text, Layout.reactivate
    show_text, draw_text = Stream.show_text, weasyprint.draw.draw_text

    def dressed(layout: Any, text: str, **more: Any) -> None:
        set_text(layout, text, **more)
        _dress(layout)

    wide = 0

    def drawn(layout: Any, style: Any) -> None:
        nonlocal wide
        reactivate(layout, style)
        wide = 0
        if chinese.GAP in layout.text or pdf_lines.growth(layout):
            wide = _place(layout)

    def shown(stream: Any, text: str) -> None:
        # What is not drawn leaves empty strings behind, and pdfium loses the space after an empty one.
        text = NOTHING.sub("", text).replace("<>", " ")
        for part, is_spaced in _parts(text, wide):
            if is_spaced:
                stream.stream.append(f"{wide * stream._current_font[1] / 1000:.5f} Tc")  # noqa: SLF001
            show_text(stream, part)
            if is_spaced:
                stream.stream.append("0 Tc")

    def dotted(stream: Any, box: Any, *rest: Any) -> None:
        draw_text(stream, box, *rest)
        if is_dotted(box.style):
            _dots(stream, box)

    with (
        _instead(Layout, "set_text", dressed),
        _instead(Layout, "reactivate", drawn),
        _instead(Stream, "show_text", shown),
        _instead(weasyprint.draw, "draw_text", dotted),
        _instead(inline, "split_first_line", pdf_lines.splitting(inline.split_first_line)),
        _instead(inline, "text_align", pdf_lines.aligning(inline.text_align)),
    ):
        yield


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
    """Tell Pango the width of each sign and mark in the text of a layout: Pango breaks the lines with them."""
    text, found = layout.text, []
    if chinese.GAP in text:
        found = [(hit.start(), _shape(gap(layout.style))) for hit in re.finditer(chinese.GAP, text)]
    if chinese.HALF in text and is_trimmed(layout.style):
        found += [(hit.start(), _half()) for hit in HALVED.finditer(text)]
    if pdf_lines.ends_half(layout):
        found.append((len(text.rstrip(chinese.SIGNS)) - 1, _half()))
    if found:
        _add(layout, found)


def _add(layout: Any, attributes: list[tuple[int, Any]]) -> None:
    """Attributes of single characters, by number."""
    known = pango.pango_layout_get_attributes(layout.layout)
    every = known if known != ffi.NULL else ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for at, attribute in attributes:
        attribute.start_index = len(layout.text[:at].encode())
        attribute.end_index = attribute.start_index + len(layout.text[at].encode())
        pango.pango_attr_list_insert(every, attribute)
    pango.pango_layout_set_attributes(layout.layout, every)


def _shape(width: float) -> Any:
    """A sign as a shape of its own width (px): it is not drawn and not copied."""
    box = ffi.new("PangoRectangle *", {"width": round(width * TO_UNITS)})
    return pango.pango_attr_shape_new(box, box)


def _half() -> Any:
    """A mark without its blank half."""
    return pango.pango_attr_font_features_new(b"halt 1")


def _place(layout: Any) -> int:
    """Set the glyphs of a line that is about to be drawn, in thousandths of an em, as a PDF has them.

    Gives what is added between two full-width characters.
    """
    # As drawing will: it would lay the line out again.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, 1)
    size = layout.style["font_size"]
    added = {len(layout.text[:at].encode()): round(em * 1000) for at, em in pdf_lines.added(layout).items()}
    for at, glyph in _glyphs(layout):
        more = added.get(at, 0)
        if glyph.glyph == pango.PANGO_GLYPH_EMPTY:
            # WeasyPrint takes Pango's units, 1024 to a pixel, for thousandths.
            glyph.geometry.width = round(glyph.geometry.width * 1000 / TO_UNITS + more * size)
        elif more:
            # It cuts off the fraction: a little more makes the number whole.
            glyph.geometry.width += round((more + 0.3) * size * TO_UNITS / 1000)
    return round(pdf_lines.growth(layout) * 1000)


def _parts(text: str, wide: int) -> Iterator[tuple[str, bool]]:
    """The operand of a TJ in parts, and for which of them character spacing is to be `wide`, thousandths of an em.

    PDFium takes a wide kern for a space that is not in the text, but not the same space between all characters.
    """
    if not wide:
        yield text, False
        return
    spaced = re.compile(f"((?:<[0-9a-f]{{4}}>-{wide}(?=<))+)(<[0-9a-f]{{4}}>)")
    single = STRING.sub(lambda hit: "><".join(re.findall("....", hit[0])), text)
    rest, back = 0, ""
    for hit in spaced.finditer(single):
        if before := back + single[rest : hit.start()]:
            yield before, False
        yield hit[1].replace(f"-{wide}", "") + hit[2], True
        # The space after the last of them is one too many.
        rest, back = hit.end(), f"{wide} "
    yield back + single[rest:], False


def _glyphs(layout: Any) -> Iterator[tuple[int, Any]]:
    """The glyphs of a line and the bytes of the text where they begin."""
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        for number, glyph in enumerate(glyphs.glyphs[0 : glyphs.num_glyphs]):
            yield item.offset + glyphs.log_clusters[number], glyph
        run = run.next


def _dots(stream: Any, box: Any) -> None:
    """A dot under each Han character of a text (CLREQ on emphasis dots)."""
    layout, style = box.pango_layout, box.style
    layout.reactivate(style)
    text, size = layout.text.encode(), style["font_size"]
    with stream.stacked():
        stream.set_color(style["color"], stroke=True)
        stream.set_line_width(DOT * size)
        stream.set_line_cap(ROUND)
        x, y = box.position_x, box.position_y + box.baseline + BELOW * size
        for at, glyph in _glyphs(layout):
            empty = glyph.glyph == pango.PANGO_GLYPH_EMPTY
            width = glyph.geometry.width * (1 / 1000 if empty else FROM_UNITS)
            if re.match(f"[{chinese.HAN}]", text[at:].decode()):
                middle = x + size / 2
                stream.move_to(middle, y)
                stream.line_to(middle, y)
                stream.stroke()
            x += width
    layout.deactivate()
