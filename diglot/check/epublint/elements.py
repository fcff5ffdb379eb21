"""What an element of XHTML is and says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from diglot import xhtml
from diglot.xhtml import OPS, XHTML, Element

TYPE = f"{{{OPS}}}type"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOTES = {"footnote", "endnote", "rearnote"}
_NO_LETTER = re.compile(r"[\W_]+")


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return _local(element.tag)


def types(element: Element) -> frozenset[str]:
    """The words of epub:type."""
    return _words(element.get(TYPE, ""))


def roles(element: Element) -> frozenset[str]:
    """The words of role."""
    return _words(element.get("role", ""))


def is_noteref(element: Element) -> bool:
    """Whether a link opens a note."""
    return "noteref" in types(element) or "doc-noteref" in roles(element)


def is_backlink(element: Element) -> bool:
    """Whether a link leads back from a note."""
    return "doc-backlink" in roles(element) or "backlink" in types(element)


def is_note(element: Element) -> bool:
    """Whether an element is one note."""
    return bool(NOTES & types(element) or {"doc-footnote", "doc-endnote"} & roles(element))


def text(element: Element | None) -> str:
    """The text of an element, on one line; "" of none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def spoken(element: Element) -> Iterator[tuple[str, str]]:
    """(text, its language) of what is said of an element: without icons and the marks of notes."""
    language = xhtml.language_of(element)
    yield from _spoken(element, language)


def _spoken(element: Element, language: str) -> Iterator[tuple[str, str]]:
    if element.get("aria-hidden") == "true" or is_noteref(element) or xhtml.has_class(element, "stale"):
        return
    language = element.get(xhtml.XML_LANG) or element.get("lang") or language
    yield element.text or "", language
    if local(element) == "img":
        yield element.get("alt", ""), language
    for child in element:
        if isinstance(child.tag, str):
            yield from _spoken(child, language)
        yield child.tail or "", language


def by_language(element: Element) -> dict[str, str]:
    """Language -> what an element says in it, in letters and figures only."""
    found: dict[str, str] = {}
    for words, language in spoken(element):
        found[language] = found.get(language, "") + letters(words)
    return {language: words for language, words in found.items() if words}


def letters(words: str) -> str:
    """The letters and figures of a text, to compare it with another."""
    return _NO_LETTER.sub("", words).casefold()


def within(element: Element, names: Iterable[str]) -> bool:
    """Whether an element stands in one of some names."""
    wanted = set(names)
    return any(local(one) in wanted for one in element.iterancestors())


def is_html(element: Element) -> bool:
    """Whether an element is XHTML's own, not of SVG or MathML."""
    return str(element.tag).startswith(f"{{{XHTML}}}")
