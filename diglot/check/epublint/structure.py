"""What a document is made of: title, language, headings, pictures, tables, ids, ruby. D857-D866, D878, D895, D896."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping

from diglot import xhtml
from diglot.check.epublint import tags
from diglot.check.epublint.book import Book, Page
from diglot.check.epublint.elements import HEADINGS, is_html, letters, local, roles, text, types, within
from diglot.problems import Problem
from diglot.xhtml import Element

_FILE = re.compile(r"\S+\.(?:x?html?|xml|md|docx?|png|jpe?g|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_UNTITLED = {"", "untitled", "unknown", "no title", "无标题", "未命名"}
_NO_ALT = {"image", "picture", "photo", "img", "figure", "graphic", "图片", "图像", "图"}
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns", "headers", "for")
_PINYIN = re.compile(r"[A-Za-z'’ -]+")
_VOWELS = re.compile(r"[aeiou]+", re.IGNORECASE)
_PICTURE_ROLES = {"presentation", "none"}
_SCOPES = {"row", "col", "rowgroup", "colgroup"}
# EPUB Structural Semantics Vocabulary -> DPUB-ARIA 1.1, as Ace's rule epub-type-has-matching-role.
ROLES = {
    word: f"doc-{word}"
    for word in (
        *("abstract", "acknowledgments", "afterword", "appendix", "backlink", "bibliography", "biblioref", "chapter"),
        *("colophon", "conclusion", "credit", "credits", "dedication", "endnotes", "epigraph", "epilogue", "errata"),
        *("footnote", "foreword", "glossary", "glossref", "index", "introduction", "noteref", "notice", "pagebreak"),
        *("part", "preface", "prologue", "pullquote", "qna", "tip", "toc"),
    )
} | {"page-list": "doc-pagelist"}


def check(book: Book) -> Iterator[Problem]:
    """Every finding about how documents are marked up."""
    typed = any(types(e) for page in book.pages.values() if page is not book.nav for e in page.typed)
    level = 0
    titles = _titles(book)
    for page in book.pages.values():
        yield from _title(page, titles)
        yield from _language(page)
        yield from _headings(page, level if page.name in book.spine else 9)
        level = max([int(local(e)[1]) for e in page.headings()[-1:]], default=level)
        yield from _pictures(page)
        yield from _tables(page)
        yield from _named(page)
        yield from _ids(page)
        yield from _ruby(page)
        yield from _roles(page, typed)


def _titles(book: Book) -> dict[str, str]:
    """The letters of a main heading -> its page."""
    heads = [(letters(text(page.all("h1")[0])), page.name) for page in book.pages.values() if page.all("h1")]
    return {said: name for said, name in reversed(heads) if said}


def _title(page: Page, titles: Mapping[str, str]) -> Iterator[Problem]:
    """D857. WCAG 2.4.2; EPUB 3.3 asks for a title that says what the document is. `titles`: of all documents."""
    title = next((e for e in page.all("title") if is_html(e)), None)
    said = text(title) if title is not None else ""
    stem = posixpath.basename(page.name).rpartition(".")[0]
    mine = [letters(text(e)) for e in page.all("h1")]
    if titles.get(letters(said), page.name) != page.name and mine and letters(said) not in mine:
        message = f"its title “{said[:50]}” is the heading of {titles[letters(said)]}"
        yield Problem("D857", message, page.at(page.root if title is None else title))
    if said.lower() in _UNTITLED or _FILE.fullmatch(said) or said == stem:
        yield Problem("D857", f"its title says “{said}”", page.at(page.root if title is None else title))


def _language(page: Page) -> Iterator[Problem]:
    """D858. WCAG 3.1.1; Ace's html-has-lang: the language of what has no other."""
    if not (page.root.get("lang") or page.root.get(xhtml.XML_LANG)):
        yield Problem("D858", "<html> has no language", page.at(page.root))


def _headings(page: Page, before: int) -> Iterator[Problem]:
    """D859, D860. WCAG 1.3.1 and 2.4.6; DAISY KB, “Headings”. `before`: the level of the heading before the page."""
    for heading in page.headings():
        level = int(local(heading)[1])
        if before and level > before + 1:
            yield Problem("D860", f"<h{level}> “{text(heading)[:40]}” follows <h{before}>", page.at(heading))
        before = level
        if not letters(text(heading)) and not any(e.get("alt") for e in heading.iter("{*}img")):
            yield Problem("D859", f"<h{level}> says nothing", page.at(heading))


