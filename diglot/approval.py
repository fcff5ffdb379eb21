"""source/approved.toml: the translations that somebody has read against their source.

A text may say the opposite without any rule seeing it: two of them exchanged, one character
changed. So an edition prints only those notices that were approved as they stand, and what says
that a translation was read a second time is true of every message: a changed msgstr is read anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from diglot import toml
from diglot.model import Place

FILE = "source/approved.toml"
HEAD = """\
# The translations that were read against their source, each as a digest of the two texts.
# Written by: python3 build.py approve
"""
DIGITS = 32
SHOWN = 60
"""How much of a message stands beside its digest, for whoever reads the file's history."""

Approved: TypeAlias = Mapping[str, frozenset[str]]
"""Language -> the digests of what is approved."""


def read(root: Path) -> Approved:
    """What is approved; nothing where there is no file. Raises DiglotError D101."""
    top = toml.read(root, FILE)
    return {language: frozenset(table.values) for language, table in top.tables()} if top else {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that must be approved: its catalog and its key there.

    `notice`: what it belongs to, as a Problem names it, or "" for a text. `spot`: where in a notice
    it stands: what is moved to another place, or to another level of evidence, is approved anew.
    `place`: of its source.
    """

    catalog: str
    key: tuple[str, str]
    notice: str = ""
    spot: str = ""
    place: Place | None = None

    def digest(self, msgstr: str) -> str:
        """What names a translation: the beginning of the SHA-256 of its spot, (msgctxt, msgid) and msgstr."""
        return hashlib.sha256("\0".join((self.spot, *self.key, msgstr)).encode()).hexdigest()[:DIGITS]


def written(pairs: Mapping[str, Iterable[tuple[Wanted, str]]]) -> bytes:
    """The file: for each language every (message, msgstr) that is approved."""
    out = [HEAD]
    for language, translations in pairs.items():
        lines = {one.digest(msgstr): _shown(one.key[1]) for one, msgstr in translations}
        out += [f"\n[{language}]\n", *(f'{name} = "{shown}"\n' for name, shown in lines.items())]
    return "".join(out).encode()


def _shown(text: str) -> str:
    plain = "".join(c for c in " ".join(text.split()) if c.isprintable() and c != "\\")
    return plain[:SHOWN].replace('"', "”")
