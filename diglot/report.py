"""What was read back from an edition's finished files, for programs (JSON) and for people (a page)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from diglot.check.findings import Finding
from diglot.model import Json, Manuscript


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read back: its name, what it was made of, and what was found; `made`: it passed all checks."""

    file: str
    manuscript: Manuscript
    findings: tuple[Finding, ...]
    made: bool


def file(edition: str, suffix: str, *, draft: bool) -> str:
    """The name of an edition's report; a draft has its own. `suffix`: one of `SUFFIXES`."""
    return f"{edition}{'-DRAFT' if draft else ''}.report.{suffix}"


def as_json(read: Sequence[Read]) -> bytes:
    """The report of one edition's files."""
    return (json.dumps(_value(read), ensure_ascii=False, indent=1) + "\n").encode()


def as_page(read: Sequence[Read]) -> bytes:
    """The same as a page of HTML that needs nothing else."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files("diglot") / "report.html").read_text("utf-8"))
    return template.render(_value(read)).encode() + b"\n"


def _value(read: Sequence[Read]) -> Mapping[str, Json]:
    first = read[0].manuscript
    return {
        "edition": first.edition,
        "title": [text for _, text in first.title],
        "version": first.version,
        "source": first.source_digest,
        "fingerprint": first.fingerprint,
        "draft": bool(first.draft),
        "files": [
            {
                "file": one.file,
                "made": one.made,
                "passed": sum(not f.trouble for f in one.findings if not _of_checklist(f)),
                "failed": sum(bool(f.trouble) for f in one.findings if not _of_checklist(f)),
                "requirements": [as_row(f) for f in one.findings if not _of_checklist(f)],
                "checklist": [as_row(f) for f in one.findings if _of_checklist(f)],
            }
            for one in read
        ],
    }


def _of_checklist(finding: Finding) -> bool:
    return finding.what.startswith("checklist ")


def as_row(finding: Finding) -> dict[str, Json]:
    """A finding as the report, and the store, have it; lengths in pt, a box is left, top, right, bottom."""
    return {
        "what": finding.what,
        "place": finding.place,
        "language": finding.language,
        "text": finding.text,
        "where": finding.where,
        "size": finding.size,
        "box": [round(v, 1) for v in finding.box] if finding.box else None,
        "trouble": finding.trouble,
        "code": finding.code,
    }


def from_row(row: Mapping[str, Json]) -> Finding:
    """The finding of a row."""
    box = row["box"]
    return Finding(**{**row, "box": (box[0], box[1], box[2], box[3]) if box else None})


SUFFIXES = {"html": as_page, "json": as_json}
"""The forms of a report, by the suffix of their files."""
