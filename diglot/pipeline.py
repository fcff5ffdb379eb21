"""The whole program on one page:

read -> extract -> merge -> translate -> glossary -> disclaimers -> compose -> write -> check
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diglot import check as reading
from diglot import (
    claimcheck,
    claims,
    coverage,
    disclaimers,
    editions,
    files,
    fonts,
    po,
    proposals,
    ruby,
    shelf,
    sources,
    termcheck,
    translate,
    whereabouts,
)
from diglot.make import make_all
from diglot.model import Artifact, Document, Edition, Job, Manuscript, Output, Place
from diglot.problems import EXIT_USAGE, DiglotError, Problem, errors
from diglot.sources import Sources
from diglot.store import Store

Asked = tuple[str, Output]
"""An edition, and which of its outputs."""

Progress = Callable[[str, int, int], None]
"""Called with (what is done, how many are done, how many there are)."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made and found."""

    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    explanations: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every edition was built and checked without an error."""
        return not errors(self.problems)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: these editions (() for all), by so many workers.

    `draft`: every edition is written even where its notices are not whole, marked on each page, under
    a draft's name.
    """

    editions: tuple[str, ...] = ()
    jobs: int = 1
    draft: bool = False


def build(root: Path, out: Path, order: Order, progress: Progress) -> Built:
    """The editions of an order into `out`, with `out/manifest.json` and a report on each.

    An edition whose notices are not whole, or that fails its checks, is not written, and its
    older files are taken away. A broken translation costs its own unit: the source text stands
    there, and the error is reported. Raises DiglotError for what concerns all editions.
    """
    with files.alone(root / ".diglot" / "lock"):
        return _build(root, out, order, progress)


def _build(root: Path, out: Path, order: Order, progress: Progress) -> Built:
    found = sources.load(root)
    chosen = _chosen(found.publication.editions, order.editions)
    edited, problems = edit(found, chosen, draft=order.draft)
    store = Store(root / ".diglot" / "store")
    maker = _Maker(found, store, order.jobs, progress)
    later = [m for m in edited if m.output.booklet or (m.output.format == "epub" and _is_printed(m, edited))]
    made, said = maker.make([shelf.job(found, m) for m in edited if m not in later], after=len(later))
    after = [job for job in (_after(found, m, made) for m in later) if job]
    more, said_too = maker.make(after, before=len(made))
    every = made | more
    shelved = [every[key] for m in edited if (key := (m.edition, m.output)) in every]
    problems += dict.fromkeys(_placed([*said, *said_too], found))
    artifacts, aside = shelf.write_out(out, store, shelved, [e.name for e in chosen])
    problems += aside
    explanations = tuple(one.explanation for one in shelved)
    return Built(artifacts, tuple(problems), explanations)


def _placed(problems: Sequence[Problem], found: Sources) -> Iterable[Problem]:
    """What was found wrong on pages, at the lines where it was written."""
    loaded = sources.load_catalogs(found) if any(one.about for one in problems) else {}
    for one in problems:
        if one.code == "D621":
            yield coverage.placed(one, found.publication.root, found.publication.languages)
        else:
            yield whereabouts.placed(one, found, loaded) if one.about else one


def _is_printed(manuscript: Manuscript, edited: Sequence[Manuscript]) -> bool:
    return any(m.edition == manuscript.edition and m.output.format == "pdf" for m in edited)


def _after(found: Sources, manuscript: Manuscript, made: Mapping[Asked, shelf.Shelved]) -> Job | None:
    """The job of what is made of a printed edition: an e-book says where its pages begin, a booklet shows them.

    None for a booklet whose pages did not pass.
    """
    if not manuscript.output.booklet:
        printed = (one.pages for (edition, _), one in made.items() if edition == manuscript.edition)
        return shelf.job(found, replace(manuscript, printed=next(filter(None, printed), ())))
    plain = made[manuscript.edition, manuscript.output.plain]
    output = replace(manuscript.output, layout=plain.manuscript.output.layout)
    return shelf.job(found, replace(manuscript, output=output), plain.data) if plain.data else None


