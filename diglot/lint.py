"""The term check of one translation: each rule of domain.md, section 5, on a msgid and its msgstr.

Concepts are compared as sets: a term that the source uses must be there, how often is the
translator's affair. What is found is named by rule and subject, so that an exception can too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from diglot import doses, modality, numbers, safety
from diglot.folding import fold, unmarked
from diglot.matching import FORBIDDEN, Hit, Matcher, hits
from diglot.model import Concept, TermBase

MISSING, FORBIDDEN_FORM, NAMES, SAFETY, GLYPH, PINYIN, NUMBER, HEDGE, NEGATION = RULES = (
    "missing",
    "forbidden",
    "names",
    "safety",
    "glyph",
    "pinyin",
    "number",
    *modality.RULES,
)
CODES = dict(zip(RULES, ("D410", "D411", "D412", "D413", "D414", "D415", "D315", "D418", "D419"), strict=True))
REFUSED = (SAFETY, NEGATION)
"""Rules whose findings cost a translation its use; an exception to one needs a reviewer."""
_OWN = {"zh-Hans": "gb2312", "zh-Hant": "big5hkscs", "ja": "euc_jis_2004"}
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_OTHER_SENSE = {"zh-Hans": re.compile("乾(?![坤隆县陵])")}
"""Characters of a language's own set that are right in a few words only."""
_WORD = re.compile("[a-zü]+", re.IGNORECASE)
_HOMOGRAPHS = frozenset({"shen", "jing", "xue", "xiao"})
"""神 and 肾, 精 and 经, 血 and 穴, 消 and its compounds (domain.md, section 1, hazard 4)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: `subject` is a concept, a pair, a character or a word; (start, end) in the msgstr."""

    rule: str
    subject: str
    message: str
    start: int = 0
    end: int = 0

    @property
    def code(self) -> str:
        """The number of its Problem."""
        return CODES[self.rule]


