"""Between manuscripts and files: jobs by value, the store, `out/` and its manifest."""

from __future__ import annotations

import ctypes
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from diglot import files, fonts, pandoc, stamp
from diglot import store as stores
from diglot.model import Artifact, Job, Json, Manuscript, Rendered, Uses
from diglot.problems import DiglotError, Problem
from diglot.sources import Sources
from diglot.store import Store

MANIFEST = "manifest.json"
ENGINES = ("weasyprint", "lxml", "pikepdf", "pypdfium2", "fonttools", "uharfbuzz", "pydyf", "tinycss2", "pyphen")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One file on its way: what it is made of, and its bytes once there are any."""

    name: str
    manuscript: Manuscript
    ingredients: Mapping[str, str]
    explanation: str
    data: bytes | None = None
    pages: int = 0

    @property
    def key(self) -> str:
        """The digest under which the store has the file."""
        return stores.digest(dict(self.ingredients))


def job(found: Sources, manuscript: Manuscript) -> Job:
    """A manuscript with all that a worker needs to make it. D603 where its design is missing."""
    if manuscript.output.format == "pdf" and f"{manuscript.design}.html" not in dict(found.templates):
        known = ", ".join(name for name, _ in found.templates if "/" not in name and name.endswith(".html"))
        message = f"edition {manuscript.edition} asks for templates/{manuscript.design}.html, which is missing"
        raise DiglotError(Problem("D603", message, found.publication.place, f"there are: {known}"))
    return Job(manuscript, found.templates, found.images, fonts.discover(found.publication.languages))


def take(store: Store, one: Job) -> Shelved:
    """The file of a job, from the store where it has it, and why it must be made where not."""
    manuscript = one.manuscript
    name = f"{manuscript.stem}.{manuscript.output.format}"
    ingredients = stores.key(
        {
            # What it uses is for recalls: a change elsewhere in a catalog does not make a file anew.
            "manuscript": replace(manuscript, uses=Uses()),
            "templates": one.templates,
            "images": one.images,
            "fonts": [(f.family, f.index, f.weight, f.italic, f.language, f.digest) for f in one.fonts],
            "program": program(),
        }
    )
    shelved = Shelved(name, manuscript, ingredients, "")
    kept = store.get(shelved.key)
    changed = store.changes(name, ingredients)
    why = "from the store" if kept else f"made anew: {', '.join(changed) or 'not in the store'}"
    data, pages = kept or (None, 0)
    return replace(shelved, explanation=f"{name}: {shelved.key[:16]} {why}", data=data, pages=pages)


def put(store: Store, one: Shelved, rendered: Rendered) -> Shelved:
    """The file with its bytes, kept in the store."""
    store.put(one.key, rendered.data, rendered.pages)
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


def write_out(out: Path, store: Store, made: Sequence[Shelved], editions: Sequence[str]) -> tuple[Artifact, ...]:
    """Put the finished files into `out`, and list them in its manifest.

    `editions` were asked for: their older files that were not made again are taken away,
    because they did not pass this time; other editions keep theirs.
    """
    files.sweep(out)
    for one in made:
        files.write_if_changed(out / one.name, one.data or b"")
        store.remember(one.name, one.ingredients)
    artifacts = tuple(_artifact(one) for one in made)
    old = [row for row in _listed(out) if row["edition"] not in editions and (out / row["file"]).is_file()]
    rows = [*old, *(_row(a) for a in artifacts)]
    for row in _listed(out):
        if row["file"] not in {r["file"] for r in rows}:
            (out / row["file"]).unlink(missing_ok=True)
    text = json.dumps({"artifacts": sorted(rows, key=lambda r: str(r["file"]))}, ensure_ascii=False, indent=2)
    files.write_if_changed(out / MANIFEST, text.encode() + b"\n")
    return artifacts


def _artifact(one: Shelved) -> Artifact:
    m = one.manuscript
    return Artifact(one.name, m.edition, m.output, m.languages, hashlib.sha256(one.data or b"").hexdigest(), one.pages)


def _row(artifact: Artifact) -> Json:
    """An artifact as the manifest lists it."""
    pages = {"pages": artifact.pages} if artifact.pages else {}
    return {
        "file": artifact.file,
        "edition": artifact.edition,
        "format": artifact.output.format,
        "layout": artifact.output.layout,
        "languages": list(artifact.languages),
        "sha256": artifact.sha256,
        **pages,
    }


def _listed(out: Path) -> list[Json]:
    """The rows of the manifest that is in `out`; [] where there is none that can be read."""
    try:
        rows = json.loads((out / MANIFEST).read_bytes())["artifacts"]
        return [row for row in rows if Path(row["file"]).name == row["file"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
