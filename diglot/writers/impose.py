"""Finished pages -> sheets for saddle stitch: two pages on each side, printed on both, folded once in the middle."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf


def order(pages: int) -> Iterator[tuple[int, int]]:
    """(left page, right page) of each side of each sheet, fronts and backs in turn; from 1, 0 for an empty one.

    What is missing to a multiple of four is empty at the end.
    """
    whole = pages + -pages % 4

    def shown(number: int) -> int:
        return number if number <= pages else 0

    for first in range(1, whole // 2, 2):
        last = whole + 1 - first
        yield shown(last), shown(first)
        yield shown(first + 1), shown(last - 1)


def booklet(data: bytes) -> tuple[bytes, int]:
    """The sheets of a PDF and how many sides they have: pages as large as they were, on paper twice as wide.

    They are for printing and carry no tags: the pages themselves are the file to read. Same input, same bytes.
    """
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as sheets:
        width, height = (float(v) for v in source.pages[0].mediabox[2:])
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        sides = list(order(len(forms)))
        for left, right in sides:
            names, drawn = pikepdf.Dictionary(), list[str]()
            for number, x in ((left, 0.0), (right, width)):
                if number:
                    names[f"/Page{number}"] = forms[number - 1]
                    drawn.append(f"q 1 0 0 1 {x:.4f} 0 cm /Page{number} Do Q")
            side = sheets.add_blank_page(page_size=(2 * width, height))
            side.Resources = pikepdf.Dictionary(XObject=names)
            side.Contents = sheets.make_stream("\n".join(drawn).encode())
        for name in ("/Title", "/Author", "/Producer"):
            if name in source.docinfo:
                sheets.docinfo[name] = str(source.docinfo[name])
        # Bound along the short edge of the sheet, which is where a folded book opens.
        kept = {"/Duplex": pikepdf.Name.DuplexFlipShortEdge, "/PrintScaling": pikepdf.Name("/None")}
        sheets.Root.ViewerPreferences = pikepdf.Dictionary(kept)
        out = io.BytesIO()
        sheets.save(out, deterministic_id=True)
    return out.getvalue(), len(sides)
