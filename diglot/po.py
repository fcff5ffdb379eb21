"""gettext's PO format, kept byte for byte: an entry no one changed is written exactly as it
was read by `po_reader` (GNU gettext manual, "The Format of PO Files").

No library does this: Babel drops headers and reads broken files in silence, polib rewrites
every line. Each entry keeps its own text in two parts, the comments and the message, so that
a changed reference leaves the translator's own lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from diglot import wrapping
from diglot.model import Message, Place
from diglot.wrapping import Style

UNWRAPPED = Style(0)
REFERENCE_COLUMNS = 80
_CHARACTER = re.compile(r"\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+|.)|.")
_REFERENCE = re.compile("\u2068([^\u2069]+)\u2069|(\\S+)")


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
        return next((value for name, value in self.fields if name == keyword), "")

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
        return _lines(self.head) if self.head else []


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

    def place_in(self, entry: Entry, offset: int) -> Place:
        """Where a character of an entry's msgstr stands: file, line and column, both from 1."""
        lines = _lines(entry.body)
        first = next((i for i, line in enumerate(lines) if line.startswith("msgstr")), 0)
        for number, line in enumerate(lines[first:], start=first):
            characters = list(_CHARACTER.finditer(line, line.find('"') + 1, line.rfind('"')))
            if offset < len(characters):
                return Place(self.file, entry.line + number, characters[offset].start() + 1)
            offset -= len(characters)
        return Place(self.file, entry.line + first)

    def place(self, entry: Entry) -> Place:
        """Where an entry's message begins."""
        return Place(self.file, entry.line)


def header_fields(catalog: Catalog) -> dict[str, str]:
    """The header's fields: {"Language": "zh_Hans", ...}."""
    entry = catalog.header
    lines = entry.msgstr.split("\n") if entry else []
    return {k.strip(): v.strip() for k, colon, v in (line.partition(":") for line in lines) if colon}


def style(catalog: Catalog) -> Style:
    """How the texts of a file are wrapped: a new entry is written as its neighbours are."""
    return wrapping.detect(_samples(catalog), UNWRAPPED)


def _samples(catalog: Catalog) -> Iterator[tuple[str, str, list[str]]]:
    """(keyword, value, its lines) of the texts of a file."""
    for entry in catalog.messages():
        lines = _lines(entry.body)
        starts = [i for i, line in enumerate(lines) if line.startswith("msg")]
        for (keyword, value), start, end in zip(entry.fields, starts, [*starts[1:], len(lines)], strict=False):
            yield keyword, value, lines[start:end]


# --- writing ------------------------------------------------------------------------------


def dump(catalog: Catalog) -> bytes:
    """The file's bytes: every unchanged entry exactly as it was read."""
    text = "".join(entry.text for entry in catalog.entries) + catalog.tail
    return (b"\xef\xbb\xbf" if catalog.bom else b"") + text.encode()


def fresh(message: Message, newline: str = "\n", style: Style = UNWRAPPED, own: Iterable[str] = ()) -> Entry:
    """A new entry for a message; `own`: comment lines of its translator."""
    fields = [("msgctxt", message.msgctxt)] if message.msgctxt else []
    fields += [("msgid", message.msgid), ("msgstr", message.msgstr)]
    body = [line for name, value in fields for line in wrapping.lines(name, value, style)]
    head = [*own, *comment_lines(message), *reference_lines(message.references), *_fuzzy_lines(message, style)]
    return Entry(newline, _joined(head, newline), _joined(body, newline), tuple(fields))


def comment_lines(message: Message) -> list[str]:
    """The `#.` lines of a message."""
    return [f"#. {line}".rstrip() for comment in message.comments for line in comment.split("\n")]


def reference_lines(references: Iterable[str]) -> list[str]:
    """The `#:` lines of some references, filled as msgcat does: to 79 columns."""
    out: list[str] = []
    for reference in references:
        shown = f"\u2068{reference}\u2069" if " " in reference else reference
        if out and len(out[-1]) + 1 + len(shown) < REFERENCE_COLUMNS:
            out[-1] += f" {shown}"
        else:
            out.append(f"#: {shown}")
    return out


def references(entry: Entry) -> tuple[str, ...]:
    """What the `#:` lines of an entry refer to."""
    text = " ".join(line[2:] for line in entry.comment_lines() if line.startswith("#:"))
    return tuple(quoted or plain for quoted, plain in _REFERENCE.findall(text))


def _fuzzy_lines(message: Message, style: Style) -> Iterator[str]:
    if message.fuzzy:
        yield "#, fuzzy"
        if message.previous_context:
            yield from wrapping.lines("msgctxt", message.previous_context, style, "#| ")
        if message.previous:
            yield from wrapping.lines("msgid", message.previous, style, "#| ")


def _joined(lines: Iterable[str], newline: str) -> str:
    return "".join(line + newline for line in lines)


def with_head(entry: Entry, lines: Iterable[str], newline: str = "\n") -> Entry:
    """The entry with other comment lines; the same object where nothing changes."""
    lines = list(lines)
    if lines == entry.comment_lines():
        return entry
    return replace(entry, head="".join(line + newline for line in lines))


def translated(entry: Entry, msgstr: str, previous: str, style: Style, newline: str) -> Entry:
    """The entry with a translation; `previous`: the msgid it was made for, where it is fuzzy."""
    at = next(i for i, line in enumerate(_lines(entry.body)) if line.startswith("msgstr"))
    body = [*_lines(entry.body)[:at], *wrapping.lines("msgstr", msgstr, style)]
    head = entry.comment_lines()
    if previous:
        flags = ["fuzzy", *(flag for flag in entry.flags if flag != "fuzzy")]
        kept = [line for line in head if not line.startswith(("#,", "#|"))]
        head = [*kept, f"#, {', '.join(flags)}", *wrapping.lines("msgid", previous, style, "#| ")]
    fields = tuple((name, msgstr if name == "msgstr" else value) for name, value in entry.fields)
    return replace(entry, head=_joined(head, newline), body=_joined(body, newline), fields=fields)


def obsoleted(entry: Entry, newline: str = "\n") -> Entry:
    """The entry as `#~`: kept for the day its source comes back."""
    kept = [line for line in entry.comment_lines() if not line.startswith(("#.", "#:"))]
    head = [f"#~{line[1:]}" if line.startswith("#|") else line for line in kept]
    body = [f"#~ {line}" for line in _lines(entry.body)]
    lead = entry.lead or newline
    return replace(entry, lead=lead, head=_joined(head, newline), body=_joined(body, newline), obsolete=True)


def revived(entry: Entry, newline: str = "\n") -> Entry:
    """The reverse of `obsoleted`."""
    head = [f"#{line[2:]}" if line.startswith("#~|") else line for line in entry.comment_lines()]
    body = [re.sub(r"^#~ ?", "", line) for line in _lines(entry.body)]
    lead = entry.lead or newline
    return replace(entry, lead=lead, head=_joined(head, newline), body=_joined(body, newline), obsolete=False)


def _lines(text: str) -> list[str]:
    """Lines without their ends; only what PO takes for a line's end ends one."""
    return re.split(r"\r\n|\r|\n", text)[:-1] if text.endswith(("\r", "\n")) else re.split(r"\r\n|\r|\n", text)
