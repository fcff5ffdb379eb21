"""Filling catalogs from what people already have: any gettext catalog of the same texts.

Other extractors write the same text with other light markup: `_x_` for `*x*`, straight
quotes for curly, `[text][1]` for `[text](address)`. Such a translation is taken as fuzzy; one
whose msgid is equal as it is. What is translated here already is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from babel import Locale, UnknownLocaleError

from diglot import po, tree, units
from diglot.model import Json, locale

_REFERENCE = re.compile(r"\]\[([^\]]*)\]")
_LIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "\u00a0": " "})
_MARKS = {"Emph": "*", "Strong": "**", "Strikeout": "~~", "Superscript": "^", "Subscript": "~"}


@dataclass(frozen=True, slots=True)
class Imported:
    """A catalog after an import, and how many messages took a translation as it was, and as fuzzy."""

    catalog: po.Catalog
    equal: int
    fuzzy: int


class Memory:
    """The translations of a foreign catalog, found by what their msgids say."""

    def __init__(self, foreign: po.Catalog) -> None:
        entries = [e for e in foreign.messages() if not e.empty]
        self._equal = {e.get("msgid"): e for e in entries}
        self._alike: dict[str, po.Entry] = {}
        # A translation that is not fuzzy goes before one that is.
        ordered = sorted(entries, key=lambda entry: entry.fuzzy)
        for entry, said in zip(ordered, canonical([e.get("msgid") for e in ordered]), strict=True):
            self._alike.setdefault(said, entry)

    def equal(self, msgid: str) -> po.Entry | None:
        """The entry with the very same msgid."""
        return self._equal.get(msgid)

    def alike(self, said: str) -> po.Entry | None:
        """The entry whose msgid is the same in `canonical` form."""
        return self._alike.get(said)


def canonical(texts: Sequence[str]) -> list[str]:
    """Each Markdown text without the differences of light markup; addresses of links left out."""
    plain = [_REFERENCE.sub("](#)", text) for text in texts]
    readings = units.parse(plain, [text.count("[^") for text in plain])
    return [
        " ".join((text if reading.inlines is None else _said(reading.inlines)).translate(_LIGHT).split())
        for text, reading in zip(plain, readings, strict=True)
    ]


def _said(inlines: Json) -> str:
    return "".join(_one(inline) for inline in inlines)


def _one(inline: Json) -> str:
    name = inline["t"]
    inner = tree.children(inline)
    if name in _MARKS:
        return _MARKS[name] + _said(inline["c"]) + _MARKS[name]
    if name == "Link":
        return f"[{_said(inline['c'][1])}]"
    if name == "Code":
        return f"`{inline['c'][1]}`"
    return _said(tree.get(inline, inner)) if inner else tree.plain([inline])


def fill(catalog: po.Catalog, memory: Memory) -> Imported:
    """The catalog with its empty messages filled from a memory; no entry is made or taken away."""
    empty = [e for e in catalog.messages() if e.empty]
    style, taken = po.style(catalog), dict[tuple[str, str], po.Entry]()
    counts = {False: 0, True: 0}
    for entry, said in zip(empty, canonical([e.get("msgid") for e in empty]), strict=True):
        equal = memory.equal(entry.get("msgid"))
        found = equal or memory.alike(said)
        if found:
            fuzzy = found.fuzzy or not equal
            msgstr = found.msgstr if equal else _with_addresses(found, entry.get("msgid"))
            previous = found.get("msgid") if fuzzy else ""
            taken[entry.key] = po.translated(entry, msgstr, previous, style, catalog.newline)
            counts[fuzzy] += 1
    entries = tuple(e if e.obsolete else taken.get(e.key, e) for e in catalog.entries)
    return Imported(replace(catalog, entries=entries, _index={}), counts[False], counts[True])


def _with_addresses(found: po.Entry, msgid: str) -> str:
    """A msgstr whose `[text][1]` has the addresses that the msgid here gives in their place."""
    names = _REFERENCE.findall(found.get("msgid"))
    addresses = re.findall(r"\]\(([^)\s]*)\)", msgid)
    if not names or len(names) != len(addresses):
        return found.msgstr
    known = dict(zip(names, addresses, strict=True))
    return _REFERENCE.sub(lambda hit: f"]({known[hit[1]]})" if hit[1] in known else hit[0], found.msgstr)


def language_of(catalog: po.Catalog, languages: Iterable[str]) -> str:
    """Which of some BCP 47 tags a catalog is in by its header: "zh_CN" is zh-Hans; "" for none."""
    said = _scripted(po.header_fields(catalog).get("Language", ""))
    return next((tag for tag in languages if said and _scripted(locale(tag)) == said), "")


def _scripted(name: str) -> tuple[str, str | None] | None:
    try:
        found = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    return found.language, found.script
