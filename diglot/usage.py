"""What went into an edition, by digest, and which finished files used a thing: the answer to a recall."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from diglot import claims, po, store
from diglot.model import Edition, Json, Uses
from diglot.problems import EXIT_USAGE, DiglotError, Problem
from diglot.sources import Sources, catalog_path

DIGITS = 16
"""How much of a SHA-256 digest names a thing."""
CLAIMS = "claims"
"""The name under which source/evidence.md is listed among the disclaimers."""
SHOWN = 60
"""How much of a text stands in a Problem."""


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
    if found.evidence and claims.among(texts):
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


def recall(rows: Iterable[Json], part: str, wanted: Collection[str]) -> tuple[Used, ...]:
    """The files whose `part` of `Uses` ("terms", "disclaimers", "units") has one of some names (of a unit: digests)."""
    found = []
    for row in rows:
        used = row["uses"][part]
        hits = [name for name in used if name in wanted]
        if hits:
            digests = ", ".join(f"{name} {used[name]}" if isinstance(used, dict) else name for name in hits)
            found.append(Used(row["file"], row["sha256"], row["version"], row["source"], digests))
    return tuple(found)


def wanted(found: Sources, rows: Iterable[Json], part: str, text: str) -> frozenset[str]:
    """What is recalled by some words, as `uses` names it: ids of concepts, kinds of disclaimers, digests of units.

    A concept has all its names; a unit is found by a part of its text. Raises DiglotError D922
    where neither the sources nor a manifest know of it: that no file has it would be no answer.
    """
    known = [*_known(found, part), *((name, name) for row in rows for name in row["uses"][part])]
    said = {text, digest(text.encode("utf-8", "surrogateescape"))} if part == "units" else {text}
    hits = {name for shown, name in known if shown in said or name in said}
    if part == "units" and (words := _spread(text)):
        hits |= {name for shown, name in known if shown != name and words in shown}
    if not hits:
        near = difflib.get_close_matches(text, dict(known), n=3, cutoff=0.5)
        hint = f"near: {', '.join(one[:SHOWN] for one in near)}" if near else "see the sources and the manifest"
        message = f"neither the sources nor a manifest know the {part.removesuffix('s')} “{text[:SHOWN]}”"
        raise DiglotError(Problem("D922", message, None, hint), EXIT_USAGE)
    return frozenset(hits)


def _known(found: Sources, part: str) -> Iterator[tuple[str, str]]:
    """(what it is called, its name in `uses`) of all that the sources have of a part of `Uses`."""
    if part == "terms":
        for concept in found.terms:
            yield from ((name, concept.id) for name in (concept.id, *(n for t in concept.terms for n in t.names)))
    elif part == "disclaimers":
        yield from ((d.kind, d.kind) for d in found.disclaimers)
        yield from [(CLAIMS, CLAIMS)] if found.evidence else []
    else:
        yield from ((_spread(u.msgid), digest(u.msgid.encode())) for one in found.units.values() for u in one)


def _spread(text: str) -> str:
    return " ".join(text.split())
