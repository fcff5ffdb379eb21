"""What went into an edition, by digest, and which finished files used a thing: the answer to a recall."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from diglot import claims, po, store
from diglot.model import Edition, Json, Place, Uses
from diglot.problems import DiglotError, Problem
from diglot.sources import Sources, catalog_path

DIGITS = 16
"""How much of a SHA-256 digest names a thing."""
CLAIMS = "claims"
"""The name under which source/evidence.md is listed among the disclaimers."""


def of(
    found: Sources, edition: Edition, concepts: Collection[str], loaded: Mapping[tuple[str, str], po.Catalog]
) -> Uses:
    """The catalogs, terms (`concepts`: their ids), disclaimers and units that an edition prints."""
    texts = [d for d in found.documents if d.name in edition.documents]
    names = {*(d.catalog for d in texts), "glossary", "disclaimers", "templates", "publication"}
    catalogs = {
        catalog_path(language, name): digest(po.dump(catalog))
        for (language, name), catalog in loaded.items()
        if language in edition.languages and name in names
    }
    terms = {c.id: store.digest(c)[:DIGITS] for c in found.terms if c.id in concepts}
    notices = {d.kind: (d.version, d.document) for d in found.disclaimers if d.kind in edition.disclaimers}
    if found.evidence and any(True for d in texts for _ in claims.of(d.ast)):
        notices[CLAIMS] = (found.evidence.version, found.evidence.document)
    said = {kind: f"{version} {digest(document.source.encode())}" for kind, (version, document) in notices.items()}
    files = [*(d.file for d in texts), *(document.file for _, document in notices.values())]
    units = {digest(unit.msgid.encode()) for file in files for unit in found.units[file]}
    sorted_ = [tuple(sorted(one.items())) for one in (catalogs, terms, said)]
    return Uses(sorted_[0], sorted_[1], sorted_[2], tuple(sorted(units)))


def digest(data: bytes) -> str:
    """The beginning of the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


# --- recall -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Used:
    """A finished file that used what is recalled, as its manifest lists it."""

    file: str
    sha256: str
    version: str
    source: str
    digest: str
    """Of what is recalled, as it was when the file was made."""


def manifest(path: Path) -> list[Json]:
    """The files that a manifest lists. Raises DiglotError D924 where it is no manifest."""
    try:
        rows: list[Json] = json.loads(path.read_bytes())["artifacts"]
        return [row for row in rows if isinstance(row["uses"], dict)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DiglotError(Problem("D924", "there is no manifest that can be read", Place(str(path)))) from error


def recall(rows: Iterable[Json], part: str, wanted: Collection[str]) -> tuple[Used, ...]:
    """The files whose `part` of `Uses` ("terms", "disclaimers", "units") has one of some names (of a unit: digests)."""
    found = []
    for row in rows:
        used = row["uses"].get(part, {})
        hits = [name for name in used if name in wanted]
        if hits:
            digests = ", ".join(f"{name} {used[name]}" if isinstance(used, dict) else name for name in hits)
            found.append(Used(row["file"], row["sha256"], row["version"], row["source"], digests))
    return tuple(found)


def units(found: Sources, text: str) -> frozenset[str]:
    """The digests of a recalled unit: of this very text, of each unit of the sources that has it, or itself one."""
    spread = " ".join(text.split())
    here = [u.msgid for one in found.units.values() for u in one if spread in " ".join(u.msgid.split())]
    return frozenset({text, *(digest(one.encode()) for one in (text, *here))})


def concepts(found: Sources, text: str) -> frozenset[str]:
    """The ids of the concepts with this id or this name."""
    names = {c.id: {c.id, *(name for term in c.terms for name in term.names)} for c in found.terms}
    return frozenset({text, *(name for name, known in names.items() if text in known)})
