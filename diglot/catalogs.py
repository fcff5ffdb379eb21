"""Merge: bringing a catalog up to its POT without losing a translation.

As msgmerge does, and more carefully: a new message takes the translation of the likest old
one as fuzzy, with its previous msgid; a message whose source is gone becomes obsolete and
comes back with its translation when the source does; what did not change keeps its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from rapidfuzz import fuzz, process

from diglot import po
from diglot.model import Message, Publication, Unit, locale
from diglot.problems import DiglotError, Problem
from diglot.wrapping import Style

FUZZY_CUTOFF = 60.0
"""Ratio (0-100) from which an old translation is offered as fuzzy: msgmerge's threshold."""
DRIFT = 20
"""How many lines a `#:` reference may be off before it is made new: half a screen."""
Moved: TypeAlias = Mapping[tuple[str, str], po.Entry]


def messages(units: Iterable[Unit], terms: Callable[[Unit], str] | None = None) -> tuple[Message, ...]:
    """The messages of some units: equal msgids of one context become one message.

    `terms`: what to tell the translator about the terms of a unit, "" for nothing.
    """
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for unit in units:
        comments, references = found.setdefault((unit.context, unit.msgid), ({}, {}))
        comments[" › ".join((*unit.section, unit.kind))] = None
        if unit.note:
            comments[f"Note: {unit.note}"] = None
        if terms and (said := terms(unit)):
            comments[said] = None
        references[str(unit.place)] = None
    return tuple(
        Message(msgid, msgctxt=context, comments=tuple(comments), references=tuple(references))
        for (context, msgid), (comments, references) in found.items()
    )


