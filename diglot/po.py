"""gettext's PO format, kept byte for byte: reading is strict, an entry no one changed
is written exactly as it was read (GNU gettext manual, "The Format of PO Files").

No library does this: Babel drops headers and reads broken files in silence, polib rewrites
every line. Each entry keeps its own text in two parts, the comments and the message, so that
a changed reference leaves the translator's own lines alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from diglot.model import Message, Place
from diglot.problems import DiglotError, Problem

MAX_BYTES = 20_000_000
MAX_PLURALS = 8
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
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
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,3})\])?)[ \t]*(?=")')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*$')
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")


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


# --- reading ------------------------------------------------------------------------------


def parse(data: bytes, file: str) -> Catalog:
    """The catalog in a file's bytes.

    Raises DiglotError with every problem found (D301 text, D302 syntax, D303 duplicate,
    D304 header), each with file, line and column: never a silent empty catalog.
    """
    text, bom = _decoded(data, file)
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    entries, tail = _Parser(text, file).run()
    catalog = Catalog(file, tuple(entries), tail, newline, bom)
    problems = [*_duplicates(catalog), *_header_problems(catalog)]
    if problems:
        raise DiglotError(problems)
    return catalog


def _decoded(data: bytes, file: str) -> tuple[str, bool]:
    if len(data) > MAX_BYTES:
        raise DiglotError(Problem("D301", f"the file has {len(data):,} bytes; {MAX_BYTES:,} are allowed", Place(file)))
    if not data.strip():
        raise DiglotError(Problem("D301", "the file is empty", Place(file), "restore it from version control"))
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        text = data[3 if bom else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise DiglotError(Problem("D301", message, Place(file, line, column), "save the file as UTF-8")) from error
    for number, row in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        for column, char in enumerate(row, start=1):
            if unicodedata.category(char) == "Cc" and char != "\t":
                raise DiglotError(Problem("D301", f"control character U+{ord(char):04X}", Place(file, number, column)))
    return text, bom


class _Parser:
    """One pass over the lines; an entry ends where a new one must begin."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)
        self._file = file
        self._entries: list[Entry] = []
        self._lead: list[str] = []
        self._head: list[str] = []
        self._body: list[str] = []
        self._fields: list[tuple[str, list[str]]] = []
        self._obsolete = False
        self._line = 0

    def run(self) -> tuple[list[Entry], str]:
        for number, raw in enumerate(self._lines, start=1):
            self._take(number, raw)
        self._close()
        return self._entries, "".join(self._lead + self._head)

    def _take(self, number: int, raw: str) -> None:
        line = raw.rstrip("\r\n")
        stripped = line.strip()
        if _CONFLICT.match(line):
            self._fail(number, 1, "a merge conflict was left in the file", "resolve it in version control")
        obsolete = stripped.startswith("#~") and not stripped.startswith("#~|")
        message = stripped[2:].strip() if obsolete else stripped
        if not stripped:
            self._blank(raw)
        elif message.startswith(("msg", '"')):
            self._message(number, raw, line, message, obsolete)
        elif stripped.startswith("#"):
            if self._body:
                self._close()
            self._head.append(raw)
        else:
            self._fail(number, line.index(stripped[0]) + 1, f"“{stripped[:30]}” is neither a comment nor a message")

    def _blank(self, raw: str) -> None:
        if self._body:
            self._close()
        if self._head:
            self._lead += self._head
            self._head = []
        self._lead.append(raw)

    def _message(self, number: int, raw: str, line: str, message: str, obsolete: bool) -> None:
        keyword = _KEYWORD.match(message)
        column = line.index(message) + 1
        if message[0] != '"' and not keyword:
            self._fail(number, column, f"“{message[:30]}” is not a message line")
        if keyword:
            self._open(number, keyword[1], obsolete)
        elif not self._fields:
            self._fail(number, column, "a text stands before any msgid")
        quoted = message[keyword.end() if keyword else 0 :]
        self._fields[-1][1].append(self._text(number, column + (keyword.end() if keyword else 0), quoted))
        self._body.append(raw)

    def _open(self, number: int, keyword: str, obsolete: bool) -> None:
        names = [name for name, _ in self._fields]
        begins = keyword in {"msgctxt", "msgid"} and not (keyword == "msgid" and names == ["msgctxt"])
        if begins and names:
            self._close()
            names = []
        if keyword in names:
            self._fail(number, 1, f"{keyword} stands twice in one entry")
        if keyword.startswith("msgstr") and "msgid" not in names:
            self._fail(number, 1, f"{keyword} without a msgid")
        if not names:
            self._line, self._obsolete = number, obsolete
        self._fields.append((keyword, []))

    def _text(self, number: int, column: int, quoted: str) -> str:
        hit = _QUOTED.fullmatch(quoted)
        if not hit:
            self._fail(number, column, "the text is not closed by a quotation mark, or has one that is not escaped")
        return re.sub(r"\\(.)", lambda m: self._escape(number, column + 1 + m.start(), m[1]), hit[1])

    def _escape(self, number: int, column: int, char: str) -> str:
        if char not in _ESCAPES:
            self._fail(number, column, f"\\{char} is not an escape of gettext's", "write \\\\ for a backslash")
        return _ESCAPES[char]

    def _close(self) -> None:
        if not self._fields:
            return
        names = [name for name, _ in self._fields]
        if not any(name.startswith("msgstr") for name in names):
            self._fail(self._line, 1, "the entry has no msgstr: the file may have been cut off")
        if any(name.startswith("msgstr[") and int(name[7:-1]) >= MAX_PLURALS for name in names):
            self._fail(self._line, 1, f"more than {MAX_PLURALS} plural forms")
        fields = tuple((name, "".join(parts)) for name, parts in self._fields)
        parts = ("".join(self._lead), "".join(self._head), "".join(self._body))
        self._entries.append(Entry(*parts, fields, self._obsolete, self._line))
        self._lead, self._head, self._body, self._fields = [], [], [], []

    def _fail(self, line: int, column: int, message: str, hint: str = "") -> NoReturn:
        raise DiglotError(Problem("D302", message, Place(self._file, line, column), hint))


def _duplicates(catalog: Catalog) -> Iterable[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for entry in (e for e in catalog.entries if not e.obsolete):
        if entry.key in seen:
            shown = entry.get("msgid")[:40]
            yield Problem("D303", f"“{shown}” stands twice, first at line {seen[entry.key]}", catalog.place(entry))
        seen.setdefault(entry.key, entry.line)


def _header_problems(catalog: Catalog) -> Iterable[Problem]:
    header = catalog.header
    if header is None:
        yield Problem("D304", "the catalog has no header (an entry with an empty msgid)", Place(catalog.file, 1))
        return
    charset = re.search(r"charset=([\w.:-]+)", header.msgstr)
    if not charset or charset[1].upper() not in {"UTF-8", "UTF8", "CHARSET", "US-ASCII", "ASCII"}:
        shown = charset[1] if charset else "nothing"
        yield Problem("D304", f"the header's charset is {shown}, not UTF-8", catalog.place(header))


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
