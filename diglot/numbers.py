"""The numbers and units of a text, in a form that two languages share: a wrong dose harms.

Only digits count: a digit may become a numeral of the other language (1型 一型), but it may
not change, vanish, take another unit or change sides of a limit (≥ 65, < 65).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# What one unit is called: its symbols, and its words in English, Chinese and Japanese.
_UNITS = {
    "kg": "kg kilograms kilogram 千克 公斤 キログラム",
    "g": "g grams gram 克 公克 グラム",
    "mg": "mg milligrams milligram 毫克 ミリグラム",
    "µg": "µg μg mcg ug micrograms microgram 微克 マイクログラム",
    "ng": "ng nanograms 纳克 奈克 ナノグラム",
    "pg": "pg 皮克",
    "L": "L l liters liter litres litre 升 公升 リットル",
    "dL": "dL dl 分升",
    "mL": "mL ml milliliters milliliter millilitres millilitre cc 毫升 ミリリットル",
    "mol": "mol 摩尔 莫耳 モル",
    "mmol": "mmol 毫摩尔 毫摩 毫莫耳 ミリモル",
    "µmol": "µmol μmol umol 微摩尔 微摩",
    "IU": "IU 国际单位 國際單位 国際単位",
    "%": "% ％ percent درصد",
    "°C": "°C ℃ 摄氏度 攝氏度 度 degrees",
    "°F": "°F ℉ 华氏度 華氏度",
    "mmHg": "mmHg 毫米汞柱 毫米水銀柱",
    "kPa": "kPa 千帕",
    "mm": "mm 毫米 公釐 公厘 ミリ",
    "cm": "cm 厘米 公分 センチ",
    "km": "km 公里 千米 キロ",
    "kcal": "kcal 千卡 大卡 キロカロリー",
    "seconds": "seconds second 秒",
    "minutes": "minutes minute min mins 分钟 分鐘 分",
    "hours": "hours hour h hrs hr 个小时 小时 個小時 小時 時間 时",
    "days": "days day 天 日",
    "weeks": "weeks week 周 週 个星期 星期 個星期 週間",
    "months": "months month 个月 個月 月 か月 ヶ月 カ月",
    "years": "years year 年 岁 歲 歳 周岁",
}
_TIMES = ("seconds", "minutes", "hours", "days", "weeks", "months", "years")
_NAMES = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_NAME = "|".join(
    re.escape(name) + ("(?![A-Za-z0-9])" if name[-1].isascii() and name != "%" else "")
    for name in sorted(_NAMES, key=lambda name: -len(name))
)
# A range says its unit once: 10–15 g.
_UNIT = re.compile(
    rf"(?:\s?(?:[-–—~～至到]|to)\s?\d+(?:\.\d+)?)?[\s-]?(?P<unit>{_NAME})(?P<per>(?:\s?(?:/|per|每)\s?(?:{_NAME}))*)"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_NUMBER = re.compile(
    r"(?P<minus>(?<![\w)\]][-−])(?<![\w)\]])[-−](?=\d)|零下|负|負)?"
    # Not part of a name (GLP-1, u8, HbA1c, 1.2.3), and not the minutes of a time.
    r"(?<![0-9A-Za-z_.])(?<!\d:)(?<![A-Za-z]-)(?<![A-Za-z][–/])(?P<number>\d+(?:\.\d+)?)(?!\.\d)"
    r"(?:\s?(?P<scale>thousand|million|billion|千(?![克卡米帕])|[万萬亿億]))?"
)
_MORE = re.compile(
    r"(?:no less than|not less than|(?<!no )(?<!not )more than|greater than|above|at least|"
    r"不[少低小]于|(?<!不)超过|(?<!不)超過|(?<!不)[大高多]于|至少|[≥>＞])\s*$"
)
_LESS = re.compile(
    r"(?:no more than|not more than|(?<!no )(?<!not )less than|fewer than|below|at most|up to|"
    r"不超过|不超過|不[大高多]于|(?<!不)[少小低]于|不足|至多|最多|[≤<＜])\s*$"
)
_AND_MORE = re.compile(r"\D{0,5}?(?:以上|or more|or over|or older|and over|and above)")
_AND_LESS = re.compile(r"\D{0,5}?(?:以下|以内|or less|or fewer|or under|or younger|and under|and below)")
_LETTER = re.compile(r"\s?[^\W\d_]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ADDRESS = re.compile(r"\w+://[!-~]+|www\.[!-~]+")
_PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")
_THOUSANDS = re.compile(r"(?<=\d)[,，٬\u00a0\u202f](?=\d{3}(?!\d))")
_SPACED = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?![\d.])")
_COMMA = re.compile(r"(?<![\d,])(\d+),(\d{1,2})(?![\d,])")
_HALF = re.compile(r"(?<![\d/])1/2(?![\d/])|½")
_HALF_HOUR = re.compile("半个?小时|半個?小時|半時間")
_AFTERNOON = re.compile(r"(\d{1,2})(?::\d\d)?\s?p\.?m")
_SUPERSCRIPTS = str.maketrans({c: f" ^{n}" for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})

_WORDS = {
    name: value
    for value, names in {
        0: "zero none no",
        0.5: "half",
        1: "one first once single a an another any each every per daily weekly january",
        2: "two second twice both pair double doubled doubling either february",
        3: "three third thrice triple march",
        4: "four fourth april",
        5: "five fifth may",
        6: "six sixth june",
        7: "seven seventh july",
        8: "eight eighth august",
        9: "nine ninth september",
        10: "ten tenth october",
        11: "eleven november",
        12: "twelve dozen december",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
        1000: "thousand",
    }.items()
    for name in names.split()
}
_DIGITS = {c: n for n, many in enumerate(["零〇", "一首单單", "二两兩双雙", *"三四五六七八九"]) for c in many}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERAL = re.compile(f"[{''.join([*_DIGITS, *_POWERS, *_MYRIADS])}]+")
_WORD = re.compile("[a-z]+")
_ANY = re.compile(r"\d+(?:\.\d+)?")
# In a text from right to left the sign may stand behind.
_NEGATIVE = re.compile(r"[-−](\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)[-−]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    `unit`: the unit that follows it, "" for none, "?" for a word that is in no table; `per`: what
    that is divided by; `side`: 1 for at least, -1 for at most; `text`: as it stands there, without a
    unit of time.
    """

    value: float
    unit: str
    per: tuple[str, ...]
    side: int
    text: str


