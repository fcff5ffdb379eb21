"""The language of parts (WCAG 3.1.2): Han and toned pinyin in other text, and icons.

Without it a reader's voice spells Chinese out and a font from the wrong region draws it.
"""

from __future__ import annotations

import re
import unicodedata

from diglot import tree
from diglot.model import Json

PINYIN = "zh-Latn-pinyin"
UNREAD = {"icon", "stale"}
"""Classes of what stands in a heading but not in the contents."""
_HAN = r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
# One picture may be several signs: a flag, a skin tone, a family joined by U+200D (UTS 51).
_SIGN = r"[\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_ICON = rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_SIGN}(?:\u200d{_SIGN})*"
_MARKS = {"\u0304", "\u0301", "\u030c", "\u0300"}
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    "(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|üan|ai|ei|ao|ou|an|en|in|un|ün|"
    "ia|ie|iu|ua|uo|ui|üe|ue|er|a|o|e|i|u|ü)"
)
_SYLLABLES = re.compile(f"(?:{_INITIAL}{_FINAL})")
_WORD = re.compile(r"[^\W\d_]+")


def tagged(blocks: Json, language: str, chinese: str) -> Json:
    """Blocks of a language with their Han runs (as `chinese`), pinyin and icons in spans."""
    return tree.map_lists(blocks, lambda inlines: inline_tagged(inlines, language, chinese))


def inline_tagged(inlines: Json, language: str, chinese: str) -> Json:
    """The same for one list of inlines."""

    def find(text: str) -> list[tree.Span]:
        icons = [(m.start(), m.end(), "icon") for m in re.finditer(_ICON, text)]
        return sorted([*icons, *foreign(text, language, chinese)])

    return tree.wrap(inlines, find, _span)


def language_tagged(inlines: Json, language: str, chinese: str) -> Json:
    """One list of inlines with its Han runs and pinyin in spans, its icons left alone."""

    def change(found: Json) -> Json:
        return tree.wrap(found, lambda text: foreign(text, language, chinese), _span)

    return tree.map_lists([{"t": "Plain", "c": inlines}], change)[0]["c"]


def foreign(text: str, language: str, chinese: str) -> list[tree.Span]:
    """(start, end, tag) of the Han runs (tag: `chinese`) and pinyin in a text of a language."""
    if language.split("-", maxsplit=1)[0] == "zh":
        return []
    return sorted([*((m.start(), m.end(), chinese) for m in re.finditer(_HAN, text)), *_pinyin_runs(text)])


def _span(kind: str, inner: Json) -> Json:
    if kind != "icon":
        return tree.in_language("Span", kind, inner)
    symbol = tree.plain(inner).replace("\ufe0f", "")
    return {"t": "Span", "c": [["", ["icon"], [["aria-hidden", "true"]]], [{"t": "Str", "c": symbol}]]}


def without_icons(inlines: Json) -> Json:
    """Inlines for a plain title: icons and the space after them gone, and what only a page says."""
    kept = [i for i in inlines if not (i["t"] == "Span" and UNREAD & set(i["c"][0][1]))]
    while kept and kept[0]["t"] == "Space":
        kept = kept[1:]
    return kept


def _pinyin_runs(text: str) -> list[tree.Span]:
    """Runs of words that are wholly toned pinyin: "Xiāo Kě Zhèng" is one."""
    runs: list[tuple[int, int, str]] = []
    for word in _WORD.finditer(text):
        if not is_pinyin(word.group()):
            continue
        if runs and text[runs[-1][1] : word.start()] == " ":
            runs[-1] = (runs[-1][0], word.end(), PINYIN)
        else:
            runs.append((word.start(), word.end(), PINYIN))
    return list(runs)


def is_pinyin(word: str) -> bool:
    """Whether a word is pinyin with a tone mark on every syllable: "xiāokě", not "résumé"."""
    plain, tones = "", 0
    for char in unicodedata.normalize("NFD", word.casefold()):
        tones += char in _MARKS
        plain += "" if char in _MARKS else char
    plain = unicodedata.normalize("NFC", plain)
    if not tones:
        return False
    return re.fullmatch(f"(?:{_SYLLABLES.pattern}){{{tones}}}", plain) is not None
