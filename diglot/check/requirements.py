"""What a finished file must hold beside its running text: notices, claims with their evidence, provenance.

Each is looked for where its reader meets it, by a `Reader` of the format: in the right language, at
the right place, seen, large enough, whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from diglot import templating
from diglot.check.findings import Codes, Finding, Reader, Spot, failed
from diglot.check.texts import Located, letters, places, rows_of, squeezed
from diglot.model import Claim, Manuscript, Row

LEAST = 6.0
"""The smallest letters of anything, pt."""
BADGE = "badge"
"""The place of a claim's mark in the text."""
LEDGER = "list of evidence"
"""The place of what is printed at the back of each claim."""
TAIL, NEAR = 8, 40
"""A badge stands within NEAR characters of the last TAIL of its claim: a footnote's mark may come between."""


def notices(manuscript: Manuscript, found: Sequence[Located], reader: Reader, codes: Codes) -> Iterator[Finding]:
    """Every notice of the text in every language: what stands in front, beside and at the back."""
    by_row: dict[str, list[Located]] = {}
    for one in found:
        by_row.setdefault(one.piece.row, []).append(one)
    sizes = {kind: dict(least) for kind, least in manuscript.smallest}
    rows = rows_of(manuscript)
    for number, row in enumerate(rows):
        if row.kind != "notice":
            continue
        kind, place = row.classes[1], row.classes[2].removeprefix("at-")
        parts: set[int] = set()
        for language in manuscript.languages:
            mine = [one for one in by_row.get(row.id, []) if one.piece.language == language]
            text = " ".join(one.piece.text for one in mine)
            finding = Finding(kind, place, language, text)
            if not squeezed(text):
                yield replace(finding, trouble="has no words that can be looked for", code=codes.notice)
                continue
            if any(one.start < 0 for one in mine):
                astray = all(one.start >= 0 or one.astray for one in mine)
                trouble = "stands out of its place" if astray else "is not there"
                yield replace(finding, trouble=trouble, code=codes.order if astray else codes.notice)
                continue
            # Not from the first to the last: the mark of a footnote between them is small, and may be.
            spot = reader.spot(language, *((one.start, one.end) for one in mine))
            parts.add(reader.opening(spot.part))
            about = _about(rows, number, by_row, language, place)
            anchor = reader.spot(language, _nearest(about, mine[0].start, reader.stream(language))) if about else None
            trouble, code = seen(spot, sizes.get(kind, {}).get(place, LEAST), codes)
            if not trouble and len(parts) > 1:
                trouble, code = failed(codes.apart, "stands apart from its other language")
            if not trouble and place == "front" and spot.last > reader.front:
                trouble, code = failed(codes.front, "does not open the edition")
            if not trouble:
                trouble, code = _placed(spot, anchor, codes)
            yield at_spot(finding, spot, trouble, code)


def _about(
    rows: Sequence[Row], number: int, by_row: dict[str, list[Located]], language: str, place: str
) -> Located | None:
    """What a notice is about: the heading before it, or the table after it."""
    if place == "section":
        near: Iterable[Row] = reversed(rows[:number])
        kind = "heading"
    elif place == "table":
        near, kind = rows[number + 1 :], "table"
    else:
        return None
    row = next((row for row in near if row.kind == kind), None)
    found = by_row.get(row.id, []) if row else []
    return next((one for one in found if one.piece.language == language and one.start >= 0), None)


def _nearest(about: Located, start: int, stream: str) -> tuple[int, int]:
    """Where a heading stands before a notice at `start`: the contents may have its words too."""
    words = squeezed(about.piece.text)
    at = stream.rfind(words, 0, start)
    return (at, at + len(words)) if at >= 0 and about.start < start else (about.start, about.end)


def seen(spot: Spot, least: float, codes: Codes) -> tuple[str, str]:
    """(trouble, code) of what is hidden or too small; both "" for what a reader sees."""
    if spot.trouble:
        return failed(codes.unseen, f"cannot be seen ({spot.trouble})")
    if spot.size < least - 0.05:
        return failed(codes.unseen, f"has letters of {spot.size:.1f} pt, not of {least:g} or more")
    return "", ""


def _placed(spot: Spot, anchor: Spot | None, codes: Codes) -> tuple[str, str]:
    if spot.part != spot.last:
        mend = "if it is longer than a page, shorten it or divide it into two notices"
        return failed(codes.apart, f"is split: it ends in part {spot.last}; {mend}")
    if anchor and anchor.part != spot.part:
        return failed(codes.apart, f"stands apart from what it is about ({anchor.name})")
    return "", ""


def claims(
    manuscript: Manuscript, found: Sequence[Located], reader: Reader, codes: Codes, *, beside: bool
) -> Iterator[Finding]:
    """The entry of each claim in the list of evidence; with `beside`, its badge and qualification in the text too.

    An EPUB has these as pop-ups, which it looks for itself.
    """
    if beside:
        for language in manuscript.languages:
            yield from _beside(manuscript, language, reader, codes)
    chapters = {row.id for chapter in manuscript.chapters for row in chapter.rows}
    for language in manuscript.languages:
        stream = reader.stream(language)
        ends = [one.end for one in found if one.piece.language == language and one.piece.row in chapters]
        cursor = max(ends, default=0)
        for claim in manuscript.claims:
            finding = Finding(f"claim {claim.number}", LEDGER, language, dict(claim.texts)[language])
            start, end = _entry(claim, language, stream, cursor)
            if start < 0:
                yield replace(finding, trouble="is not there with its evidence", code=codes.claim)
                continue
            cursor = end
            spot = reader.spot(language, (start, end))
            yield at_spot(finding, spot, *seen(spot, LEAST, codes))
    yield from _references(manuscript, reader, codes)


