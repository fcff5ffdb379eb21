"""The checklist for handouts, measured on the finished PDF: 48 items, each with what was found.

The numbers and their sources are those of domain.md, section 3 (UKAAF, MedlinePlus, PEMAT, CDC, WCAG, RCPsych …).
What a machine cannot judge is a line to be signed; what does not exist, such as the name of a clinician, is said
to be absent and is never invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from diglot.check import checklist_text as words
from diglot.check import checklist_type as type_
from diglot.check.checklist_type import Sheet
from diglot.check.findings import MUL, Finding, failed

CODE = "D740"
NONE = "the publication has none, and none is invented"
PASS, EVIDENCE, PERSON, ABSENT = "measured", "evidence", "to be signed", "absent"
"""How an item is judged: by its number; by a person who reads the evidence, or has nothing but the text; not there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found of an item: how it is judged, in words, and what is wrong, "" for nothing."""

    how: str
    found: str
    trouble: str = ""


def _measured(result: tuple[str, str]) -> Answer:
    return Answer(PASS, *result)


def _evidence(found: str) -> Answer:
    return Answer(EVIDENCE, found)


ITEMS: tuple[tuple[str, Callable[[Sheet], Answer]], ...] = (
    ("Body at least 12 pt, 14 is better", lambda s: _measured(type_.body(s))),
    ("An edition in large print of 16 pt or more, laid out anew", lambda s: _measured(type_.large(s))),
    ("Page numbers and foot at least 9 pt", lambda s: _measured(type_.foot(s))),
    ("Nothing slanted, no long capitals", lambda s: _measured(type_.plain(s))),
    ("Left aligned and level", lambda s: _measured(type_.aligned(s))),
    ("One column, or columns with a clear gutter", lambda s: _measured(type_.gutter(s))),
    ("No word and no single fact split over two lines", lambda s: _measured(type_.unsplit(s))),
    ("Clear space between paragraphs", lambda s: _measured(type_.spaced(s))),
    ("At most 75 Latin or 38 Chinese characters a line", lambda s: _measured(type_.measure(s))),
    ("Leading of 1.2 to 1.5, in Chinese 1.5 to 1.8", lambda s: _measured(type_.leaded(s))),
    ("Contrast of at least 4.5 to 1, in grey too", lambda s: _measured(type_.contrasted(s))),
    ("Paper of a known size, 15 mm free on each side", lambda s: _measured(type_.safe(s))),
    ("English at a reading grade of 6 to 8; short Chinese sentences", lambda s: _measured(words.grade(s))),
    ("Sentences of 20 words at the most on average", lambda s: _measured(words.sentences(s))),
    ("Active voice", lambda s: _evidence(words.active(s))),
    ("Medical terms are explained", lambda s: _measured(words.terms(s))),
    ("One main message, first", lambda s: _evidence(words.opening(s))),
    ("It says what to do", lambda s: _evidence(words.action(s))),
    ("Short sections with headings", lambda s: _measured(words.sections(s))),
    ("A summary", lambda s: _measured(words.section(s, "summary"))),
    ("Numbers are clear, as in “10 of 12”", lambda s: _evidence(words.figures(s))),
    ("What is known and what is not", lambda s: _evidence(words.named(s, "known", "unknown"))),
    ("Risks stand beside benefits", lambda s: _evidence(words.named(s, "risks"))),
    ("Title and names of the languages in both languages, first", lambda s: _measured(words.titled(s))),
    ("The foot names the languages (BCP 47)", lambda s: _measured(words.tagged(s))),
    ("The English text is there too", lambda s: _measured(words.english(s))),
    ("The foot says what it is: id, version, fingerprint, page", lambda s: _measured(words.imprint(s))),
    ("Published, checked, to be checked within three years", lambda s: _measured(words.dated(s))),
    ("How old the translation is, and of which source", lambda s: _measured(words.translated(s))),
    ("Who translated and who reviewed", lambda s: Answer(*words.reviewers(s))),
    ("Machine translation is said to be one", lambda s: _measured(words.machine(s))),
    ("A second reading is recorded", lambda s: _evidence(words.people(s))),
    ("A clinician has reviewed it", lambda s: Answer(*words.clinician(s))),
    ("Sources are listed", lambda s: _measured(words.section(s, "sources"))),
    ("Funding and conflicts of interest", lambda s: Answer(*words.funding(s))),
    ("Whom to ask, an interpreter, a help line", lambda _: Answer(ABSENT, NONE)),
    ("A QR code to the current version", lambda s: Answer(*words.codes(s))),
    ("Emergency box with the local number", lambda s: Answer(*words.emergency(s))),
    ("Every notice, in each language", lambda s: _measured(words.notices(s))),
    ("The same units in each language, side by side at 12 pt or more", lambda s: _measured(type_.together(s))),
    ("No pictures of text; pictures are described", lambda s: _measured(words.pictures(s))),
    ("No jokes, no unexplained short forms", lambda s: _evidence(words.short_forms(s))),
    ("No emoji for words", lambda s: _measured(words.emoji(s))),
    ("Fonts in the file, forms of the region, languages and tags", lambda s: _measured(type_.fonts(s))),
    ("It fits the culture of its readers", lambda _: Answer(PERSON, "")),
    ("Its readers have tried it", lambda _: Answer(PERSON, "")),
    ("Numbers and units are the same in each language", lambda s: _measured(words.numbers(s))),
    ("No empty page, no notice torn apart", lambda s: _measured(type_.filled(s))),
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """A finding for each item, in order; one that fails has the code D740."""
    for number, (title, judge) in enumerate(ITEMS, start=1):
        answer = judge(sheet)
        trouble, code = failed(CODE, answer.trouble)
        yield Finding(f"checklist {number}", answer.how, MUL, title, answer.found, trouble=trouble, code=code)
