"""Manifests as they should not be, and recalls of what nobody knows."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from diglot import manifest as manifests
from diglot import shelf
from diglot.cli import main
from diglot.store import Store

ROW: dict[str, Any] = {
    "file": "old.pdf",
    "edition": "book",
    "format": "pdf",
    "layout": "parallel",
    "languages": ["en"],
    "sha256": "ab" * 32,
    "version": "1.0",
    "source": "cd" * 32,
    "reports": ["book.report.html"],
    "uses": {
        "catalogs": {},
        "terms": {"withdrawn": "0123456789abcdef"},
        "disclaimers": {"evidence": "1.0 0123456789abcdef"},
        "fonts": {},
        "units": ["fedcba9876543210"],
    },
}


def manifest(*rows: Any) -> bytes:
    return json.dumps({"artifacts": rows}).encode()


def row(**changes: Any) -> bytes:
    return manifest(ROW, ROW | changes)


def without(*keys: str) -> bytes:
    return manifest(ROW, {key: value for key, value in ROW.items() if key not in keys})


OLDER = "was made by an older diglot"
WRONG = {
    "empty": (b"", "it is not JSON"),
    "text": (b"artifacts", "it is not JSON"),
    "binary": (bytes(range(256)), "it is not JSON"),
    "deep": (b"[" * 200_000, "it is not JSON"),
    "null": (b"null", "it lists no files"),
    "a-list": (b"[]", "it lists no files"),
    "nothing-in-it": (b"{}", "it lists no files"),
    "not-a-list": (b'{"artifacts": {"a": 1}}', "it lists no files"),
    "row-of-text": (manifest("old.pdf"), "row 1 is no table"),
    "row-of-nothing": (manifest(ROW, None), "row 2 is no table"),
    "no-uses": (without("uses"), f"row 2 has no “uses”: it {OLDER}"),
    "no-version": (without("version", "source"), f"row 2 has no “version”: it {OLDER}"),
    "no-terms": (row(uses={"catalogs": {}}), f"row 2 has no “terms”: it {OLDER}"),
    "number": (row(version=2), "row 2: “version” is not as it should be"),
    "control": (row(version="1.0\x1b[2J"), "row 2: “version” is not as it should be"),
    "surrogate": (row(source="\ud800"), "row 2: “source” is not as it should be"),
    "no-edition": (row(edition=None), "row 2: “edition” is not as it should be"),
    "uses": (row(uses=[]), "row 2: “uses” is not as it should be"),
    "units": (row(uses=ROW["uses"] | {"units": [1]}), "row 2: “units” is not as it should be"),
    "terms": (row(uses=ROW["uses"] | {"terms": {"a": 1}}), "row 2: “terms” is not as it should be"),
    "draft": (row(draft="yes"), "row 2: “draft” is not as it should be"),
    "up": (row(file=".."), "row 2: “file” is not as it should be"),
    "here": (row(file=""), "row 2: “file” is not as it should be"),
    "outside": (row(file="../precious.txt"), "row 2: “file” is not as it should be"),
    "around": (row(file="a/../../precious.txt"), "row 2: “file” is not as it should be"),
    "absolute": (row(file="/precious.txt"), "row 2: “file” is not as it should be"),
    "nul": (row(file="a\0b"), "row 2: “file” is not as it should be"),
    "long": (row(file="a" * 4000), "row 2: “file” is not as it should be"),
    "itself": (row(file="manifest.json"), "row 2: “file” is not as it should be"),
    "report-up": (row(reports=["../precious.txt"]), "row 2: “reports” is not as it should be"),
    "reports": (row(reports="x"), "row 2: “reports” is not as it should be"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_manifest_is_one_line(name, publication, capsys):
    data, said = WRONG[name]
    (publication / "kept.json").write_bytes(data)
    assert main(["--root", str(publication), "recall", "--term", "insulin", str(publication / "kept.json")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"{publication / 'kept.json'}: error D924: {said}")
    assert err.endswith("]\n")


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "huge"])
def test_what_is_no_file_is_one_line(kind, publication, capsys):
    path = publication / "kept.json"
    if kind == "folder":
        path.mkdir()
    if kind == "fifo":
        os.mkfifo(path)
    if kind == "huge":
        with path.open("wb") as file:
            file.truncate(manifests.LARGEST + 1)
    assert main(["--root", str(publication), "recall", "--term", "insulin", str(path)]) == 1
    assert capsys.readouterr().err.count("error D924: ") == 1


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_manifest_is_put_aside_by_a_build(name, tmp_path):
    """Nothing is lost, inside out/ or outside, and the next build is clean."""
    (tmp_path / "precious.txt").write_text("mine")
    out = tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "old.pdf").write_bytes(b"old")
    (out / "manifest.json").write_bytes(WRONG[name][0])
    problems = shelf.write_out(out, Store(tmp_path / "store"), (), ["book"])[1]
    assert [p.code for p in problems] == ["D926"]
    assert (out / "manifest.json.old-1").read_bytes() == WRONG[name][0]
    assert ((tmp_path / "precious.txt").read_text(), (out / "old.pdf").read_bytes()) == ("mine", b"old")
    assert json.loads((out / "manifest.json").read_bytes()) == {"artifacts": []}
    assert shelf.write_out(out, Store(tmp_path / "store"), (), ["book"])[1] == ()


@pytest.mark.parametrize("kind", ["folder", "link to nothing", "link away", "put aside before"])
def test_a_build_gets_past_whatever_stands_at_its_manifest(kind, tmp_path):
    path, away = tmp_path / "out/manifest.json", tmp_path / "away.json"
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    elif kind == "link to nothing":
        path.symlink_to(tmp_path / "nothing")
    else:
        away.write_bytes(b"not a manifest")
        path.symlink_to(away)
    if kind == "put aside before":
        (tmp_path / "out/manifest.json.old-1").write_bytes(b"kept")
    problems = shelf.write_out(tmp_path / "out", Store(tmp_path / "store"), (), ["book"])[1]
    assert [p.code for p in problems] == ([] if kind == "link to nothing" else ["D926"])
    assert path.is_file()
    assert not path.is_symlink()
    if kind == "put aside before":
        assert (tmp_path / "out/manifest.json.old-1").read_bytes() == b"kept"
        assert (tmp_path / "out/manifest.json.old-2").is_symlink()
    if "link away" in kind:
        assert away.read_bytes() == b"not a manifest"


def test_a_folder_of_the_name_of_an_old_file_is_left_alone(tmp_path):
    (tmp_path / "old.pdf").mkdir()
    (tmp_path / "manifest.json").write_bytes(manifest(ROW))
    shelf.write_out(tmp_path, Store(tmp_path / "store"), (), ["book"])
    assert (tmp_path / "old.pdf").is_dir()


def test_a_good_manifest_is_read_as_it_is(tmp_path):
    (tmp_path / "manifest.json").write_bytes(manifest(ROW, ROW | {"draft": True, "pages": 3, "version": "第\u30001版"}))
    assert [one["file"] for one in manifests.read(tmp_path / "manifest.json")] == ["old.pdf", "old.pdf"]


@pytest.mark.parametrize(
    ("what", "name", "near"),
    [
        ("term", "insuline", "near: insulin"),
        ("term", "消渴证", "near: 消渴"),
        ("term", "消喝", "near: 消渴"),
        ("term", "", ""),
        ("disclaimer", "emergencies", "near: emergency"),
        ("disclaimer", "claim", "near: claims"),
        ("unit", "The last paragraf.", "near: The last paragraph."),
        ("unit", "quite something else", ""),
        ("unit", "  ", ""),
        ("unit", "fedcba9876543211", "near: fedcba9876543210"),
    ],
)
def test_what_nobody_knows_is_an_error_and_not_an_empty_list(what, name, near, publication, capsys):
    (publication / "kept.json").write_bytes(manifest(ROW))
    assert main(["--root", str(publication), "recall", f"--{what}", name, str(publication / "kept.json")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"error D922: neither the sources nor a manifest know the {what} “{name}”")
    assert near in err


@pytest.mark.parametrize(
    ("what", "name", "files"),
    [
        ("term", "withdrawn", 1),  # a concept that the term base has no longer
        ("term", "insulin", 0),
        ("disclaimer", "evidence", 1),
        ("disclaimer", "emergency", 0),
        ("disclaimer", "claims", 0),
        ("unit", "fedcba9876543210", 1),
        ("unit", "last paragraph", 0),
    ],
)
def test_what_is_known_and_in_no_file_is_an_empty_list(what, name, files, publication, capsys):
    (publication / "kept.json").write_bytes(manifest(ROW))
    assert main(["--root", str(publication), "recall", f"--{what}", name, str(publication / "kept.json")]) == 0
    assert capsys.readouterr().out.endswith(f"{files} of 1 files\n")
