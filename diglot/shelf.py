"""Between manuscripts and files: jobs by value, the store, `out/` and its manifest."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path

from diglot import files, fonts, manifest, pandoc, report, stamp, usage
from diglot import store as stores
from diglot.check.findings import Finding
from diglot.model import Artifact, FontFace, Job, Json, Manuscript, Pages, Place, Rendered, Uses
from diglot.problems import DiglotError, Problem
from diglot.sources import Sources
from diglot.store import Store

ENGINES = ("weasyprint", "lxml", "pikepdf", "pypdfium2", "fonttools", "uharfbuzz", "pydyf", "tinycss2", "pyphen")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One file on its way: what it is made of, and its bytes once there are any."""

    manuscript: Manuscript
    ingredients: Mapping[str, str]
    explanation: str
    data: bytes | None = None
    pages: Pages = ()
    findings: tuple[Finding, ...] = ()
    fonts: tuple[tuple[str, str], ...] = ()
    """(face, digest) of the fonts it may be set in."""

    @property
    def name(self) -> str:
        """Its file's name."""
        return path(Path(), self.manuscript).name

    @property
    def key(self) -> str:
        """The digest under which the store has the file."""
        return stores.digest(dict(self.ingredients))


def job(found: Sources, manuscript: Manuscript, pages: bytes = b"") -> Job:
    """A manuscript with all that a worker needs to make it; `pages`: as in `Job`. D603 where its design is missing."""
    if manuscript.output.format == "pdf" and f"{manuscript.design}.html" not in dict(found.templates):
        known = ", ".join(name for name, _ in found.templates if "/" not in name and name.endswith(".html"))
        message = f"edition {manuscript.edition} asks for templates/{manuscript.design}.html, which is missing"
        raise DiglotError(Problem("D603", message, found.publication.place, f"there are: {known}"))
    return Job(manuscript, found.templates, found.images, fonts.discover(found.publication.languages), pages)


def path(out: Path, manuscript: Manuscript) -> Path:
    """Where the finished file of a manuscript stands."""
    return out / f"{manuscript.stem}.{manuscript.output.format}"


def take(store: Store, one: Job) -> Shelved:
    """The file of a job, from the store where it has it, and why it must be made where not."""
    manuscript = one.manuscript
    name = path(Path(), manuscript).name
    ingredients = stores.key(
        {
            # What it uses is for recalls: a change elsewhere in a catalog does not make a file anew.
            "manuscript": replace(manuscript, uses=Uses()),
            "templates": one.templates,
            "images": one.images,
            "fonts": [(f.family, f.index, f.weight, f.italic, f.language, f.digest) for f in one.fonts],
            "program": program(),
            "pages": hashlib.sha256(one.pages).hexdigest(),
        }
    )
    families = tuple(sorted({(_face(face), face.digest[: usage.DIGITS]) for face in one.fonts}))
    shelved = Shelved(manuscript, ingredients, "", fonts=families)
    kept = store.get(shelved.key)
    changed = store.changes(name, ingredients)
    why = "from the store" if kept else f"made anew: {', '.join(changed) or 'not in the store'}"
    explained = replace(shelved, explanation=f"{name}: {shelved.key[:16]} {why}")
    if kept is None:
        return explained
    data, note = kept
    findings = tuple(report.from_row(row) for row in note["findings"])
    # The layout that had room, of those that were asked for.
    laid_out = replace(manuscript, output=replace(manuscript.output, layout=note["layout"]))
    pages = tuple(map(tuple, note["pages"]))
    return replace(explained, manuscript=laid_out, data=data, pages=pages, findings=findings)


def _face(face: FontFace) -> str:
    return f"{face.family} {face.weight}{' italic' if face.italic else ''}"


def put(store: Store, one: Shelved, rendered: Rendered) -> Shelved:
    """The file with its bytes, kept in the store with what was found in it."""
    rows = [report.as_row(finding) for finding in one.findings]
    note = {"pages": rendered.pages, "findings": rows, "layout": one.manuscript.output.layout}
    store.put(one.key, rendered.data, note)
    return replace(one, data=rendered.data, pages=rendered.pages)


@cache
def program() -> dict[str, str]:
    """What makes files: diglot's own code by digest, its engines by version."""
    return {
        "diglot": stamp.own_code(),
        "pandoc": pandoc.version(),
        "pango": _pango(),
        **{e: version(e) for e in ENGINES},
    }


