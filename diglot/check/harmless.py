"""Which declarations cannot hide a text, shrink it or move it away. Whatever is not listed here can.

The list is of what is harmless, not of what harms: a property or a value that nobody has thought of is
trouble. Limits are for a phone: 20 em wide, letters of 16 px.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

from diglot.check import colours

BASE = 12.0
"""The size of a reader's own text that sizes are measured against, pt."""
PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""What a unit is, px, where a letter is 16."""
SIZES = {"xx-small": 0.6, "x-small": 0.75, "small": 0.89, "medium": 1.0, "large": 1.2, "x-large": 1.5, "xx-large": 2.0}
"""Sizes by name, of the reader's own."""
COVERING = frozenset({
    "position", "top", "margin-top", "transform", "translate", "scale", "rotate", "zoom", "offset-path", "z-index",
    "outline", "outline-width", "outline-offset", "box-shadow",
})  # fmt: skip
"""What can lay an element over its neighbours."""
SQUEEZING = frozenset({"height", "line-height"})
"""What can let a text run over its neighbours."""
SHIFTING = frozenset({"left", "margin-left", "text-indent"})
"""What can lay an element over the line that it stands in."""
_SIDES = ("top", "right", "bottom", "left")
_KEPT = frozenset({"inherit", "initial", "unset"})
_OFF = frozenset({"none", "normal", "auto"})


_NEVER = (1.0, 0.0)


class _Within(NamedTuple):
    """The words that are allowed, and the least and the greatest px, % and numbers."""

    words: frozenset[str] = frozenset()
    px: tuple[float, float] = _NEVER
    percent: tuple[float, float] = _NEVER
    numbers: tuple[float, float] = _NEVER

    def allows(self, token: Any) -> bool:
        """Whether one part of a value is within the limits."""
        if token.type == "whitespace" or token in {",", "/"}:
            return True
        if token.type == "number":
            return _between(self.numbers, token.value) or (token.value == 0 and _between(self.px, 0))
        if token.type == "dimension":
            return token.lower_unit in PX and _between(self.px, token.value * PX[token.lower_unit])
        if token.type == "percentage":
            return _between(self.percent, token.value)
        word = tinycss2.serialize([token]).lower()
        return word in self.words or (self.px != _NEVER and colours.known(word))


def _between(limits: tuple[float, float], value: float) -> bool:
    return limits[0] <= value <= limits[1]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LINES = _words("none solid dotted dashed double wavy inset groove ridge outset thin medium thick currentcolor")
