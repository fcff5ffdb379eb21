"""What style sheets do to the text of an XHTML document, as far as it can be known without laying it out.

The cascade of CSS for the few properties that can hide a text. Rules within @media hold too: a text
must be seen whatever the reader's screen is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import cssselect2
import tinycss2
from tinycss2.color3 import parse_color

from diglot.xhtml import Element

BASE = 12.0
"""The size of a reader's own text that sizes are measured against, pt."""
CONTRAST = 3.0
"""The least contrast of text with what is behind it (WCAG 1.4.3 asks 4.5, 3 for large text)."""
FAINT = 0.5
"""The opacity below which a text is hidden."""
HEAPED = -3.0
"""px between letters: with less they lie upon each other."""
FAR = -200.0
"""px: a text that is moved further is off the screen."""
_BLACK, _WHITE = parse_color("black"), parse_color("white")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|mm|cm|in)?$")
_PX = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 10.0, "mm": 3.78, "cm": 37.8, "in": 96.0, None: 1.0}
_SIZES = {"xx-small": 0.6, "x-small": 0.75, "small": 0.89, "medium": 1.0, "large": 1.2, "x-large": 1.5, "xx-large": 2.0}
_FOLDED = {"template", "script", "noscript", "style"}
_INHERITED = {"visibility", "color", "font-size"}
_PROPERTIES = _INHERITED | {
    "display", "opacity", "background-color", "background", "position", "left", "top", "right", "bottom",
    "text-indent", "height", "max-height", "width", "max-width", "overflow", "overflow-y", "overflow-x",
    "clip", "clip-path", "transform", "margin-left", "margin-top",
    "text-decoration", "text-decoration-line", "letter-spacing", "animation", "animation-name",
}  # fmt: skip

Style: TypeAlias = Mapping[str, str]
"""Property -> its winning value, of one element's own declarations."""


