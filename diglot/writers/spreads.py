"""A page for each of two languages: facing pages and back-to-back sheets.

Each language is laid out on one endless page and measured; items are packed into spreads so that both
languages of an item stand on the same spread (or sheet); then the whole is laid out on real pages. What is
longer than a page is cut after a sentence, the same one in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from typing import Any
from xml.etree.ElementTree import Element

from diglot.model import SIDED
from diglot.problems import DiglotError, Problem
from diglot.writers import fitting, halves, packing
from diglot.writers.fitting import Render, page_box
from diglot.writers.halves import ITEM, Item, classes
from diglot.writers.packing import Extent, Packed, Spread

ENDLESS = """@page {{ size: {width}px 100000000px; bleed: 0; marks: none }}
.footnote {{ float: none; display: block; }}
.page::after, .paged::after {{ content: "→ 00" !important }}"""
"""Pages without an end, each note below its text, numbers of pages left open: a number takes a second layout."""
SIDE = "diglot-side"
"""The class of a page of one language."""
SIDES = """.diglot-side * { break-before: auto !important; break-after: auto !important }
.diglot-side .row.s, .diglot-side .tabular { break-inside: auto }"""
TRIES, LESS = 8, 0.02
"""How often pages are laid out that turned out too long, and how much less each time is put on them."""
CUTS = 12
"""How many times what is too long is cut in two: a text of 2 ** 12 pages."""
FACING = "facing"


@dataclass(frozen=True, slots=True)
class Form:
    """What a PDF is to be: how its languages stand on its pages, and whether it is PDF/A-3a too.

    Where each language has pages of its own, the first has the right-hand ones.
    """

    languages: tuple[str, ...] = ()
    layout: str = "single"
    archive: bool = False

    @property
    def is_sided(self) -> bool:
        """Whether each language has pages of its own."""
        return self.layout in SIDED


def laid_out(root: Any, form: Form, render: Render, measure: Render, template: str) -> tuple[Any, str, list[Problem]]:
    """The document of a page whose languages have pages of their own, its /PageLayout (ISO 32000-1, 7.7.2), and
    D708 for each table whose words are broken.

    `render` makes it, `measure` is asked before. Facing pages begin on the left where no cover stands before
    them. Raises DiglotError D737 where something that may not be cut is longer than a page, D707 (see `fitting`).
    """
    problems: list[Problem] = []
    fitting.number(root)
    real = page_box(measure(_bare(root)).pages[0])
    for _ in range(CUTS):
        found = halves.items(root.find("body"))
        documents = _endless(root, found, form, measure, real.margin_width())
        said = fitting.broken(root, documents, template)
        problems += said
        measured = _measured(documents, found, form, real)
        if not said and not _shortened(found, measured):
            break
    if long := [found[last] for first, last in packing.groups(measured) if not packing.fits(measured, first, last)]:
        raise _too_long(long[0].element, template)
    for attempt in range(TRIES):
        spreads = [*packing.packed(measured, 1 - LESS * attempt)]
        document = render(_paged(root, found, spreads, form))
        fitting.noted(document, template)
        if not (over := _overflown(document)):
            return document, _shown(spreads, form), problems
    raise _too_long(over[0], template)


def _too_long(element: Any, template: str) -> DiglotError:
    return DiglotError(
        fitting.problem("D737", element, ": with what must stand beside it, it is longer than a page", template)
    )


def _shown(spreads: Sequence[Spread], form: Form) -> str:
    """How a reader's program sets the pages side by side."""
    if form.layout != FACING:
        return "/SinglePage"
    return "/TwoPageRight" if spreads[0].whole else "/TwoPageLeft"


def _shortened(found: Sequence[Item], measured: Sequence[Packed]) -> bool:
    """Cut each row that is longer than a page with what is kept before it; whether there was one."""
    done = False
    for first, last in packing.groups(measured):
        item = found[last]
        if not packing.fits(measured, first, last) and "row" in classes(item.element) and item.path:
            parts, parent = halves.cut(item.element), item.path[-1]
            at = list(parent).index(item.element)
            parent[at : at + 1] = parts
            done = done or len(parts) > 1
    return done


# --- measuring ----------------------------------------------------------------------------------


def _endless(root: Any, found: Sequence[Item], form: Form, render: Render, width: float) -> list[Any]:
    """A document of each language, on pages of a width (px) without an end."""
    for number, item in enumerate(found):
        item.element.set(ITEM, str(number))
    trees = [halves.half(root, tag, form.languages) for tag in form.languages]
    for tree in trees:
        _style(tree, ENDLESS.format(width=width))
    return [render(tree) for tree in trees]


def _measured(documents: Sequence[Any], found: Sequence[Item], form: Form, real: Any) -> list[Packed]:
    """Each item with where it stands in each language; `real`: the box of a page that has an end."""
    columns = [_column(document, len(found), real) for document in documents]
    whole = [form.layout == FACING and halves.WHOLE in classes(item.element) for item in found]
    rows = zip(zip(*columns, strict=True), found, whole, strict=True)
    return [
        Packed(extents, item.kept or _together(found[number : number + 2]), item.joined, alone)
        for number, (extents, item, alone) in enumerate(rows)
    ]


def _together(pair: Sequence[Item]) -> bool:
    """Whether two items are notices of one heading."""
    return len(pair) > 1 and all("at-section" in classes(item.element) for item in pair)


