"""The order of entries in a glossary, as readers of each language look a word up.

Chinese in simplified characters by pinyin, in traditional ones by zhuyin (as dictionaries of
Taiwan do); all else by its letters, accents and capitals aside.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeAlias

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_ZHUYIN = (*"bpmfdtnlgkhjqx", "zh", "ch", "sh", *"rzcs", "")
"""The initials in the order of zhuyin: ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙ, then those without."""
_SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?(.*)")
Key: TypeAlias = tuple[tuple[Any, ...], str]


def key(name: str, language: str, pinyin: str = "") -> Key:
    """The sort key of a name; `pinyin` with tone marks, a space between syllables."""
    if pinyin and language.startswith("zh"):
        traditional = language.split("-")[1:2] in (["Hant"], ["TW"], ["HK"])
        return tuple(part for syllable in pinyin.split() for part in _spoken(syllable, zhuyin=traditional)), name
    return (_letters(name),), name


def _letters(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s\u2010-\u2015-]+", plain))


def _spoken(syllable: str, *, zhuyin: bool) -> tuple[Any, ...]:
    """A syllable's sound, then its tone (a neutral one last)."""
    tone = next((_TONES[c] for c in unicodedata.normalize("NFD", syllable) if c in _TONES), 5)
    kept = "".join(c for c in unicodedata.normalize("NFD", syllable.casefold()) if c not in _TONES)
    sound = unicodedata.normalize("NFC", kept)
    hit = _SYLLABLE.fullmatch(sound) if zhuyin else None
    return (_ZHUYIN.index(hit[1] or ""), hit[2], tone) if hit else (0, sound, tone)
