"""What may not stand in the style sheets of templates: words, which nobody would translate or check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2

from diglot.model import Place
from diglot.problems import Problem

_WORD = re.compile(r"[^\W\d_]")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_FIELD = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def words(templates: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """D605 for each `content` of a style sheet that says something in letters."""
    for name, text in templates:
        sheets = [(0, text)] if name.endswith(".css") else [(hit.start(1), hit[1]) for hit in _STYLE.finditer(text)]
        for start, sheet in sheets:
            line = text.count("\n", 0, start)
            blank = _FIELD.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), sheet)
            for said, at in _contents(tinycss2.parse_stylesheet(blank, skip_comments=True, skip_whitespace=True)):
                yield Problem("D605", f"a style sheet says “{said[:40]}”", Place(f"templates/{name}", line + at))


def _contents(rules: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """(words, line) of each content that has letters."""
    for rule in rules:
        if rule.type not in {"qualified-rule", "at-rule"} or rule.content is None:
            continue
        for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration" and one.lower_name == "content":
                for said in _strings(one.value):
                    if _WORD.search(said):
                        yield said, one.source_line
            else:
                yield from _contents([one])


def _strings(tokens: Iterable[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "string":
            yield token.value
        elif token.type == "function":
            yield from _strings(token.arguments)
