"""Footnotes of a parsed page: one number for a note in all languages, and in parallel columns each under its own.
In one language each term has a note too, where it stands first.

Pages are those of xml.etree, as the templates wrote them. A note stands where its mark belongs, in a
`<span class="footnote">`; the style sheets move it to the foot of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from diglot.writers import halves
from diglot.writers.chinese import JOIN

NOTE, MARK = "footnote", "mark"
PAIR = "footnote-pair"
"""The class of a note that holds every language, side by side."""
ENTRY, TERM = "entry", "term"
"""The classes of an entry of the glossary, and of a link to one."""
UNDIVIDED = "s"
"""The class of a row that stays on one page: both marks stand above the note."""


def prepare(root: Any, languages: Sequence[str], *, paired: bool) -> None:
    """Number the notes of a page and write their marks, in place; `paired`: languages stand in columns."""
    if len(languages) == 1:
        _explain(root)
    parents = {child: parent for parent in root.iter() for child in parent}
    number = 0
    for parent in list(root.iter()):
        found = [[*_notes(half)] for half in _halves(parent, languages)]
        if not any(found):
            continue
        if paired and len(found) > 1 and len({len(one) for one in found}) == 1:
            if "row" in halves.classes(parent):
                parent.set("class", f"{parent.get('class')} {UNDIVIDED}")
            for versions in zip(*found, strict=True):
                number += 1
                _pair(versions, languages, number, parents)
        else:
            for one in found:
                for count, note in enumerate(one, start=number + 1):
                    _mark(note, count, parents[note])
            number += max(map(len, found))


def _explain(root: Any) -> None:
    """A note at the first link to each entry of the glossary: what the entry says."""
    entries = {f"#{one.get('id')}": one for one in root.iter() if ENTRY in halves.classes(one)}
    for parent in list(root.iter()):
        for link in list(parent):
            if TERM in halves.classes(link) and (entry := entries.pop(link.get("href"), None)) is not None:
                note = Element("span", {"class": NOTE, "id": f"note-{link.get('id')}"})
                for piece in entry.iter("p"):
                    _copied(piece, note)
                note.tail, link.tail = link.tail, None
                parent.insert(list(parent).index(link) + 1, note)


def _copied(piece: Any, note: Any) -> None:
    """Add to a note what an entry says, without its links."""
    _say(note, piece.text)
    for child in piece:
        if child.tag == "a":
            _copied(child, note)
        else:
            note.append(deepcopy(child))
            note[-1].tail = None
        _say(note, child.tail)


def _say(note: Any, text: str | None) -> None:
    if len(note):
        note[-1].tail = (note[-1].tail or "") + (text or "")
    else:
        note.text = (note.text or "") + (text or "")


def _halves(parent: Any, languages: Sequence[str]) -> list[Any]:
    return [child for child in parent if child.get("lang") in languages and halves.is_half(parent, child)]


def _notes(element: Any) -> Iterator[Any]:
    return (one for one in element.iter() if NOTE in halves.classes(one))


def _mark(note: Any, number: int, parent: Any) -> None:
    """A note with its number, and a link to it where it stood."""
    _link(note.get("id", ""), number, parent, note)
    _lead(note, number)


def _lead(note: Any, number: int) -> None:
    """A note's number before its text."""
    lead = Element("span", {"class": "number"})
    lead.text, lead.tail, note.text = f"{number}. ", note.text, None
    note.insert(0, lead)


def _link(target: str, number: int, parent: Any, before: Any) -> None:
    """The mark of a note, which the text before it must not be parted from."""
    mark, at = Element("span", {"class": MARK}), list(parent).index(before)
    SubElement(mark, "a", {"href": f"#{target}"} if target else {}).text = str(number)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + JOIN
    else:
        parent.text = (parent.text or "") + JOIN
    parent.insert(at, mark)


def _pair(versions: Sequence[Any], languages: Sequence[str], number: int, parents: Any) -> None:
    """One note for all languages in the place of the first, and a mark in the place of each other."""
    first = versions[0]
    row = Element("div", {"class": "row"})
    for note, language in zip(versions, languages, strict=True):
        cell = SubElement(row, "div", {"lang": language, "xml:lang": language})
        copy = deepcopy(note)
        copy.tail = None
        copy.set("class", "text")
        copy.attrib.pop("id", None)
        _lead(copy, number)
        cell.append(copy)
    for note in versions:
        parent = parents[note]
        _link(first.get("id", ""), number, parent, note)
        if note is not first:
            _removed(note, parent)
    for child in list(first):
        first.remove(child)
    first.text = None
    first.attrib.pop("lang", None)
    first.set("class", f"{NOTE} {PAIR}")
    first.append(row)


def _removed(element: Any, parent: Any) -> None:
    """Take an element away, not what follows it."""
    before = list(parent)[list(parent).index(element) - 1]
    before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)
