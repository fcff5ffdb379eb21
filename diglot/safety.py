"""Where one character turns the meaning over: polarity, type, test result (domain.md, section 5 G)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

_Patterns: TypeAlias = dict[str, re.Pattern[str]]
_SUGAR = r"(?:blood[ -])?(?:sugar|glucose)s?"
_ALSO = " (?:and|or|nor) "
_SO = r"(?: levels?)? (?:is|are|was|were|can|may|could|might|will|be|becomes?|gets?|goes|far|much|very|too| )*"
_IS = "(?:水平)?(?:可能|可以|可|会|會|能|也|都|仍|还|還|就|很|非常|太|[过過]|偏|较|較|变得?|變得?)*"
_TYPE = "(?:[12一二ⅠⅡ]|I{1,2})"
_TYPES = re.compile(
    rf"\btypes?[\s-]*(?:[12]|I{{1,2}})\b(?:\s*(?:,|and|or|&)\s*(?:[12]|I{{1,2}})\b)*"
    rf"|{_TYPE}(?:\s*[和与或、及]\s*{_TYPE})*\s*型",
    re.IGNORECASE,
)


class Pair(NamedTuple):
    """Two things that must not be taken for each other: for each language what says the one or the other.

    `strict`: a translation may not say one more of them either, only what its source says.
    """

    name: str
    sides: dict[str, _Patterns]
    strict: bool = True


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


PAIRS = (
    Pair(
        "glycemia",
        {
            "en": {
                "high": _pattern(rf"hyperglyc|\bhigh(?:{_ALSO}low)?[ -]{_SUGAR}|{_SUGAR}{_SO}(?:low{_ALSO})?high"),
                "low": _pattern(
                    rf"hypoglyc|\blow(?:{_ALSO}high)?[ -]{_SUGAR}|\bhypos?\b|{_SUGAR}{_SO}(?:high{_ALSO})?low\b"
                ),
            },
            "zh": {
                "high": _pattern(rf"(?<![升提增])高血[糖醣]|血[糖醣]{_IS}高(?!低)"),
                "low": _pattern(rf"(?<![降减減])低血[糖醣]|血[糖醣]{_IS}低(?!于|於)"),
            },
        },
    ),
    Pair(
        "diabetes-type",
        {
            "en": {
                "1": _pattern(r"\btypes?[\s-]*(?:1|I|one)\b|\bT1DM?\b|\btypes 2 (?:and|or) 1\b"),
                "2": _pattern(r"\btypes?[\s-]*(?:2|II|two)\b|\bT2DM?\b|\btypes 1 (?:and|or) 2\b"),
            },
            "zh": {
                "1": _pattern(r"(?<![\dI])(?:1|一|Ⅰ|I)\s*(?:型|(?:[和与或、及]|and)\s*(?:2|二|Ⅱ|II)\s*型)|T1D"),
                "2": _pattern(r"(?<![\dI])(?:2|二|Ⅱ|II)\s*(?:型|(?:[和与或、及]|and)\s*(?:1|一|Ⅰ|I)\s*型)|T2D"),
            },
        },
    ),
    Pair(
        "test-result",
        {
            "en": {"positive": _pattern("positiv"), "negative": _pattern("negativ")},
            "zh": {"positive": _pattern("[阳陽]性"), "negative": _pattern("[阴陰]性")},
        },
    ),
    Pair(
        "order",
        {
            "en": {"before": _pattern(r"\bbefore\b|\bprior to\b"), "after": _pattern(r"\bafter(?:wards?)?\b")},
            "zh": {
                "before": _pattern("[之以饭飯餐睡术術]前|(?<!优)先(?!生|进|天|兆|锋)"),
                "after": _pattern("[之以饭飯餐术術][后後]|然[后後]"),
            },
        },
        strict=False,
    ),
    Pair(
        "ask-first",
        {
            "en": {"first": _pattern(r"\b(?:ask|talk|speak|check|consult|tell)\b[^.;]{0,40}\bbefore\b")},
            "zh": {
                "first": _pattern("先[^，。；改停减減加再后後]{0,6}[问問询詢咨告]|前[^。；]{0,10}[问問询詢咨告]"),
                "later": _pattern("[再后後][请請您]*(?:询问|詢問|咨询|諮詢|问|問|告诉|告訴)"),
            },
        },
        strict=False,
    ),
    Pair(
        "limit",
        {
            "en": {
                "most": _pattern(r"\b(?:at most|no more than|not more than|up to|a maximum of)\b"),
                "least": _pattern(r"\b(?:at least|no less than|not less than|a minimum of|or more)\b"),
            },
            "zh": {
                "most": _pattern("最多|至多|不超[过過]|以[内內]|上限"),
                "least": _pattern("至少|最少|不少[于於]|起[码碼]"),
            },
        },
        strict=False,
    ),
    Pair(
        "change",
        {
            "en": {
                "up": _pattern(r"\b(?:increas|rais|rise|rose|elevat)\w*"),
                "down": _pattern(
                    r"\b(?:decreas|reduc|lower)(?:e|es|ed|ing|s|tion|tions)?\b|\b(?:cut|cuts|cutting|fell|falls?|falling)\b"
                ),
            },
            "zh": {
                "up": _pattern("升高|增加|上升|提高|增多|加大|加量"),
                "down": _pattern("降低|减少|減少|下降|减量|減量|减低|降幅"),
            },
        },
        strict=False,
    ),
)


def reversed_pairs(source: str, target: str, mine: str, theirs: str) -> Iterator[tuple[str, str, str, int]]:
    """(name, what the source says, what the translation says, where) of each pair that differs.

    `mine`, `theirs`: the languages of source and target. A side that says neither is silent.
    """
    for name, sides, strict in PAIRS:
        said = _sides(source, sides.get(mine.split("-", maxsplit=1)[0], {}))
        shown = _sides(target, sides.get(theirs.split("-", maxsplit=1)[0], {}))
        differs = set(said) != set(shown) if strict else said.keys().isdisjoint(shown)
        if said and shown and differs:
            wrong = next((side for side in shown if side not in said), next(iter(shown)))
            yield name, " and ".join(said), " and ".join(shown), shown[wrong]


def untyped(text: str) -> str:
    """A text without the figures of "type 1" and 1型: they are names, no numbers."""
    return _TYPES.sub(" ", text)


def _sides(text: str, patterns: _Patterns) -> dict[str, int]:
    """side -> where it is said first."""
    found = {side: pattern.search(text) for side, pattern in patterns.items()}
    return {side: hit.start() for side, hit in found.items() if hit}
