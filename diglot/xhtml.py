"""XHTML by lxml: namespaces, text with its language, Chinese characters. No files, no formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any
"""An lxml element: lxml has no annotations of its own."""

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_HAN_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "lzh"})
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def parse(data: bytes) -> Element:
    """The root of an XML document; entities and the network are shut off. lxml.etree.XMLSyntaxError."""
    return etree.fromstring(data, _PARSER)


def fragment(html: str) -> Element:
    """An XHTML fragment in a `<div>` of its own. lxml.etree.XMLSyntaxError where it is not well-formed."""
    return parse(f'<div xmlns="{XHTML}" xmlns:epub="{OPS}">{html}</div>'.encode())


def inner(element: Element) -> str:
    """What stands inside an element, as XHTML without namespace declarations."""
    names: Any = {None: XHTML, "epub": OPS}
    outer = etree.Element(f"{{{XHTML}}}div", nsmap=names)
    outer.text = element.text
    outer.extend(list(element))
    text: str = etree.tostring(outer, encoding="unicode")
    return "" if text.endswith("/>") else text[text.index(">") + 1 : text.rindex("</")]


def body(root: Element) -> Element:
    """The body of a document."""
    return root.find(f"{{{XHTML}}}body")


@cache
def writes_han(language: str) -> bool:
    """Whether Chinese characters belong to a language's own writing."""
    return language.split("-", maxsplit=1)[0] in _HAN_LANGUAGES and "-Latn" not in language


def has_class(element: Element, name: str) -> bool:
    """Whether `name` is among an element's classes."""
    return name in element.get("class", "").split()


def language_of(element: Element, otherwise: str = "") -> str:
    """The language tag nearest to an element, itself included."""
    for node in (element, *element.iterancestors()):
        found = node.get(XML_LANG) or node.get("lang")
        if found:
            return str(found)
    return otherwise


def runs(element: Element, language: str = "") -> Iterator[tuple[str, str, Element]]:
    """(text, nearest language, the element it stands in) under an element, in reading order."""
    if not isinstance(element.tag, str):
        return
    language = element.get(XML_LANG) or element.get("lang") or language
    if element.text:
        yield element.text, language, element
    for child in element:
        yield from runs(child, language)
        if child.tail:
            yield child.tail, language, element