_ANY = re.compile(
    r"--.*|(page-|column-)?break-.*|orphans|widows|hyphen.*|adobe-hyphenate|hanging-punctuation|text-align(-last)?|text-justify"
    r"|text-rendering|color-scheme|text-decoration-(color|style|skip.*)|text-underline-position|text-overflow"
    r"|word-break|word-wrap|overflow(-wrap|-x|-y)?|line-break|tab-size|list-style.*|quotes|counter-.*"
    r"|font-(family|weight|style|stretch|kerning|synthesis|display|smoothing)|src|unicode-range|size"
    r"|caption-side|empty-cells|border-collapse|table-layout|border(-\w+)*-(color|style)"
    r"|box-sizing|box-decoration-break|transition.*|cursor|float|clear|image-rendering|object-fit"
    r"|(align|justify|place)-(items|content|self)"
)
_ONLY_OFF = _Within(_OFF)
_ACROSS = _Within(_words("auto"), (0, 96), (0, 25))
_DOWN = _Within(_words("auto"), (0, 400), (0, 50))
_SHIFT = _Within(_words("auto"), (-8, 8))
_LINE = _Within(_LINES, (0, 24))
_TIGHT = _Within(_words("normal"), (-1.6, 8))
_KNOWN: dict[str, _Within] = {
    "display": _Within(_words(
        "block inline inline-block flow-root list-item contents flex inline-flex grid inline-grid inline-table table"
        " table-row table-cell table-caption table-row-group table-header-group table-footer-group ruby"
    )),
    "visibility": _Within(_words("visible")),
    "position": _Within(_words("static relative")),
    "left": _SHIFT, "top": _SHIFT,
    "margin-left": _ACROSS._replace(px=(-8, 96)), "margin-top": _DOWN._replace(px=(-8, 400)),
    "padding-left": _ACROSS, "padding-top": _DOWN,
    "text-indent": _Within(px=(-32, 96), percent=(0, 25)),
    "border": _LINE, "border-width": _LINE, "border-radius": _Within(px=(0, 24)),
    "border-spacing": _Within(px=(0, 24)), "gap": _Within(_words("normal"), (0, 24)),
    "outline": _LINE._replace(px=(0, 3)), "outline-width": _LINE._replace(px=(0, 3)),
    "outline-style": _Within(_LINES), "outline-color": _Within(_LINES), "outline-offset": _Within(px=(0, 8)),
    "box-shadow": _Within(_words("none inset"), (-8, 8)),
    "width": _Within(_words("auto fit-content"), (96, 320), (20, 100)),
    "max-width": _Within(_words("none fit-content"), (96, 9999), (20, 100)),
    "min-width": _Within(_words("auto"), (0, 320), (0, 100)),
    "height": _Within(_words("auto none")), "min-height": _Within(_words("auto"), (0, 400), (0, 100)),
    "line-height": _Within(_words("normal"), (14, 60), (90, 400), (0.9, 4)),
    "letter-spacing": _TIGHT, "word-spacing": _TIGHT,
    "vertical-align": _Within(
        _words("baseline top middle bottom sub super text-top text-bottom"), (-8, 8), (-50, 50)
    ),
    "white-space": _Within(_words("normal pre-wrap pre-line break-spaces")),
    "text-wrap": _Within(_words("wrap balance pretty stable")),
    "text-transform": _Within(_words("none uppercase lowercase capitalize full-width")),
    "text-decoration-line": _Within(_LINES | {"underline", "overline"}, (0, 3)),
    "text-decoration-thickness": _Within(_words("auto from-font"), (0, 3)),
    "text-emphasis": _Within(_words("none filled open dot circle double-circle triangle sesame")),
    "text-emphasis-position": _Within(_words("over under left right auto")),
    "text-underline-offset": _Within(_words("auto"), (0, 6)),
    "font-variant": _Within(_words(
        "normal none small-caps lining-nums oldstyle-nums tabular-nums proportional-nums common-ligatures"
        " no-common-ligatures contextual no-contextual simplified traditional proportional-width full-width"
    )),
    "direction": _Within(_words("ltr rtl")),
    "unicode-bidi": _Within(_words("normal embed isolate plaintext")),
    "writing-mode": _Within(_words("horizontal-tb")),
    "content": _Within(_words("normal")),
    "z-index": _Within(_words("auto"), numbers=(0, 9999)),
    "zoom": _Within(_words("normal"), numbers=(1, 2), percent=(100, 200)),
    "text-size-adjust": _Within(_words("none auto"), percent=(100, 100)),
}  # fmt: skip
_KNOWN |= dict.fromkeys(_words(
    "transform translate scale rotate perspective offset-path filter backdrop-filter mask mask-image clip clip-path"
    " shape-outside mix-blend-mode content-visibility animation animation-name background-image border-image"
    " text-shadow font-size-adjust font-feature-settings font-variation-settings"
), _ONLY_OFF)  # fmt: skip
_ALIASES = (
    (r"-(webkit|moz|ms|o|epub)-", ""),
    (r"(margin|padding)-(right|inline(-start|-end)?)$", r"\1-left"),
    (r"(margin|padding)-(bottom|block(-start|-end)?)$", r"\1-top"),
    (r"right$|inset-inline(-start|-end)?$", "left"),
    (r"bottom$|inset-block(-start|-end)?$", "top"),
    (r"border-(top|right|bottom|left|inline|block)(-start|-end)?(-width)?$", "border"),
    (r"border-.*-radius$", "border-radius"),
    (r"(row|column)-gap$", "gap"),
    (r"(max-|min-)?inline-size$", r"\1width"),
    (r"(max-)?(height|block-size)$", "height"),
    (r"min-block-size$", "min-height"),
    (r"font-variant-.*", "font-variant"),
)
_MEASURED = frozenset({"color", "background-color", "font-size", "opacity"})
_FONT = re.compile(
    r"(?:(?:normal|italic|oblique|small-caps|bold|bolder|lighter|[1-9]00)\s+)*([^\s/]+)(?:\s*/\s*(\S+))?\s+[^\s].*"
)


def longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    """A declaration as those of single properties, of those properties that are measured or that have sides."""
    if name == "font" and value not in _KEPT:
        hit = _FONT.fullmatch(value)
        yield "font-size", hit[1] if hit else value
        yield "line-height", (hit[2] if hit else None) or "normal"
    elif name == "font":
        yield from (("font-size", value), ("line-height", value))
    elif name == "background":
        yield from (("background-color", value), ("background-image", "none"))
    elif name == "text-decoration":
        yield "text-decoration-line", value
    elif name in {"margin", "padding", "inset"}:
        each = re.split(r"\s+(?![^(]*\))", value)
        four = (each * 4)[:4] if len(each) < 3 else [*each, each[1]][:4]
        prefix = "" if name == "inset" else f"{name}-"
        yield from ((f"{prefix}{side}", one) for side, one in zip(_SIDES, four, strict=True))
    else:
        yield name, value


@lru_cache(maxsize=1024)
def canonical(name: str) -> str:
    """A property without its vendor, one for all four sides."""
    for pattern, by in _ALIASES:
        name = re.sub(f"^(?:{pattern})", by, name)
    return name


@lru_cache(maxsize=4096)
def is_harmless(name: str, value: str) -> bool:
    """Whether a declaration, in small letters, cannot hide a text, or, of a size or a colour, can be measured."""
    if name in _MEASURED:
        return _is_measurable(name, value)
    name = canonical(name)
    if _ANY.fullmatch(name):
        return True
    return name in _KNOWN and (value in _KEPT or _is_within(value, _KNOWN[name]))


def _is_measurable(name: str, value: str) -> bool:
    if name == "font-size":
        return size(value, 1.0, 1.0) is not None
    if name == "opacity":
        return _is_within(value, _Within(numbers=(0, 1), percent=(0, 100)))
    if name == "color" and value in _KEPT | {"currentcolor"}:
        return True
    return colours.known(value) or (name == "background-color" and value in colours.CLEAR)


def _is_within(value: str, known: _Within) -> bool:
    return all(known.allows(token) for token in tinycss2.parse_component_value_list(value))


def size(value: str, around: float, root: float) -> float | None:
    """A size of letters, pt, within letters of `around`; `root`: the document's. None where it cannot be known."""
    if value in {"inherit", "unset", ""}:
        return around
    if value in SIZES or value == "initial":
        return BASE * SIZES.get(value, 1.0)
    if value in {"smaller", "larger"}:
        return around * (1.2 if value == "larger" else 1 / 1.2)
    hit = re.fullmatch(r"(\d*\.?\d+)(%|[a-z]+)", value)
    if not hit or (hit[2] != "%" and hit[2] not in PX):
        return 0.0 if re.fullmatch(r"0*\.?0+", value) else None
    relative = {"em": around, "%": around / 100, "rem": root}
    return float(hit[1]) * relative.get(hit[2], PX.get(hit[2], 0.0) * 0.75)


def share(opacity: str) -> float:
    """An opacity, from 0 to 1; 1 where it cannot be known."""
    hit = re.fullmatch(r"\+?(\d*\.?\d+)(%?)", opacity)
    return float(hit[1]) / (100 if hit[2] else 1) if hit else 1.0
