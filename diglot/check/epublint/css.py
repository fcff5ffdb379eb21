"""Style sheets, as far as the lint asks: rules with their declarations, and the fonts that they declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tinycss2

URL = re.compile(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
"""What a style sheet loads: (in url(), after @import)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a style sheet: its selector, its declarations, its line."""

    prelude: list[Any]
    declarations: tuple[Any, ...]
    line: int

    def value(self, *names: str) -> str:
        """The last value of some properties; "" where there is none."""
        found = [d for d in self.declarations if d.lower_name in names]
        return str(tinycss2.serialize(found[-1].value)).strip() if found else ""


@dataclass
class Sheet:
    """A style sheet: its file, its text and the line of that file where it begins."""

    name: str
    text: str
    line: int = 0

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, also those for some screens only."""
        return tuple(_rules(tinycss2.parse_stylesheet(self.text, skip_comments=True, skip_whitespace=True)))

    @cached_property
    def faces(self) -> tuple[Rule, ...]:
        """What it says in @font-face."""
        parsed = tinycss2.parse_stylesheet(self.text, skip_comments=True, skip_whitespace=True)
        return tuple(
            Rule([], declared(r.content), r.source_line)
            for r in parsed
            if r.type == "at-rule" and r.lower_at_keyword == "font-face" and r.content is not None
        )


def _rules(parsed: Sequence[Any]) -> Iterator[Rule]:
    for rule in parsed:
        if rule.type == "qualified-rule":
            yield Rule(rule.prelude, declared(rule.content), rule.source_line)
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports", "layer"} and rule.content:
            yield from _rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def declared(content: Any) -> tuple[Any, ...]:
    """The declarations of a rule, or of a style attribute."""
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple(one for one in parsed if one.type == "declaration")
