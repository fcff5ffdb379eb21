"""Documents, units and messages; terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from diglot.model.place import NOWHERE, Json, Place

CODE = "code block"
OURS = "diglot-"
"""What the ids and classes begin with that diglot makes itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source text: its pandoc AST, and the plain source for line numbers."""

    name: str
    file: str
    language: str
    ast: Json
    source: str

    @property
    def catalog(self) -> str:
        """The name of its catalog: documents in a folder of source/ share one (as in Sphinx)."""
        return self.name.split("/", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is translated as one piece (XLIFF's sense): the inlines of one block.

    `path` leads from the AST's root to the inline list; `kind` is the block's name for
    the translator ("heading 2", "list item", "table cell", "paragraph", "footnote"); of a
    `CODE` block the msgid is the text itself, no Markdown.
    """

    path: tuple[str | int, ...]
    msgid: str
    kind: str
    section: tuple[str, ...]
    place: Place
    context: str = ""
    note: str = ""
    senses: tuple[str, ...] = ()
    """The classes of the headings it stands under: a term may mean another thing there."""


@dataclass(frozen=True, slots=True)
class Message:
    """One msgid of a POT or PO file; `references` and `comments` as gettext's `#:` and `#.`."""

    msgid: str
    msgstr: str = ""
    msgctxt: str = ""
    fuzzy: bool = False
    previous: str = ""
    previous_context: str = ""
    references: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    place: Place = NOWHERE

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a message in its catalog: (msgctxt, msgid)."""
        return (self.msgctxt, self.msgid)


# --- terms --------------------------------------------------------------------------------

VARIETIES = {"zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK"}
"""Where a variety has no name of its own, that of the other holds."""


@dataclass(frozen=True, slots=True)
class Term:
    """The names of one concept in one language (ISO 1087: preferred, admitted, forbidden).

    `mask`: longer words that hold a name and mean something else. `proposed`: what a
    translator would rather say; used nowhere until somebody approves it. `left`, `right`: the
    characters that may stand beside a Chinese name of one character.
    """

    language: str
    preferred: str
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    pinyin: str = ""
    exact_case: bool = False
    left: str = ""
    right: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What may be written: the preferred name first."""
        return (self.preferred, *self.admitted)


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning; `domain` "tcm" or "biomed"; `sense` "tcm": only in sections of class tcm.

    `codes`: (system, code) pairs; `close` and `exact`: ids of other concepts, in the sense of
    SKOS's closeMatch and exactMatch; `verified`: what was checked, and where.
    """

    id: str
    domain: str
    definition: str
    terms: tuple[Term, ...]
    place: Place
    sense: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    status: str = "draft"
    verified: str = ""
    close: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    note: str = ""

    def term(self, language: str) -> Term | None:
        """The names in `language`, else in the language it is a variety of (zh-TW: zh-Hant), or None."""
        found = next((t for t in self.terms if t.language == language), None)
        return found or (self.term(VARIETIES[language]) if language in VARIETIES else None)


TermBase: TypeAlias = tuple[Concept, ...]