class Styles:
    """The declarations of a document's elements; `sheets`: the texts of its style sheets, in order."""

    def __init__(self, root: Element, sheets: Iterable[str]) -> None:
        self._matcher = cssselect2.Matcher()
        for sheet in sheets:
            self._add(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
        wrapped = cssselect2.ElementWrapper.from_xml_root(root)
        self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        self._own: dict[Element, Style] = {}
        self._troubles: dict[Element, str] = {}
        self._sizes: dict[Element, float] = {}

    def _add(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"} and rule.content:
                self._add(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
            elif rule.type == "qualified-rule":
                found = list(_declarations(tinycss2.parse_blocks_contents(rule.content)))
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:
                    continue
                for selector in selectors if found else ():
                    self._matcher.add_selector(selector, found)

    def own(self, element: Element) -> Style:
        """What is declared for one element; `!important` and the style attribute win as in CSS."""
        if element not in self._own:
            ranked: list[tuple[Any, str, str]] = []
            for specificity, order, pseudo, found in self._matcher.match(self._wrappers[element]):
                if pseudo is None:
                    ranked += [((important, 0, specificity, order), name, value) for name, value, important in found]
            inline = tinycss2.parse_blocks_contents(element.get("style", ""))
            ranked += [((important, 1), name, value) for name, value, important in _declarations(inline)]
            self._own[element] = {name: value for _, name, value in sorted(ranked, key=lambda one: one[0])}
        return self._own[element]

    def size(self, element: Element) -> float:
        """The size of an element's letters where the reader's own are `BASE`, pt."""
        if element not in self._sizes:
            parent = element.getparent()
            around = self.size(parent) if parent is not None else BASE
            self._sizes[element] = _size(self.own(element).get("font-size", ""), around)
        return self._sizes[element]

    def trouble(self, element: Element) -> str:
        """Why an element's text is not seen or not read aloud; "" where it is."""
        if element not in self._troubles:
            parent = element.getparent()
            above = self.trouble(parent) if parent is not None else ""
            self._troubles[element] = above or self._hidden(element) or self._faint(element)
        return self._troubles[element]

    def _hidden(self, element: Element) -> str:
        own = self.own(element)
        if {"hidden", "inert"} & set(element.attrib) or element.get("aria-hidden") == "true":
            return "hidden"
        name = str(element.tag).rpartition("}")[2]
        if name in _FOLDED or (name == "details" and element.get("open") is None):
            return "folded away"
        return vanished(own)

    def _faint(self, element: Element) -> str:
        own = self.own(element)
        if not {"color", "background-color", "background"} & own.keys():
            return ""
        # A reader may have black on white or white on black: a colour of one must do on both.
        said = self._nearest(element, ("color",)), self._nearest(element, ("background-color", "background"))
        texts = [parse_color(said[0])] if said[0] else [_BLACK, _WHITE]
        grounds = [_colour(said[1])] if said[1] else [_WHITE, _BLACK]
        for text in texts:
            for ground in grounds:
                if text is None or text == "currentColor" or ground is None or not any(said):
                    continue
                if text.alpha < FAINT or _contrast(text, ground) < CONTRAST:
                    return "contrast"
        return ""

    def _nearest(self, element: Element, names: tuple[str, ...]) -> str:
        for one in (element, *element.iterancestors()):
            for name in names:
                value = self.own(one).get(name, "")
                if value and value not in {"inherit", "transparent", "none"}:
                    return value
                if value == "transparent" and name == "color":
                    return value
        return ""


def vanished(own: Style) -> str:
    """Why what has these declarations is not seen; "" where it is."""
    if own.get("display") == "none" or own.get("visibility") in {"hidden", "collapse"}:
        return "hidden"
    return _marred(own) or _moved(own) or _clipped(own)


def _declarations(parsed: Iterable[Any]) -> Iterator[tuple[str, str, bool]]:
    """(property, value, whether it is important) of those that can hide a text."""
    for one in parsed:
        if one.type == "declaration" and one.lower_name in _PROPERTIES:
            yield one.lower_name, tinycss2.serialize(one.value).strip().lower(), one.important


def _marred(own: Style) -> str:
    if any(own.get(name, "none") not in {"none", ""} for name in ("animation", "animation-name")):
        return "does not stay"
    if "line-through" in own.get("text-decoration", "") + own.get("text-decoration-line", ""):
        return "struck out"
    if (space := _px(own.get("letter-spacing", ""))) is not None and space < HEAPED:
        return "heaped"
    shade = _number(own.get("opacity", "1"))
    return "faint" if shade is not None and shade < FAINT else ""


def _moved(own: Style) -> str:
    for name in ("left", "top", "text-indent", "margin-left", "margin-top"):
        if (shift := _px(own.get(name, ""))) is not None and shift < FAR:
            return "off the page"
    for name in ("right", "bottom"):
        far = _px(own.get(name, ""))
        if own.get("position") in {"absolute", "fixed"} and far is not None and abs(far) > -FAR:
            return "off the page"
    shown = own.get("transform", "none")
    zero = re.search(r"scale[xy3d]*\(\s*0*\.?0*\s*[,)]", shown)
    return "off the page" if zero or re.search(r"translate[xy3d]*\([^)]*-\d{3,}", shown) else ""


def _clipped(own: Style) -> str:
    cut = own.get("overflow", own.get("overflow-y", own.get("overflow-x", "visible"))) != "visible"
    for name in ("height", "max-height", "width", "max-width"):
        length = _px(own.get(name, ""))
        if cut and length is not None and 0 <= length < 16 and not own.get(name, "").endswith("%"):
            return "clipped"
    if own.get("clip", "auto").startswith("rect"):
        return "clipped"
    return "clipped" if own.get("clip-path", "none") not in {"none", ""} else ""


def _number(text: str) -> float | None:
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None


def _px(text: str) -> float | None:
    hit = _LENGTH.match(text)
    return float(hit[1]) * _PX[hit[2]] if hit else None


def _size(text: str, around: float) -> float:
    if text in _SIZES:
        return BASE * _SIZES[text]
    if text in {"smaller", "larger"}:
        return around * (1.2 if text == "larger" else 1 / 1.2)
    hit = _LENGTH.match(text)
    if not hit:
        return around
    value = float(hit[1])
    relative = {"em": around, "%": around / 100, "rem": BASE}
    return value * relative[hit[2]] if hit[2] in relative else value * _PX[hit[2]] * 0.75


def _colour(text: str) -> Any:
    """The first colour of a background."""
    for word in re.split(r"\s+(?![^(]*\))", text):
        if (found := parse_color(word)) is not None and found != "currentColor" and found.alpha > FAINT:
            return found
    return None


def _contrast(one: Any, other: Any) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour[:3])
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
