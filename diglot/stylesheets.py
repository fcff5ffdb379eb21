"""What may not stand in the style sheets of templates: words, which nobody would translate or check."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import tinycss2

from diglot.model import Place
from diglot.problems import Problem

_WORD = re.compile(r"[^\W\d_]")
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIELD = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_VENDOR = re.compile(r"^-[a-z]+-")
_NAMES = frozenset({
    "font", "font-family", "src", "font-feature-settings", "font-variation-settings", "font-language-override",
    "grid", "grid-area", "grid-template", "grid-template-areas", "syntax",
})  # fmt: skip
"""Properties and descriptors whose strings are names of things: nobody reads them."""
_SYMBOLS = frozenset({"symbols", "additive-symbols", "prefix", "suffix", "negative", "pad"})
"""Descriptors of counters that print bare words too."""
_PATHS = frozenset({"url", "src", "image-set", "path"})
"""Functions whose strings are addresses or drawings."""


def _counts(word: str) -> bool:
    """Whether a word is a number written in characters, as 十二 is: nobody translates it."""
    return all(unicodedata.numeric(sign, None) is not None for sign in word)


class _Declaration(NamedTuple):
    name: str
    value: list[Any]
    place: Place


def words(templates: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """D605 for each declaration of a style sheet that says something in letters.

    A custom property says what it holds wherever one that is printed asks for it, in whichever file.
    """
    found = [one for name, text in templates for one in _declarations(name, text)]
    printed = _printed(found)
    for name, value, place in found:
        if name not in printed:
            continue
        bare = name in _SYMBOLS
        said = " ".join(one for one in _said(value, bare=bare) if _WORD.search(one) and not (bare and _counts(one)))
        if said:
            yield Problem("D605", f"a style sheet says “{said[:40]}”", place)


def _declarations(file: str, text: str) -> Iterator[_Declaration]:
    """The declarations of a template in its style sheets and style attributes."""
    blank = _FIELD.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)
    if file.endswith(".css"):
        parts = [(0, tinycss2.parse_stylesheet(blank))]
    else:
        parts = [(hit.start(1), tinycss2.parse_stylesheet(hit[1])) for hit in _SHEET.finditer(blank)]
        for hit in _ATTRIBUTE.finditer(blank):
            parts.append((hit.start(), tinycss2.parse_blocks_contents(html.unescape(hit[1] or hit[2] or ""))))
    for start, nodes in parts:
        line = text.count("\n", 0, start)
        for one in _within(nodes):
            name = one.name if one.name.startswith("--") else _VENDOR.sub("", one.lower_name)
            yield _Declaration(name, one.value, Place(f"templates/{file}", line + one.source_line))


def _within(nodes: Iterable[Any]) -> Iterator[Any]:
    """The declarations of rules and of the rules within them."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in {"qualified-rule", "at-rule"} and node.content is not None:
            yield from _within(tinycss2.parse_blocks_contents(node.content))


def _printed(found: Iterable[_Declaration]) -> frozenset[str]:
    """The properties whose strings may be printed: all but names, and custom ones where one of them asks for it."""
    asks: dict[str, set[str]] = {}
    for name, value, _ in found:
        asks.setdefault(name, set()).update(_customs(value))
    printed = {name for name in asks if name not in _NAMES and not name.startswith("--")}
    waiting = list(printed)
    while waiting:
        new = asks.get(waiting.pop(), set()) - printed
        printed |= new
        waiting += new
    return frozenset(printed)


def _customs(tokens: Iterable[Any]) -> Iterator[str]:
    """The custom properties that a value asks for."""
    for token in tokens:
        if token.type == "ident" and token.value.startswith("--"):
            yield token.value
        yield from _customs(_inside(token))


def _said(tokens: Iterable[Any], *, bare: bool) -> Iterator[str]:
    """The strings of a value; with `bare` its words, too."""
    for token in tokens:
        is_path = token.type == "url" or (token.type == "function" and token.lower_name in _PATHS)
        if token.type == "string" or (bare and token.type == "ident"):
            yield token.value
        elif is_path:
            # A picture may hold words.
            yield from (one for one in _addresses(token) if one.lower().startswith("data:"))
        else:
            yield from _said(_inside(token), bare=bare)


def _addresses(token: Any) -> Iterator[str]:
    return iter([token.value]) if token.type == "url" else _said(token.arguments, bare=False)


def _inside(token: Any) -> list[Any]:
    if token.type == "function":
        return list(token.arguments)
    return list(token.content) if token.type.endswith("block") else []