class Difference(NamedTuple):
    """A number that differs, said in a sentence; `measured`: whether it has a unit or is a limit."""

    message: str
    measured: bool


def differences(mine: str, theirs: str, source: str = "", target: str = "") -> Iterator[Difference]:
    """What is wrong with the numbers of a translation.

    `mine` and `theirs`: the running text of source and translation; `source` and `target`: the
    same with their code, where a number may stand instead.
    """
    if not any(map(str.isdecimal, mine)) and not any(map(str.isdecimal, theirs)):
        return
    mine, theirs = _folded(mine), _folded(theirs)
    mine, theirs = _joined(mine, theirs), _joined(theirs, mine)
    ours, others = list(_numbers(mine)), list(_numbers(theirs))
    values = {n.value for n in ours}
    added = [n for n in dict.fromkeys(others) if n.value not in values and not _said(n, source or mine)]
    afternoon = {float(hour) for hour in _AFTERNOON.findall(mine)} if "m" in mine else set()
    for number in dict.fromkeys(ours):
        same = [n for n in others if n.value == number.value]
        if same:
            yield from (Difference(message, measured=True) for message in _changed(number, same, theirs))
        elif number.value in afternoon and number.value + 12 in _values(target or theirs):
            continue
        elif not _said(number, target or theirs) and (added or not _perhaps_a_word(number, theirs)):
            yield Difference(f"the number {number.text} is missing", _measured(number))
    for number in added:
        yield Difference(f"the number {number.text} is not in the source", _measured(number))


def _measured(number: Number) -> bool:
    return number.unit not in {"", "?", *_TIMES}


def _joined(text: str, other: str) -> str:
    """A text with 10 000 as one number where the other text says so: “take 2 500 mg tablets” is two."""
    same = {hit[0] for hit in _NUMBER.finditer(other)}
    return _SPACED.sub(lambda hit: joined if (joined := hit[0].replace(" ", "")) in same else hit[0], text)


def _perhaps_a_word(number: Number, text: str) -> bool:
    """Whether a small number may stand in words of a language that has no table here."""
    return number.unit in {"", "?", *_TIMES} and number.value in range(11) and not _HAN.search(text)


def _changed(number: Number, same: list[Number], text: str) -> Iterator[str]:
    """What became of the unit and the limit of a number whose value stands in the text."""
    like = [n for n in same if n.unit == number.unit]
    if number.unit not in {"", "?"} and not like and all(n.unit != "?" for n in same):
        other = next((_shown(n) for n in same if n.unit), "")
        yield f"{_shown(number)} has become {other}" if other else f"the unit of {_shown(number)} is missing"
    elif like and _HAN.search(text) and not set(number.per) <= {_NAMES[name] for name in _names(text)}:
        yield f"the unit of {number.text} is missing"
    if number.side and all(n.side == -number.side for n in same):
        yield f"the limit at {number.text} is turned round: {same[0].text}"