def _pango() -> str:
    """Pango's version: it breaks lines, so it is part of every PDF."""
    for name in ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0.dylib"):
        with suppress(OSError):
            return str(ctypes.CDLL(name).pango_version())
    return ""


def write_out(
    out: Path, store: Store, shelved: Sequence[Shelved], editions: Sequence[str]
) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Put the finished files into `out` with the reports on them, and list them in its manifest.

    `editions` were asked for: their older files that were not made again are taken away,
    because they did not pass this time; other editions keep theirs. A draft takes nothing away
    but older drafts. Problems: D926 where the old manifest is none.
    """
    files.sweep(out)
    before, problems = _before(out)
    made = [one for one in shelved if one.data is not None]
    for one in made:
        files.write_if_changed(out / one.name, one.data or b"")
        store.remember(one.name, one.ingredients)
    reports = _reports(shelved)
    for name, data in reports.items():
        files.write_if_changed(out / name, data)
    drafts = any(one.manuscript.draft for one in shelved)
    rows = [_row(one) for one in made]
    names = {str(row["file"]) for row in rows} | reports.keys()
    old = [row for row in before if row["edition"] not in editions or (drafts and not row.get("draft"))]
    rows += [row for row in old if row["file"] not in names and (out / row["file"]).is_file()]
    kept = {str(name) for row in rows for name in (row["file"], *row.get("reports", ()))}
    gone = {str(name) for row in before for name in (row["file"], *row.get("reports", ()))}
    for edition in editions:
        # A report on files that did not pass stands in no manifest.
        gone |= {report.file(edition, suffix, draft=drafts) for suffix in report.SUFFIXES}
    for name in gone - kept - reports.keys():
        if (out / name).is_file():
            (out / name).unlink()
    text = json.dumps({"artifacts": sorted(rows, key=lambda r: str(r["file"]))}, ensure_ascii=False, indent=2)
    files.write_if_changed(out / manifest.FILE, text.encode() + b"\n")
    return tuple(_artifact(one) for one in made), problems


def _reports(shelved: Sequence[Shelved]) -> dict[str, bytes]:
    """The reports of each edition whose files were read back, by file name."""
    read: dict[str, list[report.Read]] = {}
    for one in sorted(shelved, key=lambda one: one.name):
        if one.findings:
            found = report.Read(one.name, one.manuscript, one.findings, one.data is not None)
            read.setdefault(one.manuscript.edition, []).append(found)
    return {
        report.file(edition, suffix, draft=bool(found[0].manuscript.draft)): write(found)
        for edition, found in read.items()
        for suffix, write in report.SUFFIXES.items()
    }


def _artifact(one: Shelved) -> Artifact:
    m = one.manuscript
    digest = hashlib.sha256(one.data or b"").hexdigest()
    return Artifact(one.name, m.edition, m.output, m.languages, digest, len(one.pages))


def _row(one: Shelved) -> Json:
    """A file as the manifest lists it, with all that went into it (`usage.recall` reads it)."""
    artifact, m = _artifact(one), one.manuscript
    return {
        "file": artifact.file,
        "edition": artifact.edition,
        "format": artifact.output.format,
        "layout": artifact.output.layout,
        **({"paper": artifact.output.paper} if artifact.output.paper else {}),
        **({"booklet": True} if artifact.output.booklet else {}),
        "languages": list(artifact.languages),
        "sha256": artifact.sha256,
        **({"pages": artifact.pages} if artifact.pages else {}),
        **({"draft": True} if m.draft else {}),
        "version": m.version,
        "source": m.source_digest,
        "reports": [report.file(m.edition, suffix, draft=bool(m.draft)) for suffix in report.SUFFIXES],
        "uses": {
            "catalogs": dict(m.uses.catalogs),
            "terms": dict(m.uses.terms),
            "disclaimers": dict(m.uses.disclaimers),
            "fonts": dict(one.fonts),
            "units": list(m.uses.units),
        },
    }


def _before(out: Path) -> tuple[list[Json], tuple[Problem, ...]]:
    """The rows of the manifest that is in `out`.

    One that cannot be read is put aside: a recall may need it, and the next build must not stop at it.
    """
    listed = out / manifest.FILE
    if not listed.exists():
        return [], ()
    try:
        return manifest.read(listed), ()
    except DiglotError as error:
        aside = next(p for n in count(1) if not os.path.lexists(p := out / f"{manifest.FILE}.old-{n}"))
        files.move(listed, aside)
        said = "; ".join(problem.message for problem in error.problems)
        return [], (Problem("D926", f"the manifest is now called {aside.name} ({said})", Place(str(listed))),)
