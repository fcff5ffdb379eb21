"""An opened EPUB: its package, its documents with languages and text, where each link leads."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from diglot import xhtml
from diglot.check.epublint.container import Container
from diglot.check.epublint.css import Sheet
from diglot.check.epublint.elements import HEADINGS, TYPE, is_backlink, local, text
from diglot.model import Place
from diglot.problems import Problem
from diglot.xhtml import Element

DOCUMENT, NCX = "application/xhtml+xml", "application/x-dtbncx+xml"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
REMOTE = re.compile(r"(?:https?|ftp)?:?//", re.IGNORECASE)
DEEPEST = 200
"""How deep the elements of a document may be nested."""
_BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "dt",
    "dd",
    "div",
    "caption",
    "figcaption",
    "blockquote",
    "section",
    "aside",
    *HEADINGS,
}
_UNSAID = {"script", "style", "code", "pre", "rt", "rp", "title"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text as it is read: its language, the element and the nearest block that it stands in."""

    text: str
    language: str
    element: Element
    block: Element


@dataclass(slots=True, eq=False)
class Page:
    """One XHTML document. Its elements stand in order; `runs` is the text of its body, without code.

    `named` and `attributes` list the elements of each name and with each attribute, `typed` those with
    an epub:type or a role.
    """

    name: str
    root: Element
    body: Element
    place: Place
    languages: dict[Element, str] = field(default_factory=dict)
    named: dict[str, list[Element]] = field(default_factory=dict)
    attributes: dict[str, list[Element]] = field(default_factory=dict)
    typed: list[Element] = field(default_factory=list)
    order: dict[Element, int] = field(default_factory=dict)
    ids: dict[str, Element] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    def at(self, element: Element) -> Place:
        """Where an element stands."""
        return Place(self.place.file, element.sourceline or 0)

    def all(self, *names: str) -> list[Element]:
        """The elements of some names, in order for one name."""
        return [one for name in names for one in self.named.get(name, ())]

    def having(self, *attributes: str) -> list[Element]:
        """The elements that have one of some attributes, each once, in order."""
        if len(attributes) == 1:
            return self.attributes.get(attributes[0], [])
        found = {e for name in attributes for e in self.attributes.get(name, ())}
        return sorted(found, key=self.order.__getitem__)

    def headings(self) -> list[Element]:
        """Every heading, in order."""
        return sorted(self.all(*HEADINGS), key=self.order.__getitem__)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the manifest; `path` is its file in the container, or an address elsewhere."""

    id: str
    path: str
    type: str
    properties: frozenset[str]
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the book: the page and element it stands in, the file and id that it leads to."""

    page: Page
    element: Element
    file: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Book:
    """An EPUB whose package can be read.

    `pages`: its XHTML documents, those of the spine first and in order. `spine`: the names of the
    documents that a reader comes to by turning pages (EPUB 3.3, “linear”). `languages`: its dc:language.
    """

    container: Container
    package: Element
    items: Mapping[str, Item]
    pages: Mapping[str, Page]
    spine: tuple[str, ...]
    languages: tuple[str, ...]
    links: tuple[Link, ...]
    sheets: Mapping[str, Sheet]

    @property
    def nav(self) -> Page | None:
        """The navigation document."""
        path = next((item.path for item in self.items.values() if "nav" in item.properties), "")
        return self.pages.get(path)

    @property
    def older(self) -> bool:
        """Whether it is EPUB 2, which has other rules for its package."""
        return str(self.package.get("version", "3.0")).startswith("2")

    @property
    def several(self) -> bool:
        """Whether it says that it has more than one language."""
        return len({tag.split("-")[0].lower() for tag in self.languages}) > 1

    def at(self, element: Element) -> Place:
        """Where an element of the package stands."""
        return self.container.place(self.container.package, element.sourceline or 0)

    def said(self, problem: str, message: str, element: Element | None = None) -> Problem:
        """A Problem of the package."""
        return Problem(problem, message, self.at(self.package if element is None else element))

    def target(self, link: Link) -> Element | None:
        """The element that a link leads to; the body where it names only a file."""
        page = self.pages.get(link.file)
        if page is None:
            return None
        return page.ids.get(link.fragment) if link.fragment else page.body

    def link(self, page: Page, href: str) -> tuple[str, str] | None:
        """(file, id) of an address inside the book; None for one elsewhere."""
        if SCHEME.match(href) or href.startswith("//"):
            return None
        file, _, fragment = href.strip().partition("#")
        return (joined(page.name, file) if file else page.name), unquote(fragment)

    def styles(self, page: Page) -> Iterator[Sheet]:
        """The style sheets of a document, in order."""
        for element in sorted(page.all("link", "style"), key=page.order.__getitem__):
            if local(element) == "style":
                yield Sheet(page.name, element.text or "", element.sourceline or 0)
            elif "stylesheet" in element.get("rel", ""):
                found = self.link(page, element.get("href", ""))
                yield from [self.sheets[found[0]]] if found and found[0] in self.sheets else ()

    def style_texts(self, page: Page) -> Iterator[str]:
        """The texts of a document's style sheets; one that is not in the book is as one it imports."""
        for element in sorted(page.all("link", "style"), key=page.order.__getitem__):
            text = "".join(element.itertext())
            if local(element) == "link":
                if "stylesheet" not in element.get("rel", ""):
                    continue
                found = self.link(page, element.get("href", ""))
                sheet = self.sheets.get(found[0]) if found else None
                text = sheet.text if sheet else f'@import "{element.get("href")}";'
            yield f"@media {element.get('media')} {{{text}}}" if element.get("media") else text

    def position(self, file: str, fragment: str) -> tuple[int, int]:
        """Where a target is read: the number of its document in the spine, of its element in the document."""
        page = self.pages.get(file)
        spine = self.spine.index(file) if file in self.spine else len(self.spine)
        return spine, page.order.get(page.ids.get(fragment), 0) if page else 0


