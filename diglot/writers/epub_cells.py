"""Rows for the EPUB: links mapped to files, footnotes as notes at the end of their row.

Pop-up notes follow EPUB 3.3 and DPUB-ARIA: `noteref` and `footnote` in the same file, the
note after its mark, a link back in it, and nothing but notes around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from diglot import claims
from diglot.model import OURS, Row
from diglot.problems import Problem
from diglot.xhtml import OPS, XHTML, XML_LANG, Element, fragment, has_class, inner, language_of

_TYPE = f"{{{OPS}}}type"
_BLOCKS = {f"{{{XHTML}}}{name}" for name in ("p", "ul", "ol", "div", "blockquote", "table", "dl", "pre")}


@dataclass(frozen=True, slots=True)
class Half:
    """One language's half of a row, ready to print."""

    language: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, or what qualifies a claim: `mark` is the id of the link that leads to it.

    `label`: the mark's words. `entry`: where the claim stands in the evidence table, else "".
    """

    id: str
    mark: str
    label: Markup
    language: str
    html: Markup
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A row as the templates see it."""

    row: Row
    halves: tuple[Half, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row and the tree of each of its cells."""

    row: Row
    trees: tuple[Element, ...]


def parse_rows(rows: Iterable[Row]) -> tuple[tuple[Parsed, ...], tuple[Problem, ...]]:
    """Rows with their cells parsed; D800 for each cell that is not well-formed, left empty."""
    parsed, problems = [], []
    for row in rows:
        trees = []
        for cell in row.cells:
            try:
                trees.append(fragment(cell.html))
            except etree.XMLSyntaxError as error:
                trees.append(fragment(""))
                problems.append(Problem("D800", f"{cell.language or 'table'}, row {row.id}: {error.msg}"))
        parsed.append(Parsed(row, tuple(trees)))
    return tuple(parsed), tuple(problems)


def ids(parsed: Parsed) -> dict[str, str]:
    """Every id of a row -> the language it stands in ("" for the row itself)."""
    found = {parsed.row.id: ""}
    for cell, tree in zip(parsed.row.cells, parsed.trees, strict=True):
        for element in tree.iterdescendants():
            if isinstance(element.tag, str) and element.get("id"):
                found[element.get("id")] = language_of(element, cell.language)
    return found


@dataclass(frozen=True, slots=True)
class Links:
    """Where links lead: id -> address of its file, and image path -> name in the EPUB."""

    targets: Mapping[str, str]
    images: Mapping[str, str]

    def href(self, target: str, file: str) -> str | None:
        """The address of an id as seen from `file`; None where nothing has that id."""
        address = self.targets.get(target)
        return address and (address.removeprefix(file) or address)


def blocks(rows: Iterable[Parsed], file: str, links: Links) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The rows of one file, their notes numbered through it in each language."""
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    out = []
    for parsed in rows:
        halves, notes = [], []
        for cell, tree in zip(parsed.row.cells, parsed.trees, strict=True):
            say = _reporter(problems, cell.language or "table", parsed.row.id)
            _mark_tables(tree)
            _spell(tree)
            _map_links(tree, file, links, say)
            _map_images(tree, links, say)
            notes += _take_qualifications(tree, cell.language)
            notes += _take_notes(tree, f"{parsed.row.id}-{cell.language or 'table'}", cell.language, numbers)
            halves.append(Half(cell.language, Markup(inner(tree))))
        out.append(Block(parsed.row, tuple(halves), tuple(notes)))
    return tuple(out), tuple(problems)


def _reporter(problems: list[Problem], language: str, row: str) -> Callable[[str, str], None]:
    return lambda code, what: problems.append(Problem(code, f"{language}, row {row}: {what}"))


def _mark_tables(tree: Element) -> None:
    """Say of each heading cell what it heads, for those who listen (WCAG H63)."""
    for head in tree.iter(f"{{{XHTML}}}th"):
        if not head.get("scope"):
            in_head = any(a.tag == f"{{{XHTML}}}thead" for a in head.iterancestors())
            head.set("scope", "col" if in_head else "row")


def _spell(tree: Element) -> None:
    """The reading of a word as ruby (HTML 4.5.10)."""
    for reading in [e for e in tree.iter(f"{{{XHTML}}}span") if has_class(e, "reading")]:
        word = reading.getparent()
        if word is not None and has_class(word, "ruby"):
            word.tag, reading.tag = f"{{{XHTML}}}ruby", f"{{{XHTML}}}rt"


def _map_links(tree: Element, file: str, links: Links, say: Callable[[str, str], None]) -> None:
    for anchor in tree.iter(f"{{{XHTML}}}a"):
        href = anchor.get("href", "")
        if href.startswith("#"):
            address = links.href(href[1:], file)
            if address is None:
                say("D801", f"the link {href} of “{''.join(anchor.itertext())[:40]}”")
                continue
            anchor.set("href", address)
        if has_class(anchor, "term"):
            anchor.attrib.update({"href": f"#{note_id(anchor)}", "role": "doc-noteref", _TYPE: "noteref"})


def table_rows(rows: Iterable[Parsed]) -> Iterator[str]:
    """The ids of the rows of tables."""
    for parsed in rows:
        for tree in parsed.trees:
            yield from (e.get("id") for e in tree.iter(f"{{{XHTML}}}tr") if e.get("id"))


def mark_pages(rows: Iterable[Parsed], labels: Mapping[str, Sequence[str]]) -> None:
    """Mark where pages of the printed edition begin within rows: `labels` by the id of what begins there."""
    for element in (e for parsed in rows for tree in parsed.trees for e in tree.iter() if e.get("id") in labels):
        for label in labels[element.get("id")]:
            mark = element.makeelement(f"{{{XHTML}}}span", {_TYPE: "pagebreak", "role": "doc-pagebreak"})
            mark.attrib.update({"id": f"{OURS}page-{label}", "aria-label": label})
            if element.tag == f"{{{XHTML}}}tr":
                mark.tail, element[0].text = element[0].text, None
                element[0].insert(0, mark)
            else:
                element.addprevious(mark)


def note_id(term: Element) -> str:
    """The id of the note that a term's link opens."""
    return f"note-{term.get('id')}"


def terms(rows: Iterable[Parsed]) -> tuple[tuple[str, str], ...]:
    """(id of the link, id of the term's entry) of each term that some rows link, in order."""
    return tuple(
        (anchor.get("id"), anchor.get("href")[1:])
        for parsed in rows
        for tree in parsed.trees
        for anchor in tree.iter(f"{{{XHTML}}}a")
        if has_class(anchor, "term")
    )


def _map_images(tree: Element, links: Links, say: Callable[[str, str], None]) -> None:
    for image in tree.iter(f"{{{XHTML}}}img"):
        source = image.get("src", "")
        if source in links.images:
            image.set("src", links.images[source])
        else:
            say("D803", f"the image {source or '(no name)'}")


def _take_notes(tree: Element, prefix: str, language: str, numbers: dict[str, int]) -> list[Note]:
    """Cut the footnotes out of a cell and leave a numbered link where each stood."""
    notes = []
    spans = [e for e in tree.iter(f"{{{XHTML}}}span") if has_class(e, "footnote")]
    for span in spans:
        tag = language_of(span, language)
        number = numbers[tag] = numbers.get(tag, 0) + 1
        identifier = span.get("id") or f"{prefix}-note-{number}"
        note = Note(identifier, f"{identifier}-mark", Markup(number), tag, Markup(_as_blocks(span)))
        mark = _mark(note, span.tail)
        if tag != language_of(span.getparent(), language):  # of a text that is not translated, as its note is
            mark.attrib.update({"lang": tag, XML_LANG: tag})
        span.getparent().replace(span, mark)
        notes.append(note)
    return notes


def _take_qualifications(tree: Element, language: str) -> list[Note]:
    """Cut what qualifies each claim out of a cell; the claim's badge becomes the link to it."""
    notes = []
    badges = {a.get("id"): a for a in tree.iter(f"{{{XHTML}}}a") if has_class(a, claims.BADGE)}
    for div in [e for e in tree.iter(f"{{{XHTML}}}div") if has_class(e, claims.QUALIFICATION)]:
        identifier = div.get("id")
        badge = badges[identifier.removesuffix("-note") + "-badge"]
        label, entry, tag = Markup(inner(deepcopy(badge))), badge.get("href", ""), language_of(div, language)
        badge.attrib.update({"href": f"#{identifier}", "role": "doc-noteref", _TYPE: "noteref"})
        if div in badge.iterancestors():  # a heading's
            badge.getparent().text, badge.tail = (badge.tail or "").lstrip(), None
            left = etree.Element(f"{{{XHTML}}}p")
            div.getparent().replace(div, left)
            left.append(badge)
        else:
            div.getparent().remove(div)
        notes.append(Note(identifier, badge.get("id"), label, tag, Markup(inner(div)), entry))
    return notes


def _as_blocks(span: Element) -> str:
    has_blocks = any(child.tag in _BLOCKS for child in span)
    return inner(span) if has_blocks else f"<p>{inner(span)}</p>"


def _mark(note: Note, tail: str | None) -> Element:
    mark = etree.Element(f"{{{XHTML}}}sup")
    link = etree.SubElement(mark, f"{{{XHTML}}}a")
    link.attrib.update({"id": note.mark, "href": f"#{note.id}", "role": "doc-noteref", _TYPE: "noteref"})
    link.text = note.label
    mark.tail = tail
    return mark
