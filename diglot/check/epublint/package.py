"""What a package says of its book: identifier, titles, languages, dates, accessibility. D848-D856."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from diglot import xhtml
from diglot.check.epublint import tags
from diglot.check.epublint.book import DC, OPF, Book
from diglot.check.epublint.elements import roles, text, types
from diglot.model import Place
from diglot.problems import Problem
from diglot.xhtml import Element

SHARE = 0.15
"""The part of a book's letters from which on a language must be named; a Chinese character counts twice."""
_FILE = re.compile(r"\S+\.(?:x?html?|md|docx?|epub|opf|pdf|txt)", re.IGNORECASE)
_UNTITLED = {"untitled", "unknown", "title", "no title", "无标题", "未命名", "todo"}
_NOBODY = {"", "unknown", "none", "n/a", "todo", "tbd", "-", "self"}
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_HAZARDS = ("flashing", "motionSimulation", "sound")
_CERTIFIED = re.compile(r"wcag|a11y|accessibility", re.IGNORECASE)


def check(book: Book) -> Iterator[Problem]:
    """Every finding about the package document."""
    yield from _identifier(book)
    yield from _titles(book)
    yield from _languages(book)
    if not book.older:
        yield from _modified(book)
        yield from _accessibility(book)
        yield from _conformance(book)


def _identifier(book: Book) -> Iterator[Problem]:
    """D848. EPUB 3.3, “The dc:identifier element” and “unique-identifier”."""
    wanted = book.package.get("unique-identifier", "")
    found = [e for e in book.package.iter(f"{DC}identifier") if wanted and e.get("id") == wanted]
    if not found:
        yield book.said("D848", f"no dc:identifier has the id “{wanted}” that unique-identifier names")
        return
    said = text(found[0])
    if not said:
        yield book.said("D848", "the identifier is empty", found[0])
    elif said.lower().startswith("urn:uuid:"):
        try:
            nil = UUID(said[9:]).int == 0
        except ValueError:
            yield book.said("D848", f"“{said}” is no UUID", found[0])
        else:
            if nil:
                yield book.said("D848", f"“{said}” is nobody's: it is the nil UUID", found[0])


def _titles(book: Book) -> Iterator[Problem]:
    """D850, D851. EPUB 3.3, “The dc:title element”; DAISY KB, “Publication title”: one title."""
    found = list(book.package.iter(f"{DC}title"))
    if not found:
        yield book.said("D850", "there is no dc:title")
    for title in found:
        said = text(title)
        if not said or said.lower() in _UNTITLED or _FILE.fullmatch(said):
            yield book.said("D850", f"dc:title says “{said}”", title)
    refined = {e.get("refines", "") for e in _metas(book, "title-type")}
    for title in found[1:]:
        if f"#{title.get('id')}" not in refined:
            yield book.said("D851", f"“{text(title)[:60]}” stands beside “{text(found[0])[:60]}”", title)


def _modified(book: Book) -> Iterator[Problem]:
    """D849. EPUB 3.3, “Last modified date”."""
    found = [e for e in _metas(book, "dcterms:modified") if not e.get("refines")]
    if len(found) != 1:
        yield book.said("D849", f"dcterms:modified is said {len(found)} times")
    for one in found:
        said = text(one)
        try:
            datetime.fromisoformat(said)
        except ValueError:
            right = False
        else:
            right = bool(_MODIFIED.fullmatch(said))
        if not right:
            yield book.said("D849", f"“{said}” is no date like 2026-01-31T00:00:00Z", one)


# --- languages ----------------------------------------------------------------------------


def _languages(book: Book) -> Iterator[Problem]:
    """D852, D853. EPUB 3.3, “The dc:language element”: each language of the text, and no other."""
    if not book.languages:
        yield book.said("D853", "there is no dc:language")
    yield from _tags(book)
    amounts = _amounts(book)
    whole = sum(amounts.values())
    for tag, amount in sorted(amounts.items()):
        if tag and amount > SHARE * whole and not any(tags.same(tag, one) for one in book.languages):
            yield book.said("D853", f"{100 * amount // whole} % of the text is “{tag}”, which no dc:language says")
    for element in book.package.iter(f"{DC}language"):
        if whole and not any(tags.same(text(element), tag) for tag in amounts):
            yield book.said("D853", f"dc:language says “{text(element)}”, but no text is tagged so", element)


def _amounts(book: Book) -> dict[str, int]:
    """Language tag -> how much text there is in it; what Latin letters say of Chinese is not counted."""
    found: dict[str, int] = {}
    for page in book.pages.values():
        for run in page.runs:
            weight = len(run.text) + sum(map(len, xhtml.HAN.findall(run.text)))
            if "-latn" not in run.language.lower() and not run.text.isspace():
                found[run.language] = found.get(run.language, 0) + weight
    return found


def _tags(book: Book) -> Iterator[Problem]:
    """D852, each tag once where it stands first."""
    said: dict[str, Place] = {}
    for element in book.package.iter(f"{DC}language"):
        said.setdefault(text(element), book.at(element))
    for element in book.package.iter("{*}*"):
        if element.get(xhtml.XML_LANG) is not None:
            said.setdefault(element.get(xhtml.XML_LANG), book.at(element))
    for page in book.pages.values():
        for key in (xhtml.XML_LANG, "lang", "hreflang"):
            for element in page.having(key):
                # An empty tag says that the language is not known (XML 1.0, 2.12).
                if tag := element.get(key):
                    said.setdefault(tag, page.at(element))
    for tag, place in said.items():
        if trouble := tags.trouble(tag):
            yield Problem("D852", f"“{tag}” {trouble}", place)


