"""The cover of an e-book: templates/cover.html laid out, and drawn as a picture."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from PIL import Image

from diglot.model import Job
from diglot.writers import pdf

TEMPLATE = "cover.html"
WIDTH = 1200
"""Pixels: enough for a phone's screen."""
COLOURS = 32
"""Type on paper, smoothed: a palette keeps the file small."""


def png(job: Job) -> bytes:
    """The cover as PNG; same job, same bytes. Raises DiglotError as `pdf.render` does."""
    rendered = pdf.laid_out(job, TEMPLATE)
    with pdfium.PdfDocument(rendered.data) as document:
        page = document[0]
        bitmap = page.render(scale=WIDTH / page.get_width())
        image = bitmap.to_pil().convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
