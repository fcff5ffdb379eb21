"""Disclaimers, and claims with their evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from diglot.model.place import Json
from diglot.model.texts import OURS, Document


@dataclass(frozen=True, slots=True)
class Placed:
    """Words of a disclaimer for one place, as pandoc AST blocks in the source language.

    `place`: a word of `notices.PLACES`, narrowed by a class ("section:<class>", "table:<class>")
    or, for line, front and back, by a design or by how the text was translated ("back:book").
    `regions`: the only jurisdictions they are for, or () for all.
    """

    place: str
    regions: tuple[str, ...]
    blocks: Json

    @property
    def name(self) -> str:
        """The place without what it is narrowed to."""
        return self.place.partition(":")[0]

    @property
    def narrowed(self) -> str:
        """What the place is narrowed to, or ""."""
        return self.place.partition(":")[2]

    def among(self, words: Collection[str]) -> bool:
        """Whether all that the place is narrowed to holds."""
        return set(self.narrowed.split()) <= set(words)


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """One kind of notice. `smallest`: for each place the least size of its letters, in pt."""

    kind: str
    version: str
    places: tuple[Placed, ...]
    smallest: tuple[tuple[str, float], ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that an evidence note rests on. `read`: how it was read (`notices.READ`).

    `citation` is in one language, that in which a reader can find it, and is not translated.
    """

    id: str
    citation: str
    read: str
    language: str
    extent: tuple[tuple[str, str], ...] = ()
    """What readers of each language are told of how it was read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be said beside claims: source/evidence.md.

    `levels`, `notes`: (word or id, number of the div among the document's blocks); `of`: note -> the
    levels it may stand at; `sources`: note -> ids of references, in the order they are named.
    """

    version: str
    levels: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, int], ...]
    of: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[tuple[str, tuple[str, ...]], ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Claim:
    """A marked claim as it is printed, numbered from 1 through the edition.

    `level`: a word of `claims.LEVELS`; `kinds`: the disclaimers it calls for. `texts`, `ends`, `labels`,
    `qualifications`: (language, plain text); an end is the last of its words, before any formula that
    stands there. `sources`: numbers of the edition's references.
    """

    number: int
    level: str
    kinds: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    qualifications: tuple[tuple[str, str], ...]
    sources: tuple[int, ...]

    @property
    def id(self) -> str:
        """Its entry in the evidence table; its badge in a language is `<id>-<language>-badge`."""
        return f"{OURS}claim-{self.number}"
