"""Markdown files -> documents, checked before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from diglot import footnotes, gate, pandoc, tree
from diglot.images import images_of
from diglot.instructions import instructions
from diglot.lines import aligner
from diglot.model import Document, Json, Place, Publication
from diglot.problems import DiglotError, Problem
from diglot.units import normalised

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


Read: TypeAlias = tuple[tuple[Document, ...], tuple[Problem, ...]]
"""Documents, and what must be mended in them before they can be published."""


def documents(publication: Publication) -> Read:
    """Every document that an edition names, in order of first mention (D203-D216).

    Raises DiglotError with what cannot be read at all (D201, D202, D208).
    """
    names = dict.fromkeys(name for edition in publication.editions for name in edition.documents)
    files = [f"source/{name}.md" for name in names]
    found, problems = texts(publication, list(zip(names, files, strict=True)), pandoc.DIALECTS[publication.reader])
    untitled = [Problem("D211", "the document has no title", Place(d.file, 1)) for d in found if not title(d)]
    empty = [Problem("D216", "nothing stands below the title", Place(d.file, 1)) for d in found if not _prints(d)]
    return found, (*problems, *untitled, *empty)


def _prints(document: Document) -> bool:
    """Whether a document has a block that is printed: no comment, no empty div."""
    return any(b["t"] not in {"Div", "RawBlock"} for _, b in tree.block_paths(document.ast["blocks"], ()))


def title(document: Document, key: str = "title") -> Json:
    """The inlines of a document's title or subtitle; [] where it has none."""
    value = document.ast["meta"].get(key)
    return value["c"] if value and value["t"] == "MetaInlines" else []


def texts(publication: Publication, named: Sequence[tuple[str, str]], dialect: str) -> Read:
    """Documents given as (name, file), with what must be mended in them. Raises D201, D202, D208."""
    sources = [_text(publication.root, file) for _, file in named]
    found: list[Document] = []
    fatal: list[Problem] = []
    problems: list[Problem] = []
    for (name, file), source, reply in zip(named, sources, pandoc.read(sources, dialect), strict=True):
        if reply.failure:
            fatal.append(Problem("D202", reply.failure, Place(file, 1)))
        elif gate.too_deep(reply.value):
            fatal.append(Problem("D208", f"blocks are nested more than {gate.MAX_DEPTH} deep", Place(file, 1)))
        else:
            document = Document(name, file, publication.source_language, normalised(reply.value), source)
            problems += _problems(publication, document)
            found.append(document)
    if fatal:
        raise DiglotError([*fatal, *problems])
    return tuple(found), tuple(problems)


def _text(root: Path, file: str) -> str:
    try:
        data = (root / file).read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DiglotError(Problem("D201", "not UTF-8 text", Place(file, line))) from error
    except OSError as error:
        raise DiglotError(Problem("D201", error.strerror or str(error), Place(file))) from error
    if hit := _CONTROL.search(text):
        line = text.count("\n", 0, hit.start()) + 1
        raise DiglotError(Problem("D201", f"control character U+{ord(hit[0]):04X}", Place(file, line)))
    return text


def _problems(publication: Publication, document: Document) -> Iterable[Problem]:
    findings = [*gate.findings(document.ast), *footnotes.findings(document)]
    findings += [
        gate.Finding("D215", f"the comment <!-- {word} -->", "", f"<!-- {word}")
        for word in instructions(document.ast).unknown
    ]
    for address, problem in images_of(document, publication.root)[1]:
        findings.append(gate.Finding("D206", f"{address}: {problem}", "", address))
    for finding in findings:
        yield Problem(
            finding.code, finding.message, Place(document.file, line(document, finding.near, finding.literal))
        )


def line(document: Document, near: str, literal: str) -> int:
    """The line where something literal stands, in or after the block that says `near`; else that block's."""
    source, found = document.source, aligner(document.source)
    block = found.line_anywhere(near)
    for offset in (found.offset(block), 0):
        at = source.find(literal, offset) if literal else -1
        if at >= 0:
            return source.count("\n", 0, at) + 1
    return block or 1