def _pictures(page: Page) -> Iterator[Problem]:
    """D861. WCAG 1.1.1."""
    for image in page.all("img"):
        name = posixpath.basename(image.get("src", ""))
        alt = image.get("alt")
        if alt is None:
            if not roles(image) & _PICTURE_ROLES and not image.get("aria-label"):
                yield Problem("D861", f"the picture {name} has no alt", page.at(image))
        elif (
            alt.isspace()
            or alt.strip().lower() in _NO_ALT | {name.lower(), name.lower().rpartition(".")[0]} - {""}
            or _FILE.fullmatch(alt)
        ):
            yield Problem("D861", f"the picture {name} is described as “{alt}”", page.at(image))


def _tables(page: Page) -> Iterator[Problem]:
    """D862, D863. WCAG 1.3.1, H51 and H63; DAISY KB, “Tables”."""
    for table in page.all("table"):
        rows = [[c for c in row if isinstance(c.tag, str)] for row in table.iter(f"{{{xhtml.XHTML}}}tr")]
        if roles(table) & _PICTURE_ROLES or len(rows) < 2 or max(map(len, rows)) < 2:
            continue
        heads = [cell for row in rows for cell in row if local(cell) == "th"]
        plain = (
            [c for row in rows if within(row[0], ("thead",)) for c in row if local(c) == "td" and text(c)]
            if all(rows)
            else []
        )
        firsts = [row[0] for row in rows if row and not within(row[0], ("thead",))]
        headed = sum(local(cell) == "th" for cell in firsts)
        if not heads:
            yield Problem("D862", f"the table “{text(rows[0][0])[:30]} …” has no <th>", page.at(table))
        elif plain:
            yield Problem("D862", f"the head cell “{text(plain[0])[:30]}” is no <th>", page.at(plain[0]))
        elif len(firsts) > 2 and len(firsts) - 1 == headed:
            odd = next(cell for cell in firsts if local(cell) != "th")
            yield Problem("D862", f"the head cell “{text(odd)[:30]}” is no <th>", page.at(odd))
        yield from _shape(page, table, rows)
        for cell in heads:
            if cell.get("scope") not in _SCOPES and not cell.get("id") and text(cell):
                yield Problem("D863", f"<th> “{text(cell)[:30]}”", page.at(cell))


def _shape(page: Page, table: Element, rows: list[list[Element]]) -> Iterator[Problem]:
    """D863, D895. HTML, “Forming a table”: a row that is too short moves no cell, but the last has no column."""
    columns = [cell for cell in rows[0] if local(cell) == "th"]
    scopes = [cell.get("scope") for cell in columns]
    for cell in columns[1:] if len(columns) == len(rows[0]) > 2 or "col" in scopes else ():
        if cell.get("scope") == "row" and "col" in scopes:
            yield Problem("D863", f"<th scope=“row”> “{text(cell)[:30]}” heads a column", page.at(cell))
    if any(_number(cell, "rowspan") != 1 for row in rows for cell in row):
        return
    widths = [sum(_number(cell, "colspan") for cell in row) for row in rows]
    for row, width in zip(rows, widths, strict=True):
        if width < widths[0]:
            words = " ".join(text(cell) for cell in row)[:40]
            yield Problem(
                "D895", f"“{words}” has {width} cells, the first row {widths[0]}", page.at(row[0] if row else table)
            )


def _number(cell: Element, key: str) -> int:
    """How many columns or rows a cell fills; 1 where that is no number."""
    said = cell.get(key, "1").strip()
    return int(said) if said.isascii() and said.isdecimal() else 1