@dataclass(frozen=True, slots=True)
class _Maker:
    """What makes files of jobs, or takes them from the store."""

    found: Sources
    store: Store
    jobs: int
    progress: Progress

    def make(
        self, wanted: Sequence[Job], before: int = 0, after: int = 0
    ) -> tuple[dict[Asked, shelf.Shelved], list[Problem]]:
        """The files of some jobs, and what was wrong with them: one with an error has no bytes.

        `before`, `after`: how many others are made, for whoever counts.
        """
        shelved, problems = [shelf.take(self.store, job) for job in wanted], list[Problem]()
        todo = [i for i, one in enumerate(shelved) if one.data is None]
        total = before + len(wanted) + after
        ready = before + len(wanted) - len(todo)
        for done, made in enumerate(make_all([wanted[i] for i in todo], self.jobs), start=ready + 1):
            problems += made.problems
            i = todo[made.number]
            shelved[i] = replace(shelved[i], findings=made.findings, manuscript=made.manuscript)
            if made.rendered and not errors(made.problems):
                shelved[i] = shelf.put(self.store, shelved[i], made.rendered)
            self.progress(shelved[i].name, done, total)
        asked = [(job.manuscript.edition, job.manuscript.output) for job in wanted]
        return dict(zip(asked, shelved, strict=True)), problems


def check(root: Path, out: Path) -> tuple[tuple[Problem, ...], int]:
    """Read every finished file of `out` back against today's texts: (problems, files read)."""
    found = sources.load(root)
    manuscripts, problems = edit(found, found.publication.editions)
    count = 0
    for asked in manuscripts:
        one = _finished(out, asked)
        path = shelf.path(out, one)
        try:
            data = path.read_bytes()
            pages = shelf.path(out, replace(one, output=one.output.plain)).read_bytes() if one.output.booklet else b""
        except OSError as error:
            problems.append(
                Problem("D924", f"edition {one.edition} cannot be read ({error.strerror})", Place(str(path)))
            )
            continue
        count += 1
        problems += [*reading.check(data, one, pages).problems, *reading.validate(path, one)]
    return tuple(problems), count


def _finished(out: Path, asked: Manuscript) -> Manuscript:
    """The manuscript in the one of its layouts that has a file."""
    layouts = (asked.output.layout, *asked.output.instead)
    tried = [replace(asked, output=replace(asked.output, layout=layout)) for layout in layouts]
    return next((one for one in tried if shelf.path(out, one).is_file()), asked)


def edit(found: Sources, chosen: Iterable[Edition], *, draft: bool = False) -> tuple[list[Manuscript], list[Problem]]:
    """The manuscripts of the editions that may be built (of all, where drafts are), and every problem on the way."""
    if errors(found.problems):
        raise DiglotError(found.problems)
    loaded = sources.load_catalogs(found)
    problems = list(found.problems)
    checked = termcheck.check(found, loaded)
    unprintable = [*coverage.check(loaded, fonts.discover(found.publication.languages))]
    problems += [one.problem for one in checked if one.catalog in sources.FIXED and one.catalog != "disclaimers"]
    problems += [*_unsaid(found, loaded), *_unread(found, loaded), *_unspelt(found, loaded)]
    problems += proposals.waiting(found.publication, found.terms, loaded)
    versions, problems_of = translated(found, loaded, [*checked, *unprintable])
    problems += claimcheck.check(found, loaded, versions)
    problems += [*claimcheck.unnoticed(found), *disclaimers.lenient(found.publication)]
    manuscripts: list[Manuscript] = []
    for edition in chosen:
        stops = [*_required(found, edition, loaded), *_of_notices(found, edition, problems_of)]
        wrong = [*stops, *_of_texts(edition, problems_of)]
        problems += [p for p in wrong if p not in problems]
        if draft or not stops:
            manuscripts += editions.manuscripts(found, edition, versions, loaded, draft=draft)
    return manuscripts, problems


def translated(
    found: Sources,
    loaded: Mapping[tuple[str, str], po.Catalog],
    checked: Iterable[termcheck.Result | coverage.Result] = (),
) -> tuple[dict[tuple[str, str], Document], dict[tuple[str, str], tuple[Problem, ...]]]:
    """(file, language) -> the document in that language, and what was wrong with it.

    A message that the term check refuses (the opposite, another number) is not used, nor one that cannot be printed.
    """
    versions, problems = {}, {}
    wrong: dict[tuple[str, str], list[termcheck.Result | coverage.Result]] = {}
    for one in checked:
        wrong.setdefault((one.language, one.catalog), []).append(one)
    for document in (*found.documents, *found.notices):
        versions[document.file, document.language] = document
        for language in sorted({tag for tag, name in loaded if name == document.catalog}):
            units, mine = found.units[document.file], wrong.get((language, document.catalog), [])
            refused = {one.key for one in mine if one.refuses}
            result = translate.translate(document, units, loaded[language, document.catalog], language, refused)
            keys = {(unit.context, unit.msgid) for unit in units}
            versions[document.file, language] = result.document
            problems[document.file, language] = (*result.problems, *(one.problem for one in mine if one.key in keys))
    return versions, problems


