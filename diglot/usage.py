"""What went into an edition, by digest: the answer to a recall."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from diglot import po, store
from diglot.model import Edition, Uses
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
    if found.evidence:
        notices[CLAIMS] = (found.evidence.version, found.evidence.document)
    said = {kind: f"{version} {digest(document.source.encode())}" for kind, (version, document) in notices.items()}
    files = [*(d.file for d in texts), *(document.file for _, document in notices.values())]
    units = {digest(unit.msgid.encode()) for file in files for unit in found.units[file]}
    sorted_ = [tuple(sorted(one.items())) for one in (catalogs, terms, said)]
    return Uses(sorted_[0], sorted_[1], sorted_[2], tuple(sorted(units)))


def digest(data: bytes) -> str:
    """The beginning of the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]
