"""Characters that no font has, in what people wrote: found before anything is laid out, with their line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diglot import fonts, po
from diglot.model import FontFace, Place, locale
from diglot.problems import Problem
from diglot.sources import FIXED, TEMPLATE_KINDS

WRITTEN = frozenset({".md", ".toml"})
"""The suffixes of what authors write."""


@dataclass(frozen=True, slots=True)
class Result:
    """A message of a catalog with a character that cannot be printed: its source text stands there instead."""

    problem: Problem
    language: str
    catalog: str
    key: tuple[str, str]
    refuses: bool = True
    """Whether the message must not be printed."""


def check(loaded: Mapping[tuple[str, str], po.Catalog], faces: Sequence[FontFace]) -> Iterator[Result]:
    """D621 for each translation of a text or notice with a character that no face has."""
    for (language, name), catalog in loaded.items():
        for entry in catalog.messages() if name not in FIXED or name == "disclaimers" else ():
            # Signs that nobody sees are for others to refuse.
            seen = "".join(sign for sign in entry.msgstr if unicodedata.category(sign) not in {"Cc", "Cf"})
            for problem in fonts.missing(faces, {language: seen}):
                at = catalog.place_in(entry, entry.msgstr.index(problem.about))
                yield Result(replace(problem, place=at), language, name, entry.key)


def placed(problem: Problem, root: Path, languages: Sequence[str]) -> Problem:
    """A D621 at the first place where its character stands in source/, translations/ or templates/."""
    folders = [
        (root / "source", WRITTEN),
        *((root / "translations" / locale(tag), frozenset({".po"})) for tag in languages),
        (root / "templates", frozenset(TEMPLATE_KINDS)),
    ]
    for folder, suffixes in folders:
        for path in sorted(one for one in folder.rglob("*") if one.suffix in suffixes and one.is_file()):
            if place := _first(path, path.relative_to(root).as_posix(), problem.about):
                return replace(problem, place=place)
    return problem


def _first(path: Path, file: str, sign: str) -> Place | None:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return next((Place(file, n, line.index(sign) + 1) for n, line in enumerate(lines, start=1) if sign in line), None)
