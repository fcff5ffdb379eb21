"""Reading a finished PDF back: text, order, languages, notices, links, fonts, PDF/UA.

The text is taken the way a screen reader takes it, along the structure tree of each page,
so what is proved is what is read aloud, not what the template meant.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import page as page_validation
import pikepdf
import pypdfium2 as pdfium

from diglot.check import alignment, checklist, ledger, requirements, texts
from diglot.check.boxes import area, overlap
from diglot.check.checklist_type import Sheet
from diglot.check.findings import DAMAGED, MUL, Box, Checked, Codes, Finding, failed
from diglot.check.pdf_place import Places
from diglot.check.requirements import imprint
from diglot.check.texts import squeezed
from diglot.model import Manuscript
from diglot.problems import Problem
from diglot.xhtml import HAN

ROW = 8.0
"""How far above or below the first line of an entry a link to it may lead, pt."""
SEPARATOR = 8
"""The most signs between version and fingerprint at the foot of a page."""
SHOWN = 60
NUMBERED = re.compile(r"(?:(?:\. *){3,}|→\s*|^\s*,\s*)(\d+)\s*$")
"""The number of a page in a link: after dots, an arrow or a comma."""
CODES = Codes(
    missing="D720",
    order="D721",
    notice="D722",
    line="D723",
    front="D724",
    unseen="D731",
    apart="D732",
    claim="D733",
    imprint="D734",
)


def check(data: bytes, manuscript: Manuscript) -> Checked:
    """Every finding about a finished PDF: D720-D744."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            covered = str(document.Root.get("/PageLayout", "")) == "/TwoPageRight"
            with closing(Places(data, manuscript.output.layout, covered=covered)) as places:
                return _check(data, manuscript, places, document)
    except (pdfium.PdfiumError, pikepdf.PdfError, page_validation.PageError, *DAMAGED) as error:
        return Checked((Problem("D735", f"{manuscript.stem}: {type(error).__name__}: {error}"),), ())


def _check(data: bytes, manuscript: Manuscript, places: Places, document: pikepdf.Pdf) -> Checked:
    problems = [*_fonts(document), *_links(document, manuscript)]
    streams = {tag: places.stream(tag) for tag in manuscript.languages}
    located = texts.located(manuscript, streams)
    problems += texts.check(manuscript, located, streams, CODES)
    problems += alignment.check(manuscript, located, places)
    findings = (
        *requirements.notices(manuscript, located, places, CODES),
        *_every_page(manuscript, places),
        *requirements.claims(manuscript, located, places, CODES, beside=True),
        *ledger.numbers(manuscript, places, CODES),
        *requirements.made(manuscript, places, CODES),
    )
    problems += [one.problem(manuscript.stem) for one in findings if one.trouble]
    problems += [*_unlinked(document, manuscript, findings), *_led_astray(document, manuscript, findings)]
    problems += [*_budget(manuscript, places), *_languages(places), *_lost(manuscript, places)]
    problems += texts.glossary(manuscript, places.stream(MUL).__contains__, "D726")
    problems += [*_unexplained(document, manuscript, places), *_misnumbered(document, manuscript, places)]
    problems += _valid(data, manuscript)
    if manuscript.audience:
        sheet = Sheet(manuscript, places, tuple(located), findings, tuple(problems))
        answers = tuple(checklist.check(sheet))
        problems += [one.problem(manuscript.stem) for one in answers if one.trouble]
        findings = (*findings, *answers)
    return Checked(tuple(problems), findings)


def _every_page(manuscript: Manuscript, places: Places) -> Iterator[Finding]:
    """The short notices, the imprint and a draft's mark: a finding for each page that lacks one, or one for all."""
    least = max([dict(sizes).get("line", requirements.LEAST) for _, sizes in manuscript.smallest], default=0.0)
    for cell in manuscript.line:
        finding = Finding("short notices", "every page", cell.language, "".join(cell.texts))
        yield from _on_pages(places, [finding], least, CODES.line)
    for what, shown in imprint(manuscript, places.on(1), SEPARATOR).items():
        either = [Finding(f"imprint: {what}", "every page", language, text) for language, text in shown]
        yield from _on_pages(places, either, requirements.LEAST, CODES.imprint)
    for language, text in manuscript.draft:
        # It stands behind the text, light as a watermark: it must be there on each page, not be read with ease.
        lost = [n for n in range(1, places.pages + 1) if not any(places.on_page(text, n))]
        finding = Finding("draft", "every page", language, text, f"pages 1 to {places.pages}")
        trouble, code = failed(CODES.imprint, f"is not on page {lost[0]}" if lost else "")
        yield replace(finding, trouble=trouble, code=code)


