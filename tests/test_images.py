"""Pictures that are refused: too large, of another kind than they say, or leading out of the book."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from test_problems import problems

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">{}</svg>'


def said(publication: Path, name: str, data: bytes) -> list[str]:
    """What a build says of a picture in place of the tests' own."""
    (publication / "source" / name).write_bytes(data)
    text = publication / "source/text.md"
    text.write_text(text.read_text("utf-8").replace("square.png", name), "utf-8")
    return [str(p) for p in problems(publication) if p.code == "D206"]


def png(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, kind)
    return out.getvalue()


def test_a_picture_of_a_hundred_megapixels_is_refused(publication):
    (line,) = said(publication, "huge.png", png(10_000, 10_000))
    assert line.startswith("source/text.md:48: error D206: huge.png: ")


def test_a_picture_of_many_bytes_is_refused(publication):
    assert "more than 20,000,000 bytes" in said(publication, "heavy.png", b"\0" * 20_000_001)[0]


def test_a_lying_extension_is_refused(publication):
    assert "not a whole JPEG picture" in said(publication, "photo.jpg", png(2, 2))[0]


def test_a_picture_that_is_cut_short_is_refused(publication):
    assert "not a whole PNG picture" in said(publication, "cut.png", png(300, 300)[:60])[0]


@pytest.mark.parametrize(
    "inner",
    [
        "<script>1</script>",
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<path xlink:href="https://example.org/x.svg" d="M0 0"/>',
        '<path style="fill: url(https://example.org/x)" d="M0 0"/>',
        "<style>@import 'https://example.org/x.css';</style>",
        "<style>path { fill: URL(https://example.org/x) }</style>",
        "<style>path { fill: u\\72l(https://example.org/x) }</style>",
        '<path onload="x()" d="M0 0"/>',
        "<foreignObject/>",
    ],
)
def test_an_svg_that_leads_out_or_runs_is_refused(inner, publication):
    assert "is refused" in said(publication, "bad.svg", SVG.format(inner).encode())[0]


def test_a_plain_svg_is_taken(publication):
    inner = '<defs><linearGradient id="g"/></defs><style>path { stroke: red }</style><path fill="url(#g)" d="M0 0"/>'
    assert said(publication, "good.svg", SVG.format(inner).encode()) == []
