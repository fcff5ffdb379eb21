"""Parity: a msgstr compared with its msgid as a tree. What a translator lost, added or changed.

Errors (D305, D306) make a translation unusable: it costs its own unit. Warnings (D312-D318)
may be meant: a human overrules them in the entry itself, with a translator's comment such as
`# diglot: ok numbers, code`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from diglot import claims, gate, numbers, po, tree, units
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
# Normal in Hebrew, Arabic and Persian, in the scripts of India, and in emoji.
_JOINERS = "\u200c\u200d\u200e\u200f"
_JOINING = re.compile("[\u0590-\u08ff\u0900-\u0dff\u2600-\u27bf\ufb1d-\ufefc\U0001f000-\U0001faff]")
_PLAIN = {"Str", "Space"}
_LITERALS = ("Code", "Math")
# Chinese and Japanese have no italics: strong is as good there as emphasis.
_EMPHASES = (("Emph", "Strong"), ("Strikeout",), ("Superscript",), ("Subscript",), ("SmallCaps",), ("Underline",))
_QUOTES = re.compile("[“‘「『《]")
_PLACEHOLDER = re.compile(r"\{[A-Za-z_]\w*\}|%\(\w+\)[sd]")
_LITERAL = {
    "*": re.compile(r"\*"),
    "`": re.compile("`"),
    "](": re.compile(r"[\]］][\s\u200b-\u200f]?[(（]|[(（](?:https?:/|\.{0,2}/)"),
    "_": re.compile(r"(?<!\w)_\S|\S_(?!\w)|[\u3040-\u9fff]_+|_+[\u3040-\u9fff]"),
}
_DIRECTIONS = ("{dir=ltr}", "{dir=rtl}")
_WORD = re.compile(r"[^\W\d_]+")
# Other extractors have code and comments of code as messages: they stay as they are.
_PROSE = re.compile(r"[A-Za-z*_\[]")
_LOWER = re.compile(r"[a-z]{2,}[,.;:!?]?")
# They stand beside Latin in medicine: β-cell, μg. The others look like Latin letters.
_GREEK = set("αβγδεζηθικλμνπρστφχψωΓΔΘΛΞΠΣΦΨΩ")
_ALIKE = re.compile("[\u0370-\u052f]")


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
    shown = [", ".join(b["t"] for b in r.blocks or [{"t": "Para"}]) for r in (source, target)]
    if shown[0] != shown[1]:
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
    hits = [_OVERRULED.match(line) for line in entry.comment_lines()]
    return frozenset(name.strip().casefold() for hit in hits if hit for name in hit[1].split(","))


# --- one side of a comparison ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """`marked`: the inlines that are more than text; `plain`: all text; `prose`: the same
    without code and formulas; `strings`: what of it stands as plain characters.
    """

    marked: list[Json]
    plain: str
    prose: str
    strings: str

    def of(self, *kinds: str) -> list[Json]:
        """Its inlines of some kinds, in order."""
        return [i for i in self.marked if i["t"] in kinds]


def _text(inlines: Json) -> _Text:
    found = list(tree.inlines(inlines))
    marked = [i for i in found if i["t"] not in _PLAIN]
    strings = "".join(i["c"] if i["t"] == "Str" else " " for i in found if i["t"] in _PLAIN)
    if not marked:
        return _Text(marked, strings, strings, strings)
    return _Text(marked, _prose(inlines, ()), _prose(inlines, _LITERALS), strings)


def _prose(inlines: Json, without: Collection[str]) -> str:
    """The running text without some kinds of inlines; a power as ^9, so that 10^9^ is not 109."""
    out = []
    for inline in inlines:
        name = inline["t"]
        if name == "Str":
            out.append(inline["c"])
        elif name not in without and name != "Image":
            inner = tree.children(inline)
            text = _prose(tree.get(inline, inner), without) if inner else tree.plain([inline])
            out.append(f" ^{text}" if name == "Superscript" else text)
    return "".join(out)


def _compared(entry: po.Entry, source: Json, target: Json) -> Iterator[Difference]:
    mine, theirs = _text(source), _text(target)
    yield from _characters(entry)
    if mine.marked or theirs.marked:
        yield from _unsafe(mine, theirs)
        yield from _footnotes(source, target)
        yield from _links(mine, theirs)
        yield from _marks(mine, theirs)
        if claims.sequence(source) != claims.sequence(target):
            yield Difference("D306", "its claims do not stand one after the other, each with its words")
        yield from _code(mine, theirs)
        yield from _emphasis(mine, theirs)
    yield from _placeholders(mine, theirs)
    for difference in numbers.differences(mine.prose, theirs.prose, mine.plain, theirs.plain):
        yield Difference("D315", difference.message)
    yield from _markup(mine.strings, theirs.strings)
    if entry.msgstr.strip() == entry.get("msgid").strip() and _PROSE.match(entry.msgstr) and _sentence(mine.prose):
        yield Difference("D316", "it is the same as the source text")


# --- errors -------------------------------------------------------------------------------


def _characters(entry: po.Entry) -> Iterator[Difference]:
    """D305 for what hides or reorders text, D318 for what looks like something else."""
    msgid, msgstr = entry.get("msgid"), entry.msgstr
    for char in () if msgstr.isprintable() else dict.fromkeys(msgstr):
        name, category = f"U+{ord(char):04X}", unicodedata.category(char)
        if char.isprintable() or char in msgid or char in "\n\t\u00ad":
            continue
        if _BIDI.match(char) or category in {"Cc", "Cs", "Co", "Cn"}:
            yield Difference("D305", f"the character {name} is not allowed in a translation")
        elif category == "Cf" and not (char in _JOINERS and _JOINING.search(msgstr)):
            yield Difference("D318", f"the invisible character {name}")
    for word in _WORD.findall(msgstr) if _ALIKE.search(msgstr) else ():
        if word not in msgid and _mixed(word):
            yield Difference("D318", f"the word “{word}” mixes letters that look alike")


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(c, "").split(" ", 1)[0] for c in word if c not in _GREEK}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def _unsafe(source: _Text, target: _Text) -> Iterator[Difference]:
    """What the gate refuses; raw markup and addresses of the source are the author's affair."""
    raw = Counter(i["c"][1] for i in source.of("RawInline"))
    known = set(_addresses(source, "Link"))
    relative = any(map(_relative, known))
    for inline in target.of("RawInline", "Link", "Span", "Image", "Code"):
        for finding in gate.inline_findings([inline], set()):
            literal = finding.literal
            if finding.code == "D203" and raw[literal]:
                raw[literal] -= 1
            elif finding.code == "D204" and (literal in known or (relative and _relative(literal))):
                # A catalog that diglot did not extract: its links lead to its own files.
                continue
            elif finding.code != "D205":
                yield Difference("D305", finding.message)


