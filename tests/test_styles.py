"""What style sheets can hide: each of these must be named, and what only adorns must not."""

from __future__ import annotations

import pytest

from diglot import xhtml
from diglot.check.styles import Styles

HIDING = """
display: none
visibility: hidden
position: absolute
position: fixed; bottom: 0
position: relative; left: 120%
position: relative; left: 3000px
position: relative; top: 3000px
position: relative; inset: 0 0 0 9999px
inset-inline-start: 500em
text-indent: 9999px
text-indent: -9999px
text-indent: 100%
margin-left: 200%
margin-left: -150px
margin: 0 0 0 2000px
margin-inline: 90vw 0
padding: 0 0 0 100%
border-left: 900px solid
width: 1px; overflow-wrap: normal
width: 0
width: 5000px; text-align: right
max-width: 0.1em
min-width: 300%
height: 1em; overflow: hidden
height: 20px
max-height: 3em; overflow: hidden
max-height: 40px; overflow: clip
max-height: 0
block-size: 0; overflow: hidden
white-space: nowrap
font: 1px serif
font: bold italic 2pt/1 "Some Font", serif
font: var(--tiny)
font-size: 0.4vw
font-size: 1vh
font-size: calc(1em / 9)
font-size: min(1px, 1em)
font-size: clamp(1px, 1vw, 2px)
font-size: var(--tiny)
font-size: 12
font-size: 3potatoes
font-size-adjust: 0.01
-webkit-text-size-adjust: 10%
text-size-adjust: 10%
zoom: 0.1
width: 3em; overflow: hidden; overflow-wrap: normal
text-wrap: nowrap
opacity: 0.4
opacity: 30%
opacity: calc(0.1)
opacity: var(--shade)
transform: scale(0.1)
transform: scaleX(-1)
transform: rotate(180deg)
transform: matrix(0, 0, 0, 0, 0, 0)
scale: 0.1
translate: -9999px
rotate: 90deg
filter: opacity(0)
filter: blur(9px)
backdrop-filter: blur(9px)
content-visibility: hidden
-webkit-text-fill-color: transparent
-webkit-text-stroke: 9px white
line-height: 0
line-height: 0.3
line-height: 2px
line-height: 5%
line-height: calc(1px)
letter-spacing: -4px
letter-spacing: -0.5em
letter-spacing: 90em
word-spacing: -20px
clip: rect(0, 0, 0, 0)
clip-path: inset(50%)
mask: linear-gradient(transparent, transparent)
-webkit-mask-image: url(x.png)
mix-blend-mode: screen
color: transparent
color: white
color: rgba(0, 0, 0, 0.2)
color: color-mix(in srgb, white, white)
color: var(--paper)
background: url(x.png)
background: black
background: linear-gradient(black, black)
background-image: url(x.png)
background-color: black
background-color: var(--ink)
background-color: rgba(0, 0, 0, 0.95)
text-decoration: line-through
text-decoration: var(--line)
text-decoration-line: underline line-through
text-decoration: underline 2em
text-decoration-thickness: 1em
outline: 3em solid white
box-shadow: 0 0 0 50em white
text-shadow: 0 0 9px
font-variant: sub
font-variant-position: super
font-feature-settings: "sups"
unicode-bidi: bidi-override
writing-mode: vertical-rl
z-index: -1
content: ""
content: none
speak: none
animation: fade 1s
animation-name: fade
all: initial
d\\69splay: none
font: 9pt/0 serif
flex: 0 0 0
-webkit-line-clamp: 1
no-such-property: 1
""".strip().splitlines()

