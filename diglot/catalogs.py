"""Merge: bringing a catalog up to its POT without losing a translation.

As msgmerge does, and more carefully: a new message takes the translation of the likest old
one as fuzzy, with its previous msgid; a message whose source is gone becomes obsolete and
comes back with its translation when the source does; what did not change keeps its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from diglot import po
from diglot.model import Message, Publication, Unit, locale
from diglot.problems import DiglotError, Problem

FUZZY_CUTOFF = 65.0
"""Ratio (0-100) from which an old translation is offered as fuzzy."""


def messages(units: Iterable[Unit]) -> tuple[Message, ...]:
    """The messages of some units: equal msgids of one context become one message."""
    found: dict[tuple[str, str], Message] = {}
    for unit in units:
        path = " › ".join(unit.section)
        said = (f"{path} › {unit.kind}" if path else unit.kind, *([f"Note: {unit.note}"] if unit.note else []))
        old = found.get((unit.context, unit.msgid), Message(unit.msgid, msgctxt=unit.context))
        comments = tuple(dict.fromkeys((*old.comments, *said)))
        references = tuple(dict.fromkeys((*old.references, str(unit.place))))
        found[old.key] = replace(old, comments=comments, references=references)
    return tuple(found.values())


def pot(publication: Publication, name: str, found: Sequence[Message]) -> bytes:
    """The bytes of `<name>.pot`: no dates, so that it changes only when its content does."""
    header = _header(publication, name, "", "")
    return b"".join(e.text.encode() for e in [replace(header, lead=""), *map(po.fresh, found)])


def new(publication: Publication, name: str, language: str, file: str) -> po.Catalog:
    """An empty catalog with a header that says what is known."""
    header = _header(publication, name, locale(language), "nplurals=1; plural=0;")
    return po.Catalog(file, (replace(header, lead=""),))


def _header(publication: Publication, name: str, language: str, plurals: str) -> po.Entry:
    fields = {
        "Project-Id-Version": f"{publication.identifier} {publication.version}",
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "LANGUAGE <LL@li.org>",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        **({"Plural-Forms": plurals} if plurals else {}),
        "X-Domain": name,
    }
    return po.fresh(Message("", "".join(f"{k}: {v}\n" for k, v in fields.items())))


def merge(catalog: po.Catalog, found: Sequence[Message]) -> po.Catalog:
    """The catalog with exactly the messages `found`, in their order, and its obsolete ones.

    Raises DiglotError D309 rather than return a catalog that lost a translation.
    """
    wanted = {m.key for m in found}
    header = [e for e in catalog.entries if e is catalog.header]
    gone = [e for e in catalog.messages() if e.key not in wanted]
    old = {e.key: e for e in catalog.entries if e.obsolete}
    candidates = [e for e in (*gone, *old.values()) if e.msgstr and e.key not in wanted]
    likest = _Likest(candidates)
    merged = [_merged(catalog, message, old, likest) for message in found]
    kept = [e for e in catalog.entries if e.obsolete and e.key not in wanted]
    fallen = [po.obsoleted(e, catalog.newline) for e in gone if _worth_keeping(e) and e.key not in old]
    result = replace(catalog, entries=(*header, *merged, *kept, *fallen), _index={})
    _guard(catalog, result)
    return result


def _worth_keeping(entry: po.Entry) -> bool:
    return bool(entry.msgstr) or any(line.startswith("# ") for line in entry.comment_lines())


def _merged(catalog: po.Catalog, message: Message, old: dict[tuple[str, str], po.Entry], likest: _Likest) -> po.Entry:
    entry = catalog.find(message.key)
    if entry is None and message.key in old:
        entry = po.revived(old[message.key], catalog.newline)
    if entry is not None:
        return po.with_head(entry, _head(entry, message), catalog.newline)
    like = likest.find(message)
    if like is None:
        return po.fresh(message, catalog.newline)
    translated = replace(message, msgstr=like.msgstr, fuzzy=True, previous=like.get("msgid"))
    made = po.fresh(translated, catalog.newline)
    own = [line for line in like.comment_lines() if _translators(line)]
    return po.with_head(made, po.head_lines(translated, own), catalog.newline)


def _head(entry: po.Entry, message: Message) -> list[str]:
    """The entry's comment lines with `#.` and `#:` made new and all others as they were."""
    lines = entry.comment_lines()
    mine = [line for line in lines if _translators(line)]
    rest = [line for line in lines if line.startswith(("#,", "#|"))]
    return [*mine, *po.head_lines(replace(message, fuzzy=False)), *rest]


def _translators(line: str) -> bool:
    return not line.startswith(("#.", "#:", "#,", "#|", "#~"))


class _Likest:
    """Finds the old entry whose msgid is most like a new one (rapidfuzz's ratio)."""

    def __init__(self, entries: Sequence[po.Entry]) -> None:
        self._entries = entries
        self._texts = [e.get("msgid") for e in entries]

    def find(self, message: Message) -> po.Entry | None:
        hit = process.extractOne(message.msgid, self._texts, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
        return self._entries[hit[2]] if hit else None


def _guard(before: po.Catalog, after: po.Catalog) -> None:
    """No translation that was in the file may be missing from it afterwards."""
    have = {(e.key, e.msgstr) for e in after.entries}
    lost = [e for e in before.entries if e.msgstr and (e.key, e.msgstr) not in have]
    if lost:
        raise DiglotError(Problem("D309", f"merging would lose “{lost[0].get('msgid')[:40]}”", before.place(lost[0])))
