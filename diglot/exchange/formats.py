"""Term bases to and from the formats of others: TBX v2 and v3, CSV, TSV, PO.

A format writes what it can hold and lists what it cannot (`Written.losses`); what is read is a
list of names by concept and language: candidates, which nobody has approved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from diglot.exchange import tables, tbx
from diglot.exchange.names import Name, Written
from diglot.model import Place, TermBase
from diglot.problems import DiglotError, Problem

Writer = Callable[[TermBase, str, str], Written]
Reader = Callable[[bytes, str], tuple[Name, ...]]

WRITERS: dict[str, Writer] = {
    "tbx": tbx.write2,
    "tbx3": tbx.write3,
    "csv": tables.write_csv,
    "tsv": tables.write_tsv,
    "po": tables.write_po,
}
"""(concepts, source language, target language) -> a file. TBX holds every language."""
READERS: dict[str, Reader] = {
    ".tbx": tbx.read,
    ".xml": tbx.read,
    ".csv": tables.read_csv,
    ".tsv": tables.read_tsv,
    ".txt": tables.read_tsv,
    ".utf8": tables.read_tsv,
    ".tab": tables.read_tsv,
    ".po": tables.read_po,
}


def read(path: Path) -> tuple[Name, ...]:
    """The names in a term file of another program. Raises DiglotError D407, and of a PO file D301-D304."""
    reader = READERS.get(path.suffix.lower())
    if not reader:
        known = ", ".join(READERS)
        raise DiglotError(Problem("D407", f"no term file ends in “{path.suffix}”", Place(str(path)), f"known: {known}"))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DiglotError(Problem("D407", error.strerror or str(error), Place(str(path)))) from error
    return reader(data, str(path))
