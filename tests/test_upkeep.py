"""Extract, status, import and parity as their users call them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from diglot import po_reader, stamp, status, upkeep
from diglot.cli import main
from diglot.problems import DiglotError

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared/corpora/comprehensive-rust"
HEADER = 'msgid ""\nmsgstr "Language: zh_CN\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'


def catalog(root: Path, name: str = "text") -> Path:
    return root / f"translations/zh_Hans/{name}.po"


def changed_entries(old: bytes, new: bytes) -> list[str]:
    before = {e.text for e in po_reader.parse(old, "old").entries}
    return [e.get("msgid") for e in po_reader.parse(new, "new").entries if e.text not in before]


# --- extract --------------------------------------------------------------------------------


def test_a_second_extraction_changes_nothing_and_reads_nothing(publication, capsys, monkeypatch):
    upkeep.extract(publication)
    before = {path: path.read_bytes() for path in (publication / "translations").rglob("*.po*")}
    monkeypatch.setattr(upkeep, "extract", lambda _: pytest.fail("it was read again"))
    assert main(["--root", str(publication), "extract"]) == 0
    assert capsys.readouterr().out == "translations/ is up to date\n"
    assert {path: path.read_bytes() for path in (publication / "translations").rglob("*.po*")} == before


@pytest.mark.parametrize("file", ["source/text.md", "translations/zh_Hans/text.po", "templates/parts.html"])
def test_what_is_saved_is_read_again(publication, capsys, file):
    upkeep.extract(publication)
    with (publication / file).open("a", encoding="utf-8") as stream:
        stream.write("\n# \n" if file.endswith(".po") else "\n")
    assert stamp.unchanged(publication) is None


def test_an_inserted_paragraph_changes_no_other_entry(publication):
    upkeep.extract(publication)
    old = {path: path.read_bytes() for path in (publication / "translations").rglob("text.po*")}
    source = publication / "source/text.md"
    source.write_text(source.read_text("utf-8").replace("# 🌿 Lists", "A new one.\n\n# 🌿 Lists"), "utf-8")
    upkeep.extract(publication)
    for path, before in old.items():
        assert changed_entries(before, path.read_bytes()) == ["A new one."]


def test_references_are_exact_when_made_and_never_far_off(publication):
    source = publication / "source/text.md"
    for count in (0, 30):
        source.write_text(
            source.read_text("utf-8").replace("# 🌿 Lists", "Another.\n\n" * count + "# 🌿 Lists"), "utf-8"
        )
        upkeep.extract(publication)
        lines = source.read_text("utf-8").split("\n")
        for entry in po_reader.parse(catalog(publication).read_bytes(), "t").messages():
            for number in re.findall(r"source/text\.md:(\d+)", entry.head):
                word = re.findall(r"\w+", entry.get("msgid"))[-1]
                assert any(word in line for line in lines[int(number) - 1 : int(number) + 5]), entry.text


def test_a_translator_is_told_the_terms(publication):
    upkeep.extract(publication)
    entry = next(
        e for e in po_reader.parse(catalog(publication).read_bytes(), "t").messages() if "Insulin" in e.get("msgid")
    )
    assert "#. Terms: " in entry.head
    assert "Terms" not in (publication / "translations/text.pot").read_text("utf-8")


def test_a_text_that_moves_to_another_document_takes_its_translation_along(publication):
    moved = "> A quotation “with quotes”.\n"
    text, sheet = publication / "source/text.md", publication / "source/sheet.md"
    text.write_text(text.read_text("utf-8").replace(moved, ""), "utf-8")
    sheet.write_text(sheet.read_text("utf-8") + "\n" + moved, "utf-8")
    upkeep.extract(publication)
    entry = po_reader.parse(catalog(publication, "sheet").read_bytes(), "t").find(("", "A quotation “with quotes”."))
    assert (entry.msgstr, entry.fuzzy) != ("", True)
    assert entry.msgstr


def test_a_document_that_is_renamed_takes_its_translations_along(publication):
    before = {e.get("msgid"): e.msgstr for e in po_reader.parse(catalog(publication).read_bytes(), "t").messages()}
    (publication / "source/text.md").rename(publication / "source/essay.md")
    config = publication / "source/publication.toml"
    config.write_text(config.read_text("utf-8").replace('"text"', '"essay"'), "utf-8")
    upkeep.extract(publication)
    found = po_reader.parse(catalog(publication, "essay").read_bytes(), "t").messages()
    assert {e.get("msgid"): e.msgstr for e in found if not e.fuzzy} == before
    assert catalog(publication).exists()


def test_a_broken_template_is_made_anew(publication):
    upkeep.extract(publication)
    pot = publication / "translations/text.pot"
    whole = pot.read_bytes()
    pot.write_bytes(whole[: len(whole) // 2])
    assert upkeep.extract(publication).changed == ("translations/text.pot",)
    assert pot.read_bytes() == whole


def test_extraction_goes_on_where_an_author_must_mend_something(publication, capsys):
    source = publication / "source/text.md"
    source.write_text(source.read_text("utf-8") + "\nA <b>raw</b> text.\n", "utf-8")
    assert main(["--root", str(publication), "extract"]) == 1
    said = capsys.readouterr()
    assert "error D203" in said.err
    assert "wrote translations/zh_Hans/text.po" in said.out
    assert main(["--root", str(publication), "extract"]) == 1
    assert "error D203" in capsys.readouterr().err


def test_documents_in_a_folder_share_a_catalog(publication):
    (publication / "source/part").mkdir()
    for name in ("one", "two"):
        (publication / f"source/part/{name}.md").write_text(f"---\ntitle: Part\n---\n\nThe text {name}.\n", "utf-8")
    config = publication / "source/publication.toml"
    config.write_text(
        config.read_text("utf-8").replace('documents = ["text"', 'documents = ["part/one", "part/two", "text"'), "utf-8"
    )
    upkeep.extract(publication)
    found = po_reader.parse(catalog(publication, "part").read_bytes(), "t").messages()
    assert [e.get("msgid") for e in found] == ["Part", "The text one.", "The text two."]
    assert "#: source/part/one.md:2 source/part/two.md:2\n" in found[0].head


# --- status ---------------------------------------------------------------------------------


def test_status_counts_what_is_done(publication, capsys):
    path = catalog(publication)
    text = (
        path.read_text("utf-8").replace('msgstr "测试书"', 'msgstr ""').replace('msgid "One"', '#, fuzzy\nmsgid "One"')
    )
    path.write_text(text.replace("服用5 mg", "服用50 mg"), "utf-8")
    assert main(["--root", str(publication), "status", "--json"]) == 0
    rows = {row["catalog"]: row for row in json.loads(capsys.readouterr().out)}
    counts = {key: rows["text"][key] for key in ("untranslated", "fuzzy", "errors")}
    assert counts == {"untranslated": 1, "fuzzy": 1, "errors": 2}
    assert rows["text"]["messages"] == rows["text"]["translated"] + 2
    assert rows["all"]["messages"] == sum(row["messages"] for name, row in rows.items() if name != "all")
    # Errors: the number that became another, as a number and as a dose. Warnings: untranslated, fuzzy.
    assert rows["text"]["warnings"] == 2
    assert main(["--root", str(publication), "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| language | catalog ")
    assert len({len(line) for line in lines}) == 1


def test_status_of_a_catalog_that_is_not_there_yet(publication):
    catalog(publication, "sheet").unlink()
    row = next(row for row in upkeep.status(publication) if row.catalog == "sheet")
    assert (row.translated, row.untranslated) == (0, row.messages)


@pytest.mark.parametrize(("text", "count"), [("Two words", 2), ("消渴症 is one", 5), ("don’t β-cell", 2), ("— …", 0)])
def test_words(text, count):
    assert status.words(text) == count


# --- import ---------------------------------------------------------------------------------


def emptied(root: Path) -> Path:
    path = catalog(root)
    text = re.sub(r'(?m)^msgstr "[^"\\].*"$', 'msgstr ""', path.read_text("utf-8").split("\n\n", 1)[1])
    path.write_text(path.read_text("utf-8").split("\n\n", 1)[0] + "\n\n" + text, "utf-8")
    return path


def test_what_differs_in_light_markup_is_filled_as_fuzzy(publication, tmp_path):
    path = emptied(publication)
    foreign = tmp_path / "old.po"
    foreign.write_text(
        HEADER
        + 'msgid "First item"\nmsgstr "第一项"\n\n'
        + 'msgid "A quotation \\"with quotes\\"."\nmsgstr "引文"\n\n'
        + 'msgid "Take 5 mg only as your _team_ says."\nmsgstr "只按您的*团队*所说服用5 mg。"\n\n'
        + 'msgid "A first paragraph - before any heading - with _emphasis_, __strong words__, "\n'
        + '"`code`, x^2^ and [a link][1]."\n'
        + 'msgstr "第一段，有[链接][1]"\n',
        "utf-8",
    )
    filled = upkeep.import_po(publication, [foreign])
    assert [(one.file, one.equal, one.fuzzy) for one in filled] == [("translations/zh_Hans/text.po", 1, 3)]
    found = {e.get("msgid"): e for e in po_reader.parse(path.read_bytes(), "t").messages()}
    assert (found["First item"].msgstr, found["First item"].fuzzy) == ("第一项", False)
    taken = found["Take 5 mg only as your *team* says."]
    assert (taken.msgstr, taken.fuzzy) == ("只按您的*团队*所说服用5 mg。", True)
    assert '#| msgid "Take 5 mg only as your _team_ says."\n' in taken.head
    assert (
        next(e.msgstr for m, e in found.items() if m.startswith("A first")) == "第一段，有[链接](https://example.org/a)"
    )
    before = path.read_bytes()
    assert upkeep.import_po(publication, [foreign]) == ()
    assert path.read_bytes() == before


def test_what_is_translated_is_not_touched(publication, tmp_path):
    upkeep.extract(publication)
    before = catalog(publication).read_bytes()
    foreign = tmp_path / "old.po"
    foreign.write_text(HEADER + 'msgid "First item"\nmsgstr "别的"\n', "utf-8")
    assert upkeep.import_po(publication, [foreign]) == ()
    assert catalog(publication).read_bytes() == before


@pytest.mark.parametrize("language", ["fr", "", "zh_TW", "klingon!"])
def test_a_catalog_in_no_language_of_the_publication(publication, tmp_path, language):
    foreign = tmp_path / "old.po"
    foreign.write_text(HEADER.replace("zh_CN", language) + 'msgid "First item"\nmsgstr "x"\n', "utf-8")
    with pytest.raises(DiglotError, match="D319"):
        upkeep.import_po(publication, [foreign])


def test_a_file_that_is_not_there(publication, tmp_path, capsys):
    assert main(["--root", str(publication), "import-po", str(tmp_path / "none.po")]) == 1
    assert "none.po: error D301: it cannot be read (No such file or directory)" in capsys.readouterr().err


# --- parity of any catalog --------------------------------------------------------------------


def test_any_catalog_can_be_compared(tmp_path, capsys):
    path = tmp_path / "any.po"
    path.write_text(
        HEADER
        + 'msgid "See [this](https://a.b/c) and `code`."\nmsgstr "见此。"\n\n'
        + 'msgid "- one\\n- two"\nmsgstr "- 一\\n- 二"\n\n'
        + 'msgid "Fine."\nmsgstr "好。"\n',
        "utf-8",
    )
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr()
    assert "any.po:4: error D306: the link to https://a.b/c is lost" in said.err
    assert "warning D313" in said.err
    assert said.out.endswith("any.po: 3 translations, 1 flagged (33.3 %)\n")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared")
def test_real_catalogs_are_flagged_seldom_and_rightly():
    reports = [upkeep.parity_of(path) for path in sorted((CORPUS / "po").glob("*.po"))]
    shares = [one.flagged / one.translations for one in reports]
    assert max(shares) < 0.06, shares
    said = "\n".join(str(p) for one in reports for p in one.problems)
    # Defects that people published.
    assert "zh-CN.po:" in said
    for known in ("the code `String` is lost", "“*” stands in the text as it is", "the number 45 is missing"):
        assert known.replace("`String`", "idmap.S") in said
