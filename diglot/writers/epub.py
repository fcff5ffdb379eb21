"""Manuscript -> EPUB 3.3: Jinja documents, fonts cut for them, and a zip that is always the same.

Pandoc's own EPUB writer cannot hold two languages, real titles or notes that pop up.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from diglot import fonts, templating, xhtml
from diglot.model import OURS, Contents, FontFace, GlossaryEntry, Job, Manuscript, Pages, Rendered
from diglot.problems import DiglotError, Problem
from diglot.writers import cover
from diglot.writers import epub_cells as cells

DOCUMENT = "application/xhtml+xml"
NAV = "nav.xhtml"
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Apple Books shows embedded fonts only with this file (wikimedia/ws-export#296).
DISPLAY = """<?xml version="1.0" encoding="utf-8"?>
<display_options><platform name="*"><option name="specified-fonts">true</option></platform></display_options>
"""
NAMESPACE = uuid.UUID("6c2f7c2e-6a0c-5d0f-9a34-0d1a4f0c6b11")


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the manifest."""

    id: str
    href: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents, and those under it."""

    href: str
    titles: templating.Words
    inner: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """Where a page of the printed edition begins: its folio, and the id and file of what begins there."""

    label: str
    target: str
    file: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term's note at the end of its chapter: the id of the link that opens it, its language, its entry."""

    ref: str
    language: str
    entry: GlossaryEntry


@dataclass(frozen=True, slots=True)
class _Page:
    """A document before it is rendered: its file, template, rows and own values."""

    file: str
    template: str
    rows: tuple[cells.Parsed, ...]
    values: Mapping[str, object]


def render(job: Job) -> Rendered:
    """The edition as EPUB. Raises DiglotError: D601, D800, D801, D803, D805."""
    picture, problems = _cover(job)
    book = _Book(job, covered=bool(picture))
    documents = [Item(_id(p.file), p.file, DOCUMENT, book.document(p)) for p in book.pages]
    nav, ncx = book.text(f"epub/{NAV}"), book.text("epub/toc.ncx")
    roots = [_parsed(item.href, item.data) for item in documents] + [_parsed(NAV, nav)]
    _parsed("toc.ncx", ncx)
    faces = list(_fonts(job.fonts, roots))
    styles = _styles(job, faces)
    items = [*documents, *styles, *(item for _, _, item in faces), *picture, *book.images]
    package = book.text("epub/package.opf", items=items, images=bool(book.images))
    _parsed("package.opf", package)
    files = {"package.opf": package, NAV: nav, "toc.ncx": ncx} | {item.href: item.data for item in items}
    return Rendered(_zipped(files, job.manuscript.reviewed), problems=problems)


def _cover(job: Job) -> tuple[list[Item], tuple[Problem, ...]]:
    """The picture of the cover; none, and D806, where no font of ours has the title's letters.

    In the book itself such letters are drawn by the reader's own font.
    """
    try:
        return [Item("cover", "images/cover.png", "image/png", cover.png(job))], ()
    except DiglotError as error:
        if any(problem.code != "D621" for problem in error.problems):
            raise
        return [], (Problem("D806", f"{job.manuscript.stem} ({error.problems[0].message})"),)


