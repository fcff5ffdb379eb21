"""The numbers and units of a text, in a form that two languages share: a wrong dose harms.

Only digits of the source count: a digit may become a numeral of the other language (1型 一型),
but it may not change, vanish or take another unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What one unit is called: its symbols, and its words in Chinese and Japanese.
_UNITS = {
    "mg": ("mg", "毫克", "ミリグラム"),
    "µg": ("µg", "μg", "mcg", "ug", "微克", "マイクログラム"),
    "kg": ("kg", "千克", "公斤", "キログラム"),
    "g": ("g", "克", "公克", "グラム"),
    "mL": ("mL", "ml", "毫升", "ミリリットル"),
    "mmol/L": ("mmol/L", "mmol/l", "毫摩尔/升", "毫摩尔每升", "毫莫耳/升"),
    "mg/dL": ("mg/dL", "mg/dl", "毫克/分升", "毫克每分升"),
    "L": ("L", "升", "公升", "リットル"),
    "%": ("%", "％"),
    "°C": ("°C", "℃", "° C", "摄氏度", "攝氏度"),
    "IU": ("IU", "国际单位", "國際單位", "国際単位"),
    "cm": ("cm", "厘米", "公分", "センチ"),
    "mm": ("mm", "毫米", "公釐", "ミリ"),
}
_NAMES = {name: unit for unit, names in _UNITS.items() for name in names}
_UNIT = "|".join(re.escape(name) for name in sorted(_NAMES, key=lambda name: -len(name)))
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_NUMBER = re.compile(
    # Not part of a name (GLP-1, u8, HbA1c, 1.2.3), and not an ordinal (2nd).
    # and not the minutes of a time.
    r"(?<![0-9A-Za-z_.])(?<!\d:)(?<![A-Za-z]-)(?<![A-Za-z][–/])(?P<number>\d+(?:\.\d+)?)(?!\.\d)"
    rf"(?:\s?(?:(?P<scale>{'|'.join(_SCALES)})|(?P<unit>{_UNIT})(?![A-Za-z0-9])))?(?![0-9A-Za-z_])"
)
_PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")
_THOUSANDS = re.compile(r"(?<=\d)[,٬\u00a0\u202f](?=\d{3}(?!\d))")
_DIGITS = "零一二三四五六七八九"
_WORDS = (
    "zero|none",
    "one|first|once|single|January",
    "two|second|twice|both|pair|February",
    "three|third|March",
    "four|fourth|April",
    "five|fifth|May",
    "six|sixth|June",
    "seven|seventh|July",
    "eight|eighth|August",
    "nine|ninth|September",
    "ten|tenth|October",
    "eleven|November",
    "twelve|December",
)
_ROUND = {100: ("百",), 1_000: ("千",), 10_000: ("万", "萬"), 1_000_000: ("百万", "百萬"), 100_000_000: ("亿", "億")}
_ANY = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, the unit that follows it ("" for none), and its words."""

    value: float
    unit: str
    text: str


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a plain text, in order."""
    return tuple(_found(_folded(text)))


def _folded(text: str) -> str:
    """The text with ASCII digits and without marks between thousands."""
    digits = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and c.isdecimal() else c for c in text
    )
    return _THOUSANDS.sub("", digits.replace("．", ".").replace("٫", ".")) if any(map(str.isdigit, digits)) else ""


def _found(text: str) -> Iterator[Number]:
    for hit in _PERCENT.finditer(text):
        yield Number(float(hit[1]), "%", hit[0])
    for hit in _NUMBER.finditer(_PERCENT.sub("", text)):
        value = float(hit["number"]) * _SCALES.get(hit["scale"] or "", 1)
        yield Number(value, _NAMES.get(hit["unit"] or "", ""), hit[0].strip())


def differences(source: str, target: str) -> Iterator[str]:
    """What is wrong with the numbers of a translation, one sentence each."""
    mine, theirs = numbers(source), numbers(target)
    for number in dict.fromkeys(mine):
        same = [n for n in theirs if n.value == number.value]
        if not same and not _said(number.value, target):
            yield f"the number {number.text} is missing"
        elif same and number.unit and all(n.unit != number.unit for n in same):
            other = next((n.text for n in same if n.unit), "")
            yield f"{number.text} has become {other}" if other else f"the unit of {number.text} is missing"
    for number in dict.fromkeys(theirs):
        if all(n.value != number.value for n in mine) and not _said(number.value, source):
            yield f"the number {number.text} is not in the source"


def _said(value: float, text: str) -> bool:
    """Whether a text says a number in words (三, "three"), or in digits that are part of a name (3rd, 50ms)."""
    return any(float(found) == value for found in _ANY.findall(_folded(text))) or _as_words(value, text)


def _as_words(value: float, text: str) -> bool:
    """Whether a text says a number in words: "three", 三, 十五."""
    if value != int(value):
        return value == 0.5 and re.search("half|半", text, re.IGNORECASE) is not None
    number = int(value)
    if number < len(_WORDS) and re.search(rf"\b(?:{_WORDS[number]})\b", text, re.IGNORECASE):
        return True
    return any(form in text for form in _chinese(number))


def _chinese(number: int) -> tuple[str, ...]:
    if number > 99:
        return _ROUND.get(number, ())
    tens, ones = divmod(number, 10)
    if not tens:
        return (
            _DIGITS[ones],
            *(("两", "兩", "双", "雙") if ones == 2 else ()),
            *(("首", "单", "單") if ones == 1 else ()),
        )
    return (("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else ""),)
