"""source/ -> documents, disclaimers and the term base, checked before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from diglot import footnotes, gate, pandoc, tree
from diglot.images import images_of
from diglot.instructions import instructions
from diglot.lines import Aligner, aligner
from diglot.model import Disclaimer, Document, Json, Place, Publication
from diglot.problems import DiglotError, Problem
from diglot.units import normalised

PLACES = ("line", "front", "back", "section", "table")
"""Where a disclaimer's words can stand: domain.md's table of kinds and places."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


Read: TypeAlias = tuple[tuple[Document, ...], tuple[Problem, ...]]
"""Documents, and what must be mended in them before they can be published."""


def documents(publication: Publication) -> Read:
    """Every document that an edition names, in order of first mention (D203-D214).

    Raises DiglotError with what cannot be read at all (D201, D202, D208).
    """
    names = dict.fromkeys(name for edition in publication.editions for name in edition.documents)
    files = [f"source/{name}.md" for name in names]
    found, problems = _read(publication, list(zip(names, files, strict=True)), pandoc.DIALECTS[publication.reader])
    untitled = [Problem("D211", "the document has no title", Place(d.file, 1)) for d in found if not title(d)]
    return found, (*problems, *untitled)


def title(document: Document, key: str = "title") -> Json:
    """The inlines of a document's title or subtitle; [] where it has none."""
    value = document.ast["meta"].get(key)
    return value["c"] if value and value["t"] == "MetaInlines" else []


def disclaimers(publication: Publication) -> tuple[tuple[Disclaimer, ...], tuple[Problem, ...]]:
    """source/disclaimers/*.md of every kind that an edition names. Raises D501 where one is missing."""
    kinds = list(dict.fromkeys(kind for edition in publication.editions for kind in edition.disclaimers))
    for edition in publication.editions:
        for kind in edition.disclaimers:
            if not (publication.root / f"source/disclaimers/{kind}.md").is_file():
                message = (
                    f"edition {edition.name} needs the disclaimer {kind}, but source/disclaimers/{kind}.md is missing"
                )
                raise DiglotError(Problem("D501", message, edition.place))
    named = [("disclaimers", f"source/disclaimers/{kind}.md") for kind in kinds]
    found, problems = _read(publication, named, pandoc.DIALECTS["markdown"])
    return tuple(_disclaimer(kind, document) for kind, document in zip(kinds, found, strict=True)), problems


def _disclaimer(kind: str, document: Document) -> Disclaimer:
    meta = document.ast["meta"]
    version = tree.plain(meta.get("version", {}).get("c") or [])
    if not version or tree.plain(meta.get("kind", {}).get("c") or []) != kind:
        raise DiglotError(Problem("D502", f"its header must say kind: {kind} and a version", Place(document.file, 1)))
    places = []
    for i, block in enumerate(document.ast["blocks"]):
        name = _place_name(block)
        if not name:
            known = ", ".join(PLACES)
            message = f"block {i + 1} does not stand in a div that names its place"
            raise DiglotError(Problem("D503", message, Place(document.file, 1), f"known places: {known}"))
        places.append((name, ("blocks", i, "c", 1)))
    return Disclaimer(kind, version, tuple((name, tree.get(document.ast, path)) for name, path in places), document)


def _place_name(block: Json) -> str:
    """A div's place: "front", or "section:tcm" for `::: {.section of="tcm"}`; else "".

    `of` names a class for a section or table, and a design for front and back.
    """
    if block["t"] != "Div":
        return ""
    _, classes, pairs = tree.attribute(block["c"][0])
    name = next((c for c in classes if c in PLACES), "")
    if pairs.get("of"):
        return f"{name}:{pairs['of']}"
    return "" if name in {"section", "table"} else name


def _read(publication: Publication, named: Sequence[tuple[str, str]], dialect: str) -> Read:
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
    if findings:
        texts = aligner(document.source)
        for finding in findings:
            yield Problem(finding.code, finding.message, Place(document.file, _line(document.source, texts, finding)))


def _line(source: str, texts: Aligner, finding: gate.Finding) -> int:
    """The line of a finding: its literal text in or after its block, else its block's."""
    block = texts.line_anywhere(finding.near)
    for offset in (texts.offset(block), 0):
        at = source.find(finding.literal, offset) if finding.literal else -1
        if at >= 0:
            return source.count("\n", 0, at) + 1
    return block or 1