class _Book:
    """The pages of one edition and where every id stands."""

    def __init__(self, job: Job, *, covered: bool) -> None:
        self._m, self._covered = job.manuscript, covered
        self._env = templating.environment(job.templates, self._m.languages, self._m.strings)
        chapters = (row for chapter in self._m.chapters for row in chapter.rows)
        rows = (*self._m.front, *chapters, *self._m.glossary_notices, *self._m.back)
        written = "".join(cell.html for row in rows for cell in row.cells)
        self.images = [
            Item(f"image-{n}", f"images/{n}{_suffix(name)}", TYPES[_suffix(name)], data)
            for n, (name, data) in enumerate(job.images, start=1)
            if f'src="{name}"' in written
        ]
        self._image_names = {name: f"images/{n}{_suffix(name)}" for n, (name, _) in enumerate(job.images, start=1)}
        self._families = sorted({f.family for f in _chosen(job.fonts) if self._prints(f, written)})
        self.pages = tuple(self._pages())
        ids = {name: (p.file, tag) for p in self.pages for row in p.rows for name, tag in cells.ids(row).items()}
        ids |= {e.id: ("glossary.xhtml", "") for e in self._m.glossary}
        ids |= {c.id: ("evidence.xhtml", "") for c in self._m.claims}
        self._addresses = {name: f"{file}#{name}" for name, (file, _) in ids.items()}
        self._languages_of = {name: tag for name, (_, tag) in ids.items()}
        self._links = cells.Links(self._addresses, self._image_names)
        files = {f"{OURS}{p.file.removesuffix('.xhtml')}": p.file for p in self.pages} | {f"{OURS}contents": NAV}
        outer = self._outer()
        inner = {name: address.partition("#")[0] for name, address in self._addresses.items()}
        named = files.keys() | outer
        lines = {name for page in self.pages for name in cells.table_rows(page.rows)}
        files |= {name: file for name, file in inner.items() if name in outer | lines}
        self._breaks = tuple(breaks(self._m.printed, files, inner))
        labels: dict[str, list[str]] = {}
        for one in self._breaks:
            labels.setdefault(one.target, []).append(one.label)
        for page in self.pages:
            cells.mark_pages(page.rows, {name: told for name, told in labels.items() if name not in named})
        self._env.globals["breaks"] = lambda name: labels.get(name, ())
        self._entries = {e.id: e for e in self._m.glossary}

    def _outer(self) -> set[str]:
        """The ids that a page may begin at: of rows, and of entries of lists."""
        rows = {parsed.row.id for page in self.pages for parsed in page.rows}
        return rows | {e.id for e in self._m.glossary} | {c.id for c in self._m.claims}

    def _uses(self, entry: GlossaryEntry) -> Iterator[tuple[str, str, str]]:
        """(language, address, title of the chapter) of each first use of a term."""
        titles = {c.target: c.titles for c in self._m.contents}
        named = {f"{c.id}.xhtml": titles.get(c.rows[0].id, self._m.title) for c in self._m.chapters}
        for language, refs in entry.refs:
            for address in (self._addresses[ref] for ref in refs):
                yield language, address, templating.of(named[address.partition("#")[0]], language)

    def _prints(self, face: FontFace, written: str) -> bool:
        """Whether a face of `_chosen` has anything to draw."""
        mark = 'class="icon"' if face.language == fonts.EMOJI else f'lang="{face.language}"'
        return face.language in self._m.languages or mark in written

    def _pages(self) -> Iterator[_Page]:
        m = self._m
        title = templating.plain(m.title)
        if self._covered:
            yield self._page("cover.xhtml", "cover", ())
        yield self._page("title.xhtml", "title", m.front, title=title)
        titles = {c.target: templating.plain(c.titles) for c in m.contents}
        for chapter in m.chapters:
            named = titles.get(chapter.rows[0].id, title)
            yield self._page(f"{chapter.id}.xhtml", "chapter", chapter.rows, title=named, chapter=chapter)
        if m.claims:
            yield self._page("evidence.xhtml", "evidence", ())
        if m.glossary:
            yield self._page("glossary.xhtml", "glossary", m.glossary_notices)
        if m.back:
            yield self._page("notices.xhtml", "notices", m.back)
        yield self._page("colophon.xhtml", "colophon", ())

    def _page(self, file: str, template: str, rows: Iterable[object], **values: object) -> _Page:
        parsed, problems = cells.parse_rows(rows)  # type: ignore[arg-type]
        if problems:
            raise DiglotError(problems)
        return _Page(file, f"epub/{template}.xhtml", parsed, values)

    def document(self, page: _Page) -> bytes:
        """One document's bytes, its links mapped."""
        terms = [Term(ref, self._languages_of[ref], self._entries[entry]) for ref, entry in cells.terms(page.rows)]
        blocks, problems = cells.blocks(page.rows, page.file, self._links)
        if problems:
            raise DiglotError(problems)
        return self.text(page.template, blocks=blocks, terms=terms, **page.values)

    def text(self, template: str, **values: object) -> bytes:
        """A template's bytes, with what every template may use."""
        common = {
            "manuscript": self._m,
            "uid": f"urn:uuid:{_uuid(self._m)}",
            "addresses": self._addresses,
            "uses": self._uses,
            "families": self._families,
            "toc": self._toc(),
            "page_list": self._breaks,
            "covered": self._covered,
            "first": next(p.file for p in self.pages if p.template == "epub/chapter.xhtml"),
        }
        return templating.render(self._env, template, common | values).strip().encode() + b"\n"

    def _toc(self) -> list[Entry]:
        outer: list[tuple[Contents, list[Entry]]] = []
        for line in self._m.contents:
            if line.level == 1 or not outer:
                outer.append((line, []))
            else:
                outer[-1][1].append(Entry(self._addresses[line.target], line.titles))
        words = dict(self._m.strings)
        ends = [
            ("evidence.xhtml", "Claims and their evidence"),
            ("glossary.xhtml", "Glossary"),
            ("notices.xhtml", "Important notices"),
            ("colophon.xhtml", "About this edition"),
        ]
        made = {p.file for p in self.pages}
        return [
            Entry("title.xhtml", self._m.title),
            *(Entry(self._addresses[line.target], line.titles, tuple(inner)) for line, inner in outer),
            *(Entry(file, words[name]) for file, name in ends if file in made and name in words),
        ]


