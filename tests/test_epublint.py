"""Defects seeded one at a time in clean EPUBs: `diglot check FILE.epub` names each, and nothing in a clean book.

A case of tests/cases/epub/ edits the files of a finished book; `blind/` is for those whose author has not seen
the lint. `code`: the number of the Problem; `about`: words of which one must stand in the line; `edition`:
book (both languages), english or chinese. Edits: [[replace]] (`every = true`: each time), [[write]],
[[remove]], [[rename]], [[entry]] (one more entry of the zip, whatever its name), and `mimetype` (last, compressed).
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import copy_publication
from test_problems import broken

from diglot import cli, pipeline, shelf, sources, upkeep, writers
from diglot.check import epublint

FOLDER = Path(__file__).parent / "cases"
CASES = sorted((FOLDER / "epub").rglob("*.toml"))
EDITIONS = ("book", "english", "chinese")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Edition -> a clean EPUB of it."""
    root = copy_publication(tmp_path_factory.mktemp("lint") / "publication")
    for name in ("english-alone", "chinese-alone"):
        broken(root, tomllib.loads((FOLDER / "clean" / f"{name}.toml").read_text(encoding="utf-8")))
    upkeep.extract(root)
    upkeep.approve(root)
    found = sources.load(root)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    return {m.edition: writers.render(shelf.job(found, m)).data for m in manuscripts if m.output.format == "epub"}


def changed(data: bytes, case: Mapping[str, Any]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files = {info.filename: book.read(info) for info in book.infolist()}
    for edit in case.get("replace", []):
        text = files[edit["file"]].decode()
        assert edit["find"] in text, f"{edit['file']} does not say {edit['find']!r}"
        files[edit["file"]] = text.replace(edit["find"], edit["by"], -1 if edit.get("every") else 1).encode()
    for edit in case.get("write", []):
        files[edit["file"]] = edit["text"].encode()
    for edit in case.get("rename", []):
        files[edit["to"]] = files.pop(edit["file"])
    for edit in case.get("remove", []):
        del files[edit["file"]]
    if case.get("mimetype") == "last":
        files["mimetype"] = files.pop("mimetype")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            stored = name == "mimetype" and case.get("mimetype") != "compressed"
            book.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
        for edit in case.get("entry", []):
            book.writestr(edit["name"], edit.get("text", ""))
    return out.getvalue()


def lines(data: bytes) -> list[str]:
    return [str(problem) for problem in epublint.lint(data, "book.epub")]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_clean_book_gives_no_false_alarm(edition: str, books: Mapping[str, bytes]) -> None:
    assert lines(books[edition]) == []
    assert lines(changed(books[edition], {})) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_seeded_defect_is_named(path: Path, books: Mapping[str, bytes]) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    found = lines(changed(books[case.get("edition", "book")], case))
    named = [line for line in found if case.get("code", "") in line]
    assert any(word in line for line in named for word in case["about"]), found


def test_every_rule_has_a_case() -> None:
    codes = {tomllib.loads(path.read_text(encoding="utf-8")).get("code", "") for path in CASES}
    rules = {f"D{number}" for number in range(840, 890)} | {"D826", "D827", "D828", "D829", "D830"}
    assert sorted(rules - codes - {"D842"}) == []  # D842: test_a_file_that_unpacks_to_too_much
