"""Extract and replace are inverse; what a translator sees is what the author wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diglot import pandoc, tree, units
from diglot.model import Document, Json

TEXT = Path(__file__).parent / "publication/source/text.md"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def document(source: str, dialect: str = "markdown") -> Document:
    return Document(
        "t", "t.md", "en", units.normalised(next(pandoc.read([source], pandoc.DIALECTS[dialect])).value), source
    )


def put_back(read: Document, found: tuple[units.Unit, ...]) -> Json:
    marks = [units.count_notes(tree.get(read.ast, unit.path)) for unit in found]
    readings = units.parse([unit.msgid for unit in found], marks)
    return units.replaced(read.ast, {u.path: r.inlines for u, r in zip(found, readings, strict=True)})


def test_what_was_extracted_put_back_is_the_original():
    read = document(TEXT.read_text(encoding="utf-8"))
    extraction = units.extract(read)
    assert extraction.problems == ()
    assert put_back(read, extraction.units) == read.ast


def test_a_translator_sees_the_authors_characters_and_numbered_footnotes():
    found = {u.msgid: u for u in units.extract(document(TEXT.read_text(encoding="utf-8"))).units}
    assert "Insulin lowers blood sugar.[^1] It does not end type 1 diabetes." in found
    assert "A quotation “with quotes”." in found
    assert "Stores essence \\| fluids" in found
    assert found["Take 5 mg only as your *team* says."].kind == "footnote"
    assert found["🌿 Lists & tables"].note == ""
    lowers = found["Insulin lowers blood sugar.[^1] It does not end type 1 diabetes."]
    assert (lowers.note, lowers.section) == ("Keep it short.", ("🌿 Lists & tables",))


def test_every_unit_has_the_line_it_begins_on():
    source = TEXT.read_text(encoding="utf-8")
    for unit in units.extract(document(source)).units:
        line = source.split("\n")[unit.place.line - 1]
        word = next(w for w in re.findall(r"\w+", unit.msgid) if len(w) > 1 or unit.msgid.startswith("A "))
        assert word in line, (unit.msgid, line)


def test_a_text_that_is_not_exact_is_locked_and_named():
    extraction = units.extract(document("Good.\n\n*a *b*c d*\n"))
    assert [u.msgid for u in extraction.units] == ["Good."]
    assert [p.code for p in extraction.problems] == ["D210"]


def test_footnotes_may_change_their_order():
    read = document("One[^a] two[^b].\n\n[^a]: First.\n\n[^b]: Second.\n")
    path = units.extract(read).units[0].path
    reading = units.parse(["Zwei[^2] eins[^1]."], [2])[0]
    bodies = [
        tree.plain(n["c"][0]["c"])
        for _, n in tree.notes(tree.get(units.replaced(read.ast, {path: reading.inlines}), path))
    ]
    assert bodies == ["Second.", "First."]


@pytest.mark.parametrize(
    "text", ["# no heading", "1. no list", "- no list", "> no quotation", "::: no div", "    no code"]
)
def test_no_translation_becomes_another_kind_of_block(text):
    reading = units.parse([text], [0])[0]
    assert tree.plain(reading.inlines).strip() == text.strip()


def test_one_malformed_text_costs_only_itself():
    texts = ["good", "a\n\nb", "[x](", "**", "`", "::: {", "good too"]
    readings = units.parse(texts, [0] * len(texts))
    assert [tree.plain(readings[i].inlines) for i in (0, 6)] == ["good", "good too"]
    assert readings[1].failure == "it must be one paragraph of text, but reads as Para, Para"


# The twelve kinds of emphasis beside Chinese punctuation; CommonMark reads five of them.
EMPHASES = {
    "**消渴症（糖尿病）**是": ["Strong", "Str"],
    "是**“消渴”**的": ["Str", "Strong", "Str"],
    "**消渴。**是": ["Strong", "Str"],
    "*消渴症*是": ["Emph", "Str"],
    "他说：**消渴**。": ["Str", "Strong", "Str"],
    "**《内经》**记载": ["Strong", "Str"],
    "（**消渴**）": ["Str", "Strong", "Str"],
    "“**消渴**”": ["Str", "Strong", "Str"],
    "**消渴**，又称": ["Strong", "Str"],
    "见**消渴（上消）**、**中消**": ["Str", "Strong", "Str", "Strong"],
    "*“气”*与*“血”*": ["Emph", "Str", "Emph"],
    "是__消渴（病）__的": ["Str", "Strong", "Str"],
}


def test_chinese_emphasis_next_to_punctuation():
    readings = units.parse(list(EMPHASES), [0] * len(EMPHASES))
    right = [text for text, r in zip(EMPHASES, readings, strict=True) if [i["t"] for i in r.inlines] == EMPHASES[text]]
    assert set(EMPHASES) - set(right) == {"是__消渴（病）__的"}


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_any_text_comes_back_or_is_locked(words):
    blocks = [{"t": "Para", "c": units.normal(tree.string(word))} for word in words if word.strip(" ")]
    read = Document(
        "t", "t.md", "en", {"pandoc-api-version": pandoc.api_version(), "meta": {}, "blocks": blocks}, " ".join(words)
    )
    assert put_back(read, units.extract(read).units) == read.ast


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_pandocs_own_manual():
    source = (SHARED / "corpora/pandoc-manual/MANUAL.txt").read_text(encoding="utf-8")
    read = document(source)
    extraction = units.extract(read)
    assert len(extraction.units) > 2000
    assert len(extraction.problems) <= 1
    assert put_back(read, extraction.units) == read.ast
