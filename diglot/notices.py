"""source/disclaimers/*.md and source/evidence.md -> Disclaimers and Evidence, checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from diglot import claims, gate, pandoc, provenance, read, toml, tree
from diglot.lines import aligner
from diglot.model import Disclaimer, Document, Evidence, Json, Message, Place, Placed, Publication, Reference
from diglot.problems import DiglotError, Problem

EVIDENCE = "source/evidence.md"
REFERENCES = "source/references.toml"
READ = {
    "copy": "We have read a stored copy of it.",
    "abstract": "We have read its abstract only.",
    "secondary": "We know it from other texts only.",
}
"""How a source was read, and what readers are told of it."""
PLACES = ("line", "front", "back", "glossary", "section", "table", "claim", "changed", "untranslated", "draft")
"""Where a disclaimer's words can stand: domain.md's table of kinds and places. The last three are
beside a text whose translation is older than it, beside one without a translation, and on a draft."""
NARROWED = ("section", "table")
"""Places that must say which: `of` names a class of the author's."""
SHORT = ("line", "changed", "untranslated", "draft")
"""Places whose words are one paragraph: they stand within a line."""
BARE = ("changed", "untranslated", "draft")
"""Places whose words are for every edition: neither `of` nor `region` can narrow them."""
SMALLEST = {
    "line": 8.0,
    "front": 10.0,
    "back": 9.0,
    "glossary": 9.0,
    "section": 9.0,
    "table": 9.0,
    "claim": 8.0,
    "changed": 8.0,
    "untranslated": 8.0,
}
"""The least size of letters in each place, in pt, where the header says nothing."""
LEAST = 6.0
"""No header may allow less, in pt."""
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


# --- disclaimers ----------------------------------------------------------------------------


def disclaimers(publication: Publication) -> tuple[tuple[Disclaimer, ...], tuple[Problem, ...]]:
    """source/disclaimers/*.md of every kind that an edition names.

    Raises DiglotError: D501 where one is missing, D502 for its header, D503 and D509 for a place.
    """
    kinds = list(dict.fromkeys(kind for edition in publication.editions for kind in edition.disclaimers))
    for edition in publication.editions:
        for kind in edition.disclaimers:
            file = f"source/disclaimers/{kind}.md"
            if not (publication.root / file).is_file():
                message = f"edition {edition.name} needs the disclaimer {kind}, but {file} is missing"
                raise DiglotError(Problem("D501", message, edition.place))
    named = [("disclaimers", f"source/disclaimers/{kind}.md") for kind in kinds]
    found, problems = read.texts(publication, named, pandoc.DIALECTS["markdown"])
    regions = [one.code for one in publication.jurisdictions]
    return tuple(_disclaimer(kind, d, regions) for kind, d in zip(kinds, found, strict=True)), problems


def _disclaimer(kind: str, document: Document, regions: list[str]) -> Disclaimer:
    said = document.ast["meta"]
    if not _word(said, "kind") or _word(said, "kind") != kind or not _word(said, "version"):
        raise _wrong(document, "kind", f"its header must say kind: {kind} and a version")
    places = tuple(_placed(document, i, regions) for i in range(len(document.ast["blocks"])))
    if said.get("places", {"t": "MetaList"})["t"] != "MetaList":
        raise _wrong(document, "places", "places must be a list, such as [front, back]")
    declared = [_plain(item) for item in said.get("places", {}).get("c", [])]
    for place in declared:
        if place not in {p.place for p in places}:
            message = f"its header says that words stand in “{place}”, but there are none"
            raise DiglotError(Problem("D507", message, _header(document, "places"), f"write ::: {place} … :::"))
    for i, one in enumerate(places):
        if one.place not in declared:
            raise _misplaced(document, i, f"its header does not name “{one.place}” among its places")
    return Disclaimer(kind, _word(said, "version"), places, tuple(_sizes(document).items()), document)


