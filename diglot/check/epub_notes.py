"""What an EPUB has in its own way: notes that pop up, the short notices of each chapter, the title of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from diglot import xhtml
from diglot.check.documents import Documents
from diglot.check.findings import Codes, Finding, failed
from diglot.check.requirements import LEAST, at_spot, follows, imprint, said, seen
from diglot.check.texts import squeezed
from diglot.model import Claim, Manuscript
from diglot.xhtml import Element

FOLDER = "EPUB/"
SENTENCES = 200
"""The most characters between version and fingerprint in the sentences of a colophon."""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def every_chapter(manuscript: Manuscript, documents: Documents, codes: Codes) -> Iterator[Finding]:
    """The short notices at the end of each chapter: an EPUB has no foot of a page."""
    least = max([dict(sizes).get("line", LEAST) for _, sizes in manuscript.smallest], default=0.0)
    for chapter in manuscript.chapters:
        name = f"{FOLDER}{chapter.id}.xhtml"
        for cell in manuscript.line:
            finding = Finding("short notices", "every chapter", cell.language, "".join(cell.texts), name)
            shown = _saying(documents.roots.get(name), cell.language, finding.text)
            if shown is None:
                yield replace(finding, trouble="is not there", code=codes.line)
            else:
                spot = documents.of(name, shown)
                yield at_spot(finding, spot, *seen(spot, least, codes))


def _saying(root: Element | None, language: str, text: str) -> Element | None:
    """The innermost element of a language that says a text."""
    found = None
    for element in root.iter() if root is not None else ():
        here = isinstance(element.tag, str) and xhtml.language_of(element) == language
        if here and squeezed(text) in squeezed("".join(element.itertext())):
            found = element
    return found


def beside_claims(manuscript: Manuscript, documents: Documents, codes: Codes) -> Iterator[Finding]:
    """The badge of each claim, the note that it opens, and the entry of the list of evidence that this leads to."""
    ids = {
        str(element.get("id")): (name, element)
        for name, root in documents.roots.items()
        for element in root.iter()
        if isinstance(element.tag, str) and element.get("id")
    }
    sizes = {kind: dict(least).get("claim", LEAST) for kind, least in manuscript.smallest}
    looked = _Claims(documents, ids, sizes, codes)
    for language in manuscript.languages:
        for claim in manuscript.claims:
            yield from looked.beside(claim, language)
            yield looked.entry(claim, language)


@dataclass(frozen=True, slots=True)
class _Claims:
    """Where the parts of claims are looked for.

    `ids`: id -> the document and the element that has it. `sizes`: kind -> the smallest letters beside a claim, pt.
    """

    documents: Documents
    ids: Mapping[str, tuple[str, Element]]
    sizes: Mapping[str, float]
    codes: Codes

    def beside(self, claim: Claim, language: str) -> Iterator[Finding]:
        """The badge, and the note."""
        text, words = dict(claim.texts)[language], dict(claim.qualifications)[language]
        badge = Finding(f"claim {claim.number}", "badge", language, text)
        name, link = self.ids.get(f"{claim.id}-{language}-badge", ("", None))
        label = squeezed(f"{dict(claim.labels)[language]}{claim.number}")
        if link is None or squeezed("".join(link.itertext())) != label:
            yield replace(badge, trouble="has lost its badge", code=self.codes.claim)
            return
        spoken, at = self.documents.before(name, link.get("id"))
        if spoken != language or not follows(claim, language, self.documents.stream(language)[:at]):
            yield replace(badge, where=name, trouble="its badge stands elsewhere", code=self.codes.claim)
            return
        yield self._at(badge, name, link)
        beside = Finding(f"claim {claim.number}", "qualification", language, words, name)
        place, note = self.ids.get(link.get("href", "").removeprefix("#"), ("", None))
        if note is None or place != name:
            yield replace(beside, trouble="its badge opens no note", code=self.codes.claim)
        elif wrong := _note(note, words, language, claim):
            yield replace(beside, trouble=wrong, code=self.codes.claim)
        else:
            least = max((self.sizes.get(kind, LEAST) for kind in claim.kinds), default=LEAST)
            yield self._at(beside, name, note, least)

    def entry(self, claim: Claim, language: str) -> Finding:
        """The entry in the list of evidence that a note leads to."""
        text = dict(claim.texts)[language]
        finding = Finding(f"claim {claim.number}", "entry of its note", language, text)
        name, entry = self.ids.get(claim.id, ("", None))
        words = squeezed("".join(entry.itertext())) if entry is not None else ""
        needed = (text, dict(claim.labels)[language], dict(claim.qualifications)[language])
        if entry is None or any(squeezed(one) not in words for one in needed):
            return replace(finding, where=name, trouble="is another’s", code=self.codes.claim)
        return self._at(finding, name, entry)

    def _at(self, finding: Finding, name: str, element: Element, least: float = LEAST) -> Finding:
        spot = self.documents.of(name, element)
        return at_spot(finding, spot, *seen(spot, least, self.codes))


def _note(note: Element, words: str, language: str, claim: Claim) -> str:
    """What is wrong with the note of a claim."""
    if squeezed(words) not in squeezed("".join(note.itertext())):
        return "its note does not say it"
    if xhtml.language_of(note) != language:
        return f"its note is tagged “{xhtml.language_of(note)}”"
    if note.get("role") != "doc-footnote":
        return "its note would not pop up"
    links = [a.get("href", "") for a in note.iter(f"{{{xhtml.XHTML}}}a")]
    if not any(href.endswith(f"#{claim.id}") for href in links):
        return "its note does not lead to the evidence"
    return "" if f"#{claim.id}-{language}-badge" in links else "its note does not lead back"


def of_package(manuscript: Manuscript, package: Element, documents: Documents, codes: Codes) -> Iterator[Finding]:
    """The imprint in the text, and the mark of a draft in the title."""
    first = documents.stream(manuscript.languages[0])
    for what, either in imprint(manuscript, first, SENTENCES).items():
        found = [said(Finding(f"imprint: {what}", "the text", *one), documents, codes.imprint, codes) for one in either]
        yield min(found, key=lambda one: bool(one.trouble))
    title = "".join(package.find(f".//{_TITLE}").itertext())
    for language, mark in manuscript.draft:
        trouble, code = failed(codes.imprint, "" if mark in title else "is not in the title")
        yield Finding("draft", "title", language, mark, "package.opf", trouble=trouble, code=code)
