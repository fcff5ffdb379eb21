"""Doses that are spelled out, as digits: half a milligram and 五毫克 are compared as 0.5 and 5."""

from __future__ import annotations

import re

_VALUES = {
    "half": 0.5,
    "quarter": 0.25,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
}
_HAN = {c: n for n, many in enumerate(("一", "二两兩", *"三四五六七八九"), start=1) for c in many}
_ONES = "".join(_HAN)
# Of times, 一天 is any day and "a year" no number: they are left to `numbers`.
_UNITS = {
    "en": r"(?:milli|micro|nano)?(?:gram(?:me)?|lit(?:er|re))s?\b|international units\b",
    "zh": "毫克|微克|克|毫升|升|国际单位|國際單位",
}
_SPELLED = {
    "en": re.compile(
        rf"\b(?:(half|quarter)(?: of)?(?: an?)?|({'|'.join(_VALUES)}))[ -](?={_UNITS['en']})", re.IGNORECASE
    ),
    "zh": re.compile(rf"(半|[{_ONES}]?十[{_ONES}]?|[{_ONES}])[个個]?(?={_UNITS['zh']})"),
}


def in_digits(text: str, language: str) -> str:
    """A text with its spelled doses in digits."""
    base = language.split("-", maxsplit=1)[0]
    return _SPELLED[base].sub(_digits, text) if base in _SPELLED else text


def _digits(hit: re.Match[str]) -> str:
    said = next(group for group in hit.groups() if group).lower()
    return f"{_VALUES[said] if said.isascii() else _chinese(said):g} "


def _chinese(said: str) -> float:
    if said == "半":
        return 0.5
    tens, ten, ones = said.rpartition("十")
    return (10 * _HAN.get(tens, 1) if ten else 0) + _HAN.get(ones, 0)
