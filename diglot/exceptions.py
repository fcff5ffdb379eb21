"""source/exceptions.toml: where a term rule is wrong, who says so, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from diglot import toml
from diglot.lint import REFUSED, RULES, Finding
from diglot.model import Place
from diglot.problems import DiglotError, Problem

FILE = "source/exceptions.toml"
_KEYS = ("rule", "subject", "text", "catalog", "language", "owner", "reason", "until", "reviewer")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One exception: a finding of `rule` on `subject` is right in texts that hold `text`.

    "" for `catalog` and `language` means any; a safety rule needs a `reviewer` by name.
    """

    rule: str
    subject: str
    text: str
    catalog: str
    language: str
    until: date
    place: Place

    def holds(self, finding: Finding, msgid: str, catalog: str, language: str) -> bool:
        """Whether it speaks of this finding."""
        return (
            (self.rule, self.subject) == (finding.rule, finding.subject)
            and self.text in msgid
            and self.catalog in {"", catalog}
            and self.language in {"", language}
        )


def read(root: Path, today: date) -> tuple[Allowed, ...]:
    """The exceptions that hold today; none where there is no file.

    Raises DiglotError D416 for one that has run out, has no owner, reason or text, or that
    lets a safety rule go without a reviewer; D101, D102.
    """
    path = root / FILE
    if not path.is_file():
        return ()
    tables = list(toml.parse(path.read_bytes(), FILE).tables())
    problems = [problem for name, table in tables for problem in _problems(name, table, today)]
    if problems:
        raise DiglotError(problems)
    return tuple(_allowed(table) for _, table in tables)


def _allowed(table: toml.Table) -> Allowed:
    return Allowed(
        rule=table.string("rule"),
        subject=table.string("subject"),
        text=table.string("text"),
        catalog=table.string("catalog", ""),
        language=table.string("language", ""),
        until=table.day("until"),
        place=table.place(),
    )


def _problems(name: str, table: toml.Table, today: date) -> Iterator[Problem]:
    table.only(_KEYS)
    rule = table.word("rule", RULES)
    for key in ("subject", "text", "owner", "reason"):
        if not table.string(key, "").strip():
            yield Problem("D416", f"the exception {name} has no {key}", table.place(), f"add {key} = …")
    if rule in REFUSED and not table.string("reviewer", "").strip():
        hint = "add reviewer = …: the person who read the translation"
        yield Problem("D416", f"the exception {name} is about safety and names no reviewer", table.place(), hint)
    if table.day("until") < today:
        hint = "mend the translation, or look at it again and set a new date"
        yield Problem("D416", f"the exception {name} has run out ({table.day('until')})", table.place("until"), hint)
