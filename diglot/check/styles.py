"""What style sheets do to the text of an XHTML document, as far as it can be known without laying it out.

The cascade of CSS. A rule within an at-rule or another rule may hold or not, as the reader's screen and
program decide: its values are possible beside those that hold for certain, and a text must be seen with
all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import cssselect2
import tinycss2

from diglot.check import colours, harmless
from diglot.check.colours import Colour
from diglot.check.rules import Declaration, Rule, Sheets, declarations
from diglot.xhtml import Element

CONTRAST = 3.0
"""The least contrast of text with what is behind it (WCAG 1.4.3 asks 4.5, 3 for large text)."""
FAINT = 0.5
"""The opacity below which a text is hidden."""
LINE = 40
"""How many characters may stand in a line that is never broken."""
_SMALLER = {"small": "smaller", "sub": "smaller", "sup": "smaller", "h5": "83%", "h6": "67%", "rt": "50%"}
"""What reading systems do by themselves (HTML, 15.3)."""
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "br", "cite", "code", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q", "rt", "ruby",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
_BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "caption", "col", "colgroup", "dd", "details", "div",
    "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "img",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
})  # fmt: skip
_HIDDEN = frozenset({"hidden", "inert", "popover", "bgcolor", "background", "text"})
"""Attributes that hide or colour a text."""
_MUTE = frozenset({"img", "math", "separator", "doc-cover", "doc-pagebreak"})
"""Roles whose text is not read aloud (WAI-ARIA 1.2, children presentational)."""
_GROWING = frozenset({"table", "tr", "td", "th"})
"""Elements whose height is only the least (CSS 2.2, 17.5.3)."""
_FORGIVING = re.compile(r":(is|where)\(", re.IGNORECASE)
_OF_THE_TEXT = frozenset({None, "first-line", "first-letter"})
"""No pseudo-element, or one that is a part of its element's text; what others add can lie over it."""
_ADDED_REACH = harmless.COVERING | harmless.SQUEEZING | harmless.SHIFTING

_Style: TypeAlias = Mapping[str, tuple[str, ...]]
"""Property -> the value that holds for certain, "unset" where there is none, and each that may hold."""


