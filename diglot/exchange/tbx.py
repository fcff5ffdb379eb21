"""TBX: ISO 30042:2019 (v3, TBX-Basic in DCA style) and its 2008 form (v2, MARTIF).

v3 keeps all: what TBX-Basic has no data category for stands in notes "key: value", so that a
file is read back as it was written. v2 is for programs that read little of it (Weblate,
OmegaT, translate-toolkit): names with their status, definitions, subject fields, pinyin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from diglot.exchange.names import Name, Written, losses, roles
from diglot.matching import ADMITTED, FORBIDDEN, PREFERRED
from diglot.model import Concept, Place, Term, TermBase
from diglot.problems import DiglotError, Problem

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
STATUS = {PREFERRED: "preferredTerm-admn-sts", ADMITTED: "admittedTerm-admn-sts", FORBIDDEN: "deprecatedTerm-admn-sts"}
_ROLES = {value: role for role, value in STATUS.items()} | {"supersededTerm-admn-sts": FORBIDDEN}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_V3 = {"entry": "conceptEntry", "language": "langSec", "term": "termSec"}
_V2 = {"entry": "termEntry", "language": "langSet", "term": "tig"}
_HELD2 = ("domains", "definitions", "admitted names", "forbidden names", "pinyin", "notes")


def write3(terms: TermBase, source: str, _target: str) -> Written:
    """The whole term base as TBX-Basic v3."""
    root = etree.Element("tbx", {"type": "TBX-Basic", "style": "dca", _LANG: source}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    header = etree.SubElement(root, "tbxHeader")
    _description(header, source)
    _body(root, terms, _V3, source, whole=True)
    return Written(_bytes(root))


def write2(terms: TermBase, source: str, target: str) -> Written:
    """The names of the whole term base as TBX v2 (MARTIF).

    Source and target language come first: translate-toolkit and Weblate read just two.
    """
    root = etree.Element("martif", {"type": "TBX-Basic", _LANG: source})
    header = etree.SubElement(root, "martifHeader")
    _description(header, source)
    order = {source: 0, target: 1}
    ordered = [replace(c, terms=tuple(sorted(c.terms, key=lambda t: order.get(t.language, 2)))) for c in terms]
    _body(root, ordered, _V2, source, whole=False)
    return Written(_bytes(root, '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'), losses(terms, _HELD2))


def _description(header: etree._Element, source: str) -> None:
    described = etree.SubElement(header, "fileDesc")
    _text(etree.SubElement(described, "sourceDesc"), "p", f"a diglot term base; definitions are in {source}")
    _text(etree.SubElement(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs", type="XCSURI")


def _body(root: etree._Element, terms: Iterable[Concept], names: dict[str, str], source: str, *, whole: bool) -> None:
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for concept in terms:
        entry = etree.SubElement(body, names["entry"], id=concept.id)
        _text(entry, "descrip", concept.domain, type="subjectField")
        for other in concept.close if whole else ():
            _text(entry, "ref", "close", type="crossReference", target=other)
        for other in concept.exact if whole else ():
            _text(entry, "ref", "exact", type="crossReference", target=other)
        for key, value in _notes_of(concept) if whole else [("note", concept.note)]:
            if value:
                _text(entry, "note", f"{key}: {value}" if whole else value)
        for term in concept.terms:
            section = etree.SubElement(entry, names["language"], {_LANG: term.language})
            if term.language == source:
                _text(section, "descrip", concept.definition, type="definition")
            _term(section, term, names["term"], whole=whole)


def _term(section: etree._Element, term: Term, name: str, *, whole: bool) -> None:
    for role, text in roles(term):
        group = etree.SubElement(section, name)
        _text(group, "term", text)
        _text(group, "termNote", STATUS[role], type="administrativeStatus")
        if role == PREFERRED:
            for key, value in _term_notes(term) if whole else [("pinyin", term.pinyin), ("note", term.note)]:
                if value:
                    _text(group, "note", f"{key}: {value}" if whole or key == "pinyin" else value)


def _notes_of(concept: Concept) -> Iterator[tuple[str, str]]:
    yield from (("code", f"{system} {code}") for system, code in concept.codes)
    yield "sense", concept.sense
    yield "status", concept.status if concept.status != "draft" else ""
    yield "verified", concept.verified
    yield "note", concept.note


def _term_notes(term: Term) -> Iterator[tuple[str, str]]:
    yield from (("mask", word) for word in term.mask)
    yield from (("proposed", name) for name in term.proposed)
    yield "pinyin", term.pinyin
    yield "case", "exact" if term.exact_case else ""
    yield "left", term.left
    yield "right", term.right
    yield "note", term.note


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text


def _bytes(root: etree._Element, doctype: str = "") -> bytes:
    etree.indent(root)
    text = etree.tostring(root, encoding="unicode")
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *filter(None, [doctype]), text, ""]).encode()


# --- reading --------------------------------------------------------------------------------


def read(data: bytes, file: str) -> tuple[Name, ...]:
    """The names of a TBX file, v2 or v3. Raises DiglotError D407 with the line."""
    return tuple(
        Name(concept.id, term.language, text, role, concept.place)
        for concept in concepts(data, file)
        for term in concept.terms
        for role, text in roles(term)
        if text
    )


def concepts(data: bytes, file: str) -> TermBase:
    """The concepts of a TBX file. Raises DiglotError D407 with the line."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DiglotError(Problem("D407", error.msg, Place(file, line, column))) from error
    kind = etree.QName(root).localname
    if kind not in {"tbx", "martif"}:
        raise DiglotError(Problem("D407", f"<{kind}> is not TBX", _place(root, file)))
    if any(one.tag is etree.Entity for one in root.iter()):
        raise DiglotError(Problem("D407", "entities are not allowed", Place(file, 1)))
    names = _V3 if kind == "tbx" else _V2
    found = tuple(_concept(entry, names, file) for entry in root.iter(f"{{*}}{names['entry']}"))
    if not found:
        raise DiglotError(Problem("D407", f"the file has no <{names['entry']}>", Place(file, 1)))
    return found


