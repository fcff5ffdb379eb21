"""Manuscript -> PDF: the design's template, laid out by WeasyPrint with fonts cut for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from markupsafe import Markup

from diglot import fonts, tagging, templating
from diglot.model import SIDED, FontFace, Job, Manuscript, Place, Rendered
from diglot.papers import PAPERS
from diglot.problems import DiglotError, Problem
from diglot.writers import impose, pdf_engine, qr
from diglot.writers.spreads import Form

LINKS = ("https", "http", "mailto", "tel")
ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\u00a0‐–—…•·")
"""Signs that style sheets and hyphenation add to a text."""

# In Chinese text a Chinese font comes first, for its quotation marks and dashes; without
# cutting these ranges from it, it would set the letters and figures there too (pdf.md, "order of families").
LATIN = (*range(0x21, 0xA0), *range(0xA1, 0xB7), *range(0xB8, 0x0250), *range(0x0300, 0x0400), *range(0x1E00, 0x2000))
PICTURES = 0x2300
DRAFT = "draft.svg"
"""The name by which templates ask for the mark of a draft."""


def render(job: Job) -> Rendered:
    """The edition as PDF/UA-1, its pages and every warning as a Problem.

    Raises DiglotError where there is no PDF: D601 (template), D621 (no glyph), D701, D702,
    D704, D705.
    """
    if job.manuscript.output.booklet:
        sheets, sides = impose.booklet(job.pages)
        return Rendered(sheets, ((),) * sides)
    return laid_out(job, f"{job.manuscript.design}.html")


def laid_out(job: Job, template: str) -> Rendered:
    """The edition in one of its templates: see `render`."""
    page = _page(job, template)
    output = job.manuscript.output
    form = Form(job.manuscript.languages, output.layout, output.archive)
    return pdf_engine.write(page, _files(job), lambda root: _cut(root, job, template), template, form)


def _page(job: Job, name: str) -> str:
    manuscript = job.manuscript
    env = templating.environment(job.templates, manuscript.languages, manuscript.strings)
    env.filters["tagged"] = _tagger(manuscript.languages)
    styles = [f"lang/{tag}.css" for tag in manuscript.languages]
    values = {
        "manuscript": manuscript,
        "titles": _titles(manuscript),
        "families": sorted({face.family for face in job.fonts}),
        # Where languages have pages of their own, each is told its own page numbers.
        "numbered": manuscript.languages if manuscript.output.layout in SIDED else manuscript.languages[:1],
        "paper": PAPERS.get(manuscript.output.paper, PAPERS["A4"]),
        "styles": [style for style in styles if style in dict(job.templates)],
    }
    return templating.render(env, name, values)


def _tagger(languages: tuple[str, ...]) -> Callable[[str, str], Markup]:
    """A filter: plain text of a language with its Han and pinyin runs in `<span lang>`."""
    chinese = next((tag for tag in languages if tag.split("-")[0] == "zh"), "zh-Hans")

    def tagged(text: str, language: str) -> Markup:
        shown, at = Markup(), 0
        for start, end, tag in tagging.foreign(text, language, chinese):
            run = Markup('<span lang="{0}" xml:lang="{0}">{1}</span>').format(tag, text[start:end])
            shown, at = shown + text[at:start] + run, end
        return shown + text[at:]

    return tagged


def _titles(manuscript: Manuscript) -> Mapping[str, templating.Words]:
    """Each heading's plain words, for running heads and bookmarks, by its row's id."""
    return {
        row.id: tuple((cell.language, _plain(cell.html)) for cell in row.cells)
        for chapter in manuscript.chapters
        for row in chapter.rows
        if row.kind == "heading"
    }


def _plain(html: str) -> str:
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    for unread in tree.xpath('.//*[@class="icon" or @class="footnote" or @class="stale"]'):
        unread.drop_tree()
    return " ".join(tree.text_content().split())


def _files(job: Job) -> dict[str, bytes]:
    """What a page may ask for: the publication's images and the templates' style sheets."""
    styles = {name: text.encode() for name, text in job.templates if name.endswith(".css")}
    drafts = {DRAFT: _draft(job.manuscript)} if job.manuscript.draft else {}
    return dict(job.images) | styles | drafts | qr.codes(job.manuscript.addresses)


def _draft(manuscript: Manuscript) -> bytes:
    """The mark of a draft, one line for each language, aslant over a page of 210 × 297."""
    lines = (
        Markup('<text x="105" y="{0}" lang="{1}" xml:lang="{1}">{2}</text>').format(140 + 22 * i, language, text)
        for i, (language, text) in enumerate(manuscript.draft)
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><g transform="rotate(-50 105 148)" '
    style = 'font-family="Source Sans 3, Noto Sans CJK SC" font-size="16" text-anchor="middle" fill="#d5dad9">'
    return f"{head}{style}{Markup().join(lines)}</g></svg>".encode()


# --- before the layout: links, glyphs, fonts ------------------------------------------------


def _cut(root: Any, job: Job, name: str) -> list[bytes]:
    """The fonts that the parsed page needs, cut from the job's."""
    texts = _texts(root)
    styles = "".join(text for file, text in job.templates if file.endswith(".css"))
    problems = (*_links(root, name), *fonts.missing(job.fonts, texts))
    if problems:
        raise DiglotError(problems)
    marks = "".join(text for _, text in job.manuscript.draft)
    return subsets(job.fonts, {*"".join(texts.values()), *styles, *marks} | ALWAYS)


def _texts(root: Any) -> dict[str, str]:
    """All text of a parsed page by language."""
    found: dict[str, list[str]] = {}
    waiting = [(root, "")]
    while waiting:
        element, around = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in ("style", "script", "head"):
            continue
        language = element.get("lang", around)
        pieces = (element.text, *(child.tail for child in element))
        found.setdefault(language, []).extend(piece for piece in pieces if piece)
        waiting += [(child, language) for child in reversed(element)]
    return {language: "".join(pieces) for language, pieces in sorted(found.items())}


def _links(root: Any, name: str) -> Iterable[Problem]:
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    place = Place(f"templates/{name}")
    links = (element.get("href") for element in root.iter() if element.tag in {"a", "area"})
    for address in dict.fromkeys(link for link in links if link is not None):
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", address.strip(), re.IGNORECASE)
        if address.startswith("#"):
            if unquote(address[1:]) not in ids:
                yield Problem("D705", address, place)
        elif not scheme or scheme[1].lower() not in LINKS:
            yield Problem("D702", address[:200], place)


def subsets(faces: Iterable[FontFace], signs: Iterable[str]) -> list[bytes]:
    """Each face with those of the signs that it is to draw: in Chinese all but the Latin."""
    wanted = frozenset(map(ord, signs))
    return [fonts.subset(face, _share(face, wanted)) for face in faces]


def _share(face: FontFace, wanted: frozenset[int]) -> frozenset[int]:
    if face.language == fonts.EMOJI:
        return frozenset(point for point in wanted if point >= PICTURES)
    return wanted.difference(LATIN) if fonts.region(face.language) else wanted
