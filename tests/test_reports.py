"""What a build leaves beside its files: reports, recalls, drafts; and the approval of translations."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, copy_publication
from test_build import diglot, edit
from test_defects import said

from diglot import approval, disclaimers, pipeline, provenance, sources, upkeep, usage
from diglot.cli import main
from diglot.model import Provenance
from diglot.problems import DiglotError

EMERGENCY = ('msgstr "不要停用胰岛素。"', 'msgstr ""')


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_publication(tmp_path_factory.mktemp("reports") / "publication")
    assert diglot(root, "build", "--jobs", "2").returncode == 0
    return root


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "copy")


# --- the report -------------------------------------------------------------------------------


def test_the_report_says_of_each_requirement_where_it_is(built):
    report = json.loads((built / "out/book.report.json").read_text("utf-8"))
    assert [one["file"].rpartition(".")[2] for one in report["files"]] == ["epub", "pdf"]
    for one in report["files"]:
        assert (one["made"], one["failed"], one["passed"]) == (True, 0, len(one["requirements"]))
    pdf = report["files"][1]["requirements"]
    front = next(r for r in pdf if (r["what"], r["place"], r["language"]) == ("emergency", "front", "zh-Hans"))
    assert front["where"] == "page 2"
    assert front["size"] >= 10
    left, top, right, bottom = front["box"]
    assert 0 < left < right < 596
    assert 0 < top < bottom < 842
    assert {r["what"] for r in pdf} >= {"medical-advice", "tcm-framework", "claim 3", "provenance", "short notices"}
    epub = report["files"][0]["requirements"]
    assert next(r["where"] for r in epub if r["place"] == "glossary") == "EPUB/glossary.xhtml"


def test_a_person_can_read_the_report(built):
    page = (built / "out/book.report.html").read_text("utf-8")
    assert "passed, 0 failed." in page
    assert page.count("<tr") > 100
    assert "请继续用胰岛素" in page


def test_a_file_that_fails_leaves_its_report_and_no_file(copy):
    edit(copy / "templates/book.css", ".lead {", ".emergency.at-front { opacity: 0 }\n.lead {")
    ended = diglot(copy, "build", "book")
    assert ended.returncode == 1
    report = json.loads((copy / "out/book.report.json").read_text("utf-8"))
    made = {one["file"].rpartition(".")[2]: (one["made"], one["failed"]) for one in report["files"]}
    assert made == {"epub": (True, 0), "pdf": (False, 2)}
    assert "The file was not written." in (copy / "out/book.report.html").read_text("utf-8")
    assert [p.name for p in (copy / "out").glob("*book-parallel*")] == []


def test_what_is_in_a_text_cannot_break_the_report(copy):
    edit(copy / "source/disclaimers/evidence.md", "Experimental.", "Experimental <&> \"x\" and 'y'.")
    assert diglot(copy, "extract").returncode == 0
    path = copy / "translations/zh_Hans/disclaimers.po"
    new = r'((?:#, fuzzy\n(?:#\| .*\n)+)?msgid "Experimental .*\nmsgstr) .*'
    path.write_text(re.sub(new, r'\1 "试验性 \\\\<&\\\\> “x” ‘y’。"', path.read_text("utf-8")), "utf-8")
    upkeep.approve(copy)
    ended = diglot(copy, "build", "book")
    assert ended.returncode == 0, ended.stderr
    assert "Experimental &lt;&amp;&gt;" in (copy / "out/book.report.html").read_text("utf-8")


def test_a_report_of_an_edition_that_is_not_built_is_taken_away(copy):
    edit(copy / "translations/zh_Hans/disclaimers.po", *EMERGENCY)
    assert diglot(copy, "build", "book").returncode == 1
    assert not list((copy / "out").glob("book.report.*"))
    assert list((copy / "out").glob("sheet.report.*"))


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_is_built_in_spite_of_all_and_never_under_the_finished_name(copy):
    edit(copy / "translations/zh_Hans/disclaimers.po", *EMERGENCY)
    before = {p.name for p in (copy / "out").iterdir()}
    ended = diglot(copy, "build", "--draft")
    assert ended.returncode == 1
    assert "D504" in ended.stderr
    new = {p.name for p in (copy / "out").iterdir()} - before
    assert new == {
        "book-DRAFT.report.html",
        "book-DRAFT.report.json",
        "sheet-DRAFT.report.html",
        "sheet-DRAFT.report.json",
        "test-book-book-interleaved-en-zh-Hans-DRAFT.epub",
        "test-book-book-parallel-A4-en-zh-Hans-DRAFT.pdf",
        "test-book-sheet-parallel-Letter-en-zh-Hans-DRAFT.pdf",
    }
    report = json.loads((copy / "out/book-DRAFT.report.json").read_text("utf-8"))
    rows = [r for one in report["files"] for r in one["requirements"]]
    marks = [(r["place"], r["language"]) for r in rows if r["what"] == "draft"]
    assert marks == [("title", "en"), ("title", "zh-Hans"), ("every page", "en"), ("every page", "zh-Hans")]
    assert diglot(copy, "build", "sheet").returncode == 0
    assert not list((copy / "out").glob("*sheet*DRAFT*"))


def test_a_draft_says_beside_each_text_that_it_is_not_translated(copy):
    edit(copy / "translations/zh_Hans/text.po", 'msgstr "最后一段。"', 'msgstr ""')
    edit(copy / "translations/zh_Hans/text.po", 'msgid "First line"', '#, fuzzy\nmsgid "First line"')
    found = sources.load(copy)
    book = next(m for m in pipeline.edit(found, found.publication.editions, draft=True)[0] if m.edition == "book")
    texts = [text for c in book.chapters for row in c.rows for cell in row.cells for text in cell.texts]
    assert "The last paragraph. （未翻译。）" in texts
    assert "First line （翻译之后已有改动。）" in texts


@pytest.mark.parametrize("edition", ["book", "sheet"])
def test_a_draft_needs_no_words_for_every_page(edition, publication):
    for path in (publication / "source/disclaimers").glob("*.md"):
        text = re.sub(r"::: (?:line|\{\.line[^}]*\})\n.*?\n:::\n", "", path.read_text("utf-8"), flags=re.DOTALL)
        path.write_text(re.sub(r'"?line(?::[\w-]+)?"?, ', "", text), "utf-8")
    assert {p.code for p in said(publication, edition, early=False, draft=True)} == {"D507"}


# --- recall -----------------------------------------------------------------------------------


def recalled(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["--root", str(root), "recall", *words]) == 0
    return [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()[:-1]]


def test_recall_names_every_file_that_used_a_thing(built, capsys):
    book = ["test-book-book-interleaved-en-zh-Hans.epub", "test-book-book-parallel-A4-en-zh-Hans.pdf"]
    sheet = ["test-book-sheet-parallel-Letter-en-zh-Hans.pdf"]
    assert recalled(built, capsys, "--disclaimer", "emergency") == book
    assert recalled(built, capsys, "--disclaimer", "medical-advice") == book + sheet
    assert recalled(built, capsys, "--term", "消渴症") == book
    assert recalled(built, capsys, "--term", "insulin") == book + sheet
    assert recalled(built, capsys, "--unit", "Tea cures") == book
    assert recalled(built, capsys, "--unit", "Blood sugar can be high.") == sheet
    assert recalled(built, capsys, "--unit", usage.digest(b"Blood sugar can be high.")) == sheet
    assert recalled(built, capsys, "--disclaimer", "claims") == book


def test_recall_reads_a_manifest_that_was_kept(built, tmp_path, capsys):
    kept = tmp_path / "kept.json"
    shutil.copy(built / "out/manifest.json", kept)
    later = copy_publication(tmp_path / "later")
    assert len(recalled(later, capsys, "--disclaimer", "emergency", str(kept))) == 2
    assert main(["--root", str(later), "recall", "--disclaimer", "emergency", str(tmp_path / "none.json")]) == 1
    assert "D924" in capsys.readouterr().err


def test_the_manifest_says_what_went_into_each_file(built):
    rows = json.loads((built / "out/manifest.json").read_text("utf-8"))["artifacts"]
    for row in rows:
        uses = row["uses"]
        assert set(uses["catalogs"]) >= {"translations/zh_Hans/disclaimers.po", "translations/zh_Hans/templates.po"}
        assert all(re.fullmatch("[0-9a-f]{16}", one) for one in (*uses["units"], *uses["fonts"].values()))
        assert uses["disclaimers"]["medical-advice"].startswith("1.0 ")
    assert rows[0]["uses"]["terms"].keys() >= {"xiaoke", "insulin"}


# --- approval and provenance ------------------------------------------------------------------


def test_approving_shows_what_is_new_and_a_second_time_nothing(publication, capsys):
    edit(publication / "translations/zh_Hans/disclaimers.po", 'msgstr "请咨询医生。"', 'msgstr "请先咨询医生。"')
    assert main(["--root", str(publication), "approve"]) == 0
    assert capsys.readouterr().out == "  Ask your doctor.\n  zh-Hans: 请先咨询医生。\n\n1 approved now\n"
    before = (publication / approval.FILE).read_bytes()
    assert main(["--root", str(publication), "approve"]) == 0
    assert capsys.readouterr().out == "0 approved now\n"
    assert (publication / approval.FILE).read_bytes() == before


def test_what_is_fuzzy_or_empty_waits_for_its_approval(publication, capsys):
    edit(publication / "translations/zh_Hans/disclaimers.po", *EMERGENCY)
    assert main(["--root", str(publication), "approve"]) == 0
    assert "1 not translated or fuzzy" in capsys.readouterr().out


def test_a_text_is_reported_unread_where_a_second_reading_is_said_to_have_been(publication):
    edit(publication / "translations/zh_Hans/text.po", 'msgstr "最后一段。"', 'msgstr "最末一段。"')
    found = sources.load(publication)
    codes = [p.code for p in pipeline.edit(found, found.publication.editions)[1]]
    assert codes == ["D517"]
    edit(publication / "source/provenance.toml", 'second-reading = "machine"', 'second-reading = "none"')
    found = sources.load(publication)
    assert pipeline.edit(found, found.publication.editions)[1] == []


@pytest.mark.parametrize(
    ("made", "allowed"),
    [
        (("zh-Hans", "machine", "machine", "none"), False),
        (("zh-Hans", "machine", "human", "done", "A. B."), False),
        (("zh-Hans", "human", "none", "done", "A. B."), False),
        (("zh-Hans", "human", "human", "none"), False),
        (("zh-Hans", "human", "human", "done", "A. B."), True),
        (("en", "original", "none", "none"), False),
        (("en", "original", "none", "done", "A. B."), True),
    ],
)
def test_the_strict_policy(made, allowed):
    assert provenance.allowed(provenance.STRICT, Provenance(*made)) is allowed


def test_without_provenance_toml_the_least_is_taken_for_true(publication):
    (publication / "source/provenance.toml").unlink()
    found = sources.load(publication)
    assert [(p.translated, p.second_reading, p.clinical_review) for p in found.publication.provenance] == [
        ("original", "none", "none"),
        ("machine", "none", "none"),
    ]


def test_a_clinical_review_needs_a_name(publication):
    edit(publication / "source/provenance.toml", 'clinical-review = "none"', 'clinical-review = "done"')
    with pytest.raises(DiglotError, match=r"source/provenance.toml:11: error D102: a clinical review needs the name"):
        sources.load(publication)


def test_a_reviewed_human_translation_is_printed_without_the_mark_and_says_who_reviewed_it(publication):
    toml = publication / "source/provenance.toml"
    reviewed = 'clinical-review = "done"\nreviewer = "Dr. A. Bee"'
    toml.write_text(
        f'[en]\ntranslated = "original"\n{reviewed}\n'
        f'[zh-Hans]\ntranslated = "human"\nsecond-reading = "human"\n{reviewed}\n'
    )
    found = sources.load(publication)
    book = next(m for m in pipeline.edit(found, found.publication.editions)[0] if m.edition == "book")
    assert not disclaimers.marked(found.publication.editions[0], found.publication)
    assert [row.classes[1] for row in book.front] == [
        "medical-advice",
        "evidence",
        "tcm-framework",
        "emergency",
        "translation",
    ]
    assert "provenance" in [row.classes[1] for row in book.back]
    assert "Machine translation" not in "".join(text for cell in book.line for text in cell.texts)
    assert "Dr. A. Bee has reviewed it as a clinician." in dict(dict(book.made)["zh-Hans"])["en"]
    assert "Dr. A. Bee以临床医务人员身份审阅过。" in dict(dict(book.made)["zh-Hans"])["zh-Hans"]


TRANSLATOR = "Last-Translator: a test"


def made(root: Path) -> dict[str, str]:
    """What the book says of its Chinese texts, in each language."""
    found = sources.load(root)
    manuscripts = pipeline.edit(found, found.publication.editions, draft=True)[0]
    book = next(m for m in manuscripts if m.edition == "book")
    return dict(dict(book.made)["zh-Hans"])


def test_headers_of_catalogs_are_named_and_templates_are_not(publication):
    edit(publication / "translations/zh_Hans/text.po", TRANSLATOR, "Last-Translator: Li Hua <li@example.org>")
    words = made(publication)
    assert "The translation files name: Li Hua (2020-03-04)." in words["en"]
    assert "li@example.org" not in words["en"]
    edit(publication / "translations/zh_Hans/text.po", "Li Hua <li@example.org>", "FULL NAME <EMAIL@ADDRESS>")
    assert "translation files name" not in made(publication)["en"]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("A\u202eB\u2066C\u200b", "ABC"),
        ("Li\u3000 Hua", "Li Hua"),
        ("\u202e", ""),
        ("\ue000\U0010ffff", ""),
        ("x" * 10_000, "x" * 119 + "…"),
        ("{day} {name}", "{day} {name}"),
    ],
)
def test_of_a_translator_only_what_can_be_seen_is_printed(header, shown, publication):
    edit(publication / "translations/zh_Hans/text.po", TRANSLATOR, f"Last-Translator: {header}")
    told = f"The translation files name: {shown} (2020-03-04)."
    assert (told in made(publication)["en"]) == bool(shown)
    assert ("translation files name" in made(publication)["en"]) == bool(shown)


@pytest.mark.parametrize("day", ["2020-99-99", "2020<b>x</b>", "²²²²-03-04", "20200304  ", "2020-W01-1", ""])
def test_a_day_that_is_none_is_not_printed(day, publication):
    edit(publication / "translations/zh_Hans/text.po", "PO-Revision-Date: 2020-03-04", f"PO-Revision-Date: {day}")
    assert "The translation files name: a test (–)." in made(publication)["en"]


def test_a_translator_is_approved_as_a_notice_is(publication, capsys):
    path = publication / "translations/zh_Hans/text.po"
    edit(path, TRANSLATOR, "Last-Translator: A<b>x</b> &amp; {day}")
    assert "nobody has approved the Last-Translator" in str(said(publication, "book")[0])
    assert [p.code for p in said(publication, "book")] == ["D514"]
    assert said(publication, "sheet") == []
    assert main(["--root", str(publication), "approve"]) == 0
    assert capsys.readouterr().out == "  Last-Translator\n  zh-Hans: A<b>x</b> &amp; {day}\n\n1 approved now\n"
    assert said(publication, "book", early=False) == []
    edit(path, "PO-Revision-Date: 2020-03-04", "PO-Revision-Date: 2021-03-04")
    assert said(publication, "book") == []


def test_a_translator_in_letters_of_no_font_is_named(publication):
    edit(publication / "translations/zh_Hans/text.po", TRANSLATOR, "Last-Translator: \U00013000")
    upkeep.approve(publication)
    assert "error D621: U+13000" in "\n".join(str(p) for p in said(publication, "book", early=False))


def test_what_was_approved_with_fewer_digits_is_approved_anew(publication):
    path = publication / approval.FILE
    assert re.findall("(?m)^[0-9a-f]{32} = ", path.read_text("utf-8"))
    path.write_text(re.sub("(?m)^([0-9a-f]{16})[0-9a-f]{16} = ", r"\1 = ", path.read_text("utf-8")), "utf-8")
    lines = [str(problem) for problem in said(publication, "sheet")]
    assert any("error D514: " in line and "run: python3 build.py approve" in line for line in lines)
    upkeep.approve(publication)
    assert said(publication, "sheet") == []


def test_a_source_in_chinese_has_a_catalog_of_what_diglot_itself_says(publication):
    path = publication / "source/publication.toml"
    edit(
        path,
        'source-language = "en"\nlanguages = ["en", "zh-Hans"]',
        'source-language = "zh-Hans"\nlanguages = ["zh-Hans", "en"]',
    )
    (publication / "source/provenance.toml").write_text('[zh-Hans]\ntranslated = "original"\n', "utf-8")
    (publication / "source/approved.toml").unlink()
    shutil.rmtree(publication / "translations")
    changed = upkeep.extract(publication).changed
    assert [file for file in changed if "zh_Hans" in file] == ["translations/zh_Hans/templates.po"]

    def problems() -> list[str]:
        found = sources.load(publication)
        said = pipeline.edit(found, found.publication.editions)[1]
        return [str(p) for p in said if "zh_Hans" in str(p) and "D307" not in str(p)]

    assert any("D504: edition book is not built: what says how its texts were made" in line for line in problems())
    shutil.copy(ROOT / "translations/zh_Hans/templates.po", publication / "translations/zh_Hans/templates.po")
    assert any("D514" in line for line in problems())
    upkeep.approve(publication)
    assert problems() == []
    found = sources.load(publication)
    book = next(m for m in pipeline.edit(found, found.publication.editions, draft=True)[0] if m.edition == "book")
    assert dict(dict(book.made)["zh-Hans"])["zh-Hans"].startswith("这是原文。")
