"""What every exchange format can say: a name of a concept in a language, with its role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from diglot.matching import ADMITTED, FORBIDDEN, PREFERRED
from diglot.model import Concept, Place, Term, TermBase

ROLES = (PREFERRED, ADMITTED, FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a term file has it. `concept` is an id, "" where the file has none.

    `source`: the name in the source language that it stands beside, "" where `concept` says it.
    """

    concept: str
    language: str
    text: str
    role: str
    place: Place
    source: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished term file, and a line for each kind of thing that its format cannot hold."""

    data: bytes
    losses: tuple[str, ...] = ()


def roles(term: Term) -> list[tuple[str, str]]:
    """(role, name) of all names of a term."""
    listed = ((PREFERRED, (term.preferred,)), (ADMITTED, term.admitted), (FORBIDDEN, term.forbidden))
    return [(role, name) for role, names in listed for name in names]


def losses(terms: TermBase, held: Iterable[str], languages: Iterable[str] | None = None) -> tuple[str, ...]:
    """What of a term base is in no field of `held`: "17 mask words", one line a kind."""
    kept, chosen = set(held), set(languages) if languages is not None else None
    counts: Counter[str] = Counter()
    for concept in terms:
        counts.update({kind: size for kind, size in _of_concept(concept).items() if size})
        for term in concept.terms:
            if chosen is not None and term.language not in chosen:
                counts[f"names in {term.language}"] += 1 + len(term.admitted) + len(term.forbidden)
                continue
            counts.update({kind: size for kind, size in _of_term(term).items() if size})
    return tuple(f"{size} {kind}" for kind, size in sorted(counts.items()) if kind not in kept)


def _of_concept(concept: Concept) -> dict[str, int]:
    return {
        "domains": 1,
        "definitions": 1,
        "codes": len(concept.codes),
        "relations": len(concept.close) + len(concept.exact),
        "senses": bool(concept.sense),
        "notes": bool(concept.note),
        "statements of what is verified": bool(concept.verified),
        "statuses": concept.status != "draft",
    }


def _of_term(term: Term) -> dict[str, int]:
    return {
        "admitted names": len(term.admitted),
        "forbidden names": len(term.forbidden),
        "mask words": len(term.mask),
        "proposed names": len(term.proposed),
        "pinyin": bool(term.pinyin),
        "exact cases": term.exact_case,
        "neighbours": bool(term.left) + bool(term.right),
        "notes": bool(term.note),
    }
