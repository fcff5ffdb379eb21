"""D605: words in style sheets, wherever CSS can print them, and what only looks like words."""

from __future__ import annotations

import pytest
from conftest import ROOT

from diglot import stylesheets


def said(*templates: tuple[str, str]) -> list[str]:
    return [str(problem) for problem in stylesheets.words(templates)]


@pytest.mark.parametrize(
    "css",
    [
        'a::after { content: "proven" }',
        'a::after { content: "\\70roven" }',
        'a::after { content: var(--x, "proven") }',
        ':root { --x: "proven" } a::after { content: var(--x) }',
        ':root { --y: "proven"; --x: var(--y) } a { quotes: var(--x) }',
        ':root { --x: "proven" } a { font-family: var(--x); list-style-type: var(--x) }',
        '@property --x { syntax: "*"; inherits: true; initial-value: "proven" } a::after { content: var(--x) }',
        'a { quotes: "proven" "" }',
        'li { list-style-type: "proven " }',
        'li { list-style: symbols(cyclic "proven") }',
        '@counter-style x { system: cyclic; symbols: "proven" }',
        "@counter-style x { system: cyclic; symbols: proven }",
        "@counter-style x { system: cyclic; symbols: 一 治愈 }",
        '@counter-style x { prefix: "proven" }',
        "@counter-style x { suffix: proven }",
        "@counter-style x { additive-symbols: 1 proven }",
        "@counter-style x { negative: proven }",
        "@counter-style x { pad: 3 proven }",
        'a { string-set: title "proven" }',
        'a { bookmark-label: "proven" }',
        'a { hyphenate-character: "proven" }',
        'a { text-overflow: "proven" }',
        'a { text-emphasis: "x" }',
        'a { -webkit-text-emphasis-style: "x" }',
        '@media screen { a { &::after { content: "proven" } } }',
        '@page { @top-center { content: "proven" } }',
        'a { content: url("data:image/svg+xml,<svg><text>proven</text></svg>") }',
        "a { content: url(data:image/svg+xml,proven) }",
        'a::after { unheard-of: "proven" }',
    ],
)
def test_words_are_refused(css):
    lines = said(("book.css", f"\n{css}"))
    assert len(lines) == 1
    assert lines[0].startswith("templates/book.css:2: error D605: a style sheet says")


@pytest.mark.parametrize(
    "css",
    [
        '@charset "utf-8"; @import "more.css"; @namespace "x";',
        '@font-face { font-family: "Some Font"; src: url("a.otf") format("opentype"), local("Some Font") }',
        'a { font: 1em "Some Font", serif; font-family: "Some Font"; font-feature-settings: "kern" 1 }',
        'a { font-variation-settings: "wght" 400; font-language-override: "ROM" }',
        ':root { --serif: "Some Font"; --text: var(--serif) } a { font-family: var(--text) }',
        ':root { --unused: "Some Font" }',
        'a[lang="en"], a:lang("en") { color: red }',
        'a::after { content: "→\\2009" target-counter(attr(href), page) " / " }',
        'a { quotes: "“" "”"; list-style-type: "•  "; hyphenate-character: "-"; text-overflow: "…" }',
        "ol { list-style-type: lower-alpha }",
        'a { background: url("paper.png"); content: url(tree.png) }',
        'main { grid-template-areas: "head text" }',
        'a { clip-path: path("M 0 0 L 1 1") }',
        '@property --x { syntax: "<color>"; inherits: true; initial-value: red }',
        '@counter-style x { system: extends decimal; suffix: ". "; fallback: decimal; range: 1 infinite }',
        '@counter-style x { system: fixed; symbols: 一 二 十 十一; suffix: "、" }',
        '@supports (content: "words") { a { color: red } }',
        "a::after { content: \"{{ _('words') }}\" }",
    ],
)
def test_what_nobody_reads_is_no_alarm(css):
    assert said(("book.css", css)) == []


def test_a_custom_property_may_stand_in_another_file():
    assert said(("a.css", ':root { --x: "proven" }'), ("b.css", "a::after { content: var(--x) }")) == [
        *said(("a.css", ':root { --x: "proven" } a::after { content: var(--x) }'))
    ]


def test_markup_has_style_sheets_too():
    assert len(said(("book.html", '<p>\n<style>a::after { content: "proven" }</style>'))) == 1
    html = "<p>\n<b style='--x: \"proven\"'>x</b><style>b::after { content: var(--x) }</style>"
    assert "book.html:2:" in said(("book.html", html))[0]


def test_the_templates_have_none():
    folder = ROOT / "templates"
    assert said(*((str(path.relative_to(folder)), path.read_text("utf-8")) for path in folder.rglob("*.*"))) == []
