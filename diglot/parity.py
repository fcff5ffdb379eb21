"""Parity: a msgstr compared with its msgid as a tree. What a translator lost, added or changed.

Errors (D305, D306) make a translation unusable: it costs its own unit. Warnings (D312-D318)
may be meant: a human overrules them in the entry itself, with a translator's comment such as
`# diglot: ok numbers, code`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from diglot import gate, numbers, po, tree, units
from diglot.model import Json, Place
from diglot.problems import CODES, Problem

CHECKS = {
    "D312": "link",
    "D313": "code",
    "D314": "emphasis",
    "D315": "numbers",
    "D316": "unchanged",
    "D317": "markup",
    "D318": "characters",
}
"""The name by which each warning is overruled."""
_OVERRULED = re.compile(r"#\s*diglot:\s*ok\s+(.+)", re.IGNORECASE)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_EMPHASES = ("Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline")
_LITERAL = {
    "*": re.compile(r"\*"),
    "`": re.compile("`"),
    "](": re.compile(r"[\]］]\s?[(（]"),
    "_": re.compile(r"(?<!\w)_\S|\S_(?!\w)"),
}
_DIRECTIONS = ("{dir=ltr}", "{dir=rtl}")
_WORD = re.compile(r"[^\W\d_]+")
# Other extractors have code and comments of code as messages: they stay as they are.
_PROSE = re.compile(r"[A-Za-z*_\[]")
_LOWER = re.compile(r"[a-z]{2,}[,.;:]?")
# They stand beside Latin in medicine: β-cell, μg. The others look like Latin letters.
_GREEK = set("αβγδεζηθικλμνπρστφχψωΓΔΘΛΞΠΣΦΨΩ")


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding: its code, and what differs."""

    code: str
    message: str


def problems(entry: po.Entry, place: Place, source: Json, target: units.Reading) -> list[Problem]:
    """What is wrong with a translation of a unit (given as its inlines), less what its human overruled."""
    if target.inlines is None:
        return _told(entry, place, [Difference("D305", target.failure)])
    return _told(entry, place, _compared(entry, source, target.inlines))


def problems_of_text(entry: po.Entry, place: Place) -> list[Problem]:
    """The same for a text that is not Markdown, such as a code block."""
    return _told(entry, place, _characters(entry))


def problems_of_texts(entry: po.Entry, place: Place, source: units.Reading, target: units.Reading) -> list[Problem]:
    """The same for a catalog that another program extracted: its msgids may be several blocks."""
    kinds, others = (r.blocks or [{"t": "Para"}] for r in (source, target))
    if [b["t"] for b in kinds] != [b["t"] for b in others]:
        shown = [", ".join(dict.fromkeys(b["t"] for b in blocks)) for blocks in (kinds, others)]
        return _told(entry, place, [Difference("D305", f"it reads as {shown[1]}, not as {shown[0]}")])
    return _told(entry, place, _compared(entry, _inlines(source), _inlines(target)))


def _inlines(reading: units.Reading) -> Json:
    """All inlines of a reading, those of several blocks one after another."""
    if reading.inlines is not None:
        return reading.inlines
    return [inline for _, _, found in tree.slots(reading.blocks or [], ()) for inline in units.normal(found)]


def _told(entry: po.Entry, place: Place, found: Iterable[Difference]) -> list[Problem]:
    fine = overruled(entry)
    kept = [d for d in found if CHECKS.get(d.code) not in fine]
    errors_first = sorted(kept, key=lambda d: CODES[d.code].severity)
    return [Problem(d.code, d.message, place, _hint(d)) for d in errors_first]


def _hint(difference: Difference) -> str:
    check = CHECKS.get(difference.code)
    return f"mend it, or if it is meant, add the comment: # diglot: ok {check}" if check else ""


def overruled(entry: po.Entry) -> frozenset[str]:
    """The warnings that a human overruled in the entry's own comments, by their names."""
    hits = [_OVERRULED.match(line) for line in entry.comment_lines() if line.startswith("#")]
    return frozenset(name.strip().casefold() for hit in hits if hit for name in hit[1].split(","))


# --- errors -------------------------------------------------------------------------------


def _compared(entry: po.Entry, source: Json, target: Json) -> Iterator[Difference]:
    yield from _characters(entry)
    yield from _unsafe(source, target)
    yield from _footnotes(source, target)
    yield from _links(source, target)
    yield from _marks(source, target)
    yield from _code(source, target)
    yield from _emphasis(source, target)
    said = tree.plain(_prose(source))
    for message in numbers.differences(said, tree.plain(_prose(target))):
        yield Difference("D315", message)
    yield from _markup(source, target)
    if (
        entry.msgstr.strip() == entry.get("msgid").strip()
        and _PROSE.match(entry.msgstr)
        and sum(map(bool, map(_LOWER.fullmatch, said.split()))) > 3
    ):
        yield Difference("D316", "it is the same as the source text")


