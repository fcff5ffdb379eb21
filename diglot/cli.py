"""The command line: verbs, exit codes, progress. The only place that prints."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from diglot import __version__
from diglot.model import Place
from diglot.problems import EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS, DiglotError, Problem

ABOUT = """\
Bilingual books and handouts from Markdown and gettext catalogs.

  source/        what authors write: publication.toml, *.md, glossary/*.toml, disclaimers/*.md
  translations/  what translators write: <locale>/*.po
  templates/     what designers write: *.html, *.css, epub/*
  out/           what readers get, with manifest.json

read -> extract -> merge -> translate -> glossary -> disclaimers -> compose -> write -> check
"""
MANY = 50
"""How many lines of what an import left out are shown."""
EXITS = "exit codes: 0 all built and checked, 1 something to mend, 2 wrong usage, 3 set-up is missing, 130 stopped"


def entry() -> None:
    """The `diglot` command."""
    # Pandoc's trees are millions of small values without a cycle: looking for cycles took a tenth of the time.
    gc.set_threshold(50_000, 50, 100)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_INTERRUPTED))
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one verb; its exit code. A user meets one line for each problem, never a traceback."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DiglotError as error:
        report(error.problems)
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing half-written was left in out/\n")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "diglot", description=ABOUT, epilog=EXITS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=Path(), metavar="FOLDER", help="the publication (default: here)")
    parser.add_argument("--version", action="version", version=f"diglot {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    build = verbs.add_parser("build", help="build every edition into out/, and check it")
    build.set_defaults(run=_build)
    build.add_argument("editions", nargs="*", metavar="EDITION", help="only these (default: all)")
    build.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="workers (default: one a core)"
    )
    build.add_argument(
        "--explain", action="store_true", help="say of each file why it was made anew or taken from the store"
    )
    _out(build)

    extract = verbs.add_parser("extract", help="bring translations/ up to source/ and templates/")
    extract.set_defaults(run=_extract)

    status = verbs.add_parser("status", help="show how far each catalog is, as a Markdown table")
    status.set_defaults(run=_status)
    status.add_argument("--json", action="store_true", help="show it as JSON")

    importing = verbs.add_parser("import-po", help="fill what is not translated yet from other PO files")
    importing.set_defaults(run=_import_po)
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")

    _terms_parser(verbs.add_parser("terms", help="ask, check and exchange the term base in source/glossary"))

    check = verbs.add_parser("check", help="read the finished files in out/ back, or compare the texts of PO files")
    check.set_defaults(run=_check)
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="any *.po instead of out/")
    _out(check)

    new = verbs.add_parser("new", help="make a small working publication in a new folder")
    new.set_defaults(run=_new)
    new.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


def _terms_parser(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verbs.add_parser("list", help="show every concept").set_defaults(run=_terms_list)
    find = verbs.add_parser("find", help="show the concepts whose names or definition hold a text")
    find.set_defaults(run=_terms_find)
    find.add_argument("text", metavar="TEXT")
    where = verbs.add_parser("where-used", help="show every message that names a concept")
    where.set_defaults(run=_terms_where)
    where.add_argument("concept", metavar="CONCEPT", help="an id, as `terms list` shows it")
    lint = verbs.add_parser("lint", help="check every translation against the term base")
    lint.set_defaults(run=_terms_lint)
    lint.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    candidates = verbs.add_parser("candidates", help="show frequent words of the source that have no concept yet")
    candidates.set_defaults(run=_terms_candidates)
    export = verbs.add_parser("export", help="write the term base for other programs; what is lost is listed")
    export.set_defaults(run=_terms_export)
    export.add_argument("--format", choices=("tbx", "tbx3", "csv", "tsv", "po"), required=True)
    _language(export)
    export.add_argument("-o", dest="file", type=Path, metavar="FILE", help="default: standard output")
    bring = verbs.add_parser("import", help="enter the names of TBX, CSV, TSV or PO files as proposed")
    bring.set_defaults(run=_terms_import)
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _language(bring)


def _language(parser: argparse.ArgumentParser) -> None:
    text = "of tables, whose files do not say it (default: the first target language)"
    parser.add_argument("--language", metavar="TAG", help=text)


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where finished files stand (default: out/)")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of workers (1 or more)")
    return int(text)


# --- verbs --------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    from diglot import pipeline
    from diglot.door import install

    install.require()

    root = options.root.resolve()
    out = (options.out or root / "out").resolve()
    progress = Progress()
    built = pipeline.build(root, out, options.editions, options.jobs, progress.step)
    progress.close()
    if options.explain:
        _say(built.explanations)
    report(built.problems)
    for artifact in built.artifacts:
        pages = f", {artifact.pages} pages" if artifact.pages else ""
        _say([f"{_shown(out / artifact.file)}  ({'+'.join(artifact.languages)}{pages})"])
    return EXIT_OK if built.complete else EXIT_PROBLEMS


def _extract(options: argparse.Namespace) -> int:
    from diglot import stamp

    root = options.root.resolve()
    changed: tuple[str, ...] = ()
    problems = stamp.unchanged(root)
    if problems is None:
        from diglot import upkeep

        extracted = upkeep.extract(root)
        changed, problems = extracted.changed, extracted.problems
    report(problems)
    _say([f"wrote {name}" for name in changed] or ["translations/ is up to date"])
    return _code(problems)


def _status(options: argparse.Namespace) -> int:
    from diglot import status, upkeep

    found = upkeep.status(options.root.resolve())
    _say([status.as_json(found) if options.json else status.table(found)])
    return EXIT_OK


def _import_po(options: argparse.Namespace) -> int:
    from diglot import upkeep

    filled = upkeep.import_po(options.root.resolve(), options.files)
    _say([f"{one.file}: {one.equal} translated, {one.fuzzy} fuzzy (to be checked)" for one in filled])
    _say([] if filled else ["nothing to fill: no message without a translation is in there"])
    return EXIT_OK


def _terms_list(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    _say([terms.listed(sources.load(options.root.resolve()))])
    return EXIT_OK


def _terms_find(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    found = terms.find(sources.load(options.root.resolve()), options.text)
    _say([terms.shown(concept) for concept in found] or [f"no concept has “{options.text}”"])
    return EXIT_OK if found else EXIT_PROBLEMS


def _terms_where(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    root = options.root.resolve()
    uses = terms.where_used(sources.load(root), root, options.concept)
    _say([f"{use.place}: {use.shown}" for use in uses] or ["it is not used"])
    return EXIT_OK


def _terms_lint(options: argparse.Namespace) -> int:
    from diglot import terms

    results, told = terms.lint(options.root.resolve())
    problems = [*(one.problem for one in results), *told]
    if options.format == "text":
        report(problems)
        _say([f"{len(results)} findings"])
    else:
        _say([terms.as_json(results) if options.format == "json" else terms.as_sarif(results)])
    return _code(problems)


def _terms_candidates(options: argparse.Namespace) -> int:
    from diglot import sources, terms

    found = terms.candidates(sources.load(options.root.resolve()))
    _say([f"{count:4}  {phrase}" for phrase, count in found] or ["no word is frequent enough"])
    return EXIT_OK


def _terms_export(options: argparse.Namespace) -> int:
    from diglot import files, sources, terms

    found = sources.load(options.root.resolve())
    written = terms.export(found, options.format, options.language or sources.targets(found.publication)[0])
    if options.file:
        files.write(options.file, written.data)
    else:
        sys.stdout.buffer.write(written.data)
    for loss in written.losses:
        sys.stderr.write(f"{options.format} cannot hold: {loss}\n")
    return EXIT_OK


def _terms_import(options: argparse.Namespace) -> int:
    from diglot import terms

    taken = terms.bring(options.root.resolve(), options.files, options.language)
    _say([f"{one.concept.id} {one.language}: “{one.text}” is proposed" for one in taken.proposals])
    _say([] if taken.proposals else ["nothing new"])
    for line in taken.left[:MANY]:
        sys.stderr.write(f"not taken: {line}\n")
    if len(taken.left) > MANY:
        sys.stderr.write(f"not taken: {len(taken.left) - MANY} more\n")
    return EXIT_OK


def _check(options: argparse.Namespace) -> int:
    if options.files:
        return _check_catalogs(options.files)
    from diglot import pipeline

    root = options.root.resolve()
    problems, count = pipeline.check(root, (options.out or root / "out").resolve())
    report(problems)
    _say([f"{count} files read back, {len(problems)} problems"])
    return _code(problems)


def _check_catalogs(paths: Sequence[Path]) -> int:
    from diglot import upkeep

    found = [upkeep.parity_of(path) for path in paths]
    problems = [p for one in found for p in one.problems]
    report(problems)
    for one in found:
        share = 100 * one.flagged / max(one.translations, 1)
        _say([f"{one.file}: {one.translations} translations, {one.flagged} flagged ({share:.1f} %)"])
    return _code(problems)


def _code(problems: Iterable[Problem]) -> int:
    return EXIT_PROBLEMS if any(p.severity == "error" for p in problems) else EXIT_OK


def _new(options: argparse.Namespace) -> int:
    from diglot import starter

    made = starter.create(options.folder)
    _say([f"made {len(made)} files in {options.folder}", f"build it with: diglot --root {options.folder} build"])
    return EXIT_OK


# --- printing -----------------------------------------------------------------------------


def report(problems: Iterable[Problem]) -> None:
    """Each problem on a line of standard error, in the order of files and lines."""
    colour = _colours(sys.stderr)
    for problem in sorted(problems, key=lambda p: (p.place or Place(""), p.code)):
        line = str(problem)
        if colour:
            mark = {"error": "\033[31m", "warning": "\033[33m"}.get(problem.severity, "")
            line = line.replace(
                f"{problem.severity} {problem.code}", f"{mark}{problem.severity} {problem.code}\033[0m", 1
            )
        sys.stderr.write(line + "\n")


class Progress:
    """A bar on a terminal, a plain line for each step in a pipe; on standard error."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()

    def step(self, what: str, done: int, total: int) -> None:
        """One more of `total` is done."""
        if self._bar:
            filled = 24 * done // max(total, 1)
            sys.stderr.write(f"\r\033[K[{'█' * filled}{'·' * (24 - filled)}] {done}/{total} {what}")
        else:
            sys.stderr.write(f"[{done}/{total}] {what}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            sys.stderr.write("\r\033[K")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def _colours(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)()) and "NO_COLOR" not in os.environ


def _shown(path: Path) -> str:
    """A path as a reader would type it: relative where it is below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