def _required(found: Sources, edition: Edition, loaded: Mapping[tuple[str, str], po.Catalog]) -> Iterable[Problem]:
    """Why an edition may not be built for its notices."""
    yield from disclaimers.unnamed(edition, found.publication, found.documents)
    named = [d for d in found.disclaimers if d.kind in edition.disclaimers]
    yield from disclaimers.unplaced(edition, found.publication, named, found.documents)
    needed = {what for what, _ in _notices(found, edition)} | {sources.MADE}
    for language in edition.languages:
        approved, names = found.approved.get(language, frozenset()), found.catalogs(language)
        for one in found.wanted():
            if one.notice in needed and one.catalog in names:
                yield from disclaimers.untranslated(edition, one, loaded[language, one.catalog], approved)
        catalogs = [loaded[language, name] for name in found.catalogs_of(edition) if name in names]
        yield from disclaimers.unapproved(edition, catalogs, approved)


def _unread(found: Sources, loaded: Mapping[tuple[str, str], po.Catalog]) -> Iterable[Problem]:
    """The translations that source/provenance.toml says were read a second time, and were not."""
    for one in found.publication.provenance:
        if one.translated != "original" and one.second_reading != "none":
            approved = found.approved.get(one.language, frozenset())
            for wanted in found.wanted():
                if not wanted.notice:
                    yield from disclaimers.unread(wanted, loaded[one.language, wanted.catalog], approved)


def _unspelt(found: Sources, loaded: Mapping[tuple[str, str], po.Catalog]) -> Iterable[Problem]:
    """The words in texts that are to have their pinyin above them, and have none."""
    texts = [(unit.msgid, unit.place) for document in found.documents for unit in found.units[document.file]]
    texts += [(entry.msgstr, catalog.place(entry)) for catalog in loaded.values() for entry in catalog.messages()]
    return ruby.unread(texts, ruby.readings(found.terms))


def _unsaid(found: Sources, loaded: Mapping[tuple[str, str], po.Catalog]) -> Iterable[Problem]:
    """D307, D308, D310 for the words of templates and of the publication itself."""
    vital = {one.key for one in found.wanted() if one.notice}
    for name in ("templates", "publication"):
        messages = [m for m in found.messages()[name] if m.key not in vital]
        for language in (tag for tag in found.publication.languages if name in found.catalogs(tag)):
            for message in messages:
                yield from translate.state(message.key, loaded[language, name], message.references[0])


def _notices(found: Sources, edition: Edition) -> Iterable[tuple[str, Document]]:
    """(what it is, its document) of each notice that an edition prints, with the notes beside its claims."""
    for disclaimer in found.disclaimers:
        if disclaimer.kind in edition.disclaimers:
            yield sources.named(disclaimer), disclaimer.document
    if found.evidence and claims.among(d for d in found.documents if d.name in edition.documents):
        yield sources.BESIDE, found.evidence.document


def _of_notices(
    found: Sources, edition: Edition, problems: Mapping[tuple[str, str], tuple[Problem, ...]]
) -> Iterable[Problem]:
    """What is wrong in the notices of an edition: it stops it, a text that cannot be translated too."""
    for kind, document in _notices(found, edition):
        for locked in found.problems:
            if locked.place and locked.place.file == document.file:
                message = f"edition {edition.name} is not built: {kind} has a locked text"
                yield Problem("D504", f"{message} ({locked.message})", locked.place, "simplify its markup")
        for language in edition.languages:
            yield from errors(problems.get((document.file, language), ()))


def _of_texts(edition: Edition, problems: Mapping[tuple[str, str], tuple[Problem, ...]]) -> Iterable[Problem]:
    """What is wrong with the texts of an edition: each costs its own unit, not the edition."""
    for name in edition.documents:
        for language in edition.languages:
            yield from problems.get((f"source/{name}.md", language), ())


def _chosen(editions: Sequence[Edition], names: Sequence[str]) -> list[Edition]:
    known = {edition.name: edition for edition in editions}
    for name in names:
        if name not in known:
            raise DiglotError(
                Problem("D922", f"there is no edition “{name}”", None, f"known: {', '.join(known)}"), EXIT_USAGE
            )
    return [known[name] for name in names] if names else list(editions)
