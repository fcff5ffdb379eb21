"""What a translation must not make stronger: hedges (may, about, in mice) and negations.

From English into Chinese of both scripts; any other pair of languages is silent. Chinese has far more
words in which 不 or 可 says nothing, so that the other direction would need lists of its own. A text is
compared sentence by sentence where both sides have as many. The lists lean to silence: an English word
asks only where it is surely a hedge or a negation, and whatever may be its counterpart will do: 表明 is
taken for "suggests", 证明 is not. What is weaker than its source is the translator's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from diglot.hedges import (
    AFFIRMED,
    EXPLAINED,
    HEDGES,
    IN_ANIMALS,
    IN_PEOPLE,
    NEGATED,
    NO,
    NO_NEGATION,
    PEOPLE,
    REWORDED,
    SIMPLIFIED,
    STRONG,
)

HEDGE, NEGATION = RULES = ("hedge", "negation")
CERTAINTY = "certainty"


@dataclass(frozen=True, slots=True)
class Difference:
    """What the translation lost or says more strongly; `start`: where in it, or in which sentence."""

    rule: str
    subject: str
    message: str
    start: int


class Part(NamedTuple):
    """A sentence and where it begins in its text."""

    text: str
    start: int


# --- comparing ------------------------------------------------------------------------------

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|dr|mr|mrs|ms|prof|st|fig|approx|no|al|etc)|\b[a-z])\.$", re.IGNORECASE
)
_END = re.compile(r"(?<![.!?;。！？；])[.!?;。！？；]++[\"'”’)）」』*_]*+")
_HAN = re.compile("[一-鿿]")


def differences(source: str, target: str, mine: str, theirs: str) -> list[Difference]:
    """What an English text says with care, or denies, and its Chinese translation does not.

    Texts are plain, without Markdown; `mine`, `theirs`: their languages.
    """
    if (_language(mine), _language(theirs)) != ("en", "zh") or not _HAN.search(target):
        return []
    target = target.translate(SIMPLIFIED)
    pairs = _pairs(source, target)
    return [*_hedges(pairs), *_certainty(source, target), *_negations(pairs)]


def _language(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _hedges(pairs: list[tuple[Part, Part]]) -> Iterator[Difference]:
    for hedge in HEDGES:
        asked = [hedge.asks.search(mine.text) for mine, _ in pairs]
        for at, (hit, (_, theirs)) in enumerate(zip(asked, pairs, strict=True)):
            if hit and not any(hedge.holds.search(text) for text in _near(pairs, at, asked)):
                strong = hedge.stronger.search(theirs.text)
                shown = f"“{strong[0]}”, which is stronger" if strong else "nothing like it"
                message = f"the source says “{hit[0].strip()}”, the translation {shown}"
                yield Difference(HEDGE, hedge.subject, message, theirs.start + (strong.start() if strong else 0))
                break


def _certainty(source: str, target: str) -> Iterator[Difference]:
    """Strong words of the translation for which nothing in the source stands; 不能治愈 claims nothing."""
    if IN_ANIMALS.search(source) and not IN_PEOPLE.search(source) and (hit := PEOPLE.search(target)):
        message = f"the source speaks of animals or cells, the translation of “{hit[0]}”"
        yield Difference(HEDGE, CERTAINTY, message, hit.start())
    for strong, borne in STRONG:
        hit = next((hit for hit in strong.finditer(target) if not _denied(target, hit.start())), None)
        if hit and not borne.search(source):
            yield Difference(
                HEDGE, CERTAINTY, f"the translation says “{hit[0]}”, the source nothing like it", hit.start()
            )


def _denied(text: str, at: int) -> bool:
    clause = re.split("[，。；：！？、]", text[max(0, at - 10) : at])[-1]
    return bool(NEGATED.search(AFFIRMED.sub(_blank, clause)) or re.search("[是能可]否", clause))


def _negations(pairs: list[tuple[Part, Part]]) -> Iterator[Difference]:
    asked = [NO.search(NO_NEGATION.sub(_blank, mine.text)) for mine, _ in pairs]
    for at, (hit, (mine, theirs)) in enumerate(zip(asked, pairs, strict=True)):
        if hit and not any(_negated(mine.text, text) for text in _near(pairs, at, asked)):
            said = mine.text[hit.start() :].split(maxsplit=3)[:3] if hit[0][0] not in "'’" else [hit[0]]
            message = f"the source denies (“{' '.join(said)}”), the translation does not"
            yield Difference(NEGATION, NEGATION, message, theirs.start)


def _negated(source: str, target: str) -> bool:
    left = AFFIRMED.sub(_blank, target)
    for chinese, english in EXPLAINED:
        if chinese.search(left) and english.search(source):
            left = chinese.sub(_blank, left)
    return bool(NEGATED.search(left)) or any(
        english.search(source) and chinese.search(target) for english, chinese in REWORDED
    )


def _blank(hit: re.Match[str]) -> str:
    return " " * len(hit[0])


def _near(pairs: list[tuple[Part, Part]], at: int, asked: list[re.Match[str] | None]) -> Iterator[str]:
    """The translation of a sentence, and beside it what may have taken words from it: a sentence
    whose own source asks for nothing.
    """
    yield pairs[at][1].text
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(pairs) and not asked[beside]:
            yield pairs[beside][1].text


def _pairs(source: str, target: str) -> list[tuple[Part, Part]]:
    """The sentences of both texts; with clauses, without, or each text as one, as their numbers agree."""
    for ends in (".!?;。！？；", ".!?。！？"):
        mine, theirs = _parts(source, ends), _parts(target, ends)
        if len(mine) == len(theirs) > 1:
            return list(zip(mine, theirs, strict=True))
    return [(Part(source, 0), Part(target, 0))]


def _parts(text: str, ends: str) -> list[Part]:
    found, start = [], 0
    for hit in _END.finditer(text):
        wide = hit[0][0] in "。！？；"
        stops = wide or (
            text[hit.end() : hit.end() + 1].strip() == ""
            and not _ABBREVIATION.search(text[max(0, hit.end() - 8) : hit.end()])
        )
        if hit[0][0] in ends and stops and text[start : hit.end()].strip():
            found.append(Part(text[start : hit.end()], start))
            start = hit.end()
    return [*found, Part(text[start:], start)] if text[start:].strip() else found