def _on_pages(places: Places, either: Sequence[Finding], least: float, code: str) -> Iterator[Finding]:
    """One of some texts on each page."""
    last = either[0]
    for number in range(1, places.pages + 1):
        lost = replace(either[0], where=f"page {number}", trouble="is not there", code=code)
        last = requirements.best(_looked_at(places, either, number, least), lost)
        if last.trouble:
            yield last
            return
    yield replace(last, where=f"pages 1 to {places.pages}")


def _looked_at(places: Places, either: Sequence[Finding], number: int, least: float) -> Iterator[Finding]:
    for one in either:
        for spot in places.on_page(one.text, number):
            yield requirements.at_spot(one, spot, *requirements.seen(spot, least, CODES))


def _budget(manuscript: Manuscript, places: Places) -> Iterator[Problem]:
    """D736 where there are more pages than there may be, with how much stands on them."""
    most = manuscript.output.pages
    if places.pages > most > 0:
        much = (f"{count} characters ({tag})" for tag in manuscript.languages if (count := places.after(tag, most)))
        message = f"{manuscript.stem} has {places.pages} pages, {most} are allowed: on the others stand "
        yield Problem("D736", message + " and ".join(much))


def _lost(manuscript: Manuscript, places: Places) -> Iterator[Problem]:
    """D741 for text that nobody can see, D743 for text that nobody can hear, on each page."""
    for number in range(1, places.pages + 1):
        if text := places.unread(number):
            yield Problem("D743", f"{manuscript.stem}: page {number}: “{text[:SHOWN]}”")
        for what, letters in places.lost(number):
            yield Problem("D741", f"{manuscript.stem}: page {number}: “{letters[:SHOWN]}” {what}", about=letters)


def _languages(places: Places) -> Iterator[Problem]:
    for number in range(1, places.pages + 1):
        for text, language in places.runs(number):
            hit = HAN.search(text)
            if hit and not language.startswith(("zh", "ja", "ko")):
                yield Problem("D725", f"page {number}: “{hit[0][:20]}” is tagged “{language}”")


def _links(document: pikepdf.Pdf, manuscript: Manuscript) -> Iterator[Problem]:
    """D727: a link to nowhere, a term without its entry, an entry without its first use."""
    targets = {name for name, _ in _named(document)}
    used = {name for name, _, _ in _linked(document)}
    for name in sorted(used - targets):
        yield Problem("D727", f"{manuscript.stem}: a link leads to “{name}”, which is nowhere")
    # Where languages have pages of their own, what they share is named after the second there.
    used |= {name.removesuffix(f"-{tag}") for tag in manuscript.languages for name in used}
    for entry in (one for one in manuscript.glossary if one.refs):
        for name in filter(None, (entry.id, entry.first(manuscript.languages[0]))):
            if name not in used:
                yield Problem("D727", f"{manuscript.stem}: nothing links to “{name}”")


def _unlinked(document: pikepdf.Pdf, manuscript: Manuscript, findings: Sequence[Finding]) -> Iterator[Problem]:
    """D733 for each badge upon which no link to its claim's entry lies."""
    ids = {f"claim {claim.number}": claim.id for claim in manuscript.claims}
    links = list(_linked(document))
    for one in findings:
        if one.place == requirements.BADGE and one.box:
            entry = {ids[one.what], f"{ids[one.what]}-{one.language}"}
            lie = (box for name, page, box in links if name in entry and page == one.where)
            if not any(area(overlap(box, one.box)) for box in lie):
                what = f"the badge of {one.what}, {one.language}, does not lead to its entry ({one.where})"
                yield Problem("D733", f"{manuscript.stem}: {what}")


