"""Units whose Markdown is certain, written and read without pandoc: most of a book.

Only what can have one meaning in pandoc's Markdown is done here: letters of any script,
single spaces, harmless punctuation, code, emphasis and plain links. All else is pandoc's
(`units.markdown`, `units.parse`); a test holds the two to the same answers.
"""

from __future__ import annotations

import re

from diglot.model import Json

# No mark of pandoc's Markdown, and beyond ASCII no space, control or byte order mark.
_ASCII = r"0-9A-Za-z,.;:?()'\"/%+=!{}\-"
_OTHER = (
    "\u00a1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff"
    "\uf900-\ufefe\uff00-\uffef\U00010000-\U000e0000"
)
_SAFE = _ASCII + _OTHER
# An underscore inside a word is no emphasis, nor is "&" alone a reference to a character.
_CHARACTER = rf"(?:[{_SAFE}]|(?<=[0-9A-Za-z])_(?=[0-9A-Za-z]))"
_WORD = re.compile(rf"{_CHARACTER}+|&")
_TEXT = re.compile(rf"(?:{_CHARACTER}+|&)(?: (?:{_CHARACTER}+|&(?= |$)))*")
_CODE = re.compile(r"[^\s`](?:[^\n`]*[^\s`])?")
_ADDRESS = re.compile(r"[0-9A-Za-z/.#?=:_%+,@~&-]+")
_AUTOMATIC = re.compile(r"https?://[0-9A-Za-z/.#?=:_%-]+")
_BEGINS = re.compile(r"\[?[A-Z][a-z]")
_NO_ATTR = ["", [], []]
_BREAKS = {"Space": " ", "LineBreak": "\\\n"}
_MARKS = {"Emph": "*", "Strong": "**"}


def write(inlines: Json) -> str | None:
    """The Markdown of a list of inlines, or None where pandoc must write it."""
    out: list[str] = []
    before = "Space"
    if not inlines or inlines[-1]["t"] in _BREAKS:
        return None
    for inline in inlines:
        text = _written(inline)
        name = inline["t"]
        if text is None or _touching(before, name, text, out):
            return None
        out.append(text)
        before = name
    return "".join(out)


def _touching(before: str, name: str, text: str, out: list[str]) -> bool:
    """Whether two neighbours could be read as something else together."""
    if before == "LineBreak":
        return not _BEGINS.match(text)
    if text.startswith("{") and before in {"Code", "Link"}:
        return True
    if name in _MARKS or name == "Code":
        return before in _MARKS or before == "Code"
    if name in {"Space", "LineBreak"}:
        return before == "Space"
    return name == "Link" and bool(out) and out[-1].endswith("!")


def _written(inline: Json) -> str | None:
    name, content = inline["t"], inline.get("c")
    if name == "Str":
        return content if _WORD.fullmatch(content) else None
    if name in _BREAKS:
        return _BREAKS[name]
    if name == "Code":
        return f"`{content[1]}`" if content[0] == _NO_ATTR and _CODE.fullmatch(content[1]) else None
    if name in _MARKS:
        return _emphasised(_MARKS[name], content)
    return _link(*content) if name == "Link" else None


def _emphasised(mark: str, content: Json) -> str | None:
    if any(inline["t"] not in {"Str", "Space", "Code"} for inline in content):
        return None
    text = write(content)
    return f"{mark}{text}{mark}" if text else None


def _link(attr: Json, content: Json, target: Json) -> str | None:
    if attr != _NO_ATTR or target[1] or not _ADDRESS.fullmatch(target[0]):
        return None
    if content == [{"t": "Str", "c": target[0]}]:
        return f"<{target[0]}>" if _AUTOMATIC.fullmatch(target[0]) else None
    if any(inline["t"] in {"Link", "LineBreak"} for inline in content):
        return None
    text = write(content)
    return f"[{text}]({target[0]})" if text else None


def read(text: str) -> Json | None:
    """The inlines of a Markdown text, or None where pandoc must read it."""
    if not _TEXT.fullmatch(text):
        return None
    out: list[Json] = []
    for word in text.split(" "):
        out += [{"t": "Space"}, {"t": "Str", "c": word}]
    return out[1:]
