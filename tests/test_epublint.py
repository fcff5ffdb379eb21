"""Defects seeded one at a time in clean EPUBs: `diglot check FILE.epub` names each, and nothing in a clean book.

A case of tests/cases/epub/ edits the files of a finished book; `blind/` is for those whose author has not seen
the lint, `unseen/` for those of them that it does not name.
`code`: the number of the Problem; `about`: words of which one must stand in the line; `edition`:
book (both languages), english or chinese. Edits: [[replace]] (`every = true`: each time), [[write]],
[[remove]], [[rename]], [[entry]] (one more entry of the zip, whatever its name), `mimetype` (last, compressed)
and `pack` (bzip2, link).
"""

from __future__ import annotations

import io
import random
import stat
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import copy_publication
from test_problems import broken

from diglot import cli, pipeline, shelf, sources, upkeep, writers
from diglot.check import epublint
from diglot.check.epublint import container

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path for path in (FOLDER / "epub").rglob("*.toml") if path.parent.name != "unseen")
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
    printed = next(m for m in manuscripts if m.edition == "book" and m.output.format == "pdf")
    pages = {"book": writers.render(shelf.job(found, printed)).pages}
    return {
        m.edition: writers.render(shelf.job(found, replace(m, printed=pages.get(m.edition, ())))).data
        for m in manuscripts
        if m.output.format == "epub"
    }


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
        if case.get("pack") == "bzip2":
            book.writestr("META-INF/x.txt", "x" * 100, zipfile.ZIP_BZIP2)
        if case.get("pack") == "link":
            link = zipfile.ZipInfo("META-INF/x.txt")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            book.writestr(link, "/etc/passwd")
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
    rules = {f"D{number}" for number in range(840, 895)} | {"D826", "D827", "D828", "D829", "D830"}
    assert sorted(rules - codes - {"D842"}) == []  # D842: test_a_file_that_unpacks_to_too_much


# --- files that nobody vouches for ------------------------------------------------------------


def without_end(data: bytes) -> bytes:
    return data[: len(data) // 2]


def nested(data: bytes) -> bytes:
    deep = "<div>" * 1500 + "</div>" * 1500
    edit = {"file": "EPUB/text-lists.xhtml", "find": "</section>", "by": f"{deep}</section>"}
    return changed(data, {"replace": [edit]})


def locked(data: bytes) -> bytes:
    """With the bit of a password in each entry of the zip's directory."""
    start = data.index(b"PK\x01\x02")
    return data[:start] + data[start:].replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


def rotten(data: bytes) -> bytes:
    """With other bytes in the middle of a chapter than its checksum says."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as stored:
        for name in book.namelist():
            stored.writestr(name, book.read(name))
    return out.getvalue().replace("另一嵌套项".encode(), "另一嵌套顶".encode())


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (lambda data: b"", "D830", "empty"),
        (lambda data: b"PK" * 1000, "D830", "zip"),
        (without_end, "D830", "zip"),
        (rotten, "D830", "text-lists.xhtml"),
        (nested, "D844", "depth"),
        (locked, "D843", "password"),
    ],
    ids=["empty", "no zip", "truncated", "rotten", "nested", "locked"],
)
def test_bad_input_is_one_line(spoil, code: str, words: str, books: Mapping[str, bytes]) -> None:
    found = [line for line in lines(spoil(books["book"])) if code in line]
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("limit", ["MOST_BYTES", "ENTRY", "ENTRIES"])
def test_a_file_that_unpacks_to_too_much_is_not_read(limit: str, books: Mapping[str, bytes], monkeypatch) -> None:
    monkeypatch.setattr(container, limit, 10)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was read"))
    (line,) = lines(books["book"])
    assert "D842" in line


def test_chance_never_makes_a_traceback(books: Mapping[str, bytes]) -> None:
    chance = random.Random(7)
    for _ in range(40):
        data = bytearray(books["book"])
        for _ in range(4):
            data[-chance.randrange(1, 2000)] = chance.randrange(256)
        assert all("\n" not in line for line in lines(bytes(data)))


def test_no_control_character_of_a_book_reaches_a_terminal(books: Mapping[str, bytes]) -> None:
    edit = {"file": "EPUB/text-lists.xhtml", "find": "glossary.xhtml#term-insulin", "by": "#a&#xa;b\u202ec"}
    found = lines(changed(books["book"], {"replace": [edit], "entry": [{"name": "EPUB/\x1b[31m.xhtml"}]}))
    assert len(found) >= 3
    assert all(line.isprintable() for line in found)


def test_a_common_mistake_does_not_bury_the_others(books: Mapping[str, bytes]) -> None:
    edit = {"file": "EPUB/glossary.xhtml", "find": ' xml:lang="', "by": ' data-x="', "every": True}
    found = lines(changed(books["book"], {"replace": [edit]}))
    assert len([line for line in found if "D829" in line]) == epublint.MOST + 1
    assert any("more like these" in line for line in found)


def test_check_takes_books_and_catalogs(books: Mapping[str, bytes], tmp_path: Path, capsys) -> None:
    good, bad, folder, po = (tmp_path / name for name in ("good.epub", "bad.EPUB", "folder.epub", "x.po"))
    good.write_bytes(books["book"])
    bad.write_bytes(b"no")
    folder.mkdir()
    po.write_text('msgid ""\nmsgstr "Language: fr\\nContent-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8")
    assert cli.main(["check", str(good), str(po)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{good}: 0 errors, 0 warnings",
        f"{po}: 0 translations, 0 flagged (0.0 %)",
    ]
    missing = [str(tmp_path / "missing.epub"), str(tmp_path / "missing.po")]
    assert cli.main(["check", str(bad), str(folder), *missing, str(good)]) == 1
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 4
    assert len(shown.out.splitlines()) == 5


def test_most_defects_of_one_who_had_not_seen_the_lint_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    blind, unseen = (len(list((FOLDER / "epub" / name).glob("*.toml"))) for name in ("blind", "unseen"))
    with capsys.disabled():
        print(f"\nlint: {blind} of {blind + unseen} blind defects are named")
    assert blind >= 50 > unseen
