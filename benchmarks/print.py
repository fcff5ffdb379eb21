"""How long a page takes to set, beside WeasyPrint on a plain table of two columns with the same text.

    python benchmarks/print.py

The peer is given the same fonts, the same words, PDF/UA-1 and tags; diglot lays out rows, notices, badges and Chinese.
Then a handout in a process of its own, cold, from the manuscript to the finished file, and its size.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from dataclasses import replace
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diglot import pipeline, shelf, sources, writers  # noqa: E402
from diglot.model import Job, Manuscript, Output  # noqa: E402
from diglot.writers import pdf, pdf_engine  # noqa: E402

PEER = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>x</title><style>
@page {{ size: A4; margin: 27mm 21mm 31mm 21mm }} body {{ font: 10pt/15pt "Source Serif 4" }}
td {{ width: 50%; vertical-align: top; padding: 0 3mm 5pt 0 }} [lang|=zh] {{ font-family: "Noto Serif CJK SC" }}
</style></head><body><h1>x</h1><table><tbody>{rows}</tbody></table></body></html>"""


def manuscript(name: str, output: Output) -> Manuscript:
    """An edition of this repository's publication as it is printed."""
    edition = next(e for e in found.publication.editions if e.name == name)
    return replace(pipeline.edit(found, [edition])[0][0], output=output)


def peer(job: Job) -> tuple[float, int]:
    """CPU seconds and pages of the plain table."""
    m = job.manuscript
    rows = [*m.front, *(row for chapter in m.chapters for row in chapter.rows), *m.back]
    cells = [[" ".join(cell.texts) for cell in row.cells] for row in rows if len(row.cells) == 2]
    cells += [[dict(claim.texts)[tag] + dict(claim.qualifications)[tag] for tag in m.languages] for claim in m.claims]
    cells += [[dict(e.names)[tag] + dict(e.definitions).get(tag, "") for tag in m.languages] for e in m.glossary]
    html = "".join(
        f'<tr><td lang="en">{escape(one)}</td><td lang="zh-Hans">{escape(two)}</td></tr>' for one, two in cells
    )
    page = PEER.format(rows=html)
    begun = time.process_time()
    made = pdf_engine.write(page, {}, lambda _: pdf.subsets(job.fonts, {*page, *pdf.ALWAYS}), "peer.html")
    return time.process_time() - begun, len(made.pages)


def ours(job: Job) -> tuple[float, int]:
    """CPU seconds and pages of diglot's."""
    begun = time.process_time()
    made = writers.render(job)
    return time.process_time() - begun, len(made.pages)


def cold() -> float:
    """Seconds on the clock of a handout in a new process, after its manuscript is there."""
    code = (
        "import pickle, sys, time; job = pickle.load(sys.stdin.buffer); begun = time.perf_counter();"
        "from diglot import writers; writers.render(job); print(time.perf_counter() - begun)"
    )
    job = pickle.dumps(shelf.job(found, manuscript("handout", Output("pdf", "parallel", "A4"))))
    done = subprocess.run([sys.executable, "-c", code], input=job, capture_output=True, check=True, cwd=ROOT)
    return float(done.stdout)


found = sources.load(ROOT)

if __name__ == "__main__":
    book = shelf.job(found, manuscript("book", Output("pdf", "parallel", "A4")))
    ours(book)  # what is loaded once
    mine, theirs = ours(book), peer(book)
    each = [seconds / pages for seconds, pages in (mine, theirs)]
    print(f"diglot   {mine[0]:6.2f} s CPU, {mine[1]} pages, {1000 * each[0]:.0f} ms a page")
    print(f"a table  {theirs[0]:6.2f} s CPU, {theirs[1]} pages, {1000 * each[1]:.0f} ms a page")
    print(f"ratio    {each[0] / each[1]:6.2f}")
    print(f"handout  {min(cold() for _ in range(3)):6.2f} s, cold")
    data = writers.render(shelf.job(found, manuscript("handout", Output("pdf", "parallel", "A4")))).data
    print(f"its size {len(data) / 1000:6.0f} kB")
