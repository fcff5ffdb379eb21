"""How long the chain takes, beside its peers in the same run. Not a test: figures, no verdict.

    .venv/bin/python benchmarks/build.py

CPU seconds (user + system, children included), the least of three runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypandoc

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diglot import pipeline, po, po_reader, shelf, sources, writers


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three runs."""
    found = []
    for _ in range(3):
        before = os.times()
        work()
        after = os.times()
        found.append(sum(after[:4]) - sum(before[:4]))
    return min(found)


def door() -> None:
    """A second start that does nothing."""
    subprocess.run([sys.executable, ROOT / "build.py", "--version"], check=True, capture_output=True)


def pandoc_epub(folder: Path) -> None:
    """The peer: pandoc's own EPUB writer on the article alone, in one language, without checks."""
    program = pypandoc.get_pandoc_path()
    subprocess.run([program, ROOT / "source/article.md", "-o", folder / "peer.epub"], check=True, capture_output=True)


def main() -> None:
    """Print a line for each figure."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "copy"
        for part in ("source", "translations", "templates"):
            shutil.copytree(ROOT / part, root / part)
        found = sources.load(root)
        manuscripts, _ = pipeline.edit(found, found.publication.editions)
        jobs = {f"{m.edition} {m.output.format}": shelf.job(found, m) for m in manuscripts}
        article = (root / "translations/zh_Hans/article.po").read_bytes()
        figures = {
            "door: second start": cpu(door),
            "read and extract": cpu(lambda: sources.load(root)),
            "translate to manuscripts": cpu(lambda: pipeline.edit(found, found.publication.editions)),
            "article.po: read and write": cpu(lambda: po.dump(po_reader.parse(article, "article.po"))),
            **{f"write {name}": cpu(lambda job=job: writers.render(job)) for name, job in jobs.items()},
            "peer: pandoc's EPUB, one language": cpu(lambda: pandoc_epub(Path(name))),
        }
    peer = figures["peer: pandoc's EPUB, one language"]
    for what, seconds in figures.items():
        print(f"{what:36} {seconds:7.3f} s  {seconds / peer:6.2f} x peer")


if __name__ == "__main__":
    main()
