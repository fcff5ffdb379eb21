"""Each tests/cases/problems/*.toml breaks the tests' publication in one way and names the line it must give."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from diglot import pipeline, shelf, sources
from diglot.problems import DiglotError, Problem

CASES = sorted((Path(__file__).parent / "cases" / "problems").glob("*.toml"))


def broken(root: Path, case: dict[str, Any]) -> None:
    for edit in case.get("replace", []):
        path = root / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert edit["find"] in text, f"{edit['file']} does not say {edit['find']!r}"
        path.write_text(text.replace(edit["find"], edit["by"], 1), encoding="utf-8")
    for edit in case.get("write", []):
        (root / edit["file"]).write_text(edit["text"], encoding="utf-8")
    for edit in case.get("remove", []):
        (root / edit["file"]).unlink()


def problems(root: Path) -> list[Problem]:
    """What a build says before it renders anything."""
    try:
        found = sources.load(root)
        manuscripts, said = pipeline.edit(found, found.publication.editions)
        for manuscript in manuscripts:
            shelf.job(found, manuscript)
    except DiglotError as error:
        return list(error.problems)
    return said


def test_the_unbroken_publication_has_no_problem(publication: Path) -> None:
    assert [p for p in problems(publication) if "templates.po" not in str(p)] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_problem(path: Path, publication: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    broken(publication, case)
    lines = [str(problem) for problem in problems(publication)]
    assert any(case["expect"] in line for line in lines), lines
    assert path.name[:4] in {line.split("error ")[-1][:4] for line in lines} | {
        line.split(f"{grade} ")[-1][:4] for line in lines for grade in ("warning", "info")
    }
