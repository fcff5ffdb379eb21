"""What is written and read without pandoc is what pandoc would have written and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diglot import pandoc, po_reader, simple, tree, units

SHARED = Path(__file__).resolve().parents[2] / "shared"
PLAIN = ["", [], []]
# Every mark of Markdown is here, and what stands beside it in Chinese text.
CHARACTERS = st.sampled_from(
    "ab12 ,.;:?()'\"/%+=!-_*~^`$<>[]{}\\|#@&消渴症（糖）。“”—…→≥βéあ한ก🧬\u0301\ufe0f\u00a0\u3000\u200b"
)


def one(name: str, content: Any) -> dict[str, Any]:
    return {"t": name, "c": content}


LEAVES = st.text(CHARACTERS, min_size=1, max_size=9).map(tree.string) | st.sampled_from(
    [[{"t": "Space"}], *([one("Code", [PLAIN, text])] for text in ("x", "a b", "<b>", "*", "{x}", "`", " a"))]
)
ADDRESSES = st.sampled_from(["https://a.b/c-d?x=1#y", "#id", "a_b_c.md", "_a_/b", "a__b%20", "x", "a(b", "a b"])
LISTS = st.recursive(
    st.lists(LEAVES, max_size=3).map(lambda parts: [i for part in parts for i in part]),
    lambda inner: st.lists(
        LEAVES
        | inner.map(lambda found: [one("Emph", found)])
        | inner.map(lambda found: [one("Strong", found)])
        | st.tuples(inner, ADDRESSES).map(lambda pair: [one("Link", [PLAIN, pair[0], [pair[1], ""]])]),
        max_size=4,
    ).map(lambda parts: [i for part in parts for i in part]),
    max_leaves=8,
)


def written(found: list[Any]) -> list[str]:
    """Each list of inlines as pandoc writes it."""
    replies = pandoc.write(([units._plain_block(inlines)] for inlines in found), pandoc.UNIT_WRITER)
    return [units._stripped(reply.value) for reply in replies]


def by_pandoc(texts: list[str]) -> list[Any]:
    """The readings of texts, none of them by the quick path: a line end keeps them from it."""
    return [reading.inlines for reading in units.parse([text + "\n" for text in texts], [0] * len(texts))]


@settings(max_examples=30, deadline=None)
@given(st.lists(LISTS, min_size=20, max_size=60))
def test_what_is_written_simply_is_what_pandoc_writes_and_reads(found):
    found = [units.normal(inlines) for inlines in found]
    pairs = [(inlines, text) for inlines in found if (text := simple.write(inlines)) is not None]
    assert written([inlines for inlines, _ in pairs]) == [text for _, text in pairs]
    assert by_pandoc([text for _, text in pairs]) == [inlines for inlines, _ in pairs]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(CHARACTERS, max_size=12), min_size=20, max_size=80))
def test_what_is_read_simply_is_what_pandoc_reads(texts):
    pairs = [(text, inlines) for text in texts if (inlines := simple.read(text)) is not None]
    assert by_pandoc([text for text, _ in pairs]) == [inlines for _, inlines in pairs]


def test_most_texts_need_no_pandoc():
    assert simple.write(tree.string("Insulin lowers blood sugar (see below).")) is not None
    assert simple.read("胰岛素降低血糖（见下文）。") is not None
    assert (
        simple.write([one("Strong", tree.string("消渴症（糖尿病）")), *tree.string("是")]) == "**消渴症（糖尿病）**是"
    )


@pytest.mark.parametrize(
    "text", ["", " a", "a ", "a  b", "a*b", "a\nb", "[a](b)", "a\u00a0b", "a\u200bb", "\ufeffa", "&amp;"]
)
def test_what_may_mean_more_is_left_to_pandoc(text):
    assert simple.read(text) is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_a_real_book_and_its_translations():
    folder = SHARED / "corpora/comprehensive-rust"
    sources = [path.read_text(encoding="utf-8") for path in sorted((folder / "src").rglob("*.md"))]
    asts = [units.normalised(reply.value) for reply in pandoc.read(sources, pandoc.DIALECTS["gfm"])]
    found = [inlines for ast in asts for _, _, inlines in tree.document_slots(ast)]
    pairs = [(inlines, text) for inlines in found if (text := simple.write(inlines)) is not None]
    assert len(pairs) > 0.9 * len(found)
    assert written([inlines for inlines, _ in pairs]) == [text for _, text in pairs]
    assert by_pandoc([text for _, text in pairs]) == [inlines for inlines, _ in pairs]
    entries = po_reader.parse((folder / "po/zh-TW.po").read_bytes(), "zh-TW.po").messages()
    texts = [e.msgstr for e in entries if simple.read(e.msgstr) is not None]
    assert by_pandoc(texts) == [simple.read(text) for text in texts]