class Styles:
    """The declarations of a document's elements; `sheets`: the texts of its style sheets, in order."""

    def __init__(self, root: Element, sheets: Iterable[str]) -> None:
        self._root = root
        found = Sheets(sheets)
        self._matcher = cssselect2.Matcher()
        for rule in found.rules:
            self._add(rule)
        wrapped = cssselect2.ElementWrapper.from_xml_root(root)
        self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        self._own: dict[Element, _Style] = {}
        self._sizes: dict[Element, float] = {}
        self._opacities: dict[Element, float] = {}
        self._inks: dict[Element, frozenset[str]] = {}
        self._grounds: dict[Element, frozenset[tuple[Colour, Colour]]] = {}
        self._troubles: dict[Element, str] = {}
        self._everywhere = found.unread or self._covered()

    def _add(self, rule: Rule) -> None:
        try:
            # `:is` forgives what is not understood in it, `:not` does not.
            cssselect2.compile_selector_list(_FORGIVING.sub(":not(", rule.selector))
            selectors = cssselect2.compile_selector_list(rule.selector)
        except cssselect2.SelectorError:
            # It may match anything.
            selectors, rule = cssselect2.compile_selector_list("*"), Rule("*", rule.declarations, may=True)
        for selector in selectors:
            self._matcher.add_selector(selector, rule)

    def own(self, element: Element) -> _Style:
        """What is declared for one element; `!important` and the style attribute win as in CSS."""
        if element not in self._own:
            possible: dict[str, list[str]] = {}
            for _, one, may in sorted(self._declared(element), key=lambda each: each[0]):
                values = possible.setdefault(one.name, ["unset"])
                if may:
                    values.append(one.value)
                else:
                    values[0] = one.value
            self._own[element] = {name: tuple(values) for name, values in possible.items()}
        return self._own[element]

    def _declared(self, element: Element) -> Iterator[tuple[tuple[Any, ...], Declaration, bool]]:
        """(rank, declaration, whether it may hold or not) of an element's own, in order."""
        for specificity, order, pseudo, rule in self._matcher.match(self._wrappers[element]):
            if pseudo in _OF_THE_TEXT:
                for one in rule.declarations:
                    yield (one.important, 0, specificity, order), one, rule.may or pseudo is not None
        for one in declarations(tinycss2.parse_blocks_contents(element.get("style", ""))):
            yield (one.important, 1), one, False

    def size(self, element: Element) -> float:
        """The size of an element's letters where the reader's own are 12 pt, pt: the least that is possible."""
        if element not in self._sizes:
            parent = element.getparent()
            around = self.size(parent) if parent is not None else harmless.BASE
            root = self.size(self._root) if parent is not None else harmless.BASE
            values = self.own(element).get("font-size", (_SMALLER.get(_name(element), ""),))
            known = [harmless.size(value, around, root) for value in values]
            self._sizes[element] = min((one for one in known if one is not None), default=around)
        return self._sizes[element]

    def trouble(self, element: Element) -> str:
        """Why an element's own text is not seen or not read aloud; "" where it is."""
        return self._hidden(element) or self._faint(element)

    def _hidden(self, element: Element) -> str:
        """Why an element is not seen, with all that it holds."""
        if element not in self._troubles:
            parent = element.getparent()
            above = self._hidden(parent) if parent is not None else self._everywhere
            self._troubles[element] = above or _unread(element) or self._harmed(element)
        return self._troubles[element]

    def _harmed(self, element: Element) -> str:
        """The first declaration that is not known to be harmless."""
        for name, values in self.own(element).items():
            for value in values:
                if not harmless.is_harmless(name, value) and not self._is_excepted(element, name):
                    return _said(name, value)
        return ""

    def _is_excepted(self, element: Element, name: str) -> bool:
        """Whether a property does no harm to this element: a few words need not be broken, a line keeps its height."""
        if name == "white-space":
            return len("".join(element.itertext()).strip()) <= LINE
        usual = {"line-height": _INLINE, "height": _GROWING}.get(name, frozenset())
        return _name(element) in usual and not {"display", "float"} & self.own(element).keys()

    def _covered(self) -> str:
        """What may lie over some text of the document: it cannot be known over which."""
        for element, wrapper in self._wrappers.items():
            if _name(element) == "script":
                return "a script"
            reach = harmless.COVERING | (harmless.SQUEEZING if "".join(element.itertext()).strip() else frozenset())
            found = [
                (name, value, reach)
                for name, values in self.own(element).items()
                for value in values
                if not self._is_excepted(element, name)
            ]
            for _, _, pseudo, rule in self._matcher.match(wrapper):
                if pseudo not in _OF_THE_TEXT:
                    found += [(one.name, one.value, _ADDED_REACH) for one in rule.declarations]
            for name, value, names in found:
                if harmless.canonical(name) in names and not harmless.is_harmless(name, value):
                    return f"may be covered by <{_name(element)}>, {_said(name, value)}"
        return ""

    def _faint(self, element: Element) -> str:
        opacity = self._opacity(element)
        if opacity < FAINT:
            return "faint"
        # A reader may have black on white or white on black: a colour of one must do on both.
        for text in self._inks_of(element):
            for grounds in self._grounds_of(element):
                for plain, ground in zip(("black", "white"), grounds, strict=True):
                    if colours.contrast(colours.over(text or plain, ground, opacity), ground) < CONTRAST:
                        return "contrast"
        return ""

    def _opacity(self, element: Element) -> float:
        """How much of an element is left by itself and all that it stands in."""
        if element not in self._opacities:
            parent = element.getparent()
            around = self._opacity(parent) if parent is not None else 1.0
            values = self.own(element).get("opacity", ())
            self._opacities[element] = around * min((harmless.share(value) for value in values), default=1.0)
        return self._opacities[element]

    def _inks_of(self, element: Element) -> frozenset[str]:
        """The colours that a text may have; "" is its reader's own."""
        if element not in self._inks:
            parent = element.getparent()
            around = self._inks_of(parent) if parent is not None else frozenset({""})
            found: set[str] = set()
            for value in self.own(element).get("color", ("unset",)):
                found |= {value} if colours.known(value) else {""} if value == "initial" else around
            self._inks[element] = frozenset(found)
        return self._inks[element]

    def _grounds_of(self, element: Element) -> frozenset[tuple[Colour, Colour]]:
        """What may lie behind a text, by day and by night."""
        if element not in self._grounds:
            parent = element.getparent()
            around = self._grounds_of(parent) if parent is not None else frozenset({(colours.WHITE, colours.BLACK)})
            found: set[tuple[Colour, Colour]] = set()
            for value in self.own(element).get("background-color", ("unset",)):
                if colours.known(value):
                    found |= {(colours.over(value, day), colours.over(value, night)) for day, night in around}
                else:
                    found |= around
            self._grounds[element] = frozenset(found)
        return self._grounds[element]


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _said(name: str, value: str) -> str:
    return f"{name}: {value[:40]}"


def _unread(element: Element) -> str:
    """What the markup itself does not show or read aloud."""
    name = _name(element)
    if (marks := sorted(_HIDDEN & set(element.attrib))) or element.get("aria-hidden") == "true":
        return marks[0] if marks else "hidden"
    if element.get("role") in _MUTE:
        return f"role {element.get('role')}"
    if name == "details" and element.get("open") is None:
        return "folded away"
    return "" if name in _INLINE | _BLOCKS else f"stands in <{name}>"
