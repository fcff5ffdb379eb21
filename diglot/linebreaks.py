"""Where a line may break (UAX #14), and how wide a character is, as GNU libunistring says.

Only what PO wrapping needs: classes are derived from the general category and the East Asian
width, and the punctuation that differs is listed. Complex scripts (Thai, Khmer) break at spaces.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# The classes of characters whose category does not tell, in UAX #14's names.
_LISTED = {
    "SP": " ",
    "EX": "!?！？؛؞؟۔\ufe15\ufe16\ufe56\ufe57",
    "QU": "\"'",
    "PR": "$+\\£¤¥±№−∓＄￡￥￦",
    "PO": "%¢°‰‱′″‴‵‶‷℃℉％￠₧₶₻",
    "CP": ")]",
    "IS": ",.:;⁄،؍",
    "HY": "-",
    "SY": "/",
    "BA": "|\u00ad\u2010\u2012\u2013\u2027\u2056\u2058\u2059\u205a\u205b\u205d\u205e\t",
    "CL": "}、。，．｡､\u301e\u301f\ufe50\ufe52",
    "OP": "¡¿‚„\u301d",
    "GL": "\u00a0\u2007\u2011\u202f\u034f\u0f0c",
    "BB": "´ˈˌ",
    "B2": "—",
    "IN": "․‥…",
    "ZW": "\u200b",
    "WJ": "\u2060\ufeff",
    "ZWJ": "\u200d",
    "NS": "‼‽⁇⁈⁉々〜〻〼゛゜ゝゞ゠・ヽヾ：；･ー\ufe54\ufe55"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯｰﾞﾟ",
}
_CLASS = {char: name for name, chars in _LISTED.items() for char in chars}
_BY_CATEGORY = {"Ps": "OP", "Pe": "CL", "Pi": "QU", "Pf": "QU", "Nd": "NU", "Sc": "PR", "Zs": "BA"}
_BY_CATEGORY |= dict.fromkeys(("Mn", "Mc", "Me", "Cf", "Cc"), "CM")

# For each class, the classes before which no line breaks: after spaces neither ("never"), or
# only where no space stands between ("joined"). UAX #14, LB8-LB31.
_NEVER = {"CL", "CP", "EX", "SY", "IS", "ZW", "WJ"}
_ALL = {"OP", "QU", "GL", "NS", "PR", "PO", "NU", "AL", "ID", "IN", "HY", "BA", "BB", "B2", "RI"}
_TAIL = {"QU", "HY", "BA", "NS", "IN"}
_JOINED = {
    "OP": set[str](),
    "CL": _TAIL | {"GL", "PR", "PO"},
    "CP": _TAIL | {"GL", "PR", "PO", "NU", "AL"},
    "QU": _ALL,
    "GL": _ALL,
    "WJ": _ALL,
    "NS": _TAIL | {"GL"},
    "EX": _TAIL | {"GL"},
    "SY": _TAIL | {"GL", "NU"},
    "IS": _TAIL | {"GL", "NU"},
    "PR": _TAIL | {"GL", "OP", "NU", "AL", "ID"},
    "PO": _TAIL | {"GL", "OP", "NU", "AL"},
    "NU": _TAIL | {"GL", "OP", "PR", "PO", "NU", "AL"},
    "AL": _TAIL | {"GL", "OP", "PR", "PO", "NU", "AL"},
    "ID": _TAIL | {"GL", "PO"},
    "IN": _TAIL | {"GL"},
    "HY": _TAIL | {"NU"},
    "BA": _TAIL,
    "BB": _ALL,
    "B2": _TAIL | {"GL", "B2"},
    "RI": _TAIL | {"GL", "RI"},
}
_NEVER_AFTER = {"OP": _ALL, "QU": {"OP"}, "CL": {"NS"}, "B2": {"B2"}}


@cache
def line_break_class(char: str) -> str:
    """The UAX #14 class of a character, with AI, SA and XX as AL, CJ as NS."""
    if char in _CLASS:
        return _CLASS[char]
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return "RI"
    category = unicodedata.category(char)
    if category in _BY_CATEGORY and not (category == "Nd" and width(char) == 2):
        return _BY_CATEGORY[category]
    return "ID" if width(char) == 2 else "AL"


@cache
def width(char: str) -> int:
    """The columns of a character on a terminal: 0, 1 or 2."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} and char != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def breaks(text: str) -> list[bool]:
    """For each character, whether a line may break before it."""
    out = [False] * len(text)
    before, spaces, joiner = "", False, False
    for i, char in enumerate(text):
        name = line_break_class(char)
        if name == "SP":
            spaces = True
            continue
        if name in {"CM", "ZWJ"} and before not in {"", "ZW"} and not spaces:
            joiner = name == "ZWJ"
            continue
        name = "AL" if name in {"CM", "ZWJ"} else name
        wide = name == "OP" and before in {"AL", "NU"} and width(char) == 2
        joined = joiner and not spaces
        out[i] = bool(before) and not joined and (wide or _between(before, name, spaces=spaces))
        before, spaces, joiner = name, False, False
    return out


def _between(before: str, after: str, *, spaces: bool) -> bool:
    if before == "ZW":
        return after != "ZW"
    if after in _NEVER or after in _NEVER_AFTER.get(before, ()):
        return False
    return spaces or after not in _JOINED[before]