def _shown(number: Number) -> str:
    return f"{number.text} {number.unit}" if number.unit in _TIMES else number.text


def _names(text: str) -> list[str]:
    return [hit["unit"] for hit in re.finditer(f"(?P<unit>{_NAME})", text)]


# --- reading ------------------------------------------------------------------------------


def _folded(text: str) -> str:
    """The text with ASCII digits, no marks between thousands, no addresses."""
    if not text.isascii():
        text = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)
        text = text.replace("．", ".").replace("٫", ".").replace("％", "%").replace("٪", "%")
        text = _PERCENT.sub(r"\1%", text.translate(_SUPERSCRIPTS))
        text = _HALF.sub("0.5", text.replace("¼", "1/4").replace("¾", "3/4"))
    if "/" in text:
        text = _HALF.sub("0.5", _ADDRESS.sub(" ", text))
    return _THOUSANDS.sub("", text)


def _numbers(text: str) -> Iterator[Number]:
    for hit in _NUMBER.finditer(text):
        found = _UNIT.match(text, hit.end())
        after = text[hit.end() : hit.end() + 1]
        # 50ms, 3rd: part of a name.
        if after.isascii() and (after.isalnum() or after == "_") and not found:
            continue
        unit = _unit(text, hit.end(), found)
        shown = text[hit.start() : found.end() if found and unit not in _TIMES else hit.end()]
        value = float(hit["number"]) * _SCALES.get(hit["scale"] or "", 1)
        yield Number(
            -value if hit["minus"] else round(value, 6),
            unit,
            tuple(_NAMES[name] for name in _names(found["per"])) if found else (),
            _side(text, hit.start(), found.end() if found else hit.end()),
            shown.strip(),
        )


def _unit(text: str, end: int, found: re.Match[str] | None) -> str:
    if found:
        return _NAMES[found["unit"]]
    following = _LETTER.match(text, end)
    # The names of units are known in Chinese, Japanese and English, not in every language.
    return "?" if following and not _HAN.search(text) else ""


def _side(text: str, start: int, end: int) -> int:
    before = text[max(0, start - 14) : start]
    if _LESS.search(before) or _AND_LESS.match(text, end):
        return -1
    return int(bool(_MORE.search(before) or _AND_MORE.match(text, end)))


# --- the same number in other words ---------------------------------------------------------


def _said(number: Number, text: str) -> bool:
    """Whether a text says a number in words (三, "three"), or in digits that are part of a name (3rd, 50ms)."""
    return number.value in _values(text)


@lru_cache(maxsize=4)
def _values(text: str) -> frozenset[float]:
    """Every number that a text may be said to say, in whatever form."""
    folded = _folded(text)
    found = {float(x) for x in _ANY.findall(folded)}
    found |= {-float(before or behind) for before, behind in _NEGATIVE.findall(folded)}
    found |= {float(x.replace(" ", "")) for x in _SPACED.findall(folded)}
    found |= {float(x) + 12 for x in _AFTERNOON.findall(folded)}
    if not _HAN.search(text):
        found |= {float(f"{whole}.{part}") for whole, part in _COMMA.findall(folded)}
    return frozenset(found | set(_spelled(folded.lower())))


def _spelled(text: str) -> Iterator[float]:
    tens = 0.0
    for word in _WORD.findall(text):
        value = _WORDS.get(word)
        if value is not None:
            yield value
            yield tens + value
        tens = value if value is not None and 20 <= value <= 90 else 0.0
    for numeral in _NUMERAL.findall(text):
        yield float(_numeral(numeral))
        if not set(numeral) & {*_POWERS, *_MYRIADS}:
            # 两三天: two to three days.
            yield from (float(_DIGITS[c]) for c in numeral)
    if "半" in text:
        yield 0.5
        yield from (30.0 for _ in _HALF_HOUR.findall(text))


def _numeral(numeral: str) -> int:
    """The value of a Chinese numeral: 三百二十 is 320, 二〇二四 is 2024."""
    total, section, digit = 0, 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char]
        elif char in _POWERS:
            section, digit = section + (digit or 1) * _POWERS[char], 0
        else:
            total, section, digit = (total + (section + digit or 1)) * _MYRIADS[char], 0, 0
    return total + section + digit