def _placed(document: Document, number: int, regions: list[str]) -> Placed:
    block = document.ast["blocks"][number]
    name, narrowed, only = "", "", list[str]()
    if block["t"] == "Div":
        _, classes, pairs = tree.attribute(block["c"][0])
        name = next((c for c in classes if c in PLACES), "")
        narrowed, only = pairs.get("of", ""), pairs.get("region", "").split()
    if not name or (name in NARROWED and not narrowed):
        message = f"block {number + 1} does not stand in a div that names its place"
        raise _misplaced(document, number, message, f"known places: {', '.join(PLACES)}")
    if not any(tree.plain(inlines).strip() for _, _, inlines in tree.slots(block["c"][1], ())):
        raise _misplaced(document, number, f"its words for “{name}” are empty")
    if name in SHORT and [b["t"] for b in block["c"][1]] not in (["Para"], ["Plain"]):
        raise _misplaced(document, number, f"its words for “{name}” must be one paragraph")
    for key in ("of", "region") if name in BARE else ():
        if key in pairs:
            message = f"its words for “{name}” are for every edition: {key} cannot narrow them"
            raise _misplaced(document, number, message)
    for region in only:
        if region not in regions:
            hint = f"source/jurisdictions.toml has: {', '.join(regions) or 'nothing'}"
            raise DiglotError(Problem("D509", f"nothing is known of “{region}”", _line(document, number), hint))
    return Placed(f"{name}:{narrowed}" if narrowed else name, tuple(only), block["c"][1])


def _sizes(document: Document) -> dict[str, float]:
    said = document.ast["meta"].get("smallest", {"t": "MetaMap", "c": {}})
    if said["t"] != "MetaMap":
        raise _wrong(document, "smallest", "smallest must be a table, such as {front: 10}")
    sizes = dict(SMALLEST)
    for place, value in said["c"].items():
        text = _plain(value)
        if place not in PLACES or not _SIZE.fullmatch(text) or float(text) < LEAST:
            raise _wrong(document, "smallest", f"smallest: {place}: {text} is no size of {LEAST:g} pt or more")
        sizes[place] = float(text)
    return sizes


def _wrong(document: Document, key: str, message: str) -> DiglotError:
    return DiglotError(Problem("D502", message, _header(document, key)))


def _misplaced(document: Document, number: int, message: str, hint: str = "") -> DiglotError:
    return DiglotError(Problem("D503", message, _line(document, number), hint))


def _header(document: Document, key: str) -> Place:
    hit = re.search(rf"^{key}:", document.source, re.MULTILINE)
    return Place(document.file, document.source.count("\n", 0, hit.start()) + 1 if hit else 1)


def _line(document: Document, number: int) -> Place:
    """The line of a block: that of its first text, or of the `:::` before it."""
    blocks = document.ast["blocks"]
    texts = (tree.plain(inlines) for _, _, inlines in tree.slots(blocks[number:], ()))
    text = next((t for t in texts if t.strip()), "")
    return Place(document.file, aligner(document.source).line_anywhere(text) or 1)


def _word(meta: Mapping[str, Json], key: str) -> str:
    return _plain(meta.get(key, {}))


def _plain(value: Json) -> str:
    content = value.get("c") if isinstance(value, dict) else None
    return tree.plain(content).strip() if isinstance(content, list) and value["t"] == "MetaInlines" else ""


# --- evidence -------------------------------------------------------------------------------


def evidence(publication: Publication) -> tuple[Evidence | None, tuple[Reference, ...], tuple[Problem, ...]]:
    """source/evidence.md and the sources that it names; None where a publication marks no claims.

    Raises DiglotError D512 for a note or a level that is wrong, D101, D102 for references.toml.
    """
    if not (publication.root / EVIDENCE).is_file():
        return None, (), ()
    (document, *_), problems = read.texts(publication, [("disclaimers", EVIDENCE)], pandoc.DIALECTS["markdown"])
    references = _references(publication)
    found = _evidence(document, {one.id for one in references})
    return found, references, problems


