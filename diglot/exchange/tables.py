"""Glossaries as tables and catalogs: what OmegaT, Poedit and Weblate read.

TSV is OmegaT's: source, target, comment, without a header. CSV has Weblate's columns. PO has
the concept in msgctxt, the preferred names in msgid and msgstr.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from diglot import po, po_reader
from diglot.exchange.names import Name, Written, losses
from diglot.matching import PREFERRED
from diglot.model import Concept, Message, Place, Term, TermBase, locale
from diglot.problems import DiglotError, Problem

COLUMNS = ("context", "source", "target", "developer_comments")
_HEADERS = {
    "concept": ("context", "id", "concept", "msgctxt"),
    "source": ("source", "msgid", "term"),
    "target": ("target", "translation", "msgstr"),
}


def write_tsv(terms: TermBase, source: str, target: str) -> Written:
    """Every allowed name of the source language with the preferred one of the target."""
    rows = [
        (name, theirs.preferred, _said(c, theirs))
        for c, mine, theirs in _pairs(terms, source, target)
        for name in mine.names
    ]
    return Written(_table(rows, "\t"), losses(terms, ("definitions", "pinyin", "forbidden names"), (source, target)))


def write_csv(terms: TermBase, source: str, target: str) -> Written:
    """A row for each concept that has a name in both languages, with Weblate's header."""
    rows = [COLUMNS, *((c.id, m.preferred, t.preferred, _said(c, t)) for c, m, t in _pairs(terms, source, target))]
    return Written(_table(rows, ","), losses(terms, ("definitions", "pinyin", "forbidden names"), (source, target)))


def write_po(terms: TermBase, source: str, target: str) -> Written:
    """A catalog of the preferred names; the translator's comments say what to avoid."""
    header = "".join(
        f"{key}: {value}\n"
        for key, value in (
            ("Project-Id-Version", "term base"),
            ("Language", locale(target)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
        )
    )
    entries = [po.fresh(Message("", header))]
    for concept, mine, theirs in _pairs(terms, source, target):
        comments = (concept.definition, *([f"avoid: {', '.join(theirs.forbidden)}"] if theirs.forbidden else []))
        entries.append(po.fresh(Message(mine.preferred, theirs.preferred, concept.id, comments=comments)))
    first = po.Entry("", entries[0].head, entries[0].body, entries[0].fields)
    data = po.dump(po.Catalog("terms.po", (first, *entries[1:])))
    return Written(data, losses(terms, ("definitions", "forbidden names"), (source, target)))


def _pairs(terms: TermBase, source: str, target: str) -> Iterator[tuple[Concept, Term, Term]]:
    for concept in terms:
        mine, theirs = concept.term(source), concept.term(target)
        if mine and theirs:
            yield concept, mine, theirs


def _said(concept: Concept, term: Term) -> str:
    avoid = f"avoid: {', '.join(term.forbidden)}" if term.forbidden else ""
    return "; ".join(filter(None, (term.pinyin, concept.definition, avoid)))


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([tuple(" ".join(cell.split()) for cell in row) for row in rows])
    return out.getvalue().encode()


# --- reading --------------------------------------------------------------------------------


def read_csv(data: bytes, file: str) -> tuple[Name, ...]:
    """Rows under a header that names the columns source and target, and perhaps the concept."""
    rows = list(_rows(data, file, ","))
    if not rows:
        raise DiglotError(Problem("D407", "the file is empty", Place(file, 1)))
    header = [cell.strip().lower() for cell in rows[0][1]]
    at = {key: next((header.index(n) for n in names if n in header), -1) for key, names in _HEADERS.items()}
    if at["source"] < 0 or at["target"] < 0:
        hint = "the first row must name the columns, such as context,source,target"
        raise DiglotError(Problem("D407", "the first row names no columns source and target", Place(file, 1), hint))
    cells = [(line, _cells(row, at)) for line, row in rows[1:]]
    return tuple(
        Name(c["concept"], "", c["target"], PREFERRED, Place(file, line), c["source"])
        for line, c in cells
        if c["target"]
    )


def _cells(row: Sequence[str], at: Mapping[str, int]) -> dict[str, str]:
    return {key: row[i].strip() if 0 <= i < len(row) else "" for key, i in at.items()}


def read_tsv(data: bytes, file: str) -> tuple[Name, ...]:
    """OmegaT's rows: source, target, comment. Raises D407 for a row of one column."""
    found = []
    for line, row in _rows(data, file, "\t"):
        if len(row) == 1:
            raise DiglotError(Problem("D407", "the row has no tab and so no translation", Place(file, line)))
        if row[1].strip():
            found.append(Name("", "", row[1].strip(), PREFERRED, Place(file, line), row[0].strip()))
    return tuple(found)


def _rows(data: bytes, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DiglotError(Problem("D407", "not UTF-8 text", Place(file, line))) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].startswith("#"):
                yield reader.line_num, row
    except csv.Error as error:
        raise DiglotError(Problem("D407", str(error), Place(file, reader.line_num))) from error


def read_po(data: bytes, file: str) -> tuple[Name, ...]:
    """The translated messages that are not fuzzy; msgctxt is the concept."""
    return names_of(po_reader.parse(data, file))


def names_of(catalog: po.Catalog) -> tuple[Name, ...]:
    """The same of a catalog."""
    language = po.header_fields(catalog).get("Language", "").replace("_", "-")
    return tuple(
        Name(e.get("msgctxt"), language, e.msgstr, PREFERRED, catalog.place(e), e.get("msgid"))
        for e in catalog.messages()
        if not e.empty and not e.fuzzy
    )
