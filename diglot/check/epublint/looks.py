"""Fonts and styles: what must be drawn is in the fonts, and the reader's own choices stay in force. D828, D887-D889."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2
import uharfbuzz as hb

from diglot import xhtml
from diglot.check.epublint.book import REMOTE, Book, joined
from diglot.check.epublint.css import URL, Rule, Sheet, declared
from diglot.model import Place
from diglot.problems import Problem

GENERIC = {
    *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif"),
    *("ui-monospace", "ui-rounded", "math", "emoji", "fangsong", "inherit", "initial", "unset", "revert"),
}
_FONT = re.compile(r"\.(otf|ttf|ttc|woff2?)$", re.IGNORECASE)
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")
_FIXED = re.compile(r"[1-9.][\d.]*(?:px|pt|pc|cm|mm|in|q)$", re.IGNORECASE)
_NO_COLOUR = {"inherit", "currentcolor", "transparent", "initial", "unset", "none", "revert"}


def check(book: Book) -> Iterator[Problem]:
    """Every finding about fonts and styles."""
    every = [*book.sheets.values()]
    every += [one for page in book.pages.values() for one in book.styles(page) if one.name == page.name]
    fonts = {name: hb.Face(hb.Blob(data)) for name, data in _sfnt(book)}
    yield from _fonts(book, every, fonts)
    yield from _glyphs(book, frozenset[int]().union(*(face.unicodes for face in fonts.values())))
    for sheet in every:
        yield from _rules_of(book, sheet)
    for page in book.pages.values():
        for element in page.having("style"):
            rule = Rule([], declared(element.get("style")), 0)
            yield from _fixed(rule, page.at(element))
    yield from _families(book, every)


def _sfnt(book: Book) -> Iterator[tuple[str, bytes]]:
    """The fonts that can be read."""
    for name, data in book.container.files.items():
        if name.lower().endswith((".otf", ".ttf", ".ttc")) and name not in book.container.encrypted:
            yield name, data


def _fonts(book: Book, every: Sequence[Sheet], fonts: dict[str, hb.Face]) -> Iterator[Problem]:
    """D887, D888. EPUB 3.3, “Core media types”; Kobo and Kindle take OTF and TTF, not WOFF2."""
    for name, face in fonts.items():
        if not face.glyph_count or not face.unicodes:
            yield Problem("D887", f"“{name}” is no font that can be read", book.container.place(name))
    for name in sorted(book.container.encrypted):
        if _FONT.search(name):
            yield Problem("D888", f"“{name}” is obfuscated: what it draws was not checked", book.container.place(name))
    for sheet in every:
        for face in sheet.faces:
            place = book.container.place(sheet.name, sheet.line + face.line)
            sources = [hit[1] for hit in URL.finditer(tinycss2.serialize(_source(face)))]
            named = [
                joined(sheet.name, one) for one in sources if not one.startswith("data:") and not REMOTE.match(one)
            ]
            absent = [path for path in named if path not in book.container.names]
            if absent:
                yield Problem("D887", f"@font-face names “{absent[0]}”, which is not there", place)
            elif not sources:
                yield Problem("D887", f"@font-face {face.value('font-family')} embeds no file", place)
            elif named and all(path.lower().endswith((".woff", ".woff2")) for path in named):
                yield Problem(
                    "D888", f"“{named[0]}” is the only form of its font; what it draws was not checked", place
                )


def _source(face: Rule) -> list[Any]:
    return [token for d in face.declarations if d.lower_name == "src" for token in d.value]


def _families(book: Book, every: Sequence[Sheet]) -> Iterator[Problem]:
    """D888. Kobo's epub-spec: do not name fonts that are not embedded."""
    known = {name.casefold() for sheet in every for face in sheet.faces for name in _named(face)} | GENERIC
    for sheet in every:
        for rule in sheet.rules:
            strange = [name for name in _named(rule) if name.casefold() not in known and "(" not in name]
            known.update(name.casefold() for name in strange)
            if strange:
                place = book.container.place(sheet.name, sheet.line + rule.line)
                yield Problem("D888", f"“{', '.join(strange)}” is named, but not in the book", place)


def _named(rule: Rule) -> list[str]:
    """The families that a rule names."""
    return [name for one in rule.value("font-family").split(",") if (name := one.strip(" \n\t\"'"))]


def _glyphs(book: Book, covered: frozenset[int]) -> Iterator[Problem]:
    """D828: Chinese text, and icons, where the book brings fonts for them; other letters are the reader's."""
    brings = any(xhtml.HAN.match(chr(c)) for c in covered)
    for page in book.pages.values():
        signs: dict[str, Any] = {}
        icons = {e for e in page.having("class") if xhtml.has_class(e, "icon")}
        for run in page.runs:
            icon = run.element in icons
            han = xhtml.writes_han(run.language) and "-Latn" not in run.language
            drawn = run.text if icon or han else "".join(xhtml.HAN.findall(run.text))
            if drawn and covered and (brings or icon):
                for sign in set(drawn):
                    signs.setdefault(sign, run.element)
        for sign in sorted(signs):
            if ord(sign) not in covered and not _INVISIBLE.match(sign):
                yield Problem("D828", f"no font of the book draws: {sign} (U+{ord(sign):04X})", page.at(signs[sign]))


def _rules_of(book: Book, sheet: Sheet) -> Iterator[Problem]:
    for rule in sheet.rules:
        yield from _fixed(rule, book.container.place(sheet.name, sheet.line + rule.line))


def _fixed(rule: Rule, place: Place) -> Iterator[Problem]:
    """D889. WCAG 1.4.4 and 1.4.3; DAISY KB, “Reflowable text”: a reader's own size and night mode must work."""
    size = next((word for word in rule.value("font-size", "font").replace("/", " ").split() if _FIXED.match(word)), "")
    if size:
        yield Problem("D889", f"font-size: {size}", place)
    colour, ground = rule.value("color"), rule.value("background-color", "background")
    if colour and colour.split()[0].lower() not in _NO_COLOUR and not ground:
        yield Problem("D889", f"color: {colour} without a background", place)
    if ground and not colour and ground.split()[0].lower() not in _NO_COLOUR and "url(" not in ground:
        yield Problem("D889", f"background: {ground} without a color", place)
