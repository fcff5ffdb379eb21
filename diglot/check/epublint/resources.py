"""Files: each that the manifest lists is there, each that is there is listed, none stands elsewhere. D844-D847."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from diglot import xhtml
from diglot.check.epublint.book import DOCUMENT, NCX, OPF, REMOTE, Book, Item, Page, joined
from diglot.check.epublint.css import URL
from diglot.check.epublint.elements import local
from diglot.problems import Problem
from diglot.xhtml import Element

_KINDS = re.compile(
    r"\.(x?html?|css|js|png|jpe?g|gif|webp|svg|otf|ttf|ttc|woff2?|ncx|smil|mp[34]|m4a|ogg|opus|webm|pls|xml)$",
    re.IGNORECASE,
)
_TYPES = {
    "xhtml": DOCUMENT,
    "ncx": NCX,
    "css": "text/css",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
_SOURCES = {
    "img": ("src", "srcset"),
    "image": ("{http://www.w3.org/1999/xlink}href", "href"),
    "script": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "link": ("href",),
    "input": ("src",),
    "track": ("src",),
}
"""Element -> where it names a file; sound and film may stand on the network (EPUB 3.3, “Resource locations”)."""
_LOADED = {"stylesheet", "icon", "preload", "pronunciation"}
_DATA = re.compile(r"application/(?:ld\+)?json|text/(?:plain|x-)|text/template", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def check(book: Book) -> Iterator[Problem]:
    """Every finding about the files of a book."""
    yield from _broken(book)
    yield from _manifest(book)
    for page in book.pages.values():
        yield from _sources(book, page)
        yield from _scripts(page)
    for sheet in book.sheets.values():
        yield from _in_styles(book, sheet.name, sheet.text)


def _broken(book: Book) -> Iterator[Problem]:
    """D844: XML that is no document of the text; each of those says so where it is read."""
    for item in book.items.values():
        data = book.container.files.get(item.path)
        if data is not None and (item.type == NCX or item.type.endswith("svg+xml") or "smil" in item.type):
            try:
                yield from _drawn(book, item, xhtml.parse(data))
            except etree.XMLSyntaxError as error:
                yield Problem("D844", f"{error.msg}", book.container.place(item.path, error.lineno or 0))


def _drawn(book: Book, item: Item, root: Element) -> Iterator[Problem]:
    """D846, D847 in a picture of its own file."""
    for element in root.iter("{http://www.w3.org/2000/svg}*"):
        place = book.container.place(item.path, element.sourceline or 0)
        address = element.get("{http://www.w3.org/1999/xlink}href") or element.get("href") or ""
        if local(element) == "script" or any(key.startswith("on") for key in element.attrib):
            yield Problem("D847", f"<{local(element)}> of a picture runs a script", place)
        elif local(element) != "a" and REMOTE.match(address):
            yield Problem("D846", f"<{local(element)}> of a picture loads {address[:80]}", place)


def _manifest(book: Book) -> Iterator[Problem]:
    """D845, D846. EPUB 3.3, “The manifest element” and “The spine element”."""
    listed = {item.path for item in book.items.values()}
    ids = [e.get("id", "") for e in book.package.iter(f"{OPF}item")]
    for item in book.items.values():
        yield from _item(book, item)
    for identifier in (one for one, count in Counter(ids).items() if count > 1):
        yield book.said("D845", f"two items of the manifest have the id “{identifier}”")
    paths = Counter(item.path for item in book.items.values())
    for path in (path for path, count in paths.items() if count > 1):
        yield book.said("D845", f"“{path}” is listed twice")
    for name in sorted(book.container.names - listed - {book.container.package, "mimetype"}):
        if not name.startswith("META-INF/") and _KINDS.search(name):
            yield book.said("D845", f"“{name}” is there, but not listed")
    yield from _spine(book)


def _spine(book: Book) -> Iterator[Problem]:
    """D845: each document of the spine is listed, comes once, and is one that every reader can show."""
    seen: set[str] = set()
    for ref in book.package.iter(f"{OPF}itemref"):
        name = ref.get("idref", "")
        item = book.items.get(name)
        if item is None:
            yield book.said("D845", f"the spine names “{name}”, which the manifest does not list", ref)
        elif name in seen:
            yield book.said("D845", f"the spine names “{name}” twice", ref)
        elif item.type not in {DOCUMENT, "image/svg+xml"}:
            yield book.said("D845", f"the spine names “{item.path}”, whose type {item.type} was not checked", ref)
        seen.add(name)
    if not book.spine:
        yield book.said("D845", "the spine names no document")


def _item(book: Book, item: Item) -> Iterator[Problem]:
    place = book.container.place(book.container.package, item.line)
    if REMOTE.match(item.path):
        if not item.type.startswith(("audio/", "video/")):
            yield Problem("D846", f"the manifest lists {item.path[:80]}", place)
    elif item.path not in book.container.names:
        yield Problem("D845", f"“{item.path}” is listed, but not there", place)
    elif (right := _TYPES.get(item.path.rpartition(".")[2].lower())) and item.type != right:
        yield Problem("D845", f"“{item.path}” is listed as {item.type}, but is {right} by its name", place)


def _sources(book: Book, page: Page) -> Iterator[Problem]:
    """D845, D846: what a document shows or loads."""
    for name, keys in _SOURCES.items():
        for element in page.all(name):
            if name == "link" and not _LOADED & set(element.get("rel", "").split()):
                continue
            for address in (
                words.split()[0] for key in keys for words in element.get(key, "").split(",") if words.strip()
            ):
                if address.startswith(("data:", "#")):
                    continue
                if REMOTE.match(address):
                    yield Problem("D846", f"<{name}> loads {address[:80]}", page.at(element))
                elif joined(page.name, address.partition("#")[0]) not in book.container.names:
                    yield Problem("D845", f"<{name}> shows “{address[:80]}”, which is not there", page.at(element))
    for element in page.all("style"):
        yield from _in_styles(book, page.name, element.text or "", element.sourceline or 0)


def _in_styles(book: Book, name: str, sheet: str, line: int = 1) -> Iterator[Problem]:
    """D845, D846: what a style sheet loads; a font that is not there is the font's own affair (D887)."""
    sheet = _COMMENT.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), sheet)
    faces = [hit.span() for hit in re.finditer(r"@font-face\s*\{[^}]*\}", sheet)]
    for hit in URL.finditer(sheet):
        address = hit[1] or hit[2]
        place = book.container.place(name, line + sheet.count("\n", 0, hit.start()))
        if REMOTE.match(address):
            yield Problem("D846", f"the style sheet loads {address[:80]}", place)
        elif address.startswith(("data:", "#")) or any(start <= hit.start() < end for start, end in faces):
            continue
        elif joined(name, address.partition("#")[0]) not in book.container.names:
            yield Problem("D845", f"the style sheet names “{address[:80]}”, which is not there", place)


def _scripts(page: Page) -> Iterator[Problem]:
    """D847. EPUB 3.3, “Scripting”: a reading system need not run any, and paper has none."""
    for element in page.all("script"):
        if not _DATA.match(element.get("type", "")):
            yield Problem("D847", "there is a <script>", page.at(element))
    for key in (key for key in page.attributes if key == "href" or key.startswith("on")):
        for element in page.having(key):
            if key != "href" or element.get(key).strip().lower().startswith("javascript:"):
                yield Problem("D847", f"<{local(element)} {key}=…> runs a script", page.at(element))