def _relative(address: str) -> bool:
    return not _scheme(address) and not address.startswith(("#", "//"))


def _footnotes(source: Json, target: Json) -> Iterator[Difference]:
    wanted = list(range(1, units.count_notes(source) + 1))
    marks = units.note_numbers(target) if units.count_notes(target) else []
    if sorted(marks) != wanted:
        yield Difference("D306", f"its footnotes are {marks or 'gone'}, not each of the source's once")


def _links(source: _Text, target: _Text) -> Iterator[Difference]:
    mine, theirs = (Counter(_addresses(side, "Link")) for side in (source, target))
    lost, added = list((mine - theirs).elements()), list((theirs - mine).elements())
    for old, new in zip(lost, added, strict=False):
        same = _scheme(new) in {_scheme(old), "https"}
        yield Difference("D312" if same else "D306", f"the link to {old} leads to {new}")
    for address in lost[len(added) :]:
        yield Difference("D306", f"the link to {address} is lost")
    for address in added[len(lost) :]:
        yield Difference("D306", f"the link to {address} is not in the source")
    yield from _counted("the picture", *(Counter(_addresses(side, "Image")) for side in (source, target)))


def _addresses(side: _Text, kind: str) -> list[str]:
    return [i["c"][2][0] for i in side.of(kind)]