def joined(base: str, href: str) -> str:
    """The path of an address in the container; what leads out of it stays outside."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.partition("?")[0])))


def read(container: Container) -> tuple[Book | None, tuple[Problem, ...]]:
    """The book in a container, None where its package cannot be read, and D830, D844."""
    try:
        package = xhtml.parse(container.files[container.package])
    except etree.XMLSyntaxError as error:
        place = container.place(container.package, error.lineno or 0)
        return None, (Problem("D830", f"the package document is not well-formed XML ({error.msg})", place),)
    items = {item.id: item for item in _items(container, package)}
    refs = [(ref.get("idref", ""), ref.get("linear", "yes")) for ref in package.iter(f"{OPF}itemref")]
    spine = list(dict.fromkeys(items[ref].path for ref, _ in refs if ref in items))
    order = {path: at for at, path in enumerate(spine)}
    documents = [item.path for item in items.values() if item.type == DOCUMENT]
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    for path in sorted(dict.fromkeys(documents), key=lambda one: order.get(one, len(order))):
        if path in container.files and path not in container.encrypted:
            found = _page(container, path)
            if isinstance(found, Page):
                pages[path] = found
            else:
                problems.append(found)
    linear = {items[ref].path for ref, said in refs if ref in items and said != "no"}
    languages = tuple(text(e) for e in package.iter(f"{DC}language"))
    sheets = {
        n: Sheet(n, d.decode("utf-8", "replace")) for n, d in container.files.items() if n.lower().endswith(".css")
    }
    book = Book(container, package, items, pages, tuple(p for p in spine if p in linear), languages, (), sheets)
    return replace(book, links=tuple(link for page in pages.values() for link in _links(book, page))), tuple(problems)


def _items(container: Container, package: Element) -> Iterator[Item]:
    for item in package.iter(f"{OPF}item"):
        href = item.get("href", "")
        path = href if REMOTE.match(href) else joined(container.package, href)
        properties = frozenset(item.get("properties", "").split())
        yield Item(item.get("id", ""), path, item.get("media-type", ""), properties, item.sourceline or 0)


def _page(container: Container, path: str) -> Page | Problem:
    try:
        root = xhtml.parse(container.files[path])
    except etree.XMLSyntaxError as error:
        return Problem("D844", f"{error.msg}", container.place(path, error.lineno or 0))
    body = xhtml.body(root)
    page = Page(path, root, root if body is None else body, container.place(path))
    if _walk(page, root, _Around("", root, inside=False, said=True), DEEPEST):
        return page
    return Problem("D844", f"elements are nested more than {DEEPEST} deep", container.place(path))


class _Around(NamedTuple):
    """What holds around an element: its language, its block, whether it is in the body and part of its text."""

    language: str
    block: Element
    inside: bool
    said: bool


def _walk(page: Page, element: Element, around: _Around, depth: int) -> bool:
    """Note what an element is, and its text; whether it is not too deep to be read."""
    name = local(element)
    keys = element.keys()
    for key in keys:
        page.attributes.setdefault(key, []).append(element)
    here = _Around(
        (keys and (element.get(xhtml.XML_LANG) or element.get("lang"))) or around.language,
        element if name in _BLOCKS or (name == "a" and is_backlink(element)) else around.block,
        around.inside or element is page.body,
        around.said and name not in _UNSAID,
    )
    page.languages[element] = here.language
    page.order[element] = len(page.order)
    page.named.setdefault(name, []).append(element)
    if TYPE in keys or "role" in keys:
        page.typed.append(element)
    if "id" in keys:
        page.ids.setdefault(element.get("id"), element)
    reads = here.inside and here.said
    if element.text and reads:
        page.runs.append(Run(element.text, here.language, element, here.block))
    for child in element:
        if isinstance(child.tag, str) and not (depth and _walk(page, child, here, depth - 1)):
            return False
        if child.tail and reads:
            page.runs.append(Run(child.tail, here.language, element, here.block))
    return True


def _links(book: Book, page: Page) -> Iterator[Link]:
    for anchor in page.all("a", "area"):
        href = anchor.get("href", "")
        if href and (found := book.link(page, href)):
            yield Link(page, anchor, *found)
