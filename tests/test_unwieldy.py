"""Texts and style sheets that pages were not made for: each file of tests/cases/unwieldy is the text of a handout.

It is built in every layout with columns or pages for two languages, on A5. One line must say all that is in
`expect`, or nothing is wrong. `<<3:word>>` is a word three times.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from diglot import pipeline, starter, upkeep

CASES = sorted((Path(__file__).parent / "cases" / "unwieldy").glob("*.toml"))
LAYOUTS = ("parallel", "interleaved", "facing", "back-to-back")
HEAD = "---\ntitle: Water\n---\n\n# Why {#why}\n\n"
OUTPUT = '\n[[editions.handout.outputs]]\nformat = "pdf"\nlayout = "{}"\npaper = "{}"\n'


def repeated(text: str) -> str:
    return re.sub(r"(?s)<<(\d+):(.*?)>>", lambda hit: int(hit[1]) * hit[2], text)


def said(folder: Path, case: dict[str, Any]) -> list[str]:
    """What a build of a handout with a text says, but for what is not translated."""
    starter.create(folder)
    path = folder / "source/publication.toml"
    before, _, _ = path.read_text("utf-8").partition("\n[[editions.handout.outputs]]")
    outputs = "".join(OUTPUT.format(layout, case.get("paper", "A5")) for layout in LAYOUTS)
    path.write_text(before + outputs, "utf-8")
    (folder / "source/sample.md").write_text(HEAD + repeated(case["text"].lstrip("\n")), "utf-8")
    with (folder / "templates/handout.css").open("a", encoding="utf-8") as sheet:
        sheet.write(case.get("css", ""))
    upkeep.extract(folder)
    built = pipeline.build(folder, folder / "out", pipeline.Order(), lambda *_: None)
    return [str(one) for one in built.problems if one.code not in {"D307", "D308", "D310"}]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_unwieldy(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    lines = said(tmp_path / "publication", case)
    if expected := case.get("expect"):
        assert any(all(part in line for part in expected) for line in lines), lines[:8]
        # Where a warning is right, an error is not.
        assert "warning" not in expected[0] or not [line for line in lines if "error" in line]
    else:
        assert lines == []
