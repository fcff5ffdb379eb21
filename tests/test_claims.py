"""Claims: the marks of the article, what is printed beside them, and what is missed without one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from diglot import claimcheck, claims, modality, pandoc, pipeline, po_reader, sources, tree, units, verbs
from diglot.model import Document

OVERCLAIMS = tomllib.loads((ROOT / "tests/cases/overclaims.toml").read_text("utf-8"))["claim"]
CORPUS = ROOT.parent / "shared/corpora/comprehensive-rust/po"


def document(text: str) -> Document:
    return Document("t", "t.md", "en", next(pandoc.read([text], pandoc.DIALECTS["markdown"])).value, text)


@pytest.fixture(scope="module")
def article() -> Document:
    return document((ROOT / "source/article.md").read_text("utf-8"))


@pytest.mark.parametrize("one", OVERCLAIMS, ids=lambda one: f"{one['number']} {one['quote'][:20]}")
def test_every_overclaim_is_marked_with_its_kinds(one, article):
    found = [m for m in claims.of(article.ast) if one["quote"] in tree.plain(m.inlines)]
    assert len(found) == 1
    assert set(one["kinds"]) <= set(found[0].kinds)


def test_all_twenty_six_are_there():
    assert {one["number"] for one in OVERCLAIMS} == set(range(1, 27))


def test_every_claim_of_the_publication_has_its_words_and_what_was_tried_its_source():
    found = sources.load(ROOT)
    book = next(m for m in pipeline.edit(found, found.publication.editions)[0] if m.edition == "book")
    assert len(book.claims) >= 26
    for claim in book.claims:
        assert [tag for tag, text in claim.qualifications if text] == ["en", "zh-Hans"]
        assert claim.sources or claim.level != "rct"
    assert {one.read for one in book.references} <= {"copy", "abstract", "secondary"}


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Tea cures thirst.", ["cures"]),
        ("en", "It restores and prevents.", ["restores", "prevents"]),
        ("en", "Stem cells have not been shown to cure diabetes or to prevent it.", []),
        ("en", "Can tea cure thirst?", []),
        ("en", "It does not help. It reverses diabetes.", ["reverses"]),
        ("en", "You will no longer need insulin.", ["no longer need insulin"]),
        ("en", "Do not stop insulin; never do without insulin.", []),
        ("en", "Of 12 people in the trial, 10 did without insulin.", []),
        ("zh-Hans", "干细胞能治愈糖尿病。", ["治愈"]),
        ("zh-Hans", "干细胞不能治愈糖尿病。", []),
        ("zh-Hans", "从此摆脱胰岛素。", ["摆脱胰岛素"]),
        ("zh-Hans", "不要停用胰岛素。", []),
        ("fr", "Le thé guérit.", []),
    ],
)
def test_strong_verbs(language, text, found):
    assert list(verbs.strong(text, language)) == found


def test_a_claim_stands_in_paragraphs_lists_quotations_and_tables_with_its_words_below():
    text = (
        "A [first]{.claim evidence=lab} and a [second]{.claim evidence=rct}.\n\n"
        "- [in a *list*]{.claim evidence=none}\n\n"
        "> [quoted]{.claim evidence=animal}\n\n| a | b |\n|---|---|\n| [cell]{.claim evidence=none} | c |\n\n"
        "# A heading {.claim evidence=none}\n"
    )
    words = claims.Words("en", {level: (tree.string(level), tree.string("Say.")) for level in claims.LEVELS}, {}, {})
    made = claims.printed(document(text), words, 1)
    said = [" ".join(tree.plain(inlines).split()) for _, _, inlines in tree.slots(made.ast["blocks"], ())]
    assert said == [
        "A first lab 1 and a second rct 2.",
        "Say.",
        "Say.",
        "in a list none 3",
        "Say.",
        "quoted animal 4",
        "Say.",
        "a",
        "b",
        "cell none 5",
        "Say.",
        "c",
        "A heading",
        "none 6 Say.",
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize(("name", "language"), [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant")])
def test_fewer_than_one_in_a_hundred_published_translations_is_said_to_be_too_certain(name, language, capsys):
    path = CORPUS / f"{name}.po"
    catalog = po_reader.parse(path.read_bytes(), name)
    entries = [e for e in catalog.messages() if not e.empty and not e.fuzzy]
    readings = units.parse([text for e in entries for text in (e.get("msgid"), e.msgstr)], [0] * 2 * len(entries))
    plain = [tree.plain(r.inlines or []) for r in readings]
    flagged = sum(
        bool(modality.differences(mine, theirs, "en", language))
        for mine, theirs in zip(plain[::2], plain[1::2], strict=True)
    )
    with capsys.disabled():
        print(f"\nmodality, {name}: {flagged} of {len(entries)} flagged")
    assert flagged < len(entries) / 100


MODALITY = tomllib.loads((Path(__file__).parent / "cases/modality.toml").read_text("utf-8"))["pair"]


@pytest.mark.parametrize("pair", MODALITY, ids=lambda pair: pair["zh"][:16])
def test_a_translation_is_as_careful_as_its_source(pair):
    found = modality.differences(pair["en"], pair["zh"], "en", "zh-Hans")
    assert sorted({one.rule for one in found}) == pair["rules"]


def test_all_words_for_claims_stand_beside_them_with_the_number_of_their_region(publication):
    notice, toml = publication / "source/disclaimers/emergency.md", publication / "source/publication.toml"
    more = (
        "::: claim\nCall [your local emergency number]{.emergency-number}.\n:::\n\n"
        '::: {.claim region="US"}\nIt is free.\n:::\n'
    )
    notice.write_text(notice.read_text("utf-8") + "\n" + more, "utf-8")
    toml.write_text(toml.read_text("utf-8").replace('design = "book"', 'design = "book"\njurisdiction = "US"'), "utf-8")
    found = sources.load(publication)
    book = next(m for m in pipeline.edit(found, found.publication.editions, draft=True)[0] if m.edition == "book")
    claim = next(c for c in book.claims if "emergency" in c.kinds)
    assert dict(claim.qualifications)["en"].endswith("Do not stop insulin. Call 911. It is free.")


def test_a_table_with_a_class_of_its_own_has_its_notice(publication):
    text = publication / "source/text.md"
    one = "\n| Organ | Effect |\n|-------|--------|\n| Heart | Governs blood |\n\n: Another {.analogy}\n"
    text.write_text(text.read_text("utf-8").replace("## A picture", f"{one}\n## A picture"), "utf-8")
    found = sources.load(publication)
    book = next(m for m in pipeline.edit(found, found.publication.editions, draft=True)[0] if m.edition == "book")
    rows = [row for chapter in book.chapters for row in chapter.rows]
    after = [rows[i].kind for i in range(1, len(rows)) if "at-table" in rows[i - 1].classes]
    assert after == ["table", "table"]


def test_a_heading_in_a_div_has_the_notice_for_the_claims_below_it(publication):
    text = publication / "source/text.md"
    heading = "# Claims {#claims .claims}"
    text.write_text(text.read_text("utf-8").replace(heading, f"::: wrapped\n{heading}\n:::\n"), "utf-8")
    found = sources.load(publication)
    assert claimcheck.unnoticed(found) == []
