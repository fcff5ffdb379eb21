"""gettext's PO format, kept byte for byte: an entry no one changed is written exactly as it
was read by `po_reader` (GNU gettext manual, "The Format of PO Files").

No library does this: Babel drops headers and reads broken files in silence, polib rewrites
every line. Each entry keeps its own text in two parts, the comments and the message, so that
a changed reference leaves the translator's own lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from diglot.model import Message, Place

_UNESCAPED = {
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the file: `lead` (blank lines), `head` (comment lines) and
    `body` (message lines) are its exact text; the rest is what they say.
    """

    lead: str
    head: str
    body: str
    fields: tuple[tuple[str, str], ...]
    obsolete: bool = False
    line: int = 0

    @property
    def text(self) -> str:
        """The entry's exact text."""
        return self.lead + self.head + self.body

    def get(self, keyword: str) -> str:
        """The value of msgctxt, msgid, msgid_plural, msgstr or msgstr[n]; "" if absent."""
        return dict(self.fields).get(keyword, "")

    @property
    def key(self) -> tuple[str, str]:
        """(msgctxt, msgid)."""
        return (self.get("msgctxt"), self.get("msgid"))

    @property
    def msgstr(self) -> str:
        """The translation (of a plural: its first form)."""
        return self.get("msgstr") or self.get("msgstr[0]")

    @property
    def empty(self) -> bool:
        """Whether nothing is translated: spaces are nothing."""
        return not self.msgstr.strip()

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of `#,` lines, in order."""
        found = [line[2:] for line in self.comment_lines() if line.startswith("#,")]
        return tuple(f.strip() for line in found for f in line.split(",") if f.strip())

    @property
    def fuzzy(self) -> bool:
        """Whether the translation waits for a person."""
        return "fuzzy" in self.flags

    def comment_lines(self) -> list[str]:
        """The comment lines without their line ends, obsolete marks kept."""
        return self.head.splitlines()


@dataclass(frozen=True, slots=True)
class Catalog:
    """A PO or POT file: its header entry, the others in order, and what follows the last."""

    file: str
    entries: tuple[Entry, ...]
    tail: str = ""
    newline: str = "\n"
    bom: bool = False
    _index: dict[tuple[str, str], Entry] = field(default_factory=dict, repr=False, compare=False)

    @property
    def header(self) -> Entry | None:
        """The entry with the empty msgid."""
        return next((e for e in self.entries if not e.obsolete and e.key == ("", "")), None)

    def messages(self) -> tuple[Entry, ...]:
        """The entries that are neither the header nor obsolete."""
        return tuple(e for e in self.entries if not e.obsolete and e.key != ("", ""))

    def find(self, key: tuple[str, str]) -> Entry | None:
        """The living entry with this (msgctxt, msgid)."""
        if not self._index:
            self._index.update((e.key, e) for e in self.messages())
        return self._index.get(key)

    def place(self, entry: Entry) -> Place:
        """Where an entry's message begins."""
        return Place(self.file, entry.line)


def header_fields(catalog: Catalog) -> dict[str, str]:
    """The header's fields: {"Language": "zh_Hans", ...}."""
    entry = catalog.header
    lines = entry.msgstr.split("\n") if entry else []
    return {k.strip(): v.strip() for k, colon, v in (line.partition(":") for line in lines) if colon}


# --- writing ------------------------------------------------------------------------------


def dump(catalog: Catalog) -> bytes:
    """The file's bytes: every unchanged entry exactly as it was read."""
    text = "".join(entry.text for entry in catalog.entries) + catalog.tail
    return (b"\xef\xbb\xbf" if catalog.bom else b"") + text.encode()


def quoted(text: str) -> str:
    """A text as PO writes it, without wrapping: broken only after each newline."""
    pieces = re.findall(r"[^\n]*\n|[^\n]+$", text) or [""]
    lines = ['"' + "".join(_UNESCAPED.get(c, c) for c in piece) + '"' for piece in pieces]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


def fresh(message: Message, newline: str = "\n") -> Entry:
    """A new entry for a message, unwrapped."""
    fields = [("msgctxt", message.msgctxt)] if message.msgctxt else []
    fields += [("msgid", message.msgid), ("msgstr", message.msgstr)]
    body = "".join(f"{name} {quoted(value)}\n" for name, value in fields)
    head = "".join(f"{line}\n" for line in head_lines(message))
    end = newline.join
    return Entry(newline, end(head.split("\n")), end(body.split("\n")), tuple(fields))


def head_lines(message: Message, translators: Iterable[str] = (), flags: Iterable[str] = ()) -> list[str]:
    """The comment lines of an entry, in gettext's order: `#`, `#.`, `#:`, `#,`, `#|`."""
    marks = [*(["fuzzy"] if message.fuzzy else []), *(f for f in flags if f != "fuzzy")]
    previous = f"msgid {quoted(message.previous)}".split("\n") if message.previous and message.fuzzy else []
    return [
        *translators,
        *(f"#. {line}" for comment in message.comments for line in comment.split("\n")),
        *(f"#: {reference}" for reference in message.references),
        *([f"#, {', '.join(marks)}"] if marks else []),
        *(f"#| {line}" for line in previous),
    ]


def with_head(entry: Entry, lines: Iterable[str], newline: str = "\n") -> Entry:
    """The entry with other comment lines; the same object where nothing changes."""
    lines = list(lines)
    if lines == entry.comment_lines():
        return entry
    return replace(entry, head="".join(line + newline for line in lines))


def obsoleted(entry: Entry, newline: str = "\n") -> Entry:
    """The entry as `#~`: kept for the day its source comes back."""
    kept = [line for line in entry.comment_lines() if not line.startswith(("#.", "#:", "#|"))]
    body = "".join(f"#~ {line}{newline}" for line in entry.body.splitlines())
    return replace(entry, lead=newline, head="".join(f"{k}{newline}" for k in kept), body=body, obsolete=True)


def revived(entry: Entry, newline: str = "\n") -> Entry:
    """The reverse of `obsoleted`."""
    body = "".join(re.sub(r"^#~ ?", "", line) + newline for line in entry.body.splitlines())
    return replace(entry, lead=newline, body=body, obsolete=False)
