"""source/approved.toml: the translations of notices that somebody has read against their source.

A notice may say the opposite without any rule seeing it: two of them exchanged, one character
changed. So an edition prints only what was approved as it stands; a changed msgstr is approved anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from diglot import toml
from diglot.problems import DiglotError, Problem

FILE = "source/approved.toml"
HEAD = """\
# The translations of notices that were read against their source, each as a digest of the two texts.
# Written by: python3 build.py approve
"""
DIGITS = 16
SHOWN = 60
"""How much of a message stands beside its digest, for whoever reads the file's history."""

Approved: TypeAlias = Mapping[str, frozenset[str]]
"""Language -> the digests of what is approved."""


def read(root: Path) -> Approved:
    """What is approved; nothing where there is no file. Raises DiglotError D101."""
    try:
        data = (root / FILE).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise DiglotError(Problem("D101", f"{FILE} cannot be read ({error.strerror})")) from error
    return {language: frozenset(table.values) for language, table in toml.parse(data, FILE).tables()}


def digest(key: tuple[str, str], msgstr: str) -> str:
    """What names a translation: the beginning of the SHA-256 of (msgctxt, msgid) and msgstr."""
    return hashlib.sha256("\0".join((*key, msgstr)).encode()).hexdigest()[:DIGITS]


def written(pairs: Mapping[str, Iterable[tuple[tuple[str, str], str]]]) -> bytes:
    """The file: for each language every (key, msgstr) that is approved."""
    out = [HEAD]
    for language, translations in pairs.items():
        lines = {digest(key, msgstr): _shown(key[1]) for key, msgstr in translations}
        out += [f"\n[{language}]\n", *(f'{name} = "{shown}"\n' for name, shown in lines.items())]
    return "".join(out).encode()


def _shown(text: str) -> str:
    plain = "".join(c for c in " ".join(text.split()) if c.isprintable() and c != "\\")
    return plain[:SHOWN].replace('"', "”")
