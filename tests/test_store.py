"""Derived state that a person, or half a write, has changed: it is made anew, and never trusted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diglot import stamp
from diglot.model import Place
from diglot.problems import Problem
from diglot.store import Store

NOTE = {"pages": 2, "findings": [{"what": "emergency", "size": 10.25, "trouble": ""}]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    store.put("key", b"%PDF", NOTE)
    return store


def test_what_is_kept_comes_back(store):
    assert store.get("key") == (b"%PDF", NOTE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"sha256": 1}',
        b'{"sha256": "\\ud800"}',
        b'{"note": {"pages": "\\ud800"}, "sha256": ""}',
    ],
)
def test_a_note_of_any_other_kind_is_none(data, store):
    (store.folder / "key.json").write_bytes(data)
    assert store.get("key") is None


@pytest.mark.parametrize(("find", "by"), [(b"emergency", b"evidence"), (b"10.25", b"12"), (b'"pages":2', b'"pages":3')])
def test_a_note_that_was_changed_is_not_trusted(find, by, store):
    path = store.folder / "key.json"
    assert find in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(find, by))
    assert store.get("key") is None


def test_an_entry_under_the_key_of_another_is_not_trusted(store):
    for suffix in ("", ".json"):
        (store.folder / f"other{suffix}").write_bytes((store.folder / f"key{suffix}").read_bytes())
    assert store.get("other") is None


def test_half_a_file_is_not_trusted(store):
    (store.folder / "key").write_bytes(b"%P")
    assert store.get("key") is None


@pytest.mark.parametrize("data", [b"", b"[[1]]", b"[[1, 2]]", b'"text"', b"null", b"\xff", b"[" * 200_000])
def test_ingredients_that_cannot_be_read_are_of_no_build(data, store):
    store.remember("book.pdf", {"manuscript": "1"})
    assert store.changes("book.pdf", {"manuscript": "2"}) == ["manuscript"]
    (store.folder / "last/book.pdf.json").write_bytes(data)
    assert store.changes("book.pdf", {"manuscript": "2"}) == ["never built"]


@pytest.fixture
def stamped(tmp_path: Path) -> Path:
    stamp.write(tmp_path, stamp.inputs(tmp_path), [Problem("D210", "locked", Place("a.md", 3), "x")])
    return tmp_path


def test_an_extraction_with_nothing_to_do_says_what_it_said(stamped):
    assert stamp.unchanged(stamped) == (Problem("D210", "locked", Place("a.md", 3), "x"),)


@pytest.mark.parametrize(
    "changes",
    [{"problems": []}, {"problems": [{"code": "D999", "message": "", "place": None, "hint": ""}]}, {"inputs": ""}],
)
def test_a_changed_extraction_is_made_again(changes, stamped):
    path = stamped / ".diglot/extracted.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))
    assert stamp.unchanged(stamped) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"7", b"{", b"\xff", b"[" * 200_000])
def test_an_extraction_that_cannot_be_read_is_made_again(data, stamped):
    (stamped / ".diglot/extracted.json").write_bytes(data)
    assert stamp.unchanged(stamped) is None
