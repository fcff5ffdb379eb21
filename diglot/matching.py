"""Which terms a text names: leftmost, longest, never overlapping; no segmenter.

Segmenters split terms (jieba: 阴虚内/热), so Chinese is matched as it stands; a mask word
(精神 for 精) uses its text up without a hit. Latin terms are whole words with a regular
plural. Every form is looked up in a dictionary, so the time does not grow with the number of
terms: it grows with the text, and with how many lengths the forms of one first word have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from diglot.folding import Folded, fold, unmarked
from diglot.model import Concept, TermBase

FORCED, REFUSED = "term", "no-term"
"""The classes by which an author forces a match, or forbids it."""
ALL_SENSES = frozenset({"tcm"})
_SPAN = re.compile(r"\[([^\[\]]*)\]\{([^{}]*)\}")
PREFERRED, ADMITTED, FORBIDDEN, MASK = "preferred", "admitted", "forbidden", "mask"
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_JOINS = frozenset(
    "的和与及或而是为在于有无之其把被对从由以使令将则即也又并不能可会应指称叫补填滋养益固温健疏清润活入归"
)
"""Particles and the verbs of TCM: they may stand beside a Chinese term of one character."""


class Hit(NamedTuple):
    """A term in a text: (start, end) as in the original; its role; the form as the term base writes it."""

    start: int
    end: int
    concept: Concept
    role: str
    form: str


@dataclass(frozen=True, slots=True)
class _Form:
    concept: Concept | None
    role: str
    form: str
    exact: bool = False
    left: str = ""
    right: str = ""


class Matcher:
    """Finds one language's terms; immutable once made.

    `forbidden`: finds forbidden forms too, with their role.
    """

    def __init__(self, terms: TermBase, language: str, *, forbidden: bool = False) -> None:
        self._forms: dict[str, list[_Form]] = {}
        lengths: dict[str, set[int]] = {}
        for key, form in _all_forms(terms, language, forbidden=forbidden):
            self._forms.setdefault(key, []).append(form)
            if first := _TOKEN.search(key):
                lengths.setdefault(first[0], set()).add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str, senses: frozenset[str], *, strict: bool = True) -> list[Hit]:
        """Every term of a text, left to right.

        `senses`: the senses that hold there. `strict` false: a Chinese term of one character
        counts whatever stands beside it.
        """
        folded = fold(text)
        return [
            Hit(*folded.span(start, end), form.concept, form.role, form.form)
            for start, end, forms in self._spans(folded, senses, strict=strict)
            for form in forms
            if form.concept
        ]

    def _spans(self, folded: Folded, senses: frozenset[str], *, strict: bool) -> Iterator[tuple[int, int, list[_Form]]]:
        end = 0
        for token in _TOKEN.finditer(folded.text):
            start = token.start()
            if start < end or token[0] not in self._lengths:
                continue
            for length in self._lengths[token[0]]:
                found = self._at(folded, start, start + length, senses)
                if found and (length > 1 or not strict or self._stands_alone(folded, start, end, found[0])):
                    yield start, start + length, found
                    end = start + length
                    break

    def _at(self, folded: Folded, start: int, end: int, senses: frozenset[str]) -> list[_Form]:
        """The forms that stand exactly there: of several concepts those that the sense speaks for."""
        found = self._forms.get(folded.text[start:end]) if end <= len(folded.text) else None
        if not found or _inside_a_word(folded.text, end):
            return []
        cased = folded.cased[start:end]
        found = [f for f in found if _allowed(f.concept, senses) and (not f.exact or _cased_as(f.form, cased))]
        meant = [f for f in found if f.concept and f.concept.sense]
        return meant or found

    def _stands_alone(self, folded: Folded, start: int, last: int, form: _Form) -> bool:
        """Whether a term of one character is a word there, by what stands beside it."""
        text = folded.text
        if form.role == MASK or not _IS_CJK.match(text, start):
            return True
        before, after = text[start - 1 : start], text[start + 1 : start + 2]
        left = not _IS_CJK.match(before) or before in _JOINS or before in form.left or (last == start and start > 0)
        right = not _IS_CJK.match(after) or after in _JOINS or after in form.right or self._begins(text, start + 1)
        return left and right

    def _begins(self, text: str, at: int) -> bool:
        return any(text[at : at + length] in self._forms for length in self._lengths.get(text[at : at + 1], ()))


def _allowed(concept: Concept | None, senses: frozenset[str]) -> bool:
    return concept is None or not concept.sense or concept.sense in senses


def _inside_a_word(text: str, end: int) -> bool:
    """Whether a form that ends in a Latin letter or figure is followed by another."""
    return end < len(text) and not _IS_CJK.match(text, end - 1) and _is_word(text[end - 1]) and _is_word(text[end])


def _is_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not _IS_CJK.match(character)


def _cased_as(form: str, found: str) -> bool:
    return fold(form).cased == found[: len(fold(form).cased)]


def _all_forms(terms: TermBase, language: str, *, forbidden: bool) -> Iterator[tuple[str, _Form]]:
    for concept in terms:
        term = concept.term(language)
        if not term:
            continue
        roles: list[tuple[str, Sequence[str]]] = [(PREFERRED, (term.preferred,)), (ADMITTED, term.admitted)]
        if forbidden:
            roles.append((FORBIDDEN, term.forbidden))
        for role, names in roles:
            for name in names:
                form = _Form(concept, role, name, term.exact_case, term.left, term.right)
                yield from ((key, form) for key in _inflected(fold(name).text))
        for word in term.mask:
            yield fold(word).text, _Form(None, MASK, word)


def _inflected(form: str) -> Iterable[str]:
    """A form and its regular plural (a possessive needs nothing: 's stands outside the word)."""
    yield form
    if not form[-1:].isalpha() or _IS_CJK.match(form, len(form) - 1) or re.search("[^s]s$", form):
        return
    if re.search("[^aeiou]y$", form):
        yield f"{form[:-1]}ies"
    elif re.search("(s|x|z|ch|sh|o)$", form):
        yield f"{form}es"
    yield f"{form}s"


def hits(matcher: Matcher, markdown: str, senses: frozenset[str], *, strict: bool = True) -> list[Hit]:
    """The terms of a Markdown text (a msgid or msgstr), the author's spans obeyed."""
    text = unmarked(markdown)
    found = matcher.find(text, senses, strict=strict)
    for span in _SPAN.finditer(markdown):
        classes = {word[1:] for word in span[2].split() if word.startswith(".")}
        start, end = span.span(1)
        if not classes & {FORCED, REFUSED, *ALL_SENSES}:
            continue
        found = [hit for hit in found if hit.end <= start or hit.start >= end]
        if REFUSED not in classes:
            meant = ALL_SENSES if FORCED in classes else senses | classes
            inside = matcher.find(text[start:end], frozenset(meant), strict=strict and FORCED not in classes)
            found += [hit._replace(start=hit.start + start, end=hit.end + start) for hit in inside]
    return sorted(found, key=lambda hit: hit[:2])
