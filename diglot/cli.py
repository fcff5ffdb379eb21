"""The command line: verbs and exit codes."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from diglot import __version__, cli_recall, cli_terms
from diglot.console import Progress, exit_code, report, say, shown
from diglot.problems import EXIT_INTERRUPTED, EXIT_OK, EXIT_PROBLEMS, DiglotError, Problem, errors

ABOUT = """\
Bilingual books and handouts from Markdown and gettext catalogs.

  source/        what authors write: publication.toml, *.md, glossary/*.toml, disclaimers/*.md
  translations/  what translators write: <locale>/*.po
  templates/     what designers write: *.html, *.css, epub/*
  out/           what readers get, with manifest.json

read -> extract -> merge -> translate -> glossary -> disclaimers -> compose -> write -> check
"""
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
        "--draft", action="store_true", help="build in spite of missing notices, marked DRAFT, under another name"
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

    approve = verbs.add_parser("approve", help="approve the translations, after reading them against their source")
    approve.set_defaults(run=_approve)

    cli_recall.add(verbs.add_parser("recall", help="list the finished files that used a term, a notice or a text"))

    cli_terms.add(verbs.add_parser("terms", help="ask, check and exchange the term base in source/glossary"))

    check = verbs.add_parser("check", help="read the finished files in out/ back, or check any EPUB or PO file")
    check.set_defaults(run=_check)
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="any *.epub or *.po instead of out/")
    _out(check)

    new = verbs.add_parser("new", help="make a small working publication in a new folder")
    new.set_defaults(run=_new)
    new.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


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
    order = pipeline.Order(tuple(options.editions), options.jobs, options.draft)
    built = pipeline.build(root, out, order, progress.step)
    progress.close()
    if options.explain:
        say(built.explanations)
    report(built.problems)
    for artifact in built.artifacts:
        pages = f", {artifact.pages} pages" if artifact.pages else ""
        say([f"{shown(out / artifact.file)}  ({'+'.join(artifact.languages)}{pages})"])
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
    say([f"wrote {name}" for name in changed] or ["translations/ is up to date"])
    return exit_code(problems)


def _status(options: argparse.Namespace) -> int:
    from diglot import status, upkeep

    found = upkeep.status(options.root.resolve())
    say([status.as_json(found) if options.json else status.table(found)])
    return EXIT_OK


def _import_po(options: argparse.Namespace) -> int:
    from diglot import upkeep

    filled = upkeep.import_po(options.root.resolve(), options.files)
    say([f"{one.file}: {one.equal} translated, {one.fuzzy} fuzzy (to be checked)" for one in filled])
    say([] if filled else ["nothing to fill: no message without a translation is in there"])
    return EXIT_OK


def _approve(options: argparse.Namespace) -> int:
    from diglot import upkeep

    done = upkeep.approve(options.root.resolve())
    for language, msgid, msgstr in done.added:
        say([f"  {msgid}", f"  {language}: {msgstr}", ""])
    say([f"{len(done.added)} approved now" + (f", {done.waiting} not translated or fuzzy" if done.waiting else "")])
    return EXIT_OK


def _check(options: argparse.Namespace) -> int:
    if options.files:
        return _check_files(options.files)
    from diglot import pipeline

    root = options.root.resolve()
    problems, count = pipeline.check(root, (options.out or root / "out").resolve())
    report(problems)
    say([f"{count} files read back, {len(problems)} problems"])
    return exit_code(problems)


def _check_files(paths: Sequence[Path]) -> int:
    problems: list[Problem] = []
    sums = []
    for path in paths:
        try:
            found, summary = _checked(path)
        except DiglotError as error:
            found, summary = error.problems, f"{path}: not checked"
        problems += found
        sums.append(summary)
    report(problems)
    say(sums)
    return exit_code(problems)


def _checked(path: Path) -> tuple[Sequence[Problem], str]:
    """What is wrong with an EPUB or a PO file, and a line that sums it up."""
    from diglot import upkeep

    if path.suffix.lower() == ".epub":
        found = upkeep.lint_of(path)
        wrong = len(errors(found))
        return found, f"{path}: {wrong} errors, {len(found) - wrong} warnings"
    one = upkeep.parity_of(path)
    share = 100 * one.flagged / max(one.translations, 1)
    return one.problems, f"{one.file}: {one.translations} translations, {one.flagged} flagged ({share:.1f} %)"


def _new(options: argparse.Namespace) -> int:
    from diglot import starter

    made = starter.create(options.folder)
    say([f"made {len(made)} files in {options.folder}", f"build it with: diglot --root {options.folder} build"])
    return EXIT_OK
