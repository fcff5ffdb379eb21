"""What keeps the catalogs: extract (with merge), status, import, approve, and the parity of any PO file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from diglot import (
    approval,
    catalogs,
    disclaimers,
    files,
    importing,
    parity,
    pipeline,
    po,
    po_reader,
    provenance,
    sources,
    stamp,
    units,
)
from diglot import status as statuses
from diglot.check import epublint
from diglot.model import Place
from diglot.problems import DiglotError, Problem
from diglot.sources import Sources
from diglot.status import Status


@dataclass(frozen=True, slots=True)
class Extracted:
    """The catalogs that an extraction changed, and what it found in the sources."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A catalog that an import filled: messages taken as they were, and taken as fuzzy."""

    file: str
    equal: int
    fuzzy: int


def extract(root: Path) -> Extracted:
    """Bring translations/ up to source/ and templates/.

    Writes `<name>.pot` and merges each `<locale>/<name>.po`; a second run writes nothing.
    """
    with files.alone(root / ".diglot" / "lock"):
        for folder in (root / "translations", *(root / "translations").glob("*/")):
            files.sweep(folder)
        before = stamp.inputs(root)
        found = sources.load(root)
        changed = _write_templates(root, found)
        for language in found.publication.languages:
            changed += _merge(root, found, language)
        stamp.write(root, before, found.problems)
        return Extracted(tuple(changed), found.problems)


def _write_templates(root: Path, found: Sources) -> list[str]:
    pots = {f"translations/{name}.pot": (name, messages) for name, messages in found.messages().items()}
    new = {
        file: catalogs.pot(found.publication, name, _whole(root, file), messages)
        for file, (name, messages) in pots.items()
    }
    return [file for file, pot in new.items() if files.write_if_changed(root / file, po.dump(pot))]


def _merge(root: Path, found: Sources, language: str) -> list[str]:
    """Merge every catalog of a language; a text that moved to another takes its translation along."""
    messages = {sources.catalog_path(language, name): (name, m) for name, m in found.messages(language).items()}
    old = {
        file: _parsed(root, file) or catalogs.new(found.publication, name, language, file)
        for file, (name, _) in messages.items()
    }
    left = [catalog for file in _orphans(root, language, messages) if (catalog := _whole(root, file))]
    gone = [catalogs.gone(old[file], m) for file, (_, m) in messages.items()] + [catalogs.gone(c, ()) for c in left]
    moved = {key: entry for entries in reversed(gone) for key, entry in entries.items()}
    merged = {
        file: catalogs.with_approved(catalogs.merge(old[file], m, moved), m, old[file])
        for file, (_, m) in messages.items()
    }
    return [file for file, one in merged.items() if files.write_if_changed(root / file, po.dump(one))]


def _orphans(root: Path, language: str, known: Iterable[str]) -> list[str]:
    """The catalogs of a language whose document was renamed or taken away: they are left as they are."""
    folder = (root / sources.catalog_path(language, "x")).parent
    return sorted({path.relative_to(root).as_posix() for path in folder.glob("*.po")} - set(known))


def _whole(root: Path, file: str) -> po.Catalog | None:
    """A catalog that nobody depends on; None where it is not there or broken."""
    try:
        return _parsed(root, file)
    except DiglotError:
        return None


def _parsed(root: Path, file: str) -> po.Catalog | None:
    return _read(root / file, file) if (root / file).exists() else None


def _read(path: Path, file: str) -> po.Catalog:
    try:
        return po_reader.parse(path.read_bytes(), file)
    except OSError as error:
        raise DiglotError(Problem("D301", f"it cannot be read ({error.strerror})", Place(file))) from error


def status(root: Path) -> tuple[Status, ...]:
    """How far every catalog is against today's texts; of each language last the sum of all."""
    found = sources.load(root)
    rows: list[Status] = []
    for language in filter(found.catalogs, found.publication.languages):
        loaded = _of_language(root, found, language)
        problems = [
            p for (_, tag), many in pipeline.translated(found, loaded)[1].items() if tag == language for p in many
        ]
        messages = found.messages(language)
        mine = [statuses.status(language, n, messages[n], loaded[language, n], problems) for n in messages]
        rows += [*mine, statuses.total(language, mine)]
    return tuple(rows)


def _of_language(root: Path, found: Sources, language: str) -> dict[tuple[str, str], po.Catalog]:
    """The catalogs of a language; one that is not there yet is empty."""
    files_of = {name: sources.catalog_path(language, name) for name in found.catalogs(language)}
    return {
        (language, name): _parsed(root, file) or catalogs.new(found.publication, name, language, file)
        for name, file in files_of.items()
    }