def _concept(entry: etree._Element, names: dict[str, str], file: str) -> Concept:
    notes = list(_notes(entry))
    references = [(ref.text or "", ref.get("target", "")) for ref in entry.findall("{*}ref")]
    return Concept(
        id=entry.get("id", ""),
        domain=_described(entry, "subjectField"),
        definition=next(filter(None, (_described(e, "definition") for e in entry.iter())), ""),
        terms=tuple(_language(section, names) for section in entry.findall(f"{{*}}{names['language']}")),
        place=_place(entry, file),
        sense=_note(notes, "sense"),
        codes=tuple((s, c) for key, value in notes if key == "code" for s, _, c in [value.partition(" ")]),
        status=_note(notes, "status") or "draft",
        verified=_note(notes, "verified"),
        close=tuple(target for kind, target in references if kind == "close"),
        exact=tuple(target for kind, target in references if kind == "exact"),
        note=_note(notes, "note"),
    )


def _place(element: etree._Element, file: str) -> Place:
    line = element.sourceline
    return Place(file, line if isinstance(line, int) else 1)


def _language(section: etree._Element, names: dict[str, str]) -> Term:
    by_role: dict[str, list[str]] = {}
    notes: list[tuple[str, str]] = []
    groups = [*section.iter(f"{{*}}{names['term']}"), *section.iter("{*}ntig")]
    for group in groups:
        text = next(("".join(map(str, one.itertext())).strip() for one in group.iter("{*}term")), "")
        said = [one.text for one in group.iter("{*}termNote") if one.get("type") == "administrativeStatus"]
        role = _ROLES.get((said[0] or "").strip(), ADMITTED) if said else ADMITTED if by_role else PREFERRED
        if role == PREFERRED and by_role.get(PREFERRED):
            role = ADMITTED
        by_role.setdefault(role, []).append(text)
        notes += _notes(group)
    return Term(
        language=section.get(_LANG) or section.get("lang") or "",
        preferred="".join(by_role.get(PREFERRED, [])),
        admitted=tuple(by_role.get(ADMITTED, [])),
        forbidden=tuple(by_role.get(FORBIDDEN, [])),
        mask=_listed(notes, "mask"),
        proposed=_listed(notes, "proposed"),
        pinyin=_note(notes, "pinyin"),
        exact_case=_note(notes, "case") == "exact",
        left=_note(notes, "left"),
        right=_note(notes, "right"),
        note=_note(notes, "note"),
    )


def _notes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(key, value) of the notes right in an element; a note of somebody else's has the key "note"."""
    for note in element.findall("{*}note"):
        key, colon, value = (note.text or "").partition(": ")
        yield (key, value) if colon and key in _KEYS else ("note", note.text or "")


_KEYS = {"code", "sense", "status", "verified", "note", "mask", "proposed", "pinyin", "case", "left", "right"}


def _note(notes: Iterable[tuple[str, str]], key: str) -> str:
    return next((value for name, value in notes if name == key), "")


def _listed(notes: Iterable[tuple[str, str]], key: str) -> tuple[str, ...]:
    return tuple(value for name, value in notes if name == key)


def _described(element: etree._Element, kind: str) -> str:
    return next((d.text or "" for d in element.findall("{*}descrip") if d.get("type") == kind), "")