HARMLESS = """
display: block
display: flow-root
position: relative; top: 0.1em
margin: 1em 5%
margin: 2em auto
margin-inline-start: 1em
margin: 2.5em 0 1.5em
padding: 0.5em 0.8em
text-indent: -1.5em; padding-left: 1.5em
border: 1px solid rgba(127, 127, 127, 0.7)
border-left: 5px solid
border-color: inherit
border-radius: 4px
width: auto
width: 90%
max-width: 34em
max-height: none
height: auto
overflow: hidden
font: bold 1em/1.4 "Some Font", serif
font: 11pt var(--face)
font-family: var(--face)
font-size: 0.95em
font-size: small
font-size: 110%
font-size: inherit
line-height: 1.5
line-height: inherit
line-height: 18px
letter-spacing: 0.05em
letter-spacing: normal
opacity: 0.9
transform: none
filter: none
-webkit-text-size-adjust: none
color: inherit
color: black; background: white
color: #fff; background-color: #134b52
background: transparent
background: none
background-color: rgba(127, 127, 127, 0.1)
text-decoration: underline dotted
text-align: justify
-webkit-hyphens: auto
-epub-hyphens: auto
hyphens: auto
page-break-inside: avoid
box-decoration-break: clone
box-shadow: 0 0 3px rgba(0, 0, 0, 0.3)
font-variant-numeric: oldstyle-nums
font-feature-settings: normal
z-index: 1
--anything: 1px
float: left; width: 45%
white-space: pre-wrap
direction: ltr
text-transform: uppercase
list-style: none
quotes: "“" "”"
text-wrap: pretty
-webkit-text-size-adjust: 100%
-webkit-column-break-inside: avoid
adobe-hyphenate: auto
color-scheme: light dark
-webkit-font-smoothing: antialiased
""".strip().splitlines()

BODY = """
<section class="around"><div class="notice"><p>This is not medical advice, and nothing here replaces a doctor.
<span class="in">Ask</span><sup>2</sup></p></div><p class="after">Text that follows.</p>
<hr/><img src="x.png" alt=""/></section>
"""


def read(css: str, body: str = BODY) -> tuple[Styles, xhtml.Element]:
    root = xhtml.parse(f'<html xmlns="{xhtml.XHTML}"><head/><body>{body}</body></html>'.encode())
    notice = next(e for e in root.iter(f"{{{xhtml.XHTML}}}p"))
    return Styles(root, [css]), notice


def trouble(css: str, body: str = BODY) -> str:
    """What is said of a notice that has a style sheet: its trouble, or its size where that is too small."""
    styles, notice = read(css, body)
    return styles.trouble(notice) or ("" if styles.size(notice) >= 10 else f"{styles.size(notice)} pt")


@pytest.mark.parametrize("css", HIDING)
@pytest.mark.parametrize("selector", [".notice", ".notice p", ".around"])
def test_what_can_hide_a_notice_is_named(css, selector):
    assert trouble(f"{selector} {{ {css} }}")


@pytest.mark.parametrize("css", HARMLESS)
def test_what_only_adorns_a_notice_is_no_alarm(css):
    assert trouble(f".notice {{ {css} }} .notice p {{ {css} }}") == ""


@pytest.mark.parametrize(
    "css",
    [
        "@layer a {{ {} }}",
        "@layer a; @layer a {{ {} }}",
        "@container (min-width: 1px) {{ {} }}",
        "@supports (display: grid) {{ {} }}",
        "@media screen {{ @supports (display: grid) {{ {} }} }}",
        "@media screen {{ {} }}",
        "@scope (.around) {{ {} }}",
        "@scope (.notice) {{ :scope {{ display: none }} }}",
        "@unheard-of (x) {{ {} }}",
        ".around {{ {} }}",
        ".around {{ & {} }}",
        ".around {{ @media screen {{ {} }} }}",
        ".notice {{ @media screen {{ display: none }} }}",
        ".notice {{ color: inherit; & {{ display: none }} }}",
        ".notice {{ > p, > q {{ display: none }} }}",
        "@media screen {{ {} }} .notice {{ display: block !important }}",
        "{} @media print {{ .notice {{ display: block !important }} }}",
        "{} @layer a {{ .notice {{ display: block !important }} }}",
        "{} .notice {{ -webkit-display: block }}",
        ".notice:hover {{ display: none }}",
        ".notice:is(:hover, :active) {{ display: none }}",
        ".notice:unheard-of {{ display: none }}",
        ".notice::first-line {{ font-size: 0 }}",
        ".notice::unheard-of {{ color: transparent }}",
        ".notice::before {{ content: ''; position: absolute; inset: 0; background: white }}",
        ".after {{ position: absolute; top: 0; background: white }}",
        ".after {{ margin-top: -300px; background: white }}",
        ".after {{ transform: translateY(-5em) }}",
        ".after {{ outline: 5em solid white }}",
        ".after {{ height: 0 }}",
        ".after {{ line-height: 0 }}",
        "@import 'other.css';",
        "@namespace 'x';",
        "@font-face {{ font-family: a; src: url(a); size-adjust: 1% }}",
        "@page {{ margin: 100% }}",
        ".around {{ opacity: 0.7 }} .notice {{ opacity: 0.7 }}",
        ".around {{ color: black; background: black }} .notice {{ background: transparent }}",
        ".around {{ font-size: 60% }} .notice {{ font-size: 80% }}",
        ".notice {{ font: 1em serif; font-size: 1px }}",
        "html {{ font-size: 1px }} .notice p {{ font-size: 1rem }}",
        ".notice:is(.notice:unheard-of, .other) {{ display: none }}",
        "\ufeff.notice {{ display: none }}",
        ".around {{ display: block }} .in {{ float: left; line-height: 0 }}",
        ".after::before {{ content: '█'; line-height: 0 }}",
        ".notice {{ color: black }} @media (prefers-color-scheme: dark) {{ .around {{ background: black }} }}",
        "}} .notice {{ display: none }}",
        ".notice {{ color inherit; display: none }}",
        ".notice {{ /* a */ display/**/:/**/none/**/ }}",
    ],
)
def test_a_rule_is_found_wherever_it_stands(css):
    assert trouble(css.format(".notice { display: none }"))


