"""The passes between translation and composition: terms, languages of parts, template words."""

from __future__ import annotations

import pytest

from diglot import glossary, tagging, templating, tree
from diglot.matching import Matcher
from diglot.model import Concept, Place, Term
from diglot.problems import DiglotError


def concept(name: str, en: Term, zh: Term, sense: str = "") -> Concept:
    return Concept(name, "tcm", f"{name}.", (en, zh), Place("g.toml", 1), sense)


TERMS = (
    concept("insulin", Term("en", "insulin"), Term("zh-Hans", "胰岛素")),
    concept("islets", Term("en", "islet of Langerhans", ("islet",)), Term("zh-Hans", "胰岛")),
    concept("resistance", Term("en", "insulin resistance"), Term("zh-Hans", "胰岛素抵抗")),
    concept("essence", Term("en", "essence"), Term("zh-Hans", "精", mask=("精神", "酒精"), left="藏"), "tcm"),
    concept("lung", Term("en", "lung"), Term("zh-Hans", "肺"), "tcm"),
    concept("hba1c", Term("en", "HbA1c", exact_case=True), Term("zh-Hans", "糖化血红蛋白")),
    concept("beta", Term("en", "beta cell", ("β-cell",)), Term("zh-Hans", "β细胞")),
)
NONE, TCM = frozenset[str](), frozenset(["tcm"])


@pytest.mark.parametrize(
    ("language", "text", "senses", "found"),
    [
        ("zh-Hans", "胰岛素抵抗", NONE, ["resistance"]),
        ("zh-Hans", "胰岛素与胰岛", NONE, ["insulin", "islets"]),
        ("zh-Hans", "精神与酒精，藏精", TCM, ["essence"]),
        ("zh-Hans", "藏精", NONE, []),
        ("zh-Hans", "胰岛β细胞", NONE, ["islets", "beta"]),
        ("en", "Insulin resistance and insulin", NONE, ["resistance", "insulin"]),
        ("en", "islets of Langerhans, islets", NONE, ["islets", "islets"]),
        ("en", "the lung", NONE, []),
        ("en", "the Lungs", TCM, ["lung"]),
        ("en", "hba1c HbA1c", NONE, ["hba1c"]),
        ("en", "β-cells, beta cells, beta-cell", NONE, ["beta", "beta", "beta"]),
        ("en", "insulinoma, proinsulin", NONE, []),
        ("zh-Hans", "查HbA1c和CRP", NONE, []),
        ("en", "查HbA1c和", NONE, ["hba1c"]),
    ],
)
def test_terms_are_found_longest_first(language, text, senses, found):
    hits = Matcher(TERMS, language).find(text, senses)
    assert [hit.concept.id for hit in hits] == found


def test_only_the_first_use_is_linked_and_headings_are_not():
    blocks = [
        {"t": "Header", "c": [1, ["h", ["tcm"], []], tree.string("Lung")]},
        {"t": "Para", "c": tree.string("Insulin and insulin; the lung.")},
        {"t": "Para", "c": [{"t": "Link", "c": [["", [], []], tree.string("essence"), ["#x", ""]]}]},
    ]
    uses = glossary.Uses("en", Matcher(TERMS, "en"))
    marked = glossary.mark(blocks, uses)
    links = [i["c"][0][0] for block in marked[1:] for i in tree.inlines(block["c"]) if i["t"] == "Link"]
    assert links == ["ref-insulin-en", "ref-lung-en", ""]
    assert marked[0] == blocks[0]
    assert tree.plain(marked[1]["c"]) == "Insulin (胰岛素) and insulin; the lung (肺)."


def test_han_pinyin_and_icons_are_tagged():
    blocks = [{"t": "Para", "c": tree.string("⚙️ Is (消渴症 Xiāo Kě Zhèng), résumé.")}]
    spans = [i for i in tree.inlines(tagging.tagged(blocks, "en", "zh-Hans")[0]["c"]) if i["t"] == "Span"]
    assert [(tree.plain([s]), dict(s["c"][0][2]).get("lang")) for s in spans] == [
        ("⚙", None),
        ("消渴症", "zh-Hans"),
        ("Xiāo Kě Zhèng", "zh-Latn-pinyin"),
    ]
    assert tagging.tagged(blocks, "en", "zh-Hans")[0]["c"][1]["t"] == "Space"


@pytest.mark.parametrize("word", ["xiāo", "Kě", "zhèng", "jīngluò", "nǚ", "ér"])
def test_pinyin(word):
    assert tagging.is_pinyin(word)


@pytest.mark.parametrize("word", ["résumé", "café", "naïve", "élan", "plain", "über", "Zoë"])
def test_not_pinyin(word):
    assert not tagging.is_pinyin(word)


def words(template: str, **values: object) -> str:
    env = templating.environment(
        [("t.html", template)], ("en", "zh-Hans"), [("Page {n}", (("en", "Page {n}"), ("zh-Hans", "第{n}页")))]
    )
    return templating.render(env, "t.html", values)


def test_words_are_printed_in_every_language():
    assert words("{{ _('Page {n}', n=3) | plain }}") == "Page 3 · 第3页"
    assert '<span lang="zh-Hans" xml:lang="zh-Hans">第3页</span>' in words("{{ _('Page {n}', n=3) | spans }}")


def test_chinese_in_english_words_is_tagged():
    assert '(<span lang="zh-Hans" xml:lang="zh-Hans">消渴</span>)' in words(
        "{{ x | spans }}", x=(("en", "Thirst (消渴)"),)
    )


def test_translated_text_is_never_a_template():
    assert words("{{ x }}", x="{{ 7 * 7 }}<b>") == "{{ 7 * 7 }}&lt;b&gt;"
    assert words("{{ _('Page {n}', n='{{ 1 }}') | of('en') }}") == "Page {{ 1 }}"


@pytest.mark.parametrize(
    "template",
    ["{{ x.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ nothing }}", "{{ 1 / 0 }}", "{{ _('x') | of('fr') }}"],
)
def test_a_template_cannot_reach_out(template):
    with pytest.raises(DiglotError, match=r"templates/t\.html:1: error D601"):
        words(template, x=1)


def test_template_words_are_extracted_with_their_lines():
    found = templating.messages(
        (("a.html", "{# tr: short #}\n{{ _('Contents') }}"), ("b.html", "\n{{ _('Contents') }}"))
    )
    assert [(m.msgid, m.references, m.comments) for m in found] == [
        ("Contents", ("templates/a.html:2", "templates/b.html:2"), ("short",))
    ]