def _named(page: Page) -> Iterator[Problem]:
    """D896. WCAG 2.4.6 and 2.5.3: a part is named by its own heading, a link by the words that are seen."""
    for section in page.having("aria-labelledby"):
        headings = [e for e in section.iter() if isinstance(e.tag, str) and local(e) in HEADINGS]
        target = page.ids.get(section.get("aria-labelledby"))
        own = next(
            (e for e in headings if next(e.iterancestors("{*}section", "{*}article", "{*}nav", "{*}aside")) is section),
            None,
        )
        if local(section) == "section" and own is not None and target in headings and target is not own:
            message = (
                f"<section> “{text(own)[:40]}” is named by “{text(target)[:40]}” (#{section.get('aria-labelledby')})"
            )
            yield Problem("D896", message, page.at(section))
    for link in page.having("aria-label"):
        seen, said = letters(text(link)), letters(link.get("aria-label"))
        if local(link) in {"a", "button"} and len(seen) > 2 and not seen.isdecimal() and seen not in said:
            message = f"“{text(link)[:40]}” is read as “{link.get('aria-label')[:40]}” (aria-label)"
            yield Problem("D896", message, page.at(link))


def _ids(page: Page) -> Iterator[Problem]:
    """D864, D865. XML 1.0, “Validity constraint: ID”; WAI-ARIA 1.2, “ID reference”."""
    for element in page.having("id"):
        if page.ids[element.get("id")] is not element:
            yield Problem("D864", f"“{element.get('id')}”", page.at(element))
    for key in _REFERENCES:
        for element in page.having(key):
            for wanted in element.get(key).split():
                if wanted not in page.ids:
                    yield Problem("D865", f"{key}=“{wanted}” of <{local(element)}>", page.at(element))


def _ruby(page: Page) -> Iterator[Problem]:
    """D866: pinyin over each character breaks a search for the word; EPUBCheck HTM-055 flags <rp>."""
    before = None
    for ruby in page.all("ruby"):
        if tags.primary(page.languages[ruby]) != "zh":
            continue
        singles = [part for part in _bases(ruby) if len(part) == 1 and xhtml.HAN.match(part)]
        near = before is not None and ruby.getprevious() is before and not (before.tail or "").strip()
        signs, readings = _syllables(ruby)
        if readings < signs:
            message = f"“{text(ruby)[:20]}” has {readings} syllables over {signs} characters"
            yield Problem("D866", message, page.at(ruby))
        if len(singles) > 1 or (singles and near):
            yield Problem("D866", f"“{text(ruby)[:20]}” is marked character by character", page.at(ruby))
        before = ruby
    for element in page.all("rp")[:1]:
        yield Problem("D866", "<rp> is read aloud and printed by some readers", page.at(element))


def _syllables(ruby: Element) -> tuple[int, int]:
    """How many characters and syllables of pinyin a ruby has; (0, 0) where the reading is none.

    儿 may be no syllable.
    """
    reading = " ".join(text(e) for e in ruby.iter("{*}rt"))
    plain = "".join(c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c))
    if not _PINYIN.fullmatch(plain):
        return 0, 0
    base = "".join(_bases(ruby))
    return sum(map(len, xhtml.HAN.findall(base))) - base.count("儿"), len(_VOWELS.findall(plain))


def _bases(ruby: Element) -> Iterator[str]:
    """The texts that have readings."""
    if ruby.text and ruby.text.strip():
        yield ruby.text.strip()
    for child in ruby:
        if isinstance(child.tag, str) and local(child) == "rb":
            yield text(child)
        if child.tail and child.tail.strip():
            yield child.tail.strip()


def _roles(page: Page, typed: bool) -> Iterator[Problem]:
    """D878. Readers of books ask epub:type, readers of screens role: both must say it (DAISY KB, “epub:type”).

    A body has no role, and the links of a nav say what they lead to. `typed`: whether the book uses epub:type.
    """
    names = {role: word for word, role in ROLES.items()}
    for element in page.typed:
        if local(element) == "body" or (page.all("nav") and within(element, ("nav",))):
            continue
        for word in types(element) & ROLES.keys():
            if ROLES[word] not in roles(element):
                yield Problem("D878", f"epub:type=“{word}” without role=“{ROLES[word]}”", page.at(element))
        for role in roles(element) & names.keys() - {"doc-backlink"}:
            if typed and names[role] not in types(element):
                yield Problem("D878", f"role=“{role}” without epub:type=“{names[role]}”", page.at(element))
