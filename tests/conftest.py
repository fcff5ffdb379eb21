"""A publication of the tests' own, with every kind of block, in a folder of its own for each test."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

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