def _characters(entry: po.Entry) -> Iterator[Difference]:
    """D305 for what hides or reorders text, D318 for what looks like something else."""
    msgid, msgstr = entry.get("msgid"), entry.msgstr
    if msgstr.isascii() and msgstr.isprintable():
        return
    for char in dict.fromkeys(msgstr):
        name, category = f"U+{ord(char):04X}", unicodedata.category(char)
        if char in msgid or char in "\n\t":
            continue
        if _BIDI.match(char) or category in {"Cc", "Cs", "Co", "Cn"}:
            yield Difference("D305", f"the character {name} is not allowed in a translation")
        elif char == "\u200b" or (category == "Cf" and char not in "\u200c\u200d\u200e\u200f\u00ad"):
            yield Difference("D318", f"the invisible character {name}")
    for word in _WORD.findall(msgstr):
        if not word.isascii() and word not in msgid and _mixed(word):
            yield Difference("D318", f"the word “{word}” mixes letters that look alike")


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(c, "").split(" ", 1)[0] for c in word if c not in _GREEK}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def _unsafe(source: Json, target: Json) -> Iterator[Difference]:
    """What the gate refuses; raw markup and addresses of the source are the author's affair."""
    mine = Counter(_literal(i) for i in tree.inlines(source))
    for inline in tree.inlines(target):
        if inline["t"] in {"RawInline", "Link", "Span", "Image", "Code"}:
            for finding in gate.inline_findings([inline], set()):
                if finding.code != "D205" and not mine[finding.literal]:
                    yield Difference("D305", finding.message)


def _literal(inline: Json) -> str:
    if inline["t"] == "RawInline":
        return str(inline["c"][1])
    return str(inline["c"][2][0]) if inline["t"] == "Link" else ""


def _footnotes(source: Json, target: Json) -> Iterator[Difference]:
    wanted = list(range(1, units.count_notes(source) + 1))
    marks = units.note_numbers(target) if units.count_notes(target) else []
    if sorted(marks) != wanted:
        yield Difference("D306", f"its footnotes are {marks or 'gone'}, not each of the source's once")


def _links(source: Json, target: Json) -> Iterator[Difference]:
    mine, theirs = (Counter(_addresses(inlines, "Link")) for inlines in (source, target))
    lost, added = list((mine - theirs).elements()), list((theirs - mine).elements())
    for old, new in zip(lost, added, strict=False):
        same = _scheme(new) in {_scheme(old), "https"}
        yield Difference("D312" if same else "D306", f"the link to {old} leads to {new}")
    for address in lost[len(added) :]:
        yield Difference("D306", f"the link to {address} is lost")
    for address in added[len(lost) :]:
        yield Difference("D306", f"the link to {address} is not in the source")
    yield from _counted(
        "the picture", Counter(_addresses(source, "Image")), Counter(_addresses(target, "Image")), "D306"
    )


def _addresses(inlines: Json, kind: str) -> list[str]:
    return [i["c"][2][0] for i in tree.inlines(inlines) if i["t"] == kind]


def _scheme(address: str) -> str:
    return address.partition(":")[0].lower() if ":" in address else ""


def _marks(source: Json, target: Json) -> Iterator[Difference]:
    """Ids, classes and attributes: they are the author's, never a translator's."""
    mine, theirs = Counter(_attributes(source)), Counter(_attributes(target))
    for direction in _DIRECTIONS:
        # Persian and Arabic need it around Latin; it changes the order of signs, no meaning.
        theirs[direction] = min(theirs[direction], mine[direction])
    yield from _counted("the mark", mine, theirs, "D306")


def _attributes(inlines: Json) -> Iterator[str]:
    for inline in tree.inlines(inlines):
        if inline["t"] in {"Span", "Link", "Image", "Code"}:
            identifier, classes, pairs = inline["c"][0]
            words = [f"#{identifier}"] * bool(identifier) + [f".{c}" for c in classes] + [f"{k}={v}" for k, v in pairs]
            if words:
                yield "{" + " ".join(words) + "}"


def _counted(what: str, mine: Counter[str], theirs: Counter[str], code: str) -> Iterator[Difference]:
    for name, count in (mine - theirs).items():
        yield Difference(code, f"{what} {name} is lost ({count} too few)")
    for name, count in (theirs - mine).items():
        yield Difference(code, f"{what} {name} is not in the source ({count} too many)")


# --- warnings -----------------------------------------------------------------------------


def _code(source: Json, target: Json) -> Iterator[Difference]:
    """Code that is gone, or that the source does not say; code that became a quotation is a matter of style."""
    mine, theirs = (Counter(i["c"][1] for i in tree.inlines(x) if i["t"] == "Code") for x in (source, target))
    said, saying = tree.plain(source), tree.plain(target)
    for text in dict.fromkeys((mine - theirs).elements()):
        if text not in saying:
            yield Difference("D313", f"the code {text} is lost")
    for text in dict.fromkeys((theirs - mine).elements()):
        if text.casefold().rstrip("s") not in said.casefold():
            yield Difference("D313", f"the code {text} is not in the source")


def _emphasis(source: Json, target: Json) -> Iterator[Difference]:
    for kind in _EMPHASES:
        mine, theirs = (sum(1 for i in tree.inlines(x) if i["t"] == kind) for x in (source, target))
        if mine != theirs:
            yield Difference("D314", f"the source has {mine} {kind.lower()}, the translation {theirs}")


def _markup(source: Json, target: Json) -> Iterator[Difference]:
    """Marks of Markdown that became text."""
    mine, theirs = _strings(source), _strings(target)
    for shown, pattern in _LITERAL.items():
        if len(pattern.findall(theirs)) > len(pattern.findall(mine)):
            yield Difference("D317", f"“{shown}” stands in the text as it is: its markup does not close")


def _strings(inlines: Json) -> str:
    return tree.plain([i for i in tree.inlines(inlines) if i["t"] in {"Str", "Space"}])


def _prose(inlines: Json) -> Json:
    """Inlines without code, formulas and pictures."""
    out = []
    for inline in inlines:
        inner = tree.children(inline)
        if inner and inline["t"] != "Image":
            out.append(tree.put(inline, inner, _prose(tree.get(inline, inner))))
        elif inline["t"] not in {"Code", "Math", "Image"}:
            out.append(inline)
    return out