def _evidence(document: Document, known: set[str]) -> Evidence:
    version = _word(document.ast["meta"], "version")
    if not version:
        raise DiglotError(Problem("D512", "its header must say a version", Place(document.file, 1)))
    levels, notes = dict[str, int](), dict[str, int]()
    allowed, sources = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for number, block in enumerate(document.ast["blocks"]):
        if gate.comment(block):
            continue
        identifier, classes, pairs = tree.attribute(block["c"][0]) if block["t"] == "Div" else ("", (), {})
        if "level" in classes and pairs.get("of") in claims.LEVELS:
            wrong = _wrong_level(pairs["of"], block, levels)
            levels[pairs["of"]] = number
        elif "note" in classes and identifier:
            wrong = _wrong_note(identifier, block, pairs, known)
            notes[identifier], allowed[identifier] = number, _levels(pairs)
            sources[identifier] = tuple(pairs.get("source", "").split())
        else:
            wrong = f"block {number + 1} is neither a level nor a note"
        if wrong:
            hint = 'write ::: {.level of="lab"} or ::: {.note #id of="lab animal"}'
            raise DiglotError(Problem("D512", wrong, _line(document, number), hint))
    for level in claims.LEVELS:
        if level not in levels:
            raise DiglotError(Problem("D512", f"there are no words for the level “{level}”", Place(document.file, 1)))
    return Evidence(
        version=version,
        levels=tuple(levels.items()),
        notes=tuple(notes.items()),
        of=tuple(allowed.items()),
        sources=tuple(sources.items()),
        document=document,
    )


def _paragraphs(block: Json) -> int:
    """Of how many paragraphs with words a div is made; 0 where anything else is in it: it would not be printed."""
    inside = block["c"][1] if block["t"] == "Div" else ()
    whole = all(b["t"] in {"Para", "Plain"} and tree.plain(b["c"]).strip() for b in inside)
    return len(inside) if whole else 0


def _wrong_level(level: str, block: Json, before: Collection[str]) -> str:
    if _paragraphs(block) != 2:
        return f"the level “{level}” must be its name and one sentence, each a paragraph with words"
    return f"the level “{level}” stands twice" if level in before else ""


def _wrong_note(identifier: str, block: Json, pairs: Mapping[str, str], known: Collection[str]) -> str:
    if _paragraphs(block) != 1:
        return f"the note “{identifier}” must be one paragraph with words"
    if not _levels(pairs):
        return f"the note “{identifier}” must say of which levels it speaks: “{pairs.get('of', '')}” is none"
    lost = next((name for name in pairs.get("source", "").split() if name not in known), "")
    return f"the note “{identifier}” rests on “{lost}”, which {REFERENCES} does not have" if lost else ""


def _levels(pairs: Mapping[str, str]) -> tuple[str, ...]:
    """The levels of `of`; () where one of them is unknown."""
    found = tuple(pairs.get("of", "").split())
    return found if set(found) <= set(claims.LEVELS) else ()


def _references(publication: Publication) -> tuple[Reference, ...]:
    top, source = toml.read(publication.root, REFERENCES), publication.source_language
    return tuple(_reference(name, table, source) for name, table in top.tables()) if top else ()


def _reference(name: str, table: toml.Table, source: str) -> Reference:
    table.only(("citation", "read", "language"))
    if not table.string("citation").strip():
        raise table.error("citation", "the citation is empty")
    language = table.string("language", source)
    if not _TAG.fullmatch(language):
        raise table.error("language", f"“{language}” is not a language tag")
    return Reference(name, table.string("citation"), table.word("read", READ), language)


def messages() -> Iterator[Message]:
    """What is said of the sources, for translators."""
    for text in READ.values():
        yield Message(text, comments=(provenance.PART_OF_A_NOTICE,), references=(REFERENCES,))


# --- claims of the documents ------------------------------------------------------------------


def of_claims(documents: Iterable[Document], found: Evidence | None) -> Iterator[Problem]:
    """D511, D512 for what is wrong with the marks of claims."""
    for document in documents:
        for one in claims.wrong(document, found):
            line = read.line(document, one.near, one.literal)
            yield Problem(one.code, one.message, Place(document.file, line))