def _column(document: Any, count: int, real: Any) -> Iterator[Extent]:
    """The extents of one language; what has no box in the flow stands at the foot of the item before it."""
    boxes: dict[int, Extent] = {}
    for part, page in enumerate(map(page_box, document.pages)):
        around = page.margin_top + page.margin_bottom + page.padding_top + page.padding_bottom
        room, head = real.margin_height() - around, 0.0
        for box in _flow(page):
            number = int(box.element.get(ITEM, "-1"))
            if box.element.tag == "thead":
                head = box.height
            elif number not in boxes:
                boxes[number] = _extent(box, part, room, head)
    last = next(iter(boxes.values()))
    for number in range(count):
        last = boxes.get(number) or replace(last, top=last.bottom, above=0.0, notes=False)
        yield last


def _extent(box: Any, part: int, room: float, head: float) -> Extent:
    notes = any("footnote" in classes(one) for one in box.element.iter())
    if box.element.tag == "tr":
        return Extent(part, box.position_y, box.position_y + box.height, head, room, notes)
    top = box.position_y + box.margin_top
    return Extent(part, top, top + box.border_height(), max(0.0, box.margin_top), room, notes)


def _bare(root: Any) -> Any:
    """A page with its styles and nothing on it."""
    bare, body = halves.shell(root), halves.shell(root.find("body"))
    bare.extend([deepcopy(root.find("head")), body])
    return bare


def _flow(page: Any) -> Iterator[Any]:
    """The boxes of the items on a page, and of the heads of tables; not those in its margins."""
    waiting = [child for child in reversed(page.children) if not hasattr(child, "at_keyword")]
    while waiting:
        box = waiting.pop()
        element = box.element
        mine = element is not None and box.element_tag == element.tag
        if mine and (element.tag == "thead" or element.get(ITEM) is not None):
            yield box
        else:
            waiting += reversed(getattr(box, "children", ()))


# --- pages ----------------------------------------------------------------------------------------


def _paged(root: Any, found: Sequence[Item], spreads: Sequence[Spread], form: Form) -> Any:
    """The page with a side for each language of each spread."""
    languages, tree = form.languages, _bare(root)
    body = tree.find("body")
    if _shown(spreads, form) == "/TwoPageLeft":
        tree.set("style", "break-before: left")
    _style(tree, SIDES)
    # The first language stands on right-hand pages, which are the fronts of sheets.
    places = {languages[0]: "right", languages[1]: "left"}
    order = languages[::-1] if form.layout == FACING else languages
    body.extend(deepcopy(one) for one in root.find("body") if halves.FOOT in classes(one))
    heads: dict[str, Any] = {}
    for spread in spreads:
        mine = found[spread.first : spread.last + 1]
        if spread.whole:
            body.append(_side(mine, "right", deepcopy, None))
            continue
        pages = {
            tag: _side(mine, places[tag], partial(halves.half, language=tag, languages=languages), heads.get(tag), tag)
            for tag in languages
        }
        _named(pages, languages)
        body.extend(pages[tag] for tag in order)
        for tag, side in pages.items():
            heads[tag] = next((one for one in side.iter() if "running" in classes(one)), None)
    _unique(body)
    _linked(body, languages[1])
    return tree


def _side(mine: Sequence[Item], at: str, copied: Callable[[Any], Any], head: Any, language: str = "") -> Any:
    """One page: its items in what they stand in, each as `copied` gives it, under the running head."""
    spoken = {"lang": language, "xml:lang": language} if language else {}
    side = Element("div", {"class": SIDE, "style": f"break-before: {at}", **spoken})
    if head is not None and not any("running" in classes(item.element) for item in mine):
        side.append(deepcopy(head))
    around: list[tuple[Any, Any]] = [(None, side)]
    for item in mine:
        path = (None, *item.path)
        same = sum(1 for _ in takewhile(lambda pair: pair[0][0] is pair[1], zip(around, path, strict=False)))
        del around[same:]
        for outer in path[same:]:
            shell = copied(halves.shell(outer))
            around[-1][1].append(shell)
            around.append((outer, shell))
        around[-1][1].append(copied(item.element))
    return side


def _named(pages: Mapping[str, Any], languages: Sequence[str]) -> None:
    """What both languages of a spread share is named after the second one on its page."""
    first, second = (pages[tag] for tag in languages)
    shared = {one.get("id") for one in first.iter()}
    for one in second.iter():
        if (name := one.get("id")) and name in shared:
            one.set("id", f"{name}-{languages[1]}")


def _unique(body: Any) -> None:
    """An id stays where it stands first: what goes on over several pages begins there."""
    seen: set[str] = set()
    for one in body.iter():
        if (name := one.get("id")) in seen:
            del one.attrib["id"]
        elif name:
            seen.add(name)


def _linked(body: Any, language: str) -> None:
    """Links of the second language lead to its own pages."""
    known = {one.get("id") for one in body.iter()}
    for cell in (one for one in body.iter() if one.get("lang") == language):
        for link in cell.iter("a"):
            if (name := f"{link.get('href', '')}-{language}")[1:] in known:
                link.set("href", name)


def _style(tree: Any, css: str) -> None:
    """Add a style sheet that comes after all others."""
    style = Element("style")
    style.text = css
    tree.find("head").append(style)


def _overflown(document: Any) -> list[Any]:
    """The sides that go on after their page."""
    pages: dict[Any, set[int]] = {}
    for number, page in enumerate(map(page_box, document.pages)):
        for box in page.descendants():
            if box.element is not None and SIDE in classes(box.element):
                pages.setdefault(box.element, set()).add(number)
    return [element for element, on in pages.items() if len(on) > 1]
