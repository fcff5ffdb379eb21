"""The language of parts, and the characters that belong to each. D827, D829, D879-D881; WCAG 3.1.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from diglot import lint, xhtml
from diglot.check.epublint import tags
from diglot.check.epublint.book import Book, Page, Run
from diglot.check.epublint.elements import is_backlink, local
from diglot.problems import Problem
from diglot.xhtml import Element

WORDS = 4
"""Latin words in a Chinese paragraph without a single Chinese character: it is in another language."""
_SPOKEN = ("alt", "title", "aria-label")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = xhtml.HAN.pattern.removesuffix("+")
# GB/T 15834 and W3C's clreq: Chinese has its own marks, and half-width figures and letters. A point or colon within
# a number or address stays.
_ASCII = re.compile(
    rf"(?<={_HAN})(?:[,;?!:]|[.](?=\s*(?:{_HAN}|$))|\((?={_HAN}))|(?<={_HAN}[”’」』）》])(?:[,;]|[.](?=\s*(?:{_HAN}|$)))"
    rf'|(?<={_HAN})"|"(?={_HAN})|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]'
)
_WIDE = re.compile("[，。；：？！、\uff08\uff09\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def check(book: Book) -> Iterator[Problem]:
    """Every finding about languages."""
    for page in book.pages.values():
        yield from _both(page)
        yield from _untagged(page)
        yield from _latin(page)
        yield from _spoken(page)
        yield from _scripts(page)
        yield from _punctuation(page)


def _both(page: Page) -> Iterator[Problem]:
    """D829. DAISY KB, “Language”: lang and xml:lang, and equal."""
    for element in page.having("lang", xhtml.XML_LANG):
        if element.get("lang") != element.get(xhtml.XML_LANG):
            said = f"lang=“{element.get('lang', '')}” xml:lang=“{element.get(xhtml.XML_LANG, '')}”"
            yield Problem("D829", f"<{local(element)}> {said}", page.at(element))


def _untagged(page: Page) -> Iterator[Problem]:
    """D827: Han outside Han text, also where it is only spoken."""
    for run in page.runs:
        if not xhtml.writes_han(run.language) and (hit := xhtml.HAN.search(run.text)):
            yield Problem("D827", f"“{hit[0][:20]}” is tagged “{run.language}”", page.at(run.element))
    for key in _SPOKEN:
        for element in page.having(key):
            hit, language = xhtml.HAN.search(element.get(key)), page.languages[element]
            if hit and not xhtml.writes_han(language):
                yield Problem("D827", f"“{hit[0][:20]}” ({key}) is tagged “{language}”", page.at(element))


def _latin(page: Page) -> Iterator[Problem]:
    """D879: text that is tagged as Chinese, block by block, and has none."""
    said: dict[Element, list[Run]] = {}
    for run in page.runs:
        if _is_chinese(run.language):
            said.setdefault(run.block, []).append(run)
    for block, runs in said.items():
        words = " ".join("".join(run.text for run in runs).split())
        enough = 2 if is_backlink(block) else WORDS
        if len(_WORD.findall(words)) >= enough and not xhtml.HAN.search(words):
            yield Problem("D879", f"“{words[:40]}” is tagged “{runs[0].language}”", page.at(runs[0].element))


def _spoken(page: Page) -> Iterator[Problem]:
    """D879 for what is only spoken: the description of a picture that was not translated."""
    for key in _SPOKEN:
        for element in page.having(key):
            words, language = element.get(key), page.languages[element]
            if _is_chinese(language) and len(_WORD.findall(words)) > 1 and not xhtml.HAN.search(words):
                yield Problem("D879", f"“{words[:40]}” ({key}) is tagged “{language}”", page.at(element))


def _scripts(page: Page) -> Iterator[Problem]:
    """D880: 陰 in simplified Chinese, 阴 in traditional; a tag that says no script says nothing of it."""
    known: dict[str, dict[str, bool]] = {}
    for run in page.runs:
        language = _written(run.language)
        if language:
            cache = known.setdefault(language, {})
            for character in "".join(xhtml.HAN.findall(run.text)):
                if character not in cache:
                    cache[character] = lint.is_foreign(character, language)
                if cache[character]:
                    yield Problem("D880", f"“{character}” is not a character of {language}", page.at(run.element))


@cache
def _is_chinese(language: str) -> bool:
    return tags.primary(language) == "zh" and xhtml.writes_han(language)


@cache
def _written(language: str) -> str:
    """zh-Hans or zh-Hant where a tag says so, else ""."""
    script = tags.script(language) if tags.primary(language) == "zh" else ""
    return f"zh-{script}" if script in {"Hans", "Hant"} else ""


def _punctuation(page: Page) -> Iterator[Problem]:
    """D881: ASCII marks after Chinese characters in Chinese text, Chinese marks in text that is not."""
    before = None
    for run in page.runs:
        chinese = _is_chinese(run.language)
        # A mark may stand alone after a link or a word in bold.
        lead = before.text[-1:] if before is not None and before.block is run.block and chinese else ""
        if lead and not (before and tags.primary(before.language) == "zh"):
            lead = ""
        text = lead + run.text
        hit = _ASCII.search(text) if chinese else None
        if not xhtml.writes_han(run.language) and run.language:
            hit = _WIDE.search(text)
        if hit:
            around = text[max(0, hit.start() - 8) : hit.end() + 8].strip()
            yield Problem("D881", f"“{hit[0]}” in “{around}” ({run.language})", page.at(run.element))
        before = run
