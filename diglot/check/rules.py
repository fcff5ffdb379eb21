"""The rules of style sheets, wherever they stand: in layers, under conditions, within one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import tinycss2

from diglot.check import harmless

_DEPENDS = re.compile(
    r"(?<!:):(visited|hover|active|focus(-within|-visible)?|target(-within)?|current|past|future|playing|paused"
    r"|seeking|buffering|stalled|muted|volume-locked|user-(in)?valid|host|scope)(?![\w(-])"
)
"""What a reader does, or a scope: it may be so of any element."""
_INERT = re.compile(r"charset|(-webkit-|-moz-)?keyframes|counter-style|property|font-(feature|palette)-values")
"""At-rules that do nothing to a text by themselves."""
_GLOBAL = {"page", "font-face"}
"""At-rules with declarations for the whole document."""


class Declaration(NamedTuple):
    """One property, in small letters as its value is."""

    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations for what a selector matches; `may`: a reading system or a condition decides whether they hold."""

    selector: str
    declarations: tuple[Declaration, ...]
    may: bool


class Sheets:
    """The rules of some style sheets, in order; `unread`: an at-rule that leads elsewhere, or ""."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self.rules: list[Rule] = []
        self.unread = ""
        for sheet in sheets:
            self._add(
                tinycss2.parse_stylesheet(sheet.removeprefix("\ufeff"), skip_comments=True, skip_whitespace=True),
                "",
                may=False,
            )

    def _add(self, nodes: Iterable[Any], around: str, *, may: bool) -> None:
        for node in nodes:
            if node.type == "qualified-rule":
                selector = tinycss2.serialize(node.prelude).strip()
                self._add_block(_nested(selector, around) if around else selector, node.content, may=may)
            elif node.type == "at-rule" and not _INERT.fullmatch(node.lower_at_keyword):
                self._add_at_rule(node, around)

    def _add_at_rule(self, node: Any, around: str) -> None:
        name = node.lower_at_keyword
        if name in _GLOBAL:
            self._add_block("html", node.content or [], may=True)
        elif node.content is None:
            self.unread = self.unread or ("" if name == "layer" else f"@{name}")
        elif around:
            self._add_block(around, node.content, may=True)
        else:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            self._add(inner, "", may=True)

    def _add_block(self, selector: str, content: list[Any], *, may: bool) -> None:
        nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        found = tuple(declarations(nodes))
        if found:
            self.rules.append(Rule(selector, found, may))
            depends = _DEPENDS.sub(":is(*)", selector)
            if depends != selector:
                self.rules.append(Rule(depends, found, may=True))
        # A rule within another is unknown to old reading systems.
        self._add((node for node in nodes if node.type != "declaration"), selector, may=True)


def declarations(nodes: Iterable[Any]) -> Iterator[Declaration]:
    """The declarations among the parts of a block."""
    for node in nodes:
        if node.type == "declaration":
            value = tinycss2.serialize([token for token in node.value if token.type != "comment"])
            name = node.name if node.name.startswith("--") else node.lower_name
            for one, its in harmless.longhands(name, " ".join(value.lower().split())):
                yield Declaration(one, its, node.important)


def _nested(selector: str, around: str) -> str:
    """A selector within a rule as one of its own (CSS Nesting 1)."""
    parent = f":is({around})"
    parts = re.split(r",(?![^(]*\))", selector)
    return ", ".join(one.replace("&", parent) if "&" in one else f"{parent} {one.strip()}" for one in parts)
