"""Strong verbs: what a text promises and does not deny, and what may lead a reader to stop insulin."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEGATED = {
    "en": re.compile(
        r"\b(?:not|never|no|cannot|nobody|nothing|none|without)\b|n['’]t\b|\bun(?:able|likely)|\?", re.IGNORECASE
    ),
    "zh": re.compile("[不没沒无無未非勿]|？"),
}
_STRONG = {
    "en": re.compile(
        r"\b(?:(?:restor|prevent|revers|cur|eliminat|regenerat|heal)(?:e|es|ed|ing|s)?|re-?gr(?:ow|ows|owing|ew))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("治愈|治癒|根治|逆转|逆轉|痊愈|痊癒"),
}
# Whoever reads it may stop insulin. It has its negation in itself.
_OFF_INSULIN = {
    "en": re.compile(
        r"(?<!not )\b(?:(?:do|does|doing|did|live|lives|living|manage|managed) without|off|free of|no longer"
        r" (?:need|needs|needed|needing|require|requires|take|takes)) (?:[\w-]+ ){0,2}insulin\b"
        r"|\binsulin[- ](?:independen\w+|free)\b|\b(?:dependen\w+|rely|relying|reliance) (?:up)?on (?:[\w-]+ )?"
        r"(?:insulin|injections)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "(?:不用|不再用|无需|無需|不需要?|不再需要|摆脱|擺脫|脱离|脫離|停用|停止|告别|告別)(?:外源性?|注射)?胰[岛島]素"
        "|胰[岛島]素(?:独立|獨立|非依赖|非依賴)|[对對](?:外源性?)?(?:胰[岛島]素|注射)(?:的)?依[赖賴]"
    ),
}
_KEPT = {
    "en": re.compile(r"\b(?:do not|don['’]t|never|not|unless)\b|\d|\b(?:stud(?:y|ies)|trials?)\b", re.IGNORECASE),
    "zh": re.compile(r"[别別勿]|不要|不可|不能|不得|不应|不應|绝不|絕不|除非|不会|不會|\d|研究|试验|試驗"),
}
"""What forbids it in the same clause, or reports of how many it is true."""
CLAUSE = 300
"""How far before and after a verb its clause is looked at."""
_CLAUSE = re.compile(r"[.!;。！；]\s*")


def strong(text: str, language: str) -> Iterator[str]:
    """What a text promises and its own clause does not deny: strong verbs, and to do without insulin."""
    base = language.split("-", maxsplit=1)[0]
    for strong, denied in ((_STRONG, _NEGATED), (_OFF_INSULIN, _KEPT)):
        for hit in strong[base].finditer(text) if base in strong else ():
            if not denied[base].search(_clause(text, hit.start(), hit.end()).replace(hit[0], "")):
                yield hit[0]


def off_insulin(text: str, language: str) -> bool:
    """Whether a text speaks of doing without insulin, however it says it."""
    base = language.split("-", maxsplit=1)[0]
    return base in _OFF_INSULIN and bool(_OFF_INSULIN[base].search(text))


def _clause(text: str, start: int, end: int) -> str:
    earliest = max(0, start - CLAUSE)
    begin = max((m.end() for m in _CLAUSE.finditer(text, earliest, start)), default=earliest)
    stop = _CLAUSE.search(text, end, end + CLAUSE)
    return text[begin : stop.end() if stop else end + CLAUSE]
