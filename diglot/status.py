"""How far each catalog is: the table a pull request shows, and the same as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from diglot import po
from diglot.model import Message
from diglot.problems import Problem

# Chinese and Japanese have no spaces: a character counts as a word, as translators are paid.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|(?:(?![\u3040-\u9fff])[\\w’'-])+")
_HEADINGS = ("language", "catalog", "messages", "translated", "fuzzy", "untranslated", "words", "errors", "warnings")


@dataclass(frozen=True, slots=True)
class Status:
    """One catalog of one language: counts of messages, of the source's words, of problems.

    `words_translated`: the words of the messages that are translated and not fuzzy.
    """

    language: str
    catalog: str
    messages: int
    translated: int
    fuzzy: int
    untranslated: int
    words: int
    words_translated: int
    errors: int
    warnings: int


def status(
    language: str, name: str, found: Sequence[Message], catalog: po.Catalog, problems: Iterable[Problem]
) -> Status:
    """The status of one catalog against the messages that its sources have today."""
    entries = [(message, catalog.find(message.key)) for message in found]
    fuzzy = sum(1 for _, e in entries if e and e.fuzzy and not e.empty)
    done = [m for m, e in entries if e and not e.fuzzy and not e.empty]
    mine = [p.severity for p in problems if p.place and p.place.file == catalog.file]
    return Status(
        language=language,
        catalog=name,
        messages=len(entries),
        translated=len(done),
        fuzzy=fuzzy,
        untranslated=len(entries) - len(done) - fuzzy,
        words=sum(words(m.msgid) for m, _ in entries),
        words_translated=sum(words(m.msgid) for m in done),
        errors=mine.count("error"),
        warnings=mine.count("warning"),
    )


def words(text: str) -> int:
    """The words of a text; of Chinese and Japanese the characters."""
    return len(_WORD.findall(text))


def total(language: str, found: Sequence[Status]) -> Status:
    """The sum of some catalogs of a language."""
    counts = [name for name in Status.__slots__ if name not in {"language", "catalog"}]
    return Status(language, "all", **{name: sum(getattr(one, name) for one in found) for name in counts})


def as_json(found: Sequence[Status]) -> str:
    """A list of objects, one a catalog, with the fields of `Status`."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2)


def table(found: Sequence[Status]) -> str:
    """A Markdown table with its columns aligned: for a terminal and for a pull request."""
    rows = [_cells(one) for one in found]
    widths = [max(len(row[i]) for row in [_HEADINGS, *rows]) for i in range(len(_HEADINGS))]
    rule = [("-" * width if i < 2 else "-" * (width - 1) + ":") for i, width in enumerate(widths)]
    return "\n".join(_line(row, widths) for row in [_HEADINGS, rule, *rows])


def _cells(one: Status) -> tuple[str, ...]:
    done = f"{one.translated} ({100 * one.translated // one.messages if one.messages else 100} %)"
    counts = (one.fuzzy, one.untranslated, f"{one.words_translated}/{one.words}", one.errors, one.warnings)
    return (one.language, one.catalog, str(one.messages), done, *map(str, counts))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return f"| {' | '.join(padded)} |"