class Linter:
    """Compares texts of two languages by one term base; immutable once made."""

    def __init__(self, terms: TermBase, source: str, target: str) -> None:
        self._source, self._target = source, target
        self._mine = Matcher(terms, source)
        self._theirs = Matcher(terms, target, forbidden=True)
        self._toneless = _ambiguous(terms) if target.startswith("zh") else frozenset[str]()

    def compare(self, msgid: str, msgstr: str, senses: frozenset[str]) -> list[Finding]:
        """What is wrong with a translation; texts are Markdown."""
        used = hits(self._mine, msgid, senses)
        shown = hits(self._theirs, msgstr, senses, strict=False)
        return [
            *self._terms(used, shown),
            *self._safety(unmarked(msgid), unmarked(msgstr)),
            *self._modality(unmarked(msgid), unmarked(msgstr)),
            *self._glyphs(unmarked(msgstr)),
            *self._pinyin(unmarked(msgstr)),
        ]

    def names(self, msgid: str, msgstr: str, senses: frozenset[str]) -> Iterator[tuple[str, Hit]]:
        """(name in the source, its translation) of each term that has just one name in both texts."""
        used, shown = _by_concept(hits(self._mine, msgid, senses)), _by_concept(hits(self._theirs, msgstr, senses))
        for concept, mine in used.items():
            theirs = [hit for hit in shown.get(concept, ()) if self._in_script(hit.form)]
            if len({hit.form for hit in mine}) == 1 == len({hit.form for hit in theirs}):
                yield mine[0].form, theirs[0]

    def _in_script(self, form: str) -> bool:
        """Whether a name is no abbreviation in Latin letters within Chinese."""
        return bool(_HAN.search(form)) or not self._target.startswith("zh")

    def _terms(self, used: list[Hit], shown: list[Hit]) -> Iterator[Finding]:
        needed = {hit.concept.id: hit for hit in reversed(used)}
        said = {hit.concept.id: hit.concept for hit in shown if hit.role != FORBIDDEN}
        for hit in shown:
            rivals = {h.concept.id for h in shown if h[:2] == hit[:2] and h.role != FORBIDDEN}
            if hit.role == FORBIDDEN and hit.concept.id in needed and not rivals & needed.keys():
                message = f"“{hit.form}” must not stand for {self._asked(hit.concept)}"
                yield Finding(FORBIDDEN_FORM, hit.concept.id, message, hit.start, hit.end)
        for name, hit in needed.items():
            if not hit.concept.term(self._target) or name in said:
                continue
            if not any(self._holds(whole, hit.concept, n in needed) for n, whole in said.items()):
                yield Finding(MISSING, name, f"“{hit.form}” is not translated as {self._asked(hit.concept)}")

    def _asked(self, concept: Concept) -> str:
        term = concept.term(self._target)
        return " or ".join(f"“{name}”" for name in term.names) if term else concept.id

    def _holds(self, whole: Concept, part: Concept, asked: bool) -> bool:
        """Whether a longer term says a shorter one that it is made with in both languages.

        胰岛素抵抗 is "resistance to insulin". Chinese has the head last: 1型糖尿病 says more than
        "diabetes" and counts only where the source `asked` for it; a word of one character always.
        """
        names = [one.term(tag) for one in (whole, part) for tag in (self._source, self._target)]
        mine, theirs, small, short = (tuple(map(_key, term.names)) if term else () for term in names)
        if not any(f" {inner} " in f" {name} " for name in mine for inner in small):
            return False
        return any(
            inner in name and (len(inner) == 1 or name.endswith(inner) == asked) for name in theirs for inner in short
        )

    def _safety(self, msgid: str, msgstr: str) -> Iterator[Finding]:
        for name, said, shown, at in safety.reversed_pairs(msgid, msgstr, self._source, self._target):
            yield Finding(SAFETY, name, f"the source says {said}, the translation {shown}", at, at + 1)
        mine = doses.in_digits(safety.untyped(msgid), self._source)
        theirs = doses.in_digits(safety.untyped(msgstr), self._target)
        for message, measured in dict.fromkeys(numbers.differences(mine, theirs)):
            yield Finding(SAFETY if measured else NUMBER, "number", message)

    def _modality(self, msgid: str, msgstr: str) -> Iterator[Finding]:
        for found in modality.differences(msgid, msgstr, self._source, self._target):
            yield Finding(found.rule, found.subject, found.message, found.start, found.start + 1)

    def _glyphs(self, msgstr: str) -> Iterator[Finding]:
        special = _OTHER_SENSE.get(self._target)
        found = {hit[0]: hit.start() for hit in _HAN.finditer(msgstr) if is_foreign(hit[0], self._target)}
        found |= {hit[0]: hit.start() for hit in special.finditer(msgstr)} if special else {}
        for character, at in found.items():
            yield Finding(GLYPH, character, f"“{character}” is not a character of {self._target}", at, at + 1)

    def _pinyin(self, msgstr: str) -> Iterator[Finding]:
        if not self._toneless:
            return
        for word in _WORD.finditer(msgstr):
            if word[0].casefold() in self._toneless and not _beside_han(msgstr, *word.span()):
                message = f"the pinyin “{word[0]}” has no tone marks"
                yield Finding(PINYIN, word[0].casefold(), message, *word.span())


def _by_concept(found: Iterable[Hit]) -> dict[str, list[Hit]]:
    """The allowed names of a text by their concept."""
    out: dict[str, list[Hit]] = {}
    for hit in found:
        if hit.role != FORBIDDEN:
            out.setdefault(hit.concept.id, []).append(hit)
    return out


@cache
def is_foreign(character: str, language: str) -> bool:
    """Whether a Han character is missing from a language's own set and stands in another's."""
    own = _OWN.get(language) or _OWN.get("-".join(language.split("-")[:2]))
    if own is None or _encodes(own, character):
        return False
    return any(_encodes(other, character) for other in _OWN.values())


def _encodes(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _key(name: str) -> str:
    return fold(name).text


def _ambiguous(terms: TermBase) -> frozenset[str]:
    """The toneless syllables that the pinyin of the term base writes for several characters."""
    spoken: dict[str, set[str]] = {}
    for concept in terms:
        term = concept.term("zh-Hans")
        syllables = term.pinyin.split() if term else []
        if term and len(syllables) == len(term.preferred):
            for character, syllable in zip(term.preferred, syllables, strict=True):
                spoken.setdefault(_toneless(syllable), set()).add(character)
    return _HOMOGRAPHS | {syllable for syllable, found in spoken.items() if len(found) > 1 and len(syllable) > 1}


def _toneless(syllable: str) -> str:
    return "".join(c for c in fold(syllable).text.translate(_PLAIN) if c.isalpha())


_PLAIN = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuüüüü")


def _beside_han(text: str, start: int, end: int) -> bool:
    """Whether the characters stand beside the pinyin: 精（jing）, Jing（精）."""
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    return bool(re.search("[\u3400-\u9fff]\\s*[(（]\\s*$", before) or re.match("\\s*[(（]\\s*[\u3400-\u9fff]", after))
