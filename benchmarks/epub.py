"""How long an EPUB of 50 chapters takes after composition, beside pandoc's own writer on the same text.

    python benchmarks/epub.py

Pandoc is given the composed rows as one HTML document, so that both do nothing but write the book.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypandoc  # noqa: E402

from diglot import pipeline, shelf, sources, writers  # noqa: E402
from diglot.model import Chapter, Manuscript  # noqa: E402
from diglot.writers import cover  # noqa: E402

CHAPTERS = 50
RUNS = 3


def main() -> None:
    """Print every figure, in CPU seconds."""
    found = sources.load(ROOT)
    manuscripts, _ = pipeline.edit(found, [e for e in found.publication.editions if e.name == "book"])
    book = grown(next(m for m in manuscripts if m.output.format == "epub"))
    job = shelf.job(found, book)
    text = html(book)
    print(f"{len(book.chapters)} chapters, {len(text) / 1000:.0f} kB of XHTML")
    ours = measured(lambda: writers.render(job), resource.RUSAGE_SELF)
    drawn = measured(lambda: cover.png(job), resource.RUSAGE_SELF)
    peer = measured(lambda: pandoc(text), resource.RUSAGE_CHILDREN)
    print(f"diglot {ours:.2f} s ({drawn:.2f} s of it for the cover), pandoc {peer:.2f} s: {ours / peer:.2f} x")
    data = writers.render(job).data
    print(f"{len(data) / 1000:.0f} kB, of which fonts {fonts(data) / 1000:.0f} kB")


def grown(book: Manuscript) -> Manuscript:
    """The book with its chapters again and again, each time under other names."""
    chapters = []
    for number in range(CHAPTERS):
        one = book.chapters[number % len(book.chapters)]
        rows = tuple(replace(row, id=f"{row.id}-{number}") for row in one.rows)
        chapters.append(Chapter(f"{one.id}-{number}", one.document, rows))
    return replace(book, chapters=tuple(chapters), contents=())


def html(book: Manuscript) -> str:
    """The rows as one document, a heading of level 1 for each chapter."""
    out = []
    for number, chapter in enumerate(book.chapters):
        out.append(f"<h1>Chapter {number}</h1>")
        out += [f'<div lang="{cell.language}">{cell.html}</div>' for row in chapter.rows for cell in row.cells]
    return "\n".join(out)


def pandoc(text: str) -> None:
    """Pandoc's EPUB writer, split at level 1."""
    with tempfile.TemporaryDirectory() as folder:
        words = [
            pypandoc.get_pandoc_path(),
            "-f",
            "html",
            "-t",
            "epub3",
            "--metadata",
            "title=x",
            "-o",
            f"{folder}/x.epub",
        ]
        subprocess.run(words, input=text.encode(), check=True, capture_output=True)


def measured(work: Callable[[], object], who: int) -> float:
    """The least CPU seconds of some runs, of this process or of its children."""
    took = []
    for _ in range(RUNS):
        before = resource.getrusage(who)
        work()
        after = resource.getrusage(who)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took)


def fonts(data: bytes) -> int:
    """The size of the fonts in a book, packed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return sum(info.compress_size for info in archive.infolist() if "/fonts/" in info.filename)


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"{time.monotonic() - started:.0f} s")
