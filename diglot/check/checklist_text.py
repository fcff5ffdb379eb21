"""What the checklist asks of words: each rule with its item of domain.md, section 3.

English formulas measure English only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from diglot import numbers as figures_of
from diglot import templating
from diglot.check.checklist_type import MM, Sheet
from diglot.check.texts import rows_of, squeezed
from diglot.model import SIDED, Cell

MOST_WORDS, MOST_SECTION, MOST_YEARS = 20, 150, 3
HARDEST = 8.0
"""The reading grade of an educated child of thirteen."""
NARROWEST, REACH = 20.0, 36.0
"""The least width of a QR code without its white margin, and how near its address it stands; mm."""
LONGEST = 40
"""Characters of a Chinese sentence."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]+|[^.!?]+$")
_CHINESE = re.compile(r"[^。！？；]+[。！？；]?")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en)\b")
_MONEY = {
    "en": re.compile(r"\b(funding|funded|paid for|sponsor\w*|conflicts? of interest)\b", re.IGNORECASE),
    "zh": re.compile("资助|資助|赞助|贊助|利益冲突|利益衝突"),
}
"""By language: words for who paid, and for whose interests."""
_SHORT = re.compile(r"\b[A-Z]{2,}\w*\b")
_NUMBERED = re.compile(r'class="[^"]*emergency-number[^"]*"[^>]*>[^<]*\d')
_OF = re.compile(r"\b\d+ of (?:the )?\d+\b|\d+ in \d+")


def _texts(sheet: Sheet, language: str) -> list[str]:
    """The running texts of the body in a language."""
    return [one.piece.text for one, _ in sheet.texts if one.piece.language == language]


def _english(sheet: Sheet) -> list[str]:
    return [hit.strip() for text in _texts(sheet, "en") for hit in _SENTENCE.findall(text) if _WORD.search(hit)]


def _chinese(sheet: Sheet) -> list[str]:
    tags = [tag for tag in sheet.manuscript.languages if tag.startswith("zh")]
    return [hit for tag in tags for text in _texts(sheet, tag) for hit in _CHINESE.findall(text)]


def grade(sheet: Sheet) -> tuple[str, str]:
    """13: Flesch-Kincaid grade of the English (Kincaid et al. 1975), the length of Chinese sentences."""
    said, trouble = [], ""
    if sentences_ := _english(sheet):
        found = [word for one in sentences_ for word in _WORD.findall(one)]
        level = 0.39 * len(found) / len(sentences_) + 11.8 * sum(map(_syllables, found)) / len(found) - 15.59
        said.append(f"grade {level:.1f}, {len(found)} words in {len(sentences_)} sentences (Flesch-Kincaid, English)")
        trouble = f"the English has grade {level:.1f}, not {HARDEST:g} or less" if level > HARDEST else ""
    if chinese := [len(one) for one in _chinese(sheet)]:
        long = sum(length > LONGEST for length in chinese)
        mean = sum(chinese) / len(chinese)
        said.append(f"Chinese sentences have {mean:.0f} characters, {long} of {len(chinese)} over {LONGEST}")
    return "; ".join(said), trouble