def in_needed_contexts(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units of one catalog without the contexts that no msgid needs.

    An author may say that a whole table is about TCM; only a text that also stands elsewhere
    becomes another message by it (GNU gettext manual, "Contexts").
    """
    contexts: dict[str, set[str]] = {}
    for unit in units:
        contexts.setdefault(unit.msgid, set()).add(unit.context)
    return tuple(u if not u.context or len(contexts[u.msgid]) > 1 else replace(u, context="") for u in units)


def pot(publication: Publication, name: str, old: po.Catalog | None, found: Sequence[Message]) -> po.Catalog:
    """`<name>.pot`: no dates, so that it changes only when its content does."""
    empty = po.Catalog(f"{name}.pot", (replace(_header(publication, name, "", ""), lead=""),))
    return merge(replace(empty, entries=(*empty.entries, *(old.messages() if old else ()))), found)


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


def merge(catalog: po.Catalog, found: Sequence[Message], moved: Moved | None = None) -> po.Catalog:
    """The catalog with exactly the messages `found`, in their order, and its obsolete ones.

    `moved`: entries that left other catalogs of the same language, by key: a text that moved
    brings its translation along. Raises DiglotError D309 rather than return a catalog that
    lost a translation.
    """
    wanted = {m.key for m in found}
    header = [e for e in catalog.entries if e is catalog.header]
    gone = [e for e in catalog.messages() if e.key not in wanted]
    old = {e.key: e for e in catalog.entries if e.obsolete}
    merger = _Merger(catalog, old, moved or {}, wanted)
    merged = [merger.entry(message) for message in found]
    kept = [e for e in catalog.entries if e.obsolete and e.key not in wanted]
    fallen = [po.obsoleted(e, catalog.newline) for e in gone if _worth_keeping(e)]
    entries = [*header, *merged, *kept, *fallen]
    result = replace(catalog, entries=tuple(_ended(entries, catalog.newline)), _index={})
    _guard(catalog, result)
    return result


APPROVED = "approved: "
"""Begins the `#.` line of a term: the name that the term base has."""


def with_approved(catalog: po.Catalog, found: Iterable[Message], before: po.Catalog) -> po.Catalog:
    """A merged catalog in which each term that no translator changed has the name approved now.

    `before`: the catalog as it was; its own `#.` line says which name was approved then. A
    translator's other name stays: it is a proposal.
    """
    style, changed = po.style(catalog), dict[tuple[str, str], po.Entry]()
    for message in found:
        entry, old = catalog.find(message.key), before.find(message.key)
        if message.msgstr and entry and entry.msgstr != message.msgstr:
            lines = old.comment_lines() if old else []
            if entry.empty or f"#. {APPROVED}{entry.msgstr}" in lines:
                changed[entry.key] = po.translated(entry, message.msgstr, "", style, catalog.newline)
    entries = tuple(e if e.obsolete else changed.get(e.key, e) for e in catalog.entries)
    return replace(catalog, entries=entries, _index={}) if changed else catalog


def gone(catalog: po.Catalog, found: Iterable[Message]) -> dict[tuple[str, str], po.Entry]:
    """The translated entries of a catalog whose messages are not among `found`, by key."""
    wanted = {m.key for m in found}
    return {e.key: e for e in catalog.entries if not e.empty and e.key not in wanted and e.key != ("", "")}


def _ended(entries: Sequence[po.Entry], newline: str) -> Iterator[po.Entry]:
    """Entries of which the last one of a file may have had no line end."""
    for i, entry in enumerate(entries):
        inside = i + 1 < len(entries) and not entry.body.endswith(("\r", "\n"))
        yield replace(entry, body=entry.body + newline) if inside else entry


def _worth_keeping(entry: po.Entry) -> bool:
    own = any(_translators(line) for line in entry.comment_lines())
    return bool(entry.msgstr) or own or "#" in entry.lead


class _Merger:
    """Makes the entry of each message from what the catalog had."""

    def __init__(self, catalog: po.Catalog, old: Moved, moved: Moved, wanted: Collection[tuple[str, str]]) -> None:
        self._catalog = catalog
        self._old = old
        self._moved = moved
        self._wanted = wanted

    def entry(self, message: Message) -> po.Entry:
        newline = self._catalog.newline
        found = self._catalog.find(message.key)
        if found is None and message.key in self._old:
            found = po.revived(self._old[message.key], newline)
        if found is not None:
            return _updated(found, message, newline)
        came = self._moved.get(message.key)
        if came is not None:
            return _updated(_living(came, newline), message, newline)
        like = None if message.msgstr else self._likest.find(message)
        if like is None:
            return po.fresh(message, newline, self._style)
        own = [line for line in like.comment_lines() if _translators(line)]
        context, msgid = like.key
        said = replace(message, msgstr=like.msgstr, fuzzy=True, previous=msgid, previous_context=context)
        return po.fresh(said, newline, self._style, own)

    @cached_property
    def _likest(self) -> _Likest:
        return _Likest([e for e in self._catalog.entries if not e.empty and e.key != ("", "")], self._wanted)

    @cached_property
    def _style(self) -> Style:
        return po.style(self._catalog)


def _living(entry: po.Entry, newline: str) -> po.Entry:
    return replace(po.revived(entry, newline) if entry.obsolete else entry, lead=newline)


def _updated(entry: po.Entry, message: Message, newline: str) -> po.Entry:
    """The entry with the `#.` and `#:` of a message; the very same one where they say it."""
    lines = entry.comment_lines()
    comments = po.comment_lines(message)
    stayed = references_kept(po.references(entry), message.references)
    same = [line.rstrip() for line in lines if line.startswith("#.")] == comments
    if same and po.references(entry) == stayed:
        return entry
    places = po.reference_lines(stayed)
    if po.references(entry) == stayed:
        places = [line for line in lines if line.startswith("#:")]
    own = [line for line in lines if _translators(line)]
    rest = [line for line in lines if line.startswith(("#,", "#|"))]
    return replace(entry, head="".join(line + newline for line in (*own, *comments, *places, *rest)))


def references_kept(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """The references an entry is given: its old ones while they are at most `DRIFT` lines off.

    Exact lines would change every entry after an inserted paragraph, and bury the translators'
    own changes in the history of the file.
    """
    near = len(old) == len(new) and all(_near(a, b) for a, b in zip(old, new, strict=True))
    return tuple(old if near else new)


def _near(old: str, new: str) -> bool:
    (file, _, line), (other, _, number) = old.rpartition(":"), new.rpartition(":")
    return file == other and line.isdecimal() and number.isdecimal() and abs(int(line) - int(number)) <= DRIFT


def _translators(line: str) -> bool:
    return not line.startswith(("#.", "#:", "#,", "#|", "#~"))


class _Likest:
    """Finds the old entry whose msgid is most like a new one (rapidfuzz's ratio).

    Among equally like ones that whose own message is gone goes before one that is still used.
    """

    def __init__(self, entries: Sequence[po.Entry], used: Collection[tuple[str, str]]) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.key in used)
        self._texts = [e.get("msgid") for e in self._entries]

    def find(self, message: Message) -> po.Entry | None:
        hit = process.extractOne(message.msgid, self._texts, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
        return self._entries[hit[2]] if hit else None


def _guard(before: po.Catalog, after: po.Catalog) -> None:
    """No translation that was in the file may be missing from it afterwards."""
    have = {(e.key, e.msgstr) for e in after.entries}
    lost = [e for e in before.entries if e.msgstr and (e.key, e.msgstr) not in have]
    if lost:
        shown = " ".join(lost[0].get("msgid").split())[:40]
        raise DiglotError(Problem("D309", f"merging would lose “{shown}”", before.place(lost[0])))
