"""Goldens of the tests' publication: its POT files, and its manuscript row by row.

`GOLDEN=1 python3 build.py test -k golden` writes them anew; the diff is then reviewed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from conftest import ROOT

from diglot import catalogs, pipeline, po, sources

GOLDEN = Path(__file__).parent / "cases" / "golden" / "book.json"


def test_golden_pot_files(publication):
    found = sources.load(publication)
    for name, messages in found.messages().items():
        path = ROOT / "tests/publication/translations" / f"{name}.pot"
        if name != "templates":
            compare(path, po.dump(catalogs.pot(found.publication, name, None, messages)).decode())


def test_golden_manuscript(publication):
    found = sources.load(publication)
    book = next(m for m in pipeline.edit(found, found.publication.editions)[0] if m.edition == "book")
    rows = [*book.front, *(row for chapter in book.chapters for row in chapter.rows), *book.back]
    shown: list[Any] = [
        {
            "id": row.id,
            "kind": row.kind,
            "level": row.level,
            "classes": row.classes,
            "html": [c.html for c in row.cells],
        }
        for row in rows
    ]
    shown.append({"line": [c.html for c in book.line], "contents": [(c.target, c.titles) for c in book.contents]})
    shown += [{"term": e.id, "names": e.names, "definitions": e.definitions, "refs": e.refs} for e in book.glossary]
    compare(GOLDEN, json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


def compare(path: Path, text: str) -> None:
    if os.environ.get("GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