def catalogs_of(root: Path, found: Sources) -> dict[tuple[str, str], po.Catalog]:
    """(language, name) -> catalog; one that is not there yet is empty."""
    return {key: one for tag in found.publication.languages for key, one in _of_language(root, found, tag).items()}


def import_po(root: Path, paths: Sequence[Path]) -> tuple[Filled, ...]:
    """Fill what is not translated yet from other gettext catalogs; see `importing`.

    Raises DiglotError D319 for a catalog in no language of the publication.
    """
    with files.alone(root / ".diglot" / "lock"):
        found = sources.load(root)
        return tuple(filled for path in paths for filled in _import(root, found, path))


def _import(root: Path, found: Sources, path: Path) -> Iterator[Filled]:
    foreign = _read(path, str(path))
    language = importing.language_of(foreign, sources.targets(found.publication))
    if not language:
        said = po.header_fields(foreign).get("Language", "") or "no language"
        known = ", ".join(sources.targets(found.publication))
        raise DiglotError(Problem("D319", f"its header says {said}; the publication has {known}", Place(str(path), 1)))
    memory = importing.Memory(foreign)
    messages = found.messages(language)
    for (_, name), catalog in _of_language(root, found, language).items():
        done = importing.fill(catalogs.merge(catalog, messages[name]), memory)
        if done.equal + done.fuzzy and files.write_if_changed(root / catalog.file, po.dump(done.catalog)):
            yield Filled(catalog.file, done.equal, done.fuzzy)


@dataclass(frozen=True, slots=True)
class Parity:
    """How many translations of a PO file were compared, how many are flagged, and with what."""

    file: str
    translations: int
    flagged: int
    problems: tuple[Problem, ...]


def parity_of(path: Path) -> Parity:
    """Every translation of any gettext catalog of Markdown compared with its msgid."""
    catalog = _read(path, str(path))
    entries = [e for e in catalog.messages() if not e.empty and not e.fuzzy]
    texts = [text for e in entries for text in (e.get("msgid"), e.msgstr)]
    readings = units.parse(texts, [text.count("[^") for text in texts])
    found = [
        parity.problems_of_texts(e, catalog.place(e), source, target)
        for e, source, target in zip(entries, readings[::2], readings[1::2], strict=True)
    ]
    return Parity(str(path), len(entries), sum(map(bool, found)), tuple(p for many in found for p in many))


def lint_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with any EPUB (`check.epublint`); D830 for a file that cannot be read, D842 for one too large."""
    try:
        if path.exists() and not path.is_file():
            return (Problem("D830", "it is no file", Place(str(path))),)
        if path.stat().st_size > epublint.MOST_BYTES:
            return (Problem("D842", f"it has more than {epublint.MOST_BYTES >> 20} MB", Place(str(path))),)
        data = path.read_bytes()
    except OSError as error:
        return (Problem("D830", f"it cannot be read ({error.strerror})", Place(str(path))),)
    return epublint.lint(data, str(path))


@dataclass(frozen=True, slots=True)
class Approval:
    """The translations that were approved now, as (language, msgid, msgstr), and how many are not ready."""

    added: tuple[tuple[str, str, str], ...]
    waiting: int


def approve(root: Path) -> Approval:
    """Approve every translation as it stands; what is empty or fuzzy waits. Writes source/approved.toml."""
    with files.alone(root / ".diglot" / "lock"):
        found = sources.load(root)
        loaded = catalogs_of(root, found)
        pairs: dict[str, list[tuple[approval.Wanted, str]]] = {}
        waiting = 0
        for language in filter(found.catalogs, found.publication.languages):
            mine = pairs[language] = []
            for one in (w for w in found.wanted() if w.catalog in found.catalogs(language)):
                entry = loaded[language, one.catalog].find(one.key)
                if entry is None or entry.empty or entry.fuzzy:
                    waiting += 1
                else:
                    mine.append((one, entry.msgstr))
            texts = [loaded[key] for d in found.documents if (key := (language, d.catalog)) in loaded]
            mine += [(disclaimers.TRANSLATOR, name) for name in map(provenance.translator, texts) if name]
        added = dict.fromkeys(
            (language, one.key[1], msgstr)
            for language, translations in pairs.items()
            for one, msgstr in translations
            if one.digest(msgstr) not in found.approved.get(language, ())
        )
        files.write_if_changed(root / approval.FILE, approval.written(pairs))
        return Approval(tuple(added), waiting)
