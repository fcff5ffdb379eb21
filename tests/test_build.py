"""The whole chain on the tests' publication, through the command line as a user starts it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, copy_publication

from diglot import check, console, pipeline, shelf, sources, starter, store, writers
from diglot.model import Place
from diglot.problems import DiglotError, Problem


def diglot(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "diglot", "--root", str(root), *words]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, cwd=root.parent)


def digests(out: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_publication(tmp_path_factory.mktemp("built") / "publication")
    ended = diglot(root, "build", "--jobs", "2")
    assert (ended.returncode, "error" in ended.stderr) == (0, False), ended.stderr
    return root


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "copy")


def edit(path: Path, find: str, by: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, by, 1), encoding="utf-8")


def test_the_manifest_lists_every_file(built):
    rows = json.loads((built / "out/manifest.json").read_text(encoding="utf-8"))["artifacts"]
    assert [(r["edition"], r["format"], r["layout"], r["languages"]) for r in rows] == [
        ("book", "epub", "interleaved", ["en", "zh-Hans"]),
        ("book", "pdf", "parallel", ["en", "zh-Hans"]),
        ("sheet", "pdf", "parallel", ["en", "zh-Hans"]),
    ]
    made = digests(built / "out")
    assert {r["file"]: r["sha256"] for r in rows} == {n: d for n, d in made.items() if n.endswith((".pdf", ".epub"))}
    reports = {name for row in rows for name in row["reports"]}
    assert made.keys() == {"manifest.json", *reports, *(row["file"] for row in rows)}
    assert [r["pages"] >= 1 for r in rows if r["format"] == "pdf"] == [True, True]


def test_a_second_build_takes_everything_from_the_store(copy):
    before = {path: path.stat().st_mtime_ns for path in (copy / "out").iterdir()}
    ended = diglot(copy, "build", "--explain")
    assert ended.stdout.count("from the store") == 3
    assert {path: path.stat().st_mtime_ns for path in (copy / "out").iterdir()} == before


def test_a_clean_build_elsewhere_gives_the_same_bytes(built, tmp_path):
    root = copy_publication(tmp_path / "another place")
    ended = diglot(root, "build", "--jobs", "1", TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="7")
    assert ended.returncode == 0, ended.stderr
    assert digests(root / "out") == digests(built / "out")


def test_a_damaged_store_is_not_trusted(copy):
    for path in (copy / ".diglot/store").iterdir():
        if path.is_file() and path.suffix != ".json":
            path.write_bytes(b"%PDF-nonsense")
    assert diglot(copy, "build", "sheet").returncode == 0
    assert digests(copy / "out") == json_digests(copy)


def json_digests(root: Path) -> dict[str, str]:
    rows = json.loads((root / "out/manifest.json").read_text(encoding="utf-8"))["artifacts"]
    listed = {r["file"]: r["sha256"] for r in rows}
    return dict(sorted({**digests(root / "out"), **listed}.items()))


def test_a_deleted_msgstr_of_a_disclaimer_stops_every_edition(copy):
    edit(copy / "translations/zh_Hans/disclaimers.po", 'msgstr "非医疗建议。"', 'msgstr ""')
    ended = diglot(copy, "build")
    assert ended.returncode == 1
    lines = [line for line in ended.stderr.splitlines() if "D504" in line]
    assert len(lines) == 2
    assert all(line.startswith("translations/zh_Hans/disclaimers.po:") and "medical-advice" in line for line in lines)
    assert digests(copy / "out").keys() == {"manifest.json"}


def test_a_disclaimer_that_one_edition_needs_stops_that_one(copy):
    edit(copy / "translations/zh_Hans/disclaimers.po", 'msgstr "各列含义并不相同。"', 'msgstr ""')
    assert diglot(copy, "build").returncode == 1
    left = ["manifest.json", "sheet.report.html", "sheet.report.json", "test-book-sheet-parallel-Letter-en-zh-Hans.pdf"]
    assert list(digests(copy / "out")) == left


def test_a_changed_msgstr_changes_that_text_and_the_editions_that_have_it(copy):
    before = digests(copy / "out")
    edit(copy / "translations/zh_Hans/text.po", 'msgstr "嵌套项"', 'msgstr "另外写的一项"')
    ended = diglot(copy, "build", "--explain")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("made anew: manuscript") == 2
    after = digests(copy / "out")
    assert {name for name in after if after[name] != before[name]} == {
        "manifest.json",
        "test-book-book-interleaved-en-zh-Hans.epub",
        "test-book-book-parallel-A4-en-zh-Hans.pdf",
    }
    with zipfile.ZipFile(copy / "out/test-book-book-interleaved-en-zh-Hans.epub") as book:
        assert "另外写的一项" in book.read("EPUB/text-lists.xhtml").decode()


def test_a_broken_msgstr_costs_its_own_unit(copy):
    edit(copy / "translations/zh_Hans/text.po", 'msgstr "嵌套项"', 'msgstr "<script>x</script>"')
    ended = diglot(copy, "build")
    assert ended.returncode == 1
    assert "error D305" in ended.stderr
    with zipfile.ZipFile(copy / "out/test-book-book-interleaved-en-zh-Hans.epub") as book:
        text = book.read("EPUB/text-lists.xhtml").decode()
    assert "script" not in text
    assert '<span class="diglot-untranslated" lang="en" xml:lang="en">Nested item</span> <span class="stale"' in text
    assert "（未翻译。）" in text
    assert "另一嵌套项" in text


def test_a_broken_msgstr_of_a_notice_stops_its_editions(copy):
    edit(copy / "translations/zh_Hans/disclaimers.po", 'msgstr "非医疗建议。"', 'msgstr "非医疗建议。<b>x</b>"')
    ended = diglot(copy, "build")
    assert ended.returncode == 1
    assert "disclaimers.po:" in ended.stderr
    assert digests(copy / "out").keys() == {"manifest.json"}


def test_a_killed_build_leaves_nothing_behind(publication):
    command = [sys.executable, "-X", "utf8", "-m", "diglot", "--root", str(publication), "build", "--jobs", "2"]
    build = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        build.wait(1.5)
    build.kill()
    # The workers hold the other end of standard error: it is closed when the last of them has gone.
    assert build.communicate(timeout=30)
    assert {path.name for path in publication.glob("out/*")} <= {"manifest.json"}
    assert diglot(publication, "build").returncode == 0


def test_an_edition_in_one_language(copy):
    """Its few Chinese words still need a Chinese font."""
    toml = copy / "source/publication.toml"
    chosen = '"emergency", "provenance", "translation"]\nlanguages = ["en", "zh-Hans"]'
    edit(toml, chosen, chosen.replace('["en", "zh-Hans"]', '["en"]'))
    edit(toml, 'layout = "parallel"', 'layout = "single"')
    edit(toml, 'layout = "interleaved"', 'layout = "single"')
    ended = diglot(copy, "build", "book")
    assert (ended.returncode, ended.stderr.count("error")) == (0, 0), ended.stderr
    names = ["test-book-book-single-A4-en.pdf", "test-book-book-single-en.epub"]
    assert sorted(name for name in digests(copy / "out") if name.startswith("test-book-book-")) == names


def test_odd_blocks_pass_every_check(copy):
    """Found by trying: loose and nested lists, joined emoji, equal footnotes, formulas, empty items."""
    text = copy / "source/text.md"
    odd = (ROOT / "tests/cases/odd.md").read_text(encoding="utf-8")
    text.write_text(text.read_text(encoding="utf-8") + odd, encoding="utf-8")
    assert diglot(copy, "extract").returncode == 0
    ended = diglot(copy, "build", "book")
    assert (ended.returncode, "error" in ended.stderr) == (0, False), ended.stderr
    assert "warning D307: “Wrapped in a div.” is not translated" in ended.stderr


def test_a_translators_comment_renders_nothing(copy):
    edit(copy / "translations/zh_Hans/text.po", 'msgid "First item"', '# 请核对\nmsgid "First item"')
    assert diglot(copy, "build", "--explain").stdout.count("from the store") == 3


def test_the_finished_files_are_read_back(copy):
    ended = diglot(copy, "check")
    assert (ended.returncode, ended.stdout) == (0, "3 files read back, 0 problems\n"), ended.stderr
    (copy / "out/test-book-sheet-parallel-Letter-en-zh-Hans.pdf").unlink()
    ended = diglot(copy, "check")
    assert ended.returncode == 1
    assert "error D924: edition sheet cannot be read" in ended.stderr


def test_check_sees_a_file_that_is_not_of_todays_texts(copy):
    edit(copy / "translations/zh_Hans/sheet.po", 'msgstr "血糖可能低。"', 'msgstr "血糖可能偏低。"')
    ended = diglot(copy, "check")
    assert ended.returncode == 1
    assert "error D720" in ended.stderr


def test_extract_twice_writes_nothing(copy):
    diglot(copy, "extract")
    assert diglot(copy, "extract").stdout == "translations/ is up to date\n"


def test_an_unknown_edition_names_the_known_ones(copy):
    ended = diglot(copy, "build", "poster")
    assert (ended.returncode, ended.stderr) == (2, "error D922: there is no edition “poster” [known: book, sheet]\n")


def test_a_folder_without_a_publication(tmp_path):
    ended = diglot(tmp_path, "build")
    assert ended.returncode == 2
    assert "error D103: there is no publication in" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_out_folder_that_cannot_be_written(copy):
    (copy / "blocked").write_bytes(b"")
    ended = diglot(copy, "build", "--out", str(copy / "blocked"))
    assert ended.returncode == 1
    assert "error D920" in ended.stderr


def test_help_names_the_stages_and_the_exit_codes(tmp_path):
    ended = diglot(tmp_path, "--help")
    assert ended.returncode == 0
    assert (
        "read -> extract -> merge -> translate -> glossary -> disclaimers -> compose -> write -> check" in ended.stdout
    )


def test_a_wrong_number_of_workers(tmp_path):
    ended = diglot(tmp_path, "build", "--jobs", "0")
    assert (ended.returncode, "is not a number of workers" in ended.stderr) == (2, True)


def test_new_makes_a_publication_that_builds(tmp_path):
    assert diglot(tmp_path, "new", str(tmp_path / "mine")).returncode == 0
    ended = diglot(tmp_path / "mine", "build")
    assert ended.returncode == 0, ended.stderr
    assert "warning" not in ended.stderr
    assert sorted(p.suffix for p in (tmp_path / "mine/out").iterdir()) == [".epub", ".html", ".json", ".json", ".pdf"]


def test_new_never_writes_into_a_folder_with_something_in_it(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("all my work")
    with pytest.raises(DiglotError, match="D925"):
        starter.create(tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_equal_values_have_equal_digests():
    assert store.digest({"b": (1, 2), "a": b"x"}) == store.digest({"a": b"x", "b": [1, 2]})
    assert store.digest("a") != store.digest("b")
    with pytest.raises(TypeError):
        store.digest(object())


# --- what the checks see -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def rendered(built):
    found = sources.load(built)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    return {
        m.output.format: (writers.render(shelf.job(found, m)).data, m)
        for m in reversed(manuscripts)
        if m.edition == "book"
    }


def rewritten(data: bytes, tmp_path: Path, name: str, find: str, by: str) -> bytes:
    path = tmp_path / "x.epub"
    with zipfile.ZipFile(path, "w") as target, zipfile.ZipFile(io.BytesIO(data)) as source:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.endswith(name):
                text = content.decode()
                assert find in text, text
                content = text.replace(find, by).encode()
            target.writestr(info, content)
    return path.read_bytes()


EPUB_DEFECTS = [
    ("D820", "text-lists.xhtml", "另一嵌套项", ""),
    (
        "D821",
        "package.opf",
        '<itemref idref="x-text-lists"/>\n<itemref idref="x-text-tcm"/>',
        '<itemref idref="x-text-tcm"/>\n<itemref idref="x-text-lists"/>',
    ),
    ("D822", "title.xhtml", "请咨询医生", "请随意"),
    ("D823", "text-lists.xhtml", "非医疗建议", "好消息"),
    ("D824", "glossary.xhtml", "中医的一个病名。", ""),
    ("D825", "glossary.xhtml", "#ref-insulin-en", "#ref-xiaoke-en"),
    ("D825", "text-lists.xhtml", "The hormone that moves sugar from the blood into cells.", "A drink."),
    ("D826", "glossary.xhtml", "#ref-insulin-en", "#ref-nothing"),
    ("D827", "text-tcm.xhtml", '<span lang="zh-Hans" xml:lang="zh-Hans">消渴症</span>', "消渴症"),
    ("D828", "text-lists.xhtml", "嵌套项", "嵌套项龘"),
    (
        "D829",
        "text-lists.xhtml",
        '<div class="cp-translation" lang="zh-Hans" xml:lang="zh-Hans">',
        '<div class="cp-translation" lang="zh-Hans" xml:lang="zh">',
    ),
    ("D830", "package.opf", "</package>", ""),
]


@pytest.mark.parametrize(("code", "name", "find", "by"), EPUB_DEFECTS, ids=[d[0] for d in EPUB_DEFECTS])
def test_a_defect_of_an_epub_is_seen(code, name, find, by, rendered, tmp_path):
    data, manuscript = rendered["epub"]
    assert check.check(data, manuscript).problems == ()
    data = rewritten(data, tmp_path, name, find, by)
    assert code in {problem.code for problem in check.check(data, manuscript).problems}


def test_a_text_that_is_not_in_a_pdf_is_seen(rendered):
    data, manuscript = rendered["pdf"]
    assert check.check(data, manuscript).problems == ()

    def other(row):
        return replace(row, cells=tuple(replace(c, texts=("Nowhere to be found",)) for c in row.cells))

    rows = manuscript.chapters[1].rows
    text = replace(manuscript, chapters=(replace(manuscript.chapters[0], rows=(other(rows[1]),)),))
    notice = replace(manuscript, front=(other(manuscript.front[0]),))
    order = replace(manuscript, chapters=tuple(reversed(manuscript.chapters)))
    line = replace(manuscript, line=(replace(manuscript.line[0], texts=("Nowhere",)),))
    entry = replace(manuscript.glossary[0], id="term-nothing", definitions=(("en", "Nowhere"),))
    terms = replace(manuscript, glossary=(entry,))
    for changed, codes in (
        (text, {"D720"}),
        (notice, {"D722"}),
        (order, {"D721"}),
        (line, {"D723"}),
        (terms, {"D726", "D727"}),
    ):
        assert codes <= {problem.code for problem in check.check(data, changed).problems}


class Stream(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.isatty = lambda: terminal


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_a_bar_on_a_terminal_and_lines_in_a_pipe(terminal, monkeypatch):
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    progress = console.Progress()
    progress.step("a.pdf", 1, 2)
    progress.close()
    assert stream.getvalue() == (f"\r\033[K[{'█' * 12}{'·' * 12}] 1/2 a.pdf\r\033[K" if terminal else "[1/2] a.pdf\n")


@pytest.mark.parametrize("terminal", [True, False])
def test_problems_have_colour_on_a_terminal_only(terminal, monkeypatch):
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.delenv("NO_COLOR", raising=False)
    console.report([Problem("D102", "wrong", Place("b.toml", 2)), Problem("D307", "empty", Place("a.po", 9))])
    assert [
        line.startswith(start)
        for line, start in zip(stream.getvalue().splitlines(), ("a.po:9", "b.toml:2"), strict=True)
    ] == [True, True]
    assert ("\033[" in stream.getvalue()) is terminal


def test_documents_in_folders_with_code_and_exclusions_are_published(copy: Path) -> None:
    (copy / "source/part").mkdir()
    text = "---\ntitle: Part {0}\n---\n\n# Heading {0} {{#h-{0}}}\n\nSee [the other](#h-two).\n\n"
    text += "<!-- tr-skip -->\n\n> As it is.\n\n<!-- tr-code -->\n\n```\n# a comment\nrun\n```\n"
    for name in ("one", "two"):
        (copy / f"source/part/{name}.md").write_text(text.format(name), encoding="utf-8")
    edit(copy / "source/publication.toml", 'documents = ["text"', 'documents = ["part/one", "part/two", "text"')
    assert diglot(copy, "extract").returncode == 0
    edit(copy / "translations/zh_Hans/part.po", '"run"\nmsgstr ""', '"run"\nmsgstr "# 注释\\nrun"')
    ended = diglot(copy, "build", "book")
    assert ended.returncode == 0, ended.stderr
    assert all(line.count("D307") == 1 for line in ended.stderr.splitlines() if "D3" in line)
    with zipfile.ZipFile(next((copy / "out").glob("*book*.epub"))) as book:
        chapter = book.read("EPUB/part-one-h-one.xhtml").decode()
    assert 'href="part-two-h-two.xhtml#h-two"' in chapter
    assert "# 注释\nrun" in chapter
    assert '<span lang="en" xml:lang="en">As it is.</span>' in chapter