# --- accessibility ------------------------------------------------------------------------


def _metas(book: Book, name: str) -> Iterator[Element]:
    return (e for e in book.package.iter(f"{OPF}meta") if e.get("property") == name)


def _values(book: Book, name: str) -> dict[str, Element]:
    """Value -> the element that says it, of a property of schema.org."""
    return {text(e): e for e in _metas(book, f"schema:{name}")}


def _accessibility(book: Book) -> Iterator[Problem]:
    """D854, D855. EPUB Accessibility 1.1, “Discovery metadata requirements”; what is claimed must be so."""
    needed = ("accessMode", "accessibilityFeature", "accessibilityHazard")
    if absent := [name for name in needed if not _values(book, name)]:
        yield book.said("D855", f"nothing says schema:{', schema:'.join(absent)}")
    for feature, element in _values(book, "accessibilityFeature").items():
        shown = _FEATURES.get(feature)
        if shown and not shown(book):
            yield book.said("D854", f"it claims “{feature}”, but there is none of it in the book", element)
    modes = _values(book, "accessMode")
    for mode, has in _MODES.items():
        if mode in modes and not has(book):
            yield book.said("D854", f"it claims the access mode “{mode}”, but nothing in the book is", modes[mode])
        elif mode not in modes and modes and has(book):
            yield book.said("D854", f"it does not say the access mode “{mode}”, but the book needs it")
    yield from _sufficient(book, set(modes))
    hazards = _values(book, "accessibilityHazard")
    if {"none", "unknown"} & hazards.keys() and len(hazards) > 1:
        yield book.said("D854", f"its hazards contradict each other: {', '.join(hazards)}")
    for hazard in _HAZARDS:
        if hazard in hazards and f"no{hazard[0].upper()}{hazard[1:]}Hazard" in hazards:
            yield book.said("D854", f"it claims “{hazard}” and that there is none", hazards[hazard])


def _sufficient(book: Book, modes: set[str]) -> Iterator[Problem]:
    """Modes that are enough to read the book must be modes of the book."""
    for said, element in _values(book, "accessModeSufficient").items():
        if modes and (other := {one.strip() for one in said.split(",")} - modes - {"textual"}):
            yield book.said(
                "D854", f"it calls “{', '.join(sorted(other))}” sufficient, which is no access mode", element
            )


def _any(book: Book, names: Iterable[str]) -> bool:
    wanted = tuple(names)
    return any(page.all(*wanted) for page in book.pages.values())


def _has_type(book: Book, *words: str) -> bool:
    return any(set(words) & (types(e) | roles(e)) for page in book.pages.values() for e in page.typed)


def _has_pictures(book: Book) -> bool:
    return any(e.get("alt") != "" for p in book.pages.values() for e in p.all("img", "image", "svg", "picture"))


def _has_headings(book: Book) -> bool:
    return any(page.headings() for page in book.pages.values())


_MODES: dict[str, Callable[[Book], bool]] = {
    "visual": lambda book: _has_pictures(book) or _any(book, ("video", "math", "canvas")),
    "auditory": lambda book: _any(book, ("audio", "video")) or any("smil" in i.type for i in book.items.values()),
    "textual": lambda book: any(run.text.strip() for page in book.pages.values() for run in page.runs),
}
_FEATURES: dict[str, Callable[[Book], bool]] = {
    "alternativeText": _has_pictures,
    "longDescription": _has_pictures,
    "describedMath": lambda book: _any(book, ("math",)),
    "MathML": lambda book: _any(book, ("math",)),
    "captions": lambda book: _any(book, ("video", "audio")),
    "audioDescription": lambda book: _any(book, ("video",)),
    "transcript": lambda book: _any(book, ("video", "audio")),
    "rubyAnnotations": lambda book: _any(book, ("ruby",)),
    "tableOfContents": lambda book: _has_type(book, "toc"),
    "index": lambda book: _has_type(book, "index", "doc-index"),
    "structuralNavigation": _has_headings,
    "pageNavigation": lambda book: _has_type(book, "page-list", "doc-pagelist"),
    "printPageNumbers": lambda book: _has_type(book, "page-list", "doc-pagelist", "pagebreak", "doc-pagebreak"),
    "pageBreakMarkers": lambda book: _has_type(book, "pagebreak", "doc-pagebreak"),
    "synchronizedAudioText": lambda book: any("smil" in item.type for item in book.items.values()),
    "ARIA": lambda book: any(page.having("role") for page in book.pages.values()),
}


def _conformance(book: Book) -> Iterator[Problem]:
    """D856. EPUB Accessibility 1.1, “Conformance reporting”: who says so must be named."""
    metas = [(e.get("property", ""), text(e), e) for e in book.package.iter(f"{OPF}meta")]
    metas += [(e.get("rel", ""), e.get("href", ""), e) for e in book.package.iter(f"{OPF}link")]
    names = [(said, e) for name, said, e in metas if name == "a11y:certifiedBy"]
    for said, element in names:
        if said.strip().lower() in _NOBODY:
            yield book.said("D856", f"a11y:certifiedBy says “{said}”", element)
    for name, said, element in metas:
        if name == "dcterms:conformsTo" and _CERTIFIED.search(said) and not names:
            yield book.said("D856", f"it claims “{said[:60]}”, and no a11y:certifiedBy says who evaluated it", element)