def _unexplained(document: pikepdf.Pdf, manuscript: Manuscript, places: Places) -> Iterator[Problem]:
    """D742 for each term of an edition in one language without a note on the page of its first use, or on the next."""
    if len(manuscript.languages) > 1:
        return
    pages: dict[str, int] = {}
    for name, page, _ in _linked(document):
        pages.setdefault(name, int(page.removeprefix("page ")))
    for entry in manuscript.glossary:
        if entry.id in pages and entry.refs:
            at = pages[entry.id]
            near = "".join(places.on(number) for number in (at, min(at + 1, places.pages)))
            for _, definition in entry.definitions:
                if squeezed(definition) not in near:
                    yield Problem("D742", f"{manuscript.stem}: page {at}: “{definition[:SHOWN]}”")


def _misnumbered(document: pikepdf.Pdf, manuscript: Manuscript, places: Places) -> Iterator[Problem]:
    """D744 for each link that names another page than it leads to: in contents, glossary and list of evidence."""
    pages_of = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
    targets = {name: pages_of.get(target[0].objgen) for name, target in _named(document)}
    for name, page, box in _linked(document):
        text = places.within(int(page.removeprefix("page ")), box)
        if (hit := NUMBERED.search(text)) and int(hit[1]) != targets.get(name):
            said = f"{page}: “{text[-SHOWN:].strip()}” leads to page {targets.get(name)}"
            yield Problem("D744", f"{manuscript.stem}: {said}")


def _linked(document: pikepdf.Pdf) -> Iterator[tuple[str, str, Box]]:
    """(name of the destination, name of the page, box) of each link within the file."""
    for number, page in enumerate(document.pages, start=1):
        x, top = float(page.mediabox[0]), float(page.mediabox[3])
        for annotation in page.get("/Annots", []):
            if "/Dest" in annotation:
                left, low, right, high = (float(v) for v in annotation["/Rect"])
                box = (min(left, right) - x, top - max(low, high), max(left, right) - x, top - min(low, high))
                yield str(annotation["/Dest"]), f"page {number}", box


def _led_astray(document: pikepdf.Pdf, manuscript: Manuscript, findings: Sequence[Finding]) -> Iterator[Problem]:
    """D733 for each claim whose links lead to another place than its entry in the list of evidence."""
    entries = {one.what: one for one in reversed(findings) if one.place == requirements.LEDGER and one.box}
    pages_of = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
    targets = dict(_named(document))
    for claim in manuscript.claims:
        entry, target = entries.get(f"claim {claim.number}"), targets.get(claim.id)
        if entry is None or target is None or entry.box is None:
            continue
        page = document.pages[pages_of[target[0].objgen] - 1]
        down = float(page.mediabox[3]) - float(target[3])
        if entry.where != f"page {pages_of[target[0].objgen]}" or not -ROW < entry.box[1] - down < ROW:
            yield Problem("D733", f"{manuscript.stem}: the badge of claim {claim.number} leads to another entry")


def _named(document: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """(name, [page, /XYZ, left, top, zoom]) of each destination."""
    names = document.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    waiting = [names] if names is not None else []
    while waiting:
        node = waiting.pop()
        waiting += list(node.get("/Kids", []))
        found = list(node.get("/Names", []))
        yield from ((str(name), target) for name, target in zip(found[::2], found[1::2], strict=True))


def _fonts(document: pikepdf.Pdf) -> Iterator[Problem]:
    """D728: a font that is not in the file."""
    seen: set[str] = set()
    for page in document.pages:
        for font in _dictionary(_dictionary(page.obj, "/Resources"), "/Font").values():
            inner = font.get("/DescendantFonts", [font])[0]
            name = str(font.get("/BaseFont", "?"))
            descriptor = _dictionary(inner, "/FontDescriptor")
            if name not in seen and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield Problem("D728", f"the font {name}")
            seen.add(name)


def _dictionary(parent: Any, key: str) -> Any:
    return parent.get(key, pikepdf.Dictionary())


def _valid(data: bytes, manuscript: Manuscript) -> Iterator[Problem]:
    """D730: what page-validation says against PDF/UA-1 (ISO 14289-1), and PDF/A-3a (ISO 19005-3) where it is asked."""
    asked = page_validation.ValidationProfile
    profiles = [asked.PDF_UA_1, *([asked.PDF_A_3A] if manuscript.output.archive else [])]
    reports = (page_validation.validate_pdf_bytes(data, profile=profile) for profile in profiles)
    for failure in (one for report in reports for one in report.failures):
        yield Problem("D730", f"{failure.rule_id}: {failure.message}")
