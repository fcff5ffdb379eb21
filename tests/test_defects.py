"""Seeded defects: each is put into a clean publication, and must stop the build or be named.

`tests/cases/defects/blind/` was written by somebody who had not seen the checks. A case's `about`
lists words of which one must stand in the line that names it; `code`, where there is one, its number.
`tests/cases/clean/` holds what is unusual and right: nothing but the codes in `besides` may be said of it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from test_problems import broken

from diglot import check, pipeline, shelf, sources, upkeep, writers
from diglot.problems import DiglotError, Problem, errors

CASES = sorted((Path(__file__).parent / "cases" / "defects").rglob("*.toml"))
CLEAN = sorted((Path(__file__).parent / "cases" / "clean").glob("*.toml"))


def said(root: Path, edition: str, *, early: bool = True, draft: bool = False) -> list[Problem]:
    """What a build says of an edition; with `early`, only the first of its outputs that says anything."""
    try:
        found = sources.load(root)
        chosen = [e for e in found.publication.editions if e.name == edition]
        manuscripts, problems = pipeline.edit(found, chosen, draft=draft)
        if early and problems:
            return problems
        for manuscript in sorted(manuscripts, key=lambda one: one.output.format):  # an EPUB is quickly made
            if early and problems:
                break
            rendered = writers.render(shelf.job(found, manuscript))
            problems += [*rendered.problems, *check.check(rendered.data, manuscript).problems]
    except DiglotError as error:
        return list(error.problems)
    return problems


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("edition", ["book", "sheet"])
def test_the_clean_publication_gives_no_false_alarm(edition: str, draft: bool, publication: Path) -> None:
    assert [str(p) for p in said(publication, edition, early=False, draft=draft)] == []


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_what_is_right_is_not_refused(path: Path, publication: Path) -> None:
    """As a draft where a case says so: then no notice needs approval."""
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    broken(publication, case)
    draft = case.get("draft", False)
    if not draft:
        upkeep.extract(publication)
        upkeep.approve(publication)
    wrong = errors(said(publication, case["edition"], early=False, draft=draft))
    besides = ("D5", *case.get("besides", [])) if draft else tuple(case.get("besides", []))
    assert [str(p) for p in wrong if not p.code.startswith(besides)] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_seeded_defect_is_named(path: Path, publication: Path) -> None:
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    broken(publication, case)
    lines = [str(problem) for problem in said(publication, case["edition"], draft=case.get("draft", False))]
    named = [line for line in lines if case.get("code", "") in line]
    assert any(word in line for line in named for word in case["about"]), lines


def test_at_least_half_of_forty_and_more_were_written_without_sight_of_the_checks() -> None:
    blind = [path for path in CASES if path.parent.name == "blind"]
    assert len(CASES) >= 40 <= 2 * len(blind)
