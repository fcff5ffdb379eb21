"""Who or what made each language's text, and whether that may be printed without a mark.

source/provenance.toml says it; what is not said is the least: machine translated, read by
nobody a second time, reviewed by no clinician. The catalogs' headers add names and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from diglot import po, toml
from diglot.model import Message, Policy, Provenance

FILE = "source/provenance.toml"
MARK = "provenance"
"""The kind of disclaimer that tells readers of it."""
CHANGED, UNTRANSLATED = "changed", "untranslated"
"""Its places for a source text that stands for its translation: the catalog is older, or empty."""
WORDS = {
    "translated": ("machine", "human", "original"),
    "second-reading": ("none", "machine", "human"),
    "clinical-review": ("none", "done"),
}
"""What each key may say; the first word holds where nothing is said."""
STRICT = Policy(("original", "human"), ("human",), ("done",))
ORIGIN = {
    "original": "This is the original text.",
    "human": "Translated by a person.",
    "machine": "Translated by a machine.",
}
READING = {
    "human": "A second person has read and corrected the translation.",
    "machine": "A machine has read and corrected the translation a second time; no person has.",
    "none": "Nobody has read the translation a second time.",
}
CATALOGS = "The translation files name: {name} ({day})."
REVIEWED = "{reviewer} has reviewed it as a clinician."
UNREVIEWED = "No clinician has reviewed it."
PART_OF_A_NOTICE = "part of a notice: no edition is built without its translation"
"""What a translator is told of a message outside the disclaimers."""
LONGEST = 120
"""How much of a translator's name is printed, in characters."""
_ADDRESS = " <"
_TEMPLATE = "FULL NAME"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLANK = re.compile("{([a-z]+)}")


def read(root: Path, languages: tuple[str, ...], source: str) -> tuple[Provenance, ...]:
    """The provenance of each language. Raises DiglotError D101, D102; no file is the least of all."""
    top = toml.read(root, FILE) or toml.parse(b"", FILE)
    top.only(languages)
    return tuple(_one(top, tag, source) for tag in languages)


def _one(top: toml.Table, language: str, source: str) -> Provenance:
    table = top.table(language) if language in top.values else toml.Table(FILE, language, {}, top.text)
    table.only((*WORDS, "reviewer"))
    least = WORDS | ({"translated": ("original",)} if language == source else {})
    translated, second, review = (table.word(key, words, least[key][0]) for key, words in WORDS.items())
    if (translated == "original") != (language == source):
        raise table.error("translated", f"translated = “{translated}”, but the texts are written in {source}")
    reviewer = table.string("reviewer", "").strip()
    if (review == "done") != bool(reviewer):
        raise table.error(
            "clinical-review", "a clinical review needs the name of its reviewer", 'say reviewer = "…", or "none"'
        )
    return Provenance(language, translated, second, review, reviewer)


def policy(table: toml.Table) -> Policy:
    """[policy] of publication.toml: the words that need no mark. D102."""
    table.only(WORDS)
    found = {key: table.strings(key) for key in WORDS}
    for key, words in found.items():
        for word in words:
            if word not in WORDS[key]:
                raise table.error(key, f"“{word}” is not a known {key}", f"known: {', '.join(WORDS[key])}")
    return Policy(*found.values())


def allowed(policy: Policy, one: Provenance) -> bool:
    """Whether a text may be printed without the mark of its provenance.

    A text in its author's language is no translation: only its clinical review counts.
    """
    if one.clinical_review not in policy.clinical_review:
        return False
    if one.translated == "original":
        return True
    return one.translated in policy.translated and one.second_reading in policy.second_reading


def with_headers(one: Provenance, catalogs: Iterable[po.Catalog]) -> Provenance:
    """The provenance with what its catalogs' headers say of who translated, and the last day they did."""
    said: dict[str, str] = {}
    for catalog in catalogs:
        if name := translator(catalog):
            said[name] = max(said.get(name, ""), _day(po.header_fields(catalog).get("PO-Revision-Date", "")[:10]))
    return replace(one, by=tuple(sorted(said.items())))


def contributors(made: Iterable[Provenance]) -> tuple[tuple[str, str], ...]:
    """(MARC relator, name) of each translator that the catalogs name, and of each clinical reviewer."""
    found = [(role, name) for one in made for role, name in (*(("trl", by) for by, _ in one.by), ("rev", one.reviewer))]
    return tuple(dict.fromkeys((role, name) for role, name in found if name))


def translator(catalog: po.Catalog) -> str:
    """The Last-Translator of a catalog as it is printed: what can be seen of it, without the address; "" for nobody."""
    name = po.header_fields(catalog).get("Last-Translator", "").split(_ADDRESS)[0]
    seen = "".join(c for c in " ".join(name.split()) if c.isprintable()).strip()
    if seen.startswith(_TEMPLATE):
        return ""
    return seen if len(seen) <= LONGEST else f"{seen[: LONGEST - 1]}…"


def _day(text: str) -> str:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else ""
    return ""


# --- in words ---------------------------------------------------------------------------------


def messages() -> Iterator[Message]:
    """The sentences of `said`, for translators."""
    for text in (*ORIGIN.values(), *READING.values(), CATALOGS, REVIEWED, UNREVIEWED):
        yield Message(text, comments=(PART_OF_A_NOTICE,), references=(FILE,))


def said(
    one: Provenance, words: Mapping[str, tuple[tuple[str, str], ...]], languages: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """(language, how a text was made) for readers of each language; `words`: msgid -> (language, text)."""
    sentences: list[tuple[str, dict[str, str]]] = [(ORIGIN[one.translated], {})]
    if one.translated != "original":
        sentences.append((READING[one.second_reading], {}))
    sentences += [(CATALOGS, {"name": name, "day": day or "–"}) for name, day in one.by]
    sentences.append((REVIEWED, {"reviewer": one.reviewer}) if one.reviewer else (UNREVIEWED, {}))
    out = []
    for language in languages:
        texts = [_filled(dict(words[text])[language], values) for text, values in sentences]
        out.append((language, ("" if language.startswith(("zh", "ja")) else " ").join(texts)))
    return tuple(out)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), text)