def follows(claim: Claim, language: str, before: str) -> bool:
    """Whether a stream that ends at a badge ends with the words of its claim; a formula or icons may come between."""
    end, text = letters(dict(claim.ends)[language])[-TAIL:], letters(dict(claim.texts)[language])
    near = letters(before[-2 * (NEAR + len(text)) :])
    return bool(end) and end in near[-NEAR - len(text.rpartition(end)[2]) :]


def _entry(claim: Claim, language: str, stream: str, cursor: int) -> tuple[int, int]:
    """Where a claim stands with its label after `cursor`: from one to the other, (-1, -1) where it does not."""
    text, label = squeezed(dict(claim.texts)[language]), squeezed(dict(claim.labels)[language])
    reach = NEAR + len(dict(claim.qualifications)[language]) + len(label)
    for start in places(text, stream, cursor):
        end = start + len(text)
        named = stream.find(label, end, end + reach)
        if named >= 0:
            return start, named + len(label)
    return -1, -1


def _beside(manuscript: Manuscript, language: str, reader: Reader, codes: Codes) -> Iterator[Finding]:
    stream, cursor, after = reader.stream(language), 0, 0
    sizes = {kind: dict(least).get("claim", LEAST) for kind, least in manuscript.smallest}
    for claim in manuscript.claims:
        text, words = dict(claim.texts)[language], dict(claim.qualifications)[language]
        label = squeezed(f"{dict(claim.labels)[language]}{claim.number}")
        badge = Finding(f"claim {claim.number}", BADGE, language, text)
        at = next((n for n in places(label, stream, cursor) if follows(claim, language, stream[:n])), -1)
        if at < 0:
            yield replace(badge, trouble="has lost its badge", code=codes.claim)
            continue
        cursor = at + len(label)
        spot = reader.spot(language, (at, cursor))
        yield at_spot(badge, spot, *seen(spot, LEAST, codes))
        beside = Finding(f"claim {claim.number}", "qualification", language, words)
        start = stream.find(squeezed(words), max(cursor, after))
        if start < 0:
            yield replace(beside, trouble="is not there", code=codes.claim)
            continue
        after = start + len(squeezed(words))
        below = reader.spot(language, (start, after))
        trouble, code = seen(below, max(sizes.get(kind, LEAST) for kind in claim.kinds), codes)
        if not trouble and (below.part, below.last) != (spot.part, spot.part):
            trouble, code = failed(codes.apart, f"stands apart from its claim ({spot.name})")
        yield at_spot(beside, below, trouble, code)


def _references(manuscript: Manuscript, reader: Reader, codes: Codes) -> Iterator[Finding]:
    """The sources in their order, each with how it was read, in every language."""
    for language in manuscript.languages if manuscript.references else ():
        each = [
            (one.citation if one.language == language else "") + dict(one.extent)[language]
            for one in manuscript.references
        ]
        finding = Finding("sources", LEDGER, language, " ".join(each))
        stretches, cursor = list[tuple[int, int]](), 0
        for text in each:
            at = reader.stream(language).find(squeezed(text), cursor)
            if at < 0:
                break
            cursor = at + len(squeezed(text))
            stretches.append((at, cursor))
        if len(stretches) < len(each):
            yield replace(finding, trouble="is not there", code=codes.claim)
        else:
            spot = reader.spot(language, *stretches)
            yield at_spot(finding, spot, *seen(spot, LEAST, codes))


def made(manuscript: Manuscript, reader: Reader, codes: Codes) -> Iterator[Finding]:
    """The sentences that say how each language's text was made."""
    for tag, words in manuscript.made:
        for language, text in words:
            named = f"{templating.autonym(tag)} {text}"
            yield said(Finding("provenance", f"of {tag}", language, named), reader, codes.imprint, codes)


def said(finding: Finding, reader: Reader, code: str, codes: Codes) -> Finding:
    """A text that must stand somewhere: the finding with its first place that is seen."""
    length = len(squeezed(finding.text))
    found = places(finding.text, reader.stream(finding.language))
    spots = (reader.spot(finding.language, (at, at + length)) for at in found)
    lost = replace(finding, trouble="is not there", code=code)
    return best((at_spot(finding, spot, *seen(spot, LEAST, codes)) for spot in spots), lost)


def best(found: Iterable[Finding], lost: Finding) -> Finding:
    """The first finding without trouble, else the last; `lost` where there is none."""
    for one in found:
        if not one.trouble:
            return one
        lost = one
    return lost


def at_spot(finding: Finding, spot: Spot, trouble: str, code: str) -> Finding:
    """A finding with where it stands."""
    return replace(finding, where=spot.name, size=round(spot.size, 2), box=spot.box, trouble=trouble, code=code)


def imprint(manuscript: Manuscript, stream: str, apart: int) -> dict[str, list[tuple[str, str]]]:
    """What every imprint says, and in which words: (language, text) of each way to write it.

    Version and fingerprint stand together, at most `apart` characters of the stream between them: a
    number like the version's may stand anywhere.
    """

    def day(value: date) -> list[tuple[str, str]]:
        written = templating.long_date(value, manuscript.languages)
        return [(manuscript.languages[0], value.isoformat()), *written]

    version, digest = manuscript.version, manuscript.fingerprint
    between = rf"(?:(?!\.?\d).{{1,{apart}}}?)?"
    together = re.search(rf"(?<![\d.]){re.escape(squeezed(version))}{between}{digest}", stream)
    return {
        "version and fingerprint": [(manuscript.languages[0], together[0] if together else f"{version} · {digest}")],
        "published": day(manuscript.published),
        "next review": day(manuscript.next_review),
    }
