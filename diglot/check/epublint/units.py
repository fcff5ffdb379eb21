"""Bilingual units of a page: elements side by side that say one thing, and whether they are seen.

Units are found by the classes cp-original and cp-translation, which reading systems' language switches
know, and without them by what most of a book's blocks do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2

from diglot import xhtml
from diglot.check.epublint import css, tags
from diglot.check.epublint.book import Book, Page
from diglot.check.epublint.elements import HEADINGS, is_backlink, is_note, letters, local, text, within
from diglot.model import Place
from diglot.xhtml import Element

ORIGINAL, TRANSLATION = "cp-original", "cp-translation"
_WHOLE = {"html", "body", "section", "article", "main", "aside"}
_HALVES = {"p", "div", "span", "li", "td", "th", "dd", "dt", "dfn", "blockquote", "section", *HEADINGS}
_NO_SIZE = re.compile(r"0+(?:\.0*)?(?:[a-z]+|%)?$")
_PLACES = {"left", "top", "text-indent", "margin-left"}
_GONE = {
    ("display", "none"),
    ("visibility", "hidden"),
    ("visibility", "collapse"),
    ("opacity", "0"),
    ("color", "transparent"),
}
_FAR = re.compile(r"-\d{3,}")


@dataclass(frozen=True, slots=True)
class Unit:
    """Elements side by side that say one thing: (language, element) in order, below their parent."""

    page: Page
    parent: Element
    halves: tuple[tuple[str, Element], ...]

    @property
    def name(self) -> str:
        """What a Problem calls it: its first words, and its id."""
        identifier = self.parent.get("id")
        return f"“{text(self.parent)[:50]}”" + (f" (#{identifier})" if identifier else "")

    @property
    def marked(self) -> bool:
        """Whether its classes say that it is a unit."""
        return any(xhtml.has_class(e, name) for _, e in self.halves for name in (ORIGINAL, TRANSLATION))

    @property
    def blocks(self) -> bool:
        """Whether it is made of paragraphs within a cell, a caption or the like, not of words in a line."""
        return local(self.parent) not in _WHOLE and all(local(e) in {"div", "p"} for _, e in self.halves)

    @property
    def shape(self) -> tuple[str, str]:
        """What units like it have in common."""
        name = local(self.parent)
        outer = "cell" if name in {"td", "th"} else f"{name} {self.parent.get('class', '').strip()}"
        return outer, local(self.halves[0][1])

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, each where it comes first."""
        return tuple(dict.fromkeys(language for language, _ in self.halves))

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.page.at(self.halves[0][1])


def on_page(book: Book, page: Page) -> Iterator[Unit]:
    """What stands beside an element with a language of its own; the other may have that of the document."""
    parents = {e.getparent(): None for e in page.having("lang", xhtml.XML_LANG) if _is_half(e)}
    for parent in parents:
        # What a table of contents lacks is D870.
        if (
            parent is None
            or letters(_own(parent))
            or is_note(parent)
            or within(parent, ("nav",))
            or local(parent) == "nav"
        ):
            continue
        halves = [(tag, e) for e in parent if _is_half(e) and (tag := _language(book, page, e))]
        if halves:
            yield Unit(page, parent, tuple(halves))


def _is_half(element: Element) -> bool:
    """Whether an element may be one language's half of a unit."""
    return (
        isinstance(element.tag, str) and local(element) in _HALVES and not is_note(element) and not is_backlink(element)
    )


def _language(book: Book, page: Page, element: Element) -> str:
    """The dc:language of an element; "" where it is in none, or says nothing itself and has no language of its own."""
    tag = page.languages[element]
    if not _tag(element) and not letters(_untagged(element)):
        return ""
    return next((one for one in book.languages if tags.same(tag, one)), "")


def _tag(element: Element) -> str:
    return str(element.get(xhtml.XML_LANG) or element.get("lang") or "")


def _untagged(element: Element) -> str:
    """The text of an element without what is tagged in it."""
    inner = (_untagged(e) for e in element if isinstance(e.tag, str) and not _tag(e))
    return "".join((_own(element), *inner))


def _own(element: Element) -> str:
    """The text of an element that is not in another."""
    return "".join((element.text or "", *(child.tail or "" for child in element)))


class Hidden:
    """Whether an element of a page is hidden, by itself or by a style sheet."""

    def __init__(self, book: Book, page: Page) -> None:
        self._matcher = cssselect2.Matcher()
        self._classes: set[str] | None = set()
        for sheet in book.styles(page):
            for rule in sheet.rules:
                if why := _hides(rule.declarations):
                    self._add(rule.prelude, why)
        self._page = page
        self._wrappers: dict[Element, cssselect2.ElementWrapper] = {}

    def _add(self, prelude: list[Any], why: str) -> None:
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:
            return
        for selector in selectors:
            if selector.pseudo_element is None:
                self._matcher.add_selector(selector, why)
                # A rule for a class concerns only those that have it; others must ask the matcher.
                if self._classes is not None:
                    self._classes = self._classes | {selector.class_name} if selector.class_name else None

    def by(self, element: Element) -> str:
        """What keeps an element from being shown or read; "" where nothing does."""
        if element.get("hidden") is not None:
            return "hidden"
        if element.get("aria-hidden") == "true":
            return "aria-hidden"
        if why := _hides(css.declared(element.get("style", ""))):
            return why
        if self._classes is not None and not self._classes & set(element.get("class", "").split()):
            return ""
        if not self._wrappers:
            wrapped = cssselect2.ElementWrapper.from_xml_root(self._page.root)
            self._wrappers = {one.etree_element: one for one in wrapped.iter_subtree()}
        return next((f"{why} in a style sheet" for *_, why in self._matcher.match(self._wrappers[element])), "")


def _hides(declarations: Iterable[Any]) -> str:
    """The first declaration that hides what it is for; "" where none does."""
    own = {d.lower_name: str(tinycss2.serialize(d.value)).strip().lower() for d in declarations}
    return next((f"{name}: {value}" for name, value in own.items() if _is_gone(name, value)), "")


def _is_gone(name: str, value: str) -> bool:
    return (
        (name, value) in _GONE
        or (name in _PLACES and bool(_FAR.match(value)))
        or (name == "clip" and value.startswith("rect"))
        or (name == "clip-path" and value != "none")
        or (name == "font-size" and bool(_NO_SIZE.match(value)))
    )