def breaks(printed: Pages, files: Mapping[str, str], inner: Mapping[str, str]) -> Iterator[Break]:
    """The beginning of each page at the first of its ids that has a file here, else at one of `inner`: within a row.

    A page with none begins where the next one does: nothing is left out.
    """
    waiting: list[str] = []
    last = ""
    for number, names in enumerate(printed, start=1):
        waiting.append(str(number))
        known = [*(name for name in names if name in files), *(name for name in names if name in inner)]
        if first := next(iter(known), ""):
            yield from (Break(label, first, inner.get(first) or files[first]) for label in waiting)
            waiting, last = [], first
    if last:
        yield from (Break(label, last, inner.get(last) or files[last]) for label in waiting)


# --- fonts and styles ---------------------------------------------------------------------


def _chosen(faces: Sequence[FontFace]) -> Iterator[FontFace]:
    """The faces an e-book carries: one for each Chinese, Japanese or Korean, and the icons.

    Latin letters are left to the reader's own font.
    """
    for face in faces:
        regular = face.weight == 400 and not face.italic
        if face.language == fonts.EMOJI or (face.language and regular and "Sans" in face.family):
            yield face


def _fonts(faces: Sequence[FontFace], roots: Iterable[xhtml.Element]) -> Iterator[tuple[FontFace, str, Item]]:
    """(face, its CSS selector, its file) cut to the characters of the final documents."""
    texts: dict[str, set[str]] = {}
    for root in roots:
        for text, language, element in xhtml.runs(root):
            key = fonts.EMOJI if xhtml.has_class(element, "icon") else language
            texts.setdefault(key, set()).update(text)
    for face in _chosen(faces):
        wanted = texts.get(face.language, set())
        if wanted:
            suffix = "otf" if face.path.lower().endswith((".ttc", ".otf", ".otc")) else "ttf"
            name = f"fonts/{_id(face.family)}.{suffix}"
            selector = "span.icon" if face.language == fonts.EMOJI else f":lang({face.language})"
            data = fonts.subset(face, {ord(c) for c in wanted})
            yield face, selector, Item(_id(face.family), name, f"font/{suffix}", data)


def _styles(job: Job, faces: Iterable[tuple[FontFace, str, Item]]) -> list[Item]:
    rules = [
        f'@font-face {{ font-family: "{face.family}"; src: url("../{item.href}"); }}\n'
        f'{selector} {{ font-family: "{face.family}", sans-serif; }}\n'
        for face, selector, item in faces
    ]
    main = dict(job.templates)["epub/epub.css"]
    return [
        Item("css-fonts", "css/fonts.css", "text/css", "".join(rules).encode()),
        Item("css-main", "css/epub.css", "text/css", main.encode()),
    ]


# --- packing ------------------------------------------------------------------------------


def _parsed(name: str, data: bytes) -> xhtml.Element:
    """A document, parsed: never an invalid book. D800, D805."""
    try:
        root = xhtml.parse(data)
    except etree.XMLSyntaxError as error:
        raise DiglotError(Problem("D800", f"{name}: {error.msg}")) from error
    seen: set[str] = set()
    for identifier in root.xpath("//@id"):
        if identifier in seen:
            raise DiglotError(Problem("D805", f"{name}: “{identifier}”"))
        seen.add(identifier)
    return root


def _zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """The container: mimetype first and stored (OCF 3.3, 4.2), the rest sorted, one date."""
    out = io.BytesIO()
    meta = {
        "META-INF/container.xml": CONTAINER.encode(),
        "META-INF/com.apple.ibooks.display-options.xml": DISPLAY.encode(),
    }
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", b"application/epub+zip", day, zipfile.ZIP_STORED)
        for name, data in sorted((meta | {f"EPUB/{name}": data for name, data in files.items()}).items()):
            _add(archive, name, data, day, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, day: date, method: int) -> None:
    info = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = method, 3, 0o644 << 16
    archive.writestr(info, data, compresslevel=9)


def _uuid(manuscript: Manuscript) -> uuid.UUID:
    """The same book has the same identifier for ever: of slug, languages and edition."""
    return uuid.uuid5(NAMESPACE, " ".join((manuscript.identifier, *manuscript.languages, manuscript.edition)))


def _id(name: str) -> str:
    """A manifest id or file name from a file or family name."""
    return "x-" + re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".xhtml")).strip("-")


def _suffix(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower()