def _scheme(address: str) -> str:
    return address.partition(":")[0].lower() if ":" in address else ""


def _marks(source: _Text, target: _Text) -> Iterator[Difference]:
    """Ids, classes and attributes: they are the author's, never a translator's."""
    mine, theirs = Counter(_attributes(source)), Counter(_attributes(target))
    for direction in _DIRECTIONS:
        # Persian and Arabic need it around Latin; it changes the order of signs, no meaning.
        theirs[direction] = min(theirs[direction], mine[direction])
    yield from _counted("the mark", mine, theirs)


def _attributes(side: _Text) -> Iterator[str]:
    for inline in side.of("Span", "Link", "Image", "Code"):
        identifier, classes, pairs = inline["c"][0]
        words = [f"#{identifier}"] * bool(identifier) + [f".{c}" for c in classes] + [f"{k}={v}" for k, v in pairs]
        if words:
            yield "{" + " ".join(words) + "}"


def _placeholders(source: _Text, target: _Text) -> Iterator[Difference]:
    """Names in braces, that a program replaces; a translation may quote one out of code."""
    mine, theirs = (Counter(_PLACEHOLDER.findall(side.strings)) for side in (source, target))
    quoted = set(theirs - mine) & set(_PLACEHOLDER.findall(source.plain))
    yield from _counted("the placeholder", mine, Counter({k: n for k, n in theirs.items() if k not in quoted}))


def _counted(what: str, mine: Counter[str], theirs: Counter[str]) -> Iterator[Difference]:
    for name, count in (mine - theirs).items():
        yield Difference("D306", f"{what} {name} is lost ({count} too few)")
    for name, count in (theirs - mine).items():
        yield Difference("D306", f"{what} {name} is not in the source ({count} too many)")


# --- warnings -----------------------------------------------------------------------------


def _code(source: _Text, target: _Text) -> Iterator[Difference]:
    """Code that is gone, or that the source does not say; code that became a quotation is a matter of style."""
    mine, theirs = (Counter(i["c"][1] for i in side.of(*_LITERALS)) for side in (source, target))
    for text in dict.fromkeys((mine - theirs).elements()):
        if text not in target.plain:
            yield Difference("D313", f"the code {text} is lost")
        elif f"'{text}'" in target.strings and f"'{text}'" not in source.strings:
            yield Difference("D313", f"the code {text} stands in apostrophes, not in backticks")
    for text in dict.fromkeys((theirs - mine).elements()):
        if text.casefold().rstrip("s") not in source.plain.casefold():
            yield Difference("D313", f"the code {text} is not in the source")


def _emphasis(source: _Text, target: _Text) -> Iterator[Difference]:
    mine, theirs = (Counter(i["t"] for i in side.marked) for side in (source, target))
    for kinds in _EMPHASES:
        lost = sum(mine[k] - theirs[k] for k in kinds)
        # Quotation marks often stand for italics in Chinese and Japanese.
        if lost and ("Emph" not in kinds or not 0 < lost <= _quotes(target) - _quotes(source)):
            for kind in (k for k in kinds if mine[k] != theirs[k]):
                yield Difference("D314", f"the source has {mine[kind]} {kind.lower()}, the translation {theirs[kind]}")


def _quotes(side: _Text) -> int:
    return len(_QUOTES.findall(side.plain))


def _sentence(text: str) -> bool:
    """Whether there is something to translate: not names, symbols or a term of Latin."""
    words = text.split()
    small = sum(map(bool, map(_LOWER.fullmatch, words)))
    return small > 2 or (small == 2 and len(words) > 2 and words[-1].endswith((".", "!", "?")))


def _markup(mine: str, theirs: str) -> Iterator[Difference]:
    """Marks of Markdown that became text."""
    for shown, pattern in _LITERAL.items():
        if len(pattern.findall(theirs)) > len(pattern.findall(mine)):
            yield Difference("D317", f"“{shown}” stands in the text as it is: its markup does not close")