@pytest.mark.parametrize(
    "css",
    [
        ".after { display: none }",
        ".after { font-size: 1px; color: white }",
        ".notice { display: none } .notice { display: block }",
        ".notice { display: block !important } div { display: none }",
        ".notice { margin: 0 0 0 -9999px } .notice { margin: 0 }",
        ".notice { font-size: 1px; font: 1em serif }",
        ".notice { background: black } .notice { background: none }",
        "@media print { .after { display: none } }",
        "@media screen { .notice { color: inherit; margin: 1em } }",
        "@font-face { font-family: a; src: url(a); unicode-range: U+20 }",
        "@keyframes a { to { opacity: 0 } }",
        "@charset 'utf-8'; @layer a, b;",
        ".notice::before { content: '→' }",
        "li::marker { color: inherit }",
        "::selection { background: #ff0 }",
        "a:hover { text-decoration: none; color: navy }",
        "sup, span { line-height: 0 }",
        "hr { height: 1px } img { height: 3em; max-width: 100% }",
        ".in { white-space: nowrap }",
        ".around { & .notice { margin: 1em } }",
        ".around { color: #fff; background: #000 } .notice { color: #eee }",
        ".around { background: #000 } .notice { color: #eee }",
        ".around { color: #fff } .notice { background: #000 }",
        ".around { opacity: 0.9 } .notice { opacity: 0.9 }",
        "html { font-size: 62.5% } .notice { font-size: 1.6rem }",
        "td { height: 2em } .notice:has(> p) { margin: 1em }",
    ],
)
def test_what_a_notice_is_not_concerned_by_is_no_alarm(css):
    assert trouble(css) == ""


@pytest.mark.parametrize(
    "html",
    [
        '<div hidden="hidden"><p>x</p></div>',
        '<div aria-hidden="true"><p>x</p></div>',
        '<div popover="auto"><p>x</p></div>',
        "<details><p>x</p></details>",
        "<dialog><p>x</p></dialog>",
        "<object><p>x</p></object>",
        '<div role="img"><p>x</p></div>',
        '<div bgcolor="black"><p>x</p></div>',
        "<del><p>x</p></del>",
        "<template><p>x</p></template>",
        '<div style="opacity: 0"><p>x</p></div>',
        '<div style="display: block; }; opacity: 0"><p>x</p></div>',
        "<p>x</p><script>1</script>",
        "<small><small><p>x</p></small></small>",
    ],
)
def test_markup_can_hide_too(html):
    assert trouble("", html)


def test_the_trouble_says_which_declaration_it_is():
    assert trouble(".notice { font-size: 3vw }") == "font-size: 3vw"
    assert "position: absolute" in trouble(".after { position: absolute }")
