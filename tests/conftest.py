"""A publication of the tests' own, with every kind of block, in a folder of its own for each test."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from diglot import pipeline

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).parent))


def copy_publication(folder: Path) -> Path:
    """tests/publication with the real templates and their translations, ready to build."""
    shutil.copytree(ROOT / "tests" / "publication", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copy(ROOT / "translations/zh_Hans/templates.po", folder / "translations/zh_Hans/templates.po")
    return folder


def needs(present: object, what: str) -> None:
    """Skip where a tool is missing; in CI a missing tool is a failure."""
    if not present:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs {what}")


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    return copy_publication(tmp_path / "publication")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The finished files of this repository's publication, built once for all of pytest's workers.

    "book pdf" is the first PDF of its edition in publication.toml, "book facing A4" any of them.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with FileLock(folder / "real.lock"):
        if not (folder / "real.json").is_file():
            made = build_real(folder / "real")
            rows = [(one.edition, one.output.format, " ".join(one.output.forms), one.file) for one in made.artifacts]
            (folder / "real.json").write_text(json.dumps(rows), encoding="utf-8")
    files: dict[str, Path] = {}
    for edition, form, forms, file in json.loads((folder / "real.json").read_text(encoding="utf-8")):
        for name in (f"{edition} {form}", *([f"{edition} {forms}"] if form == "pdf" else [])):
            files.setdefault(name, folder / "real" / "out" / file)
    return files


def build_real(root: Path) -> pipeline.Built:
    """Build the publication in a folder of its own: a build locks its publication, and a person may be building it."""
    for name in ("source", "translations", "templates"):
        shutil.copytree(ROOT / name, root / name)
    made = pipeline.build(root, root / "out", pipeline.Order(jobs=2), lambda *_: None)
    assert [str(problem) for problem in made.problems] == []
    return made
