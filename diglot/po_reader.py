"""Reading PO files, strictly: what is broken is named with file, line and column.

Libraries read broken files in silence: an empty file as an empty catalog, a conflict as its
first side, a string that is not closed as "".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from gettext import c2py
from typing import NoReturn

from diglot.model import Place
from diglot.po import Catalog, Entry, header_fields
from diglot.problems import DiglotError, Problem

MAX_BYTES = 20_000_000
MAX_PLURALS = 8
PLURALS_TRIED = 1001
_HALF = "an entry is half obsolete (#~) and half not"
_BACKSLASH = "\0"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,3})\])?)[ \t]*(?=")')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*$')
_NUMBERED = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3})")
_PLURALS = re.compile(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+);?\s*", re.DOTALL)
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")


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
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DiglotError(Problem("D301", "the file is UTF-16", Place(file, 1), "save the file as UTF-8"))
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
        elif obsolete != self._obsolete:
            self._fail(number, column, _HALF)
        quoted = message[keyword.end() if keyword else 0 :]
        self._fields[-1][1].append(self._text(number, column + (keyword.end() if keyword else 0), quoted))
        self._body.append(raw)

    def _open(self, number: int, keyword: str, obsolete: bool) -> None:
        names = [name for name, _ in self._fields]
        begins = keyword in {"msgctxt", "msgid"} and not (keyword == "msgid" and names == ["msgctxt"])
        if begins and names:
            self._close()
            names = []
        if names and obsolete != self._obsolete:
            self._fail(number, 1, _HALF)
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
        if "\\" not in hit[1]:
            return hit[1]
        text = _NUMBERED.sub(
            lambda m: self._numbered(number, column + 1 + m.start(), m[1]), hit[1].replace("\\\\", _BACKSLASH)
        )
        text = re.sub(r"\\(.)", lambda m: self._escape(number, column + 1 + m.start(), m[1]), text)
        return text.replace(_BACKSLASH, "\\")

    def _numbered(self, number: int, column: int, digits: str) -> str:
        char = chr(int(digits[1:], 16) if digits[0] == "x" else int(digits, 8))
        if not " " <= char <= "~":
            self._fail(number, column, f"\\{digits} is no ASCII character", "write the character itself")
        return char

    def _escape(self, number: int, column: int, char: str) -> str:
        if char not in _ESCAPES:
            self._fail(number, column, f"\\{char} is not an escape of gettext's", "write \\\\ for a backslash")
        return _ESCAPES[char]

    def _close(self) -> None:
        if not self._fields:
            return
        names = [name for name, _ in self._fields]
        plurals = [name for name in names if name.startswith("msgstr[")]
        if not any(name.startswith("msgstr") for name in names):
            self._fail(self._line, 1, "the entry has no msgstr: the file may have been cut off")
        if any(name.startswith("msgstr[") and int(name[7:-1]) >= MAX_PLURALS for name in names):
            self._fail(self._line, 1, f"more than {MAX_PLURALS} plural forms")
        if ("msgid_plural" in names) != bool(plurals):
            self._fail(self._line, 1, "msgid_plural and msgstr[0] need each other")
        if plurals != [f"msgstr[{i}]" for i in range(len(plurals))]:
            self._fail(self._line, 1, f"the plural forms are not numbered from 0: {', '.join(plurals)}")
        fields = tuple((name, "".join(parts)) for name, parts in self._fields)
        parts = ("".join(self._lead), "".join(self._head), "".join(self._body))
        self._entries.append(Entry(*parts, fields, self._obsolete, self._line))
        self._lead, self._head, self._body, self._fields = [], [], [], []

    def _fail(self, line: int, column: int, message: str, hint: str = "") -> NoReturn:
        raise DiglotError(Problem("D302", message, Place(self._file, line, column), hint))


def _duplicates(catalog: Catalog) -> Iterable[Problem]:
    # Obsolete ones too: msgfmt refuses the file, and which of the two would come back?
    seen: dict[tuple[str, str], int] = {}
    for entry in catalog.entries:
        if entry.key in seen:
            shown = " ".join(entry.get("msgid").split())[:40]
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
    plurals = header_fields(catalog).get("Plural-Forms", "")
    if wrong := _wrong_plurals(plurals):
        yield Problem("D304", f"the header's Plural-Forms: {wrong}", catalog.place(header), "see the gettext manual")


def _wrong_plurals(text: str) -> str:
    """What is wrong with a Plural-Forms field, "" for nothing (GNU gettext manual, "Plural forms").

    The placeholder of a template is nothing: no text of ours has a plural.
    """
    hit = _PLURALS.fullmatch(text)
    if not hit:
        known = not text or "plural" not in text.replace("nplurals", "") or "INTEGER" in text or "EXPRESSION" in text
        return "" if known else "it cannot be read"
    if int(hit[1][:9]) > MAX_PLURALS:
        return f"nplurals is more than {MAX_PLURALS}"
    try:
        # The standard library's own parser: no Python of the file is run.
        form = c2py(hit[2])
        highest = max(int(form(n)) for n in range(PLURALS_TRIED))
    except (ValueError, ZeroDivisionError, RecursionError, OverflowError):
        return "the expression is not valid for every number"
    return "" if highest < int(hit[1]) else f"the expression gives {highest}, but there are {hit[1]} forms"
