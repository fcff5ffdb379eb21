"""Term bases to other programs and back: nothing lost in TBX v3, losses named elsewhere, nothing approved."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import needs

from diglot import config, pipeline, sources, termbase, terms, upkeep
from diglot.cli import main
from diglot.exchange import formats, tbx
from diglot.model import Place
from diglot.problems import DiglotError

ROOT = Path(__file__).resolve().parent.parent
TERMS = termbase.read(config.load(ROOT))


def test_tbx_v3_keeps_everything_and_every_byte():
    written = formats.WRITERS["tbx3"](TERMS, "en", "zh-Hans")
    read = tbx.concepts(written.data, "t.tbx")
    assert [replace(c, place=Place("")) for c in read] == [replace(c, place=Place("")) for c in TERMS]
    assert formats.WRITERS["tbx3"](read, "en", "zh-Hans").data == written.data
    assert written.losses == ()


@pytest.mark.parametrize(
    ("kind", "suffix"), [("tbx", ".tbx"), ("tbx3", ".tbx"), ("csv", ".csv"), ("tsv", ".tsv"), ("po", ".po")]
)
def test_every_format_is_read_back_with_the_preferred_names(kind, suffix, tmp_path):
    written = formats.WRITERS[kind](TERMS, "en", "zh-Hans")
    path = tmp_path / f"terms{suffix}"
    path.write_bytes(written.data)
    names = {name.text for name in formats.read(path)}
    assert {t.preferred for c in TERMS if (t := c.term("zh-Hans"))} <= names
    assert bool(written.losses) == (kind != "tbx3")


def test_tbx_v2_begins_with_the_two_languages_that_others_read():
    read = tbx.concepts(formats.WRITERS["tbx"](TERMS, "en", "zh-Hans").data, "t.tbx")
    assert {tuple(t.language for t in c.terms[:2]) for c in read} == {("en", "zh-Hans")}


def test_what_is_lost_is_counted():
    masks = sum(len(t.mask) for c in TERMS for t in c.terms)
    for kind in ("tbx", "csv", "tsv", "po"):
        assert f"{masks} mask words" in formats.WRITERS[kind](TERMS, "en", "zh-Hans").losses


def test_a_catalog_of_terms_passes_msgfmt(tmp_path):
    path = tmp_path / "terms.po"
    path.write_bytes(formats.WRITERS["po"](TERMS, "en", "zh-Hans").data)
    needs(shutil.which("msgfmt"), "msgfmt")
    subprocess.run(["msgfmt", "-o", "/dev/null", path], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.tbx", b"<tbx><text>", "a.tbx:1:12: error D407"),
        ("a.tbx", b"", "error D407"),
        ("a.tbx", b"<html/>", "a.tbx:1: error D407: <html> is not TBX"),
        ("a.tbx", b"<martif/>", "the file has no <termEntry>"),
        (
            "a.tbx",
            b'<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx><a>&x;</a></tbx>',
            "D407: entities are not allowed",
        ),
        ("a.csv", b"", "a.csv:1: error D407: the file is empty"),
        ("a.csv", b"one,two\n1,2\n", "names no columns source and target"),
        ("a.csv", b'source,target\n"a,b\n', "error D407"),
        ("a.tsv", b"insulin\n", "a.tsv:1: error D407: the row has no tab"),
        ("a.tsv", b"a\tb\n\xff\xfe\n", "a.tsv:2: error D407: not UTF-8 text"),
        ("a.docx", b"", "no term file ends in"),
    ],
)
def test_a_broken_file_is_named_with_its_line(name, data, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    with pytest.raises(DiglotError) as caught:
        formats.read(Path(name))
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DiglotError, match="D407"):
        formats.read(tmp_path / "none.tbx")


def test_another_name_is_entered_as_proposed_and_used_nowhere(publication, tmp_path):
    table = tmp_path / "from-omegat.tsv"
    table.write_text("insulin\t因苏林\nwasting-thirst\t消渴\nsomething\t别的\n", "utf-8")
    before = (publication / "source/glossary/terms.toml").read_text("utf-8")
    taken = terms.bring(publication, [table])
    after = (publication / "source/glossary/terms.toml").read_text("utf-8")
    assert [(one.concept.id, one.text) for one in taken.proposals] == [("insulin", "因苏林")]
    assert ["something" in line for line in taken.left] == [True]
    assert after == before.replace('pinyin = "yí dǎo sù"\n', 'pinyin = "yí dǎo sù"\nproposed = ["因苏林"]\n')
    assert terms.bring(publication, [table]).proposals == ()
    insulin = next(c for c in sources.load(publication).terms if c.id == "insulin").term("zh-Hans")
    assert insulin is not None
    assert insulin.names == ("胰岛素",)
    assert [p.code for p in terms.lint(publication)[1]] == ["D417"]


def test_a_second_proposal_joins_the_first_also_in_one_line(publication, tmp_path):
    path = publication / "source/glossary/terms.toml"
    text = (
        path.read_text("utf-8")
        .replace('[insulin.zh-Hans]\npreferred = "胰岛素"\npinyin = "yí dǎo sù"\n', "")
        .replace("[insulin.en]", 'zh-Hans = { preferred = "胰岛素", pinyin = "yí dǎo sù" }  # said so\n\n[insulin.en]')
    )
    path.write_text(text, "utf-8")
    for word in ("因苏林", "胰島素液"):
        table = tmp_path / "t.csv"
        table.write_text(f"context,source,target\ninsulin,insulin,{word}\n", "utf-8")
        terms.bring(publication, [table])
    insulin = next(c for c in sources.load(publication).terms if c.id == "insulin").term("zh-Hans")
    assert insulin is not None
    assert insulin.proposed == ("因苏林", "胰島素液")
    assert insulin.pinyin == "yí dǎo sù"


def test_a_translators_name_in_glossary_po_is_a_proposal_that_extraction_keeps(publication):
    upkeep.extract(publication)
    catalog = publication / "translations/zh_Hans/glossary.po"
    catalog.write_text(catalog.read_text("utf-8").replace('msgstr "胰岛素"', 'msgstr "因苏林"'), "utf-8")
    upkeep.extract(publication)
    assert 'msgstr "因苏林"' in catalog.read_text("utf-8")
    assert "因苏林" in str(terms.lint(publication)[1][0])
    assert [one.text for one in terms.bring(publication, [catalog]).proposals] == ["因苏林"]


def test_a_new_preferred_form_reaches_catalog_glossary_and_annotation(publication):
    upkeep.extract(publication)
    path = publication / "source/glossary/terms.toml"
    path.write_text(
        path.read_text("utf-8").replace(
            'preferred = "消渴"\nadmitted = ["消渴症"]', 'preferred = "消渴病"\nadmitted = ["消渴", "消渴症"]'
        ),
        "utf-8",
    )
    upkeep.extract(publication)
    assert 'msgstr "消渴病"' in (publication / "translations/zh_Hans/glossary.po").read_text("utf-8")
    found = sources.load(publication)
    manuscripts, _ = pipeline.edit(found, found.publication.editions)
    for manuscript in manuscripts:
        entry = next((e for e in manuscript.glossary if e.concept == "xiaoke"), None)
        if entry:
            assert dict(entry.names)["zh-Hans"] == "消渴病"
            html = "".join(cell.html for chapter in manuscript.chapters for row in chapter.rows for cell in row.cells)
            assert "消渴病</span>, <span" in html


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list"], "insulin  draft   insulin         胰岛素"),
        (["find", "Xiao"], "xiaoke  (tcm, draft)  source/glossary/terms.toml:23"),
        (["where-used", "xiaoke"], "source/text.md:35: Xiao Ke: …"),
        (["candidates"], "first"),
        (["lint"], "0 findings"),
        (["export", "--format", "tsv"], "insulin\t胰岛素\t"),
    ],
)
def test_the_verbs_of_the_term_base(words, said, publication, capfdbinary):
    text = (publication / "source/text.md").read_text("utf-8")
    (publication / "source/text.md").write_text(text + "\nFirst things first, the first of all.\n", "utf-8")
    upkeep.extract(publication)
    assert main(["--root", str(publication), "terms", *words]) == 0
    assert said in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize("words", [["where-used", "insulinn"], ["export", "--format", "csv", "--language", "fr"]])
def test_an_unknown_name_is_a_usage_error(words, publication, capsys):
    assert main(["--root", str(publication), "terms", *words]) == 2
    assert "D922" in capsys.readouterr().err


def test_findings_as_json_and_sarif_name_the_place(publication, capsys):
    catalog = publication / "translations/zh_Hans/text.po"
    catalog.write_text(catalog.read_text("utf-8").replace("1型糖尿病", "2型糖尿病"), "utf-8")
    assert main(["--root", str(publication), "terms", "lint", "--format", "json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["code"], one["rule"], one["file"], one["line"]) == (
        "D413",
        "safety",
        "translations/zh_Hans/text.po",
        39,
    )
    assert main(["--root", str(publication), "terms", "lint", "--format", "sarif"]) == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (run["results"][0]["level"], region) == ("error", {"startLine": 39, "startColumn": one["column"]})
