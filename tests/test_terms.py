"""Terms: what is found in a text, and what the check says of a translation, measured on committed cases."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diglot import (
    collation,
    config,
    exceptions,
    folding,
    glossary,
    matching,
    po,
    po_reader,
    sources,
    termbase,
    termcheck,
    tree,
)
from diglot.lint import Linter
from diglot.matching import Matcher
from diglot.problems import DiglotError

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(__file__).parent / "cases" / "terms"
TERMS = termbase.read(config.load(ROOT))
MATCHERS = {language: Matcher(TERMS, language) for language in ("en", "zh-Hans")}
TRAPS = tomllib.loads((CASES / "traps.toml").read_text("utf-8"))["trap"]
PAIRS = tomllib.loads((CASES / "corpus.toml").read_text("utf-8"))["pair"]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["text"][:12])
def test_no_trap_catches_the_matcher(trap):
    hits = Matcher(TERMS, "zh-Hans").find(trap["text"], frozenset(trap.get("senses", [])))
    assert [f"{hit.form} = {hit.concept.id}" for hit in hits] == trap["found"]


def test_the_check_is_precise_and_complete(capsys):
    linter = Linter(TERMS, "en", "zh-Hans")
    right = false = missed = 0
    for pair in PAIRS:
        found = linter.compare(pair["source"], pair["target"], frozenset(pair.get("senses", [])))
        said = {f"{one.rule} {one.subject}".replace("number number", "safety number") for one in found}
        right += len(said & set(pair["expect"]))
        false += len(said - set(pair["expect"]))
        missed += len(set(pair["expect"]) - said)
    precision, recall = right / (right + false), right / (right + missed)
    with capsys.disabled():
        print(f"\nterm check, {len(PAIRS)} pairs: precision {precision:.3f}, recall {recall:.3f}")
    assert len(PAIRS) >= 150
    assert precision >= 0.95
    assert recall >= 0.95


def test_a_hit_says_where_it_stands_in_the_text_as_written():
    text = "不是\u200bＨｂ\u00adＡ１ｃ，是Xia\u0304o Ke\u030c。"
    (hit,) = Matcher(TERMS, "zh-Hans").find(text, frozenset())
    assert text[hit.start : hit.end] == "Ｈｂ\u00adＡ１ｃ"
    folded = folding.fold("a\u2013b\u00a0 c")
    assert folded.text == "a b c"
    assert folded.span(4, 5) == (5, 6)


@pytest.mark.parametrize(
    ("text", "senses", "found"),
    [
        ("The [liver]{.tcm} is no organ.", set(), ["tcm-liver"]),
        ("The [liver]{.no-term} and the liver.", {"tcm"}, ["tcm-liver"]),
        ("`insulin` and [sugar](https://insulin.example/insulin){.insulin}", set(), []),
    ],
)
def test_an_author_marks_a_sense_or_forbids_a_match(text, senses, found):
    hits = matching.hits(Matcher(TERMS, "en"), text, frozenset(senses))
    assert [hit.concept.id for hit in hits] == found


def test_a_forced_match_needs_no_neighbour():
    matcher = Matcher(TERMS, "zh-Hans")
    assert [hit.concept.id for hit in matching.hits(matcher, "大[精]{.term}之", frozenset())] == ["jing"]
    assert matching.hits(matcher, "大精之处", frozenset()) == []


def test_each_chapter_links_and_annotates_its_first_use():
    ast = sources.read.pandoc.read(["# A\n\nXiao Ke, Xiao Ke.\n\n# B\n\nXiao Ke, [liver]{.tcm}.\n"], "markdown")
    uses = glossary.Uses("en", Matcher(TERMS, "en"))
    marked = glossary.mark(next(ast).value["blocks"], uses)
    assert [tree.plain(block["c"]) for block in marked if block["t"] == "Para"] == [
        "Xiao Ke (消渴, xiāo kě), Xiao Ke.",
        "Xiao Ke (消渴, xiāo kě), liver (肝, gān).",
    ]
    assert uses.refs == {"xiaoke": ["ref-xiaoke-en", "ref-xiaoke-en-2"], "tcm-liver": ["ref-tcm-liver-en"]}


SHARED = ROOT.parent / "shared/data/terms.tsv"
COLUMNS = {
    "en": "en",
    "zh-Hans": "zh_hans",
    "zh-Hant": "zh_hant",
    "zh-TW": "zh_tw_if_different",
    "ja": "ja",
    "ko": "ko",
    "vi": "vi",
    "ms": "ms",
}
FORMS_OF_ONE = {"xiaoke-zheng": "xiaoke", "xiaoke-bing": "xiaoke"}
"""Rows that are further names of a concept, not concepts (domain.md, hazard 1)."""


@pytest.mark.skipif(not SHARED.is_file(), reason="needs ../shared")
def test_every_concept_of_the_list_is_entered_in_every_language():
    rows = list(csv.DictReader(SHARED.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    concepts = {concept.id: concept for concept in TERMS}
    lost = []
    for row in rows:
        concept = concepts[FORMS_OF_ONE.get(row["id"], row["id"])]
        for language, column in COLUMNS.items():
            term = concept.term(language)
            # "研究性（試驗性）治療" stands there as two names.
            wanted = re.sub(r"[（(].*?[)）]", "", row[column]).split("・")[0].strip()
            names = {re.sub(r"\s*[（(].*?[)）]", "", name) for name in term.names} if term else set()
            if wanted and not {wanted, wanted.removesuffix("s")} & names:
                lost.append((row["id"], language, row[column]))
        if not concept.verified:
            lost.append((row["id"], "verified", ""))
    assert lost == []
    assert len(rows) == 125


def test_the_publication_keeps_its_own_terms():
    found = sources.load(ROOT)
    assert [one.problem for one in termcheck.check(found, sources.load_catalogs(found))] == []


def test_a_changed_preferred_form_names_every_message_with_the_old_one(publication):
    terms = publication / "source/glossary/terms.toml"
    text = terms.read_text("utf-8")
    terms.write_text(text.replace('preferred = "胰岛素"', 'preferred = "因苏林"\nforbidden = ["胰岛素"]'), "utf-8")
    found = sources.load(publication)
    loaded = sources.load_catalogs(found)
    named = {one.key for one in termcheck.check(found, loaded) if one.finding.rule == "forbidden"}
    old = {
        e.key for (_, name), c in loaded.items() for e in c.messages() if "胰岛素" in e.msgstr and "nsulin" in e.key[1]
    }
    assert named == old
    assert old


def test_an_exception_silences_one_finding_until_its_day(publication):
    catalog = publication / "translations/zh_Hans/text.po"
    catalog.write_text(catalog.read_text("utf-8").replace("胰岛素能降低血糖", "它能降低血糖"), "utf-8")
    (publication / "source/exceptions.toml").write_text(
        '[one]\nrule = "missing"\nsubject = "insulin"\ntext = "Insulin lowers"\nowner = "a test"\n'
        'reason = "a test"\nuntil = 2030-01-01\n'
    )
    found = sources.load(publication)
    loaded = sources.load_catalogs(found)
    assert [one for one in termcheck.check(found, loaded, date(2029, 1, 1)) if one.finding.rule == "missing"] == []
    with pytest.raises(DiglotError, match="D416"):
        exceptions.read(publication, date(2030, 1, 2))


def test_a_place_in_a_msgstr_has_line_and_column():
    catalog = po_reader.parse(
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n"a\\n"\n"\\"bc"\n',
        "x.po",
    )
    (entry,) = catalog.messages()
    assert str(catalog.place_in(entry, entry.msgstr.index("c"))) == "x.po:7:5"
    assert isinstance(catalog, po.Catalog)


def test_entries_are_sorted_as_each_language_sorts():
    words = [
        ("阴", "yīn"),
        ("消渴", "xiāo kě"),
        ("精", "jīng"),
        ("证", "zhèng"),
        ("自体移植", "zì tǐ yí zhí"),
        ("经", "jǐng"),
    ]
    order = lambda language: [w for w, _ in sorted(words, key=lambda w: collation.key(w[0], language, w[1]))]  # noqa: E731
    assert order("zh-Hans") == ["精", "经", "消渴", "阴", "证", "自体移植"]
    assert order("zh-Hant") == ["精", "经", "消渴", "证", "自体移植", "阴"]
    assert sorted(["Zang", "éa", "eb", "ßa"], key=lambda w: collation.key(w, "en")) == ["éa", "eb", "ßa", "Zang"]


ALPHABET = "消渴精神胰岛素气证1型糖尿病HbA１ｃ insulin-\u00ad\u200b\u00a0\u2013，。ｉa\u0304ßİﬁ’'"


@given(st.text(ALPHABET, max_size=60), st.booleans())
def test_hits_stand_in_order_and_never_overlap(text, strict):
    for language in ("en", "zh-Hans"):
        hits = MATCHERS[language].find(text, matching.ALL_SENSES, strict=strict)
        spans = list(dict.fromkeys(hit[:2] for hit in hits))
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        for start, end in spans:
            again = MATCHERS[language].find(text[start:end], matching.ALL_SENSES, strict=False)
            assert {hit.form for hit in hits if hit[:2] == (start, end)} <= {hit.form for hit in again}


@example("A\u00ad\u0304")
@given(st.text(ALPHABET, max_size=60))
def test_folding_keeps_the_way_back(text):
    folded = folding.fold(text)
    assert len(folded.starts) == len(folded.text) + 1 == len(folded.cased) + 1
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.starts[-1] == len(text)
    assert folding.fold(folded.text).text == folded.text


def test_without_a_chinese_text_a_term_of_tcm_keeps_its_chinese_name(publication):
    terms = {c.id: c for c in termbase.read(config.load(publication))}
    for languages, original in ((("en",), "消渴"), (("en", "zh-Hans"), "")):
        uses = [glossary.Uses(tag, Matcher(tuple(terms.values()), tag)) for tag in languages]
        for use in uses:
            use.seen["xiaoke"], use.refs["xiaoke"] = terms["xiaoke"], ["ref"]
        (entry,) = glossary.entries(uses, {}, languages)
        assert (entry.original, entry.pinyin) == (original, "xiāo kě")