def _syllables(word: str) -> int:
    """Of an English word: its groups of vowels, without a silent e."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, groups - (silent and groups > 1))


def sentences(sheet: Sheet) -> tuple[str, str]:
    """14: words of an English sentence on average."""
    found = _english(sheet)
    if not found:
        return "no English", ""
    mean = sum(len(_WORD.findall(one)) for one in found) / len(found)
    return f"{mean:.1f} words", "" if mean <= MOST_WORDS else f"sentences have {mean:.1f} words on average"


def active(sheet: Sheet) -> str:
    """15: English sentences that look passive."""
    found = _english(sheet)
    passive = [one for one in found if _PASSIVE.search(one)]
    return f"{len(passive)} of {len(found)} English sentences look passive" + (
        f", such as “{passive[0][:60]}”" if passive else ""
    )


def terms(sheet: Sheet) -> tuple[str, str]:
    """16: every term of the glossary has an explanation in each language."""
    languages = sheet.manuscript.languages
    bare = [
        e.concept for e in sheet.manuscript.glossary if {tag for tag, text in e.definitions if text} < set(languages)
    ]
    return f"{len(sheet.manuscript.glossary)} terms are explained", f"“{bare[0]}” is not explained" if bare else ""


def opening(sheet: Sheet) -> str:
    """17: the first section."""
    rows = [row for chapter in sheet.manuscript.chapters for row in chapter.rows]
    first = [" ".join(row.cells[0].texts)[:90] for row in rows if row.cells][:2]
    return "it opens: " + " / ".join(first)


def action(sheet: Sheet) -> str:
    """18: numbered steps."""
    steps = sum(
        row.cells[0].html.count("<li")
        for c in sheet.manuscript.chapters
        for row in c.rows
        if "<ol" in row.cells[0].html
    )
    return f"{steps} numbered steps"


def sections(sheet: Sheet) -> tuple[str, str]:
    """19: words (characters in Chinese text) between two headings of the first language."""
    lengths, most = [0], ""
    for row in (row for chapter in sheet.manuscript.chapters for row in chapter.rows):
        if row.kind == "heading":
            lengths.append(0)
        elif row.kind == "text":
            lengths[-1] += sum(_length(text, row.cells[0].language) for text in row.cells[0].texts)
    longest = max(lengths)
    if longest > MOST_SECTION:
        most = f"a section has {longest} words"
    return f"{len(lengths) - 1} headings, {longest} words at the most between two", most


def _length(text: str, language: str) -> int:
    """In words; of Chinese, in pairs of characters."""
    return len(text) // 2 if language.startswith("zh") else len(text.split())


def section(sheet: Sheet, name: str) -> tuple[str, str]:
    """20, 34: a heading with the id that says so, or what the design prints itself."""
    ids = {row.id for chapter in sheet.manuscript.chapters for row in chapter.rows if row.kind == "heading"}
    if name in ids or (name == "sources" and sheet.manuscript.references):
        return f"section #{name}", ""
    return "none", f"no heading has the id {{#{name}}}"


def named(sheet: Sheet, *names: str) -> str:
    """22, 23: headings with these ids."""
    ids = {row.id for chapter in sheet.manuscript.chapters for row in chapter.rows if row.kind == "heading"}
    return ", ".join(f"section #{name}" if name in ids else f"no section #{name}" for name in names)


def figures(sheet: Sheet) -> str:
    """21: natural frequencies and percentages of the English."""
    text = " ".join(_texts(sheet, "en"))
    return f"{len(_OF.findall(text))} as “10 of 12”, {text.count('%')} percentages"


def titled(sheet: Sheet) -> tuple[str, str]:
    """24: on the first page; on the first sheet where it has a language on each side."""
    first = 2 if sheet.manuscript.output.layout in SIDED else 1
    shown = "".join(sheet.places.on(number) for number in range(1, first + 1))
    wanted = [text for _, text in sheet.manuscript.title] + [templating.autonym(t) for t in sheet.manuscript.languages]
    lost = [text for text in wanted if squeezed(text) not in shown]
    return " / ".join(wanted), f"“{lost[0]}” is not on the first page" if lost else ""


def tagged(sheet: Sheet) -> tuple[str, str]:
    """25: the tags at the foot of each page."""
    tags = squeezed(" ".join(sheet.manuscript.languages))
    lost = [number for number in range(1, sheet.places.pages + 1) if tags not in sheet.places.on(number)]
    return " ".join(sheet.manuscript.languages), f"page {lost[0]} does not name them at its foot" if lost else ""


def english(sheet: Sheet) -> tuple[str, str]:
    """26: the English texts on the pages."""
    count = sum(one.start >= 0 for one in sheet.found if one.piece.language == "en")
    return f"{count} texts", "" if count else "the English text is not in it"


def imprint(sheet: Sheet) -> tuple[str, str]:
    """27: the id and the number of the page on each page; version and fingerprint are requirements of their own."""
    m, total = sheet.manuscript, sheet.places.pages
    wanted = squeezed(f"{m.identifier}-{m.edition}")
    for number in range(1, total + 1):
        shown = sheet.places.on(number)
        if wanted not in shown or f"{number}/{total}" not in shown:
            return wanted, f"page {number} does not say at its foot what it is"
    wrong = [one.trouble for one in sheet.findings if one.what.startswith("imprint") and one.trouble]
    return f"{m.identifier}-{m.edition}, {m.version}, {m.fingerprint}, 1/{total}", wrong[0] if wrong else ""


def dated(sheet: Sheet) -> tuple[str, str]:
    """28: the three days are printed, the last within three years of the second."""
    m = sheet.manuscript
    everything = "".join(sheet.places.on(number) for number in range(1, sheet.places.pages + 1))
    for day in (m.published, m.reviewed, m.next_review):
        written = [text for _, text in templating.long_date(day, m.languages)]
        if not any(squeezed(one) in everything for one in (day.isoformat(), *written)):
            return day.isoformat(), f"{day.isoformat()} is not printed"
    late = m.next_review > m.reviewed.replace(year=m.reviewed.year + MOST_YEARS)
    return f"{m.published}, {m.reviewed}, {m.next_review}", "the next check is too late" if late else ""


def translated(sheet: Sheet) -> tuple[str, str]:
    """29: how each text was made is printed, with the day of the translation (a requirement of its own)."""
    wrong = [one.trouble for one in sheet.findings if one.what == "provenance" and one.trouble]
    made = [text for tag, words in sheet.manuscript.made if tag != "en" for _, text in words[:1]]
    if not sheet.manuscript.made:
        return "nothing", "it is not said how the texts were made"
    return (made[0] if made else "not translated"), wrong[0] if wrong else ""


def people(sheet: Sheet) -> str:
    """30, 32: what is printed of how the texts were made."""
    return "; ".join(f"{tag}: {dict(words).get('en', words[0][1])}" for tag, words in sheet.manuscript.made)


def reviewers(sheet: Sheet) -> tuple[str, str]:
    """30: the people whom the catalogs and source/provenance.toml name; absent where a machine did it all."""
    named = [name for role, name in sheet.manuscript.contributors if "machine" not in name]
    return ("measured", ", ".join(named)) if named else ("absent", people(sheet))


def machine(sheet: Sheet) -> tuple[str, str]:
    """31: the notice of provenance where the policy asks for one, or the sentences themselves."""
    kinds = {row.classes[1] for row in sheet.manuscript.front if len(row.classes) > 1}
    return ("a notice in front" if "provenance" in kinds else "in the sentences at the end"), translated(sheet)[1]


def clinician(sheet: Sheet) -> tuple[str, str]:
    """33: whether the sentences name one: they do only where source/provenance.toml does."""
    reviewed = [name for role, name in sheet.manuscript.contributors if role == "rev"]
    return ("measured", ", ".join(reviewed)) if reviewed else ("absent", f"it is said: {people(sheet)}")


def emergency(sheet: Sheet) -> tuple[str, str, str]:
    """38: the box is a requirement of its own; a number only where the edition names a jurisdiction."""
    boxes = [one for one in sheet.findings if one.what == "emergency"]
    if not boxes:
        return "measured", "none", "there is no emergency notice"
    cells = (cell for row in rows_of(sheet.manuscript) if "emergency" in row.classes for cell in row.cells)
    if not any(_NUMBERED.search(cell.html) for cell in cells):
        return "absent", f"{len(boxes)} boxes; the edition names no jurisdiction, so no number is printed", ""
    return "measured", f"{len(boxes)} boxes with a number", ""


def codes(sheet: Sheet) -> tuple[str, str, str]:
    """37: each address in print and linked, and left of it a QR code of 20 mm or more (the tests decode it)."""
    addresses = sheet.manuscript.addresses
    if not addresses:
        return "absent", "the publication has no address, and none is invented: no QR code is printed", ""
    widths = []
    for language, address in addresses:
        spots = (spot for n in range(1, sheet.places.pages + 1) for spot in sheet.places.on_page(address, n))
        spot = next((one for one in spots if not one.trouble and one.box), None)
        if spot is None or spot.box is None:
            return "measured", "", f"the address {address} ({language}) is not in print"
        if address not in sheet.places.links:
            return "measured", "", f"the address {address} ({language}) does not lead there: it is no link"
        widths.append(sheet.places.picture_beside(spot.part, spot.box, REACH * MM) / MM)
    found = f"{len(widths)} beside their addresses, {min(widths):.1f} mm wide at the least"
    return (
        "measured",
        found,
        "" if min(widths) >= NARROWEST else f"a QR code is {min(widths):.1f} mm wide, not {NARROWEST:g}",
    )


def notices(sheet: Sheet) -> tuple[str, str]:
    """39: the requirements that failed."""
    asked = [
        one for one in sheet.findings if one.place in {"front", "back", "section", "table", "glossary", "every page"}
    ]
    failed = [one for one in asked if one.trouble]
    return f"{len(asked)} found", f"{failed[0].what}, {failed[0].language}: {failed[0].trouble}" if failed else ""


def pictures(sheet: Sheet) -> tuple[str, str]:
    """41: the pictures on the pages and their descriptions."""
    found = sheet.places.figures()
    return f"{len(found)} pictures, described", "" if all(found) else "a picture has no description"


def funding(sheet: Sheet) -> tuple[str, str, str]:
    """35: what is said of money and interests, in each language whose words for them are known."""
    known = [tag for tag in sheet.manuscript.languages if tag.split("-")[0] in _MONEY]
    if not known:
        return "to be signed", "is it said, and is it so?", ""
    said = {tag: [t for t in _texts(sheet, tag) if _MONEY[tag.split("-")[0]].search(t)] for tag in known}
    silent = [tag for tag in known if not said[tag]]
    return (
        "measured",
        said[known[0]][0] if not silent else "",
        f"nothing is said of it in {silent[0]}" if silent else "",
    )


def short_forms(sheet: Sheet) -> str:
    """42: words in capitals."""
    found = dict.fromkeys(hit for text in _texts(sheet, "en") for hit in _SHORT.findall(text))
    return ", ".join(found) or "no short forms"


def emoji(sheet: Sheet) -> tuple[str, str]:
    """43: pictographs in the texts: what is printed as an icon is none of them."""
    found = [sign for one, _ in sheet.texts for sign in one.piece.text if _pictograph(sign)]
    return f"{len(found)} in texts", f"U+{ord(found[0]):04X} stands in a text" if found else ""


def _pictograph(sign: str) -> bool:
    return ord(sign) >= 0x1F300 or (0x2600 <= ord(sign) < 0x27C0 and unicodedata.category(sign) == "So")


def numbers(sheet: Sheet) -> tuple[str, str]:
    """47: each row's numbers and units, language against language (as D315 compares them)."""
    first, *others = sheet.manuscript.languages
    wrong = [
        f"{said.message} ({other}, “{theirs[:30]}”)"
        for row in (row for chapter in sheet.manuscript.chapters for row in chapter.rows)
        for other in others
        for mine, theirs in _pairs(row.cells, first, other)
        for said in figures_of.differences(mine, theirs)
    ]
    count = sum(any(map(str.isdigit, one.piece.text)) for one, _ in sheet.texts)
    return f"{count} texts with numbers", wrong[0] if wrong else ""


def _pairs(cells: Iterable[Cell], first: str, other: str) -> Iterator[tuple[str, str]]:
    texts = {cell.language: cell.texts for cell in cells}
    yield from zip(texts.get(first, ()), texts.get(other, ()), strict=False)
