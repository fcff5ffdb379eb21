"""The numbers of the list of evidence: of each claim, of the sources it rests on, and of each source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from diglot.check.findings import MUL, Codes, Finding, Reader
from diglot.check.requirements import LEAST, LEDGER, NEAR, at_spot, said, seen
from diglot.check.texts import places, squeezed
from diglot.model import SIDED, Claim, Manuscript

BEFORE = 8
"""The most signs between the number of a claim and its words: a full stop, or an arrow and a page."""


def numbers(manuscript: Manuscript, reader: Reader, codes: Codes) -> Iterator[Finding]:
    """The number of each claim's entry with the sources of the entry before it; the number of each source.

    Numbers have no language: they are looked for in what is read in all of them, or on the pages of the first one
    where each has its own.
    """
    read = manuscript.languages[0] if manuscript.output.layout in SIDED else MUL
    sources, last = "", 0
    entries = _entries(manuscript, reader.stream(read))
    for claim, (start, end) in zip(manuscript.claims, entries, strict=True):
        text = f"{sources} {claim.number}".strip()
        finding = Finding(f"claim {claim.number}", "its number, the sources before it", read, text)
        wanted = _wanted(sources) + rf"{claim.number}(?!\d).{{0,{BEFORE}}}$"
        yield _found(finding, wanted, (last or max(0, start - NEAR), start), reader, codes)
        sources, last = ",".join(map(str, claim.sources)), end
    if sources:
        claim = manuscript.claims[-1]
        finding = Finding(f"claim {claim.number}", "its sources", read, sources)
        # The list of sources may follow at once, with its first number.
        wanted = _wanted(sources) + r"(?:(?![\d,])|(?=1\D))"
        yield _found(finding, wanted, (last, last + _length(claim)), reader, codes)
    for number, one in enumerate(manuscript.references, start=1):
        yield said(Finding(f"source {number}", LEDGER, read, f"{number} {one.citation}"), reader, codes.claim, codes)


def _entries(manuscript: Manuscript, stream: str) -> list[tuple[int, int]]:
    """Where each claim stands in the list, from its words in the first language to its label, (0, 0) where it does not.

    From the last to the first, because the text says the same before the list does.
    """
    language, before, found = manuscript.languages[0], len(stream), list[tuple[int, int]]()
    for claim in reversed(manuscript.claims):
        text, label = squeezed(dict(claim.texts)[language]), squeezed(dict(claim.labels)[language])
        for start in reversed([at for at in places(text, stream) if at < before]):
            end = start + len(text)
            named = stream.find(label, end, min(before, end + _length(claim)))
            if named >= 0:
                break
        else:
            start, named = 0, -len(label)
        while text and stream.endswith(text, 0, start):
            start -= len(text)  # where it is not translated it stands twice
        found.append((start, named + len(label)))
        before = start or before
    return found[::-1]


def _length(claim: Claim) -> int:
    """How long an entry may be."""
    return 2 * NEAR + sum(len(words) for _, words in (*claim.texts, *claim.labels, *claim.qualifications))


def _wanted(sources: str) -> str:
    """A pattern for sources and what may come after them: the head of a table that goes on."""
    return rf"(?<![\d,]){sources}[^\d,]*" if sources else r"(?<![\d,])"


def _found(finding: Finding, wanted: str, within: tuple[int, int], reader: Reader, codes: Codes) -> Finding:
    hit = re.compile(wanted).search(reader.stream(finding.language), *within)
    if not hit:
        return replace(finding, trouble="is not in the list of evidence", code=codes.claim)
    spot = reader.spot(finding.language, hit.span())
    return at_spot(finding, spot, *seen(spot, LEAST, codes))
